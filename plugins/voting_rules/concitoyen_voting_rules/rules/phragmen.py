"""Sequential Phragmén: each project is paid by those who chose it, and the heaviest purse stays as light as possible.

Brill, Freeman, Janson and Lackner, « Phragmén's Voting Methods and Justified Representation », 2017; with costs:
Los, Christoff and Grossi, « Proportional Budget Allocations: Towards a Systematization », IJCAI 2022.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import inf, lcm
from typing import ClassVar

import numpy as np

from concitoyen.domain.languages import to_translate
from concitoyen.domain.payment import Payment
from concitoyen.domain.reasons import Message
from concitoyen_voting_rules.packing import Ints
from concitoyen_voting_rules.profile import Profile
from concitoyen_voting_rules.rules.purchases import Misfit, Purchase, PurchaseRule, load_in_money, purchases
from concitoyen_voting_rules.rules.tied import Order


class Phragmen(PurchaseRule):
    """Each time, the project whose supporters would bear least once it is paid; they then bear the same load."""

    id: ClassVar[str] = "phragmen"
    title: ClassVar[str] = "Phragmén : la charge la plus légère pour chaque voix"

    def bought(
        self, profile: Profile, costs: Sequence[int], budget: int, order: Order, among: Sequence[int]
    ) -> Sequence[Purchase]:
        """What becomes of `among`, in the order in which their turn comes."""
        return phragmen(profile, costs, budget, order, misfit=self.misfit, among=among)

    def told(self, load: Fraction) -> Message:
        """What each supporter bears."""
        clause = to_translate("chacun de ses soutiens porte alors {load}, la charge la plus légère possible à ce tour")
        return load_in_money(clause, load)


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
    return tuple(purchases(_Loads(profile, costs, standing), costs, budget, order, misfit))


class _Loads:
    """What each voter bears: the load of the last bought project that they chose, over one common denominator."""

    def __init__(self, profile: Profile, costs: Sequence[int], standing: Sequence[int]) -> None:
        self._profile, self._costs = profile, costs
        self._weights = profile.weights[profile.column_ballots]
        self._float_weights = self._weights.astype(np.float64)
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

    def payments(self, one: int, load: Fraction) -> Sequence[Payment]:
        """Its supporters, by the load that they bore: each pays what brings it to the new one."""
        voters = self._voters(one).tolist()
        before = [Fraction(numerator, self._denominator) for numerator in self._numerators]
        return [
            Payment(voters=count, each=load - old, total=count * (load - old), load=load)
            for count, old in zip(voters, before, strict=True)
            if count
        ]

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
        # Not `@`, which wakes the threads of BLAS: three times slower where other work is going on.
        borne = float((self._float_weights[self._column(one)] * self._floats[self._profile.supporters(one)]).sum())
        return (self._costs[one] + borne) / float(self._votes[one])

    def _load(self, one: int) -> Fraction:
        pairs = zip(self._voters(one).tolist(), self._numerators, strict=True)
        borne = sum(count * numerator for count, numerator in pairs if count)
        return Fraction(self._costs[one] * self._denominator + borne, self._votes[one] * self._denominator)

    def _voters(self, one: int) -> Ints:
        """How many of its supporters bear each load."""
        voters = np.zeros(len(self._numerators), np.int64)
        np.add.at(voters, self._last[self._profile.supporters(one)], self._weights[self._column(one)])
        return voters

    def _column(self, one: int) -> slice:
        return slice(*self._profile.column_starts[one : one + 2].tolist())
