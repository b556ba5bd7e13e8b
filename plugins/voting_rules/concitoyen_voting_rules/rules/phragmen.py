"""Sequential Phragmén: each project is paid by those who chose it, and the heaviest purse stays as light as possible.

Brill, Freeman, Janson and Lackner, « Phragmén's Voting Methods and Justified Representation », 2017; with costs:
Los, Christoff and Grossi, « Proportional Budget Allocations: Towards a Systematization », IJCAI 2022, section 3.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import inf, lcm
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from concitoyen.domain.count import Election, Outcome, TieBreak, VotingRule
from concitoyen.domain.money import Money
from concitoyen.domain.reasons import Message
from concitoyen_voting_rules.profile import Profile
from concitoyen_voting_rules.rules import sentences
from concitoyen_voting_rules.rules.figures import rounded
from concitoyen_voting_rules.rules.outcomes import Fate, by_index, costs_of, excluded, outcome_of
from concitoyen_voting_rules.rules.tied import Order, TieRecord
from concitoyen_voting_rules.tally import simple_choices

Misfit = Literal["stop", "stop-at-tied", "skip"]
"""What to do when the next one no longer fits: stop there; stop even when only one tied with it does not; pass over."""


@dataclass(frozen=True)
class Purchase:
    """One candidate whose turn came: the load that its supporters would bear, and whether it was bought.

    `load` is None without supporters. `stopped_by` is the candidate that ended the count before this one's turn.
    """

    candidate: int
    load: Fraction | None
    left: int
    funded: bool
    stopped_by: int | None = None


class Phragmen(VotingRule):
    """Projects are bought one after another, each time the one whose supporters would bear least once it is paid.

    `misfit` says what to do when the next one costs more than what remains; `minimum_votes` is what it takes to be
    considered, and 0 lets projects without votes share what remains at the end. Nobody is funded when nobody voted.
    """

    id: ClassVar[str] = "phragmen"
    title: ClassVar[str] = "Phragmén : une charge égale pour chaque voix"

    misfit: Misfit = "stop"
    minimum_votes: int = Field(default=1, ge=0)

    def count(self, election: Election, ties: Sequence[tuple[str, TieBreak]]) -> Outcome:
        """The outcome, with one round for each candidate, in the order in which their turn came.

        Raises CountError on ballots that are not simple choices, UnresolvedTie as `break_tie` does.
        """
        rule = f"voting_rules:{self.id}"
        profile = simple_choices(election, rule=rule)
        order = TieRecord(election, ties, profile.candidates)
        out = excluded(election, profile, self.minimum_votes, order)
        among = [one for one in range(len(profile.candidates)) if one not in {fate.candidate for fate in out}]
        costs, budget = costs_of(election, profile), election.envelope.cents
        bought = phragmen(profile, costs, budget, order, misfit=self.misfit, among=among)
        fates = [_fate(purchase, election, profile) for purchase in bought]
        return outcome_of(rule, election, profile, [*fates, *out], order)


def _fate(purchase: Purchase, election: Election, profile: Profile) -> Fate:
    standing = by_index(election, profile)
    candidate, left = standing[purchase.candidate], Money(purchase.left)
    if purchase.stopped_by is not None:
        return Fate(purchase.candidate, funded=False, why=sentences.after_the_stop(standing[purchase.stopped_by]))
    if not purchase.funded:
        return Fate(purchase.candidate, funded=False, why=sentences.does_not_fit(candidate.cost, left))
    if purchase.load is None:
        return Fate(purchase.candidate, funded=True, why=sentences.funded(candidate.cost, left, 0))
    why = Message(
        message="retenu : {cost} pour {left} restants ; chacun de ses soutiens porte alors {load}, "
        "la charge la plus légère possible à ce tour",
        values={"cost": str(candidate.cost), "left": str(left), "load": rounded(purchase.load)},
    )
    return Fate(purchase.candidate, funded=True, why=why)


def phragmen(
    profile: Profile,
    costs: Sequence[int],
    budget: int,
    order: Order,
    *,
    misfit: Misfit = "stop",
    among: Sequence[int] | None = None,
) -> tuple[Purchase, ...]:
    """What became of each candidate, in the order in which their turn came.

    A mark of any value is an approval. `costs` are by candidate, in the unit of `budget`; `among` restricts the count
    to some candidates; those dearer than the whole budget are left out in any case. Loads are exact; floats, of which
    the error is bounded, only say which candidates need not be compared exactly. Each round costs the marks of those
    whose turn may have come, and a rational operation for each earlier round.
    """
    standing = [one for one in (range(len(costs)) if among is None else among) if costs[one] <= budget]
    return tuple(_purchases(_Loads(profile, costs, standing), costs, budget, order, misfit))


def _purchases(loads: "_Loads", costs: Sequence[int], left: int, order: Order, misfit: Misfit) -> Iterator[Purchase]:
    stopped: int | None = None
    while loads.waiting:
        tied, load = loads.next()
        first = tuple(order(tied, 0 if load is None else load))
        if stopped is None:
            stopped = _stops(first, costs, left, misfit)
        one = first[0] if stopped is None or stopped not in first else stopped
        funded = stopped is None and costs[one] <= left
        yield Purchase(one, load, left, funded, None if one == stopped else stopped)
        if funded:
            loads.buy(one, load)
            left -= costs[one]
        else:
            loads.pass_over(one)


def _stops(first: Sequence[int], costs: Sequence[int], left: int, misfit: Misfit) -> int | None:
    """The candidate at which the count stops, among those whose turn it is."""
    concerned = {"stop": first[:1], "stop-at-tied": first, "skip": ()}[misfit]
    return next((one for one in concerned if costs[one] > left), None)


class _Loads:
    """What each voter bears: the load of the last bought project that they chose, over one common denominator."""

    def __init__(self, profile: Profile, costs: Sequence[int], standing: Sequence[int]) -> None:
        self._profile, self._costs = profile, costs
        self._weights = profile.weights.astype(np.float64)
        self._votes = profile.approvals().tolist()
        self._numerators, self._denominator = [0], 1
        self._last = np.zeros(len(profile.weights), np.int64)
        self._floats = np.zeros(len(profile.weights))
        self._bounds = np.full(len(costs), inf)
        self._fresh = np.zeros(len(costs), bool)
        self.waiting = set(standing)
        for one in standing:
            self._bounds[one] = self._costs[one] / self._votes[one] if self._votes[one] else inf
        # Sums of positive figures: each of n additions errs by 2**-53 at most, a load and a product too.
        self._margin = 1 + (2 * len(profile.weights) + 64) * 2.0**-52

    def next(self) -> tuple[Sequence[int], Fraction | None]:
        """The candidates whose supporters would bear least, and what they would bear."""
        near = self._near()
        if not near:
            return sorted(self.waiting), None
        exact = {one: self._load(one) for one in near}
        least = min(exact.values())
        return [one for one in near if exact[one] == least], least

    def buy(self, one: int, load: Fraction | None) -> None:
        """Its supporters now bear this load."""
        self.pass_over(one)
        if load is None:
            return
        grown = lcm(self._denominator, load.denominator)
        factor = grown // self._denominator
        self._denominator = grown
        self._numerators = [numerator * factor for numerator in self._numerators]
        self._numerators.append(load.numerator * (grown // load.denominator))
        supporters = self._profile.supporters(one)
        self._last[supporters] = len(self._numerators) - 1
        self._floats[supporters] = float(load)
        self._fresh[:] = False

    def pass_over(self, one: int) -> None:
        """It is not asked again."""
        self.waiting.discard(one)
        self._bounds[one] = inf

    def _near(self) -> list[int]:
        """Those that may be least, floats being what they are; loads only grow, so that an old one is a bound."""
        while True:
            limit = self._bounds.min() * self._margin
            if limit == inf:
                return []
            near = np.flatnonzero(self._bounds <= limit)
            stale = near[~self._fresh[near]]
            if not len(stale):
                return [int(one) for one in near]
            for one in stale.tolist():
                self._bounds[one] = self._proposed(one)
                self._fresh[one] = True

    def _proposed(self, one: int) -> float:
        supporters = self._profile.supporters(one)
        borne = float(self._weights[supporters] @ self._floats[supporters])
        return (self._costs[one] + borne) / float(self._votes[one])

    def _load(self, one: int) -> Fraction:
        supporters = self._profile.supporters(one)
        voters = np.zeros(len(self._numerators), np.int64)
        np.add.at(voters, self._last[supporters], self._profile.weights[supporters])
        pairs = zip(voters.tolist(), self._numerators, strict=True)
        borne = sum(count * numerator for count, numerator in pairs if count)
        return Fraction(self._costs[one] * self._denominator + borne, self._votes[one] * self._denominator)
