"""Maximin support: as sequential Phragmén, but earlier payments are shared anew each time.

Sánchez-Fernández, Fernández, Fisteus and Brill, « The maximin support method », 2021; with costs: Aziz, Lee and
Talmon, « Proportionally Representative Participatory Budgeting », AAMAS 2018 (generalised Phragmén).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from concitoyen.domain.languages import to_translate
from concitoyen.domain.payment import Payment
from concitoyen.domain.reasons import Message
from concitoyen_voting_rules.packing import Ints
from concitoyen_voting_rules.profile import Profile
from concitoyen_voting_rules.rules.flow import Amounts, Nodes, Payments
from concitoyen_voting_rules.rules.purchases import Misfit, Purchase, PurchaseRule, load_in_money, purchases
from concitoyen_voting_rules.rules.tied import Order

_MOST = 2**62
_CAUTION = 1 - 2.0**-40
"""Floats propose payments a little below the limits, so that their errors never pass them."""


class MaximinSupport(PurchaseRule):
    """Each time, the project that leaves the most loaded voter with least, all payments being shared anew."""

    id: ClassVar[str] = "maximin-support"
    title: ClassVar[str] = "Soutien maximin : les charges repartagées à chaque tour"

    def bought(
        self, profile: Profile, costs: Sequence[int], budget: int, order: Order, among: Sequence[int]
    ) -> Sequence[Purchase]:
        """What becomes of `among`, in the order in which their turn comes."""
        return maximin_support(profile, costs, budget, order, misfit=self.misfit, among=among)

    def told(self, load: Fraction) -> Message:
        """What the most loaded voter bears."""
        clause = to_translate(
            "une fois les charges repartagées, aucun votant ne porte plus de {load}, le moins possible à ce tour"
        )
        return load_in_money(clause, load)


def maximin_support(
    profile: Profile,
    costs: Sequence[int],
    budget: int,
    order: Order,
    *,
    misfit: Misfit = "stop",
    among: Sequence[int] | None = None,
) -> tuple[Purchase, ...]:
    """What became of each candidate, in the order in which their turn came; arguments as those of `phragmen`.

    The load of a purchase is the least that the most loaded voter can bear, over all ways to share every cost among
    supporters: the greatest cost(S) / voters(S) over sets S of bought projects (Hall), found by Newton's iteration on
    flows in whole units, over groups of voters who chose the same bought projects.
    """
    standing = [one for one in (range(len(costs)) if among is None else among) if costs[one] <= budget]
    return tuple(purchases(_Shares(profile, costs, standing), costs, budget, order, misfit))


class _Shares:
    """What was bought and who pays for it, with a lower bound on the load that each candidate would bring."""

    def __init__(self, profile: Profile, costs: Sequence[int], standing: Sequence[int]) -> None:
        votes = profile.approvals().tolist()
        self._profile, self._costs = profile, costs
        self._bounds = {one: Fraction(costs[one], votes[one]) for one in standing if votes[one]}
        self._proven = dict[int, tuple[_State, Payments]]()
        groups = np.zeros(len(profile.weights), np.int64)
        self._state = _State((), (), (), groups, np.array([profile.voters], np.int64))
        self.waiting = set(standing)

    def next(self) -> tuple[Sequence[int], Fraction | None]:
        """The candidates that would bring the least load, and that load."""
        if not self._bounds:
            return sorted(self.waiting), None
        while True:
            least = min(self._bounds.values())
            near = [one for one, bound in self._bounds.items() if bound == least]
            doubtful = [one for one in near if one not in self._proven]
            if not doubtful:
                return near, least
            for one in doubtful:
                self._try(one, least)

    def payments(self, one: int, load: Fraction) -> Sequence[Payment]:
        """Its supporters in one way to share all costs under this load, by what they pay for it and bear in all."""
        state, flow = self._proven[one]
        borne = np.zeros(len(state.voters), object)
        for nodes, units in zip(state.payers, flow.paid, strict=True):
            np.add.at(borne, nodes, units)
        own = zip(state.payers[-1].tolist(), flow.paid[-1].tolist(), strict=True)
        found = dict[tuple[Fraction, Fraction], int]()
        for group, units in own:
            voters = int(state.voters[group])
            pair = Fraction(units, voters * load.denominator), Fraction(int(borne[group]), voters * load.denominator)
            found[pair] = found.get(pair, 0) + voters
        return [
            Payment(voters=count, each=each, total=count * each, load=total) for (each, total), count in found.items()
        ]

    def buy(self, one: int, load: Fraction | None) -> None:
        """It is paid as its trial showed; later ones bring at least this load."""
        if load is not None:
            state, payments = self._proven[one]
            paid = tuple(units.astype(np.float64) / load.denominator for units in payments.paid)
            self._state = replace(state, paid=paid)
            self._bounds = {other: max(bound, load) for other, bound in self._bounds.items()}
            self._proven = {}
        self.pass_over(one)

    def pass_over(self, one: int) -> None:
        """It is not asked again."""
        self.waiting.discard(one)
        self._bounds.pop(one, None)
        self._proven.pop(one, None)

    def _try(self, one: int, load: Fraction) -> None:
        """Prove that this load is enough for it, or find a greater one that is needed."""
        state = self._state.joined(one, self._profile)
        payments = state.payments([self._costs[project] for project in state.projects], load)
        overcharged = payments.overcharged()
        if overcharged:
            self._raise_bounds(state, [place for place in overcharged if state.projects[place] != one])
        else:
            self._proven[one] = state, payments

    def _raise_bounds(self, state: "_State", crowd: Sequence[int]) -> None:
        """Each candidate and this crowd of bought projects need at least what they cost by voter who chose some."""
        paying = np.zeros(len(state.voters), bool)
        for place in crowd:
            paying[state.payers[place]] = True
        cost, voters = sum(self._costs[state.projects[place]] for place in crowd), int(state.voters[paying].sum())
        others = np.where(paying[state.groups], 0, self._profile.weights)[self._profile.column_ballots]
        more = np.diff(np.concatenate([[0], np.cumsum(others)])[self._profile.column_starts]).tolist()
        for one, bound in self._bounds.items():
            self._bounds[one] = max(bound, Fraction(cost + self._costs[one], voters + more[one]))


@dataclass(frozen=True, eq=False)
class _State:
    """Projects, and the groups of voters that chose the same of them; `paid` is proposed, nothing is decided on it."""

    projects: tuple[int, ...]
    payers: tuple[Nodes, ...]
    """The groups that chose each project."""
    paid: tuple[NDArray[np.float64], ...]
    """What each of them pays."""
    groups: Nodes
    """The group of each ballot."""
    voters: Ints
    """How many voters each group has."""

    def joined(self, one: int, profile: Profile) -> "_State":
        """The same with one more project, not paid yet: groups are split by whether they chose it."""
        supporters = profile.supporters(one)
        chose = np.zeros_like(self.voters)
        np.add.at(chose, self.groups[supporters], profile.weights[supporters])
        split = np.flatnonzero((chose > 0) & (chose < self.voters))
        twin = np.full(len(self.voters), -1)
        twin[split] = np.arange(len(split)) + len(self.voters)
        renamed = np.where(twin >= 0, twin, np.arange(len(self.voters)))
        groups = self.groups.copy()
        groups[supporters] = renamed[self.groups[supporters]]
        voters = np.concatenate([self.voters, chose[split]])
        voters[split] -= chose[split]
        share = np.divide(chose, self.voters, dtype=np.float64)
        pairs = [_halved(nodes, paid, twin, share) for nodes, paid in zip(self.payers, self.paid, strict=True)]
        own = renamed[np.flatnonzero(chose)]
        return _State(
            (*self.projects, one),
            (*(nodes for nodes, _ in pairs), own),
            (*(paid for _, paid in pairs), np.zeros(len(own))),
            groups,
            voters,
        )

    def payments(self, costs: Sequence[int], load: Fraction) -> Payments:
        """Payments of every cost under a load that no voter exceeds, in units of 1 / its denominator."""
        unit, limit = load.denominator, load.numerator
        needs = [cost * unit for cost in costs]
        if sum(needs) + int(self.voters.sum()) * limit >= _MOST:
            return Payments(self.payers, needs, self.voters.astype(object) * limit)
        start: list[Amounts] = [np.floor(paid * (unit * _CAUTION)).astype(np.int64) for paid in self.paid]
        return Payments(self.payers, needs, self.voters * limit, start)


def _halved(
    nodes: Nodes, paid: NDArray[np.float64], twin: Nodes, share: NDArray[np.float64]
) -> tuple[Nodes, NDArray[np.float64]]:
    """Groups and payments after a split; each half pays in proportion to its voters."""
    parted = twin[nodes] >= 0
    moved = np.where(parted, paid * share[nodes], 0.0)
    return np.concatenate([nodes, twin[nodes[parted]]]), np.concatenate([paid - moved, moved[parted]])
