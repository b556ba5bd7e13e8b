"""What each voter still has, and how it stands behind projects, in fixed point."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from concitoyen_voting_rules.packing import Ints
from concitoyen_voting_rules.profile import Profile

Whole = NDArray[Any]
"""Python's own integers, or fractions."""
Amount = int | Fraction

_FINE = 60
"""Rough amounts keep so many bits below the cent."""
GUARDS = (160, 1280, 10240)
"""Bits below what errors can reach, in the order in which they are tried."""
_TOLERANCE = 40
"""Bits of the guard that errors may use: the others tell candidates apart."""
LONGEST = 2**14
"""Bits of a denominator beyond which fractions are given up: the next purchase would double them."""


class Purses:
    """One purse for each voter, the same for voters of equal ballots; its money stands behind the projects left.

    Amounts are integers in units of 1 / `unit` cent. A purse is shared among the projects left in proportion to
    points, so that shares never change and only the money in a purse does. A payment multiplies errors by less than
    4 · voters · points of a ballot (support and money of a purse are sums of at most `voters` purses, divided by the
    share of one project): `unit` has that many bits for each purchase that the budget allows, and a guard.
    """

    def __init__(
        self, profile: Profile, costs: Sequence[int], budget: int, among: Sequence[int], guard: int = GUARDS[0]
    ) -> None:
        self._profile = profile
        self._points = profile.column_values
        self._voters = profile.weights.astype(object)
        self._left = np.zeros(len(profile.weights), np.int64)
        for one in among:
            self._left[profile.supporters(one)] += self._given(one)
        digits = guard + _purchases(costs, budget, among) * self._growth()
        self.unit, self.tolerance = 1 << digits, 1 << (digits - guard + _TOLERANCE)
        self._money: Whole = np.full(len(profile.weights), (budget << digits) // max(1, profile.voters), object)
        self._fine = digits - _FINE
        self._rough = self._cents(self._money)
        self.slack = (len(profile.weights) + 64) * 2.0**-50, profile.voters * 2.0 ** (2 - _FINE)
        """How far from the truth a rough amount may be: so much of itself, and so many cents."""

    def rough(self, one: int) -> float:
        """What stands behind a project, in cents, to propose only."""
        some = self._profile.supporters(one)
        shares = self._given(one).astype(np.float64) / self._left[some]
        return float((self._profile.weights[some] * self._rough[some] * shares).sum())

    def rough_reach(self, one: int) -> float:
        """All that its supporters have, in cents, to propose only."""
        some = self._profile.supporters(one)
        return float((self._profile.weights[some] * self._rough[some]).sum())

    def support(self, one: int) -> Amount:
        """What stands behind a project."""
        some = self._profile.supporters(one)
        return _sum(self._voters[some] * self._behind(one))

    def reachable(self, one: int) -> Amount:
        """All that its supporters have."""
        some = self._profile.supporters(one)
        return _sum(self._voters[some] * self._money[some])

    def part(self, amount: Any, of: Any) -> Any:  # noqa: ANN401 - whole numbers or fractions, alone or in arrays
        """The quotient, in these units."""
        return amount // of

    def pay(self, one: int, cost: int) -> None:
        """Its supporters pay in proportion to what stands behind it, all that they have at most."""
        some, need = self._profile.supporters(one), cost * self.unit
        behind = self._behind(one)
        voters, money = self._voters[some], self._money[some]
        emptied = np.zeros(len(some), bool)
        while True:
            rest = need - _sum(voters[emptied] * money[emptied])
            base = _sum(voters[~emptied] * behind[~emptied])
            paid = self.part(behind * rest, base or 1)
            more = ~emptied & (paid > money)
            if not more.any():
                break
            emptied |= more
        self._money[some] = np.where(emptied, 0, money - np.minimum(paid, money))
        self._rough[some] = self._cents(self._money[some])
        self.drop(one)

    def drop(self, one: int) -> None:
        """It leaves: what stood behind it stands behind the other projects of its supporters."""
        self._left[self._profile.supporters(one)] -= self._given(one)

    def _behind(self, one: int) -> Whole:
        some = self._profile.supporters(one)
        behind: Whole = self.part(self._money[some] * self._given(one).astype(object), self._left[some].astype(object))
        return behind

    def _cents(self, money: Whole) -> NDArray[np.float64]:
        cents: NDArray[np.float64] = (money >> self._fine).astype(np.float64) / 2.0**_FINE
        return cents

    def _given(self, one: int) -> Ints:
        return self._points[self._profile.column_starts[one] : self._profile.column_starts[one + 1]]

    def _growth(self) -> int:
        most = int(self._left.max(initial=1))
        return (4 * max(1, self._profile.voters) * most).bit_length()


class TooLongError(Exception):
    """Fractions have grown beyond what a machine holds."""


class ExactPurses(Purses):
    """The same in fractions, where an equality is proven; raises TooLongError when they grow beyond `LONGEST`."""

    def __init__(self, profile: Profile, costs: Sequence[int], budget: int, among: Sequence[int]) -> None:
        super().__init__(profile, costs, budget, among)
        self.unit, self.tolerance = 1, 0
        self._money = np.full(len(profile.weights), Fraction(budget, max(1, profile.voters)), object)
        self._rough = self._cents(self._money)

    def part(self, amount: Any, of: Any) -> Any:  # noqa: ANN401 - as above
        """The quotient, a fraction."""
        return amount / of if isinstance(amount, np.ndarray) else Fraction(amount) / of

    def pay(self, one: int, cost: int) -> None:
        """The same, given up where it would be too long."""
        super().pay(one, cost)
        some = self._profile.supporters(one)
        if max((Fraction(money).denominator.bit_length() for money in self._money[some]), default=0) > LONGEST:
            raise TooLongError

    def _cents(self, money: Whole) -> NDArray[np.float64]:
        return np.array([float(one) for one in money], np.float64)


def _sum(amounts: Whole) -> Amount:
    total: Amount = amounts.sum()
    return total


def _purchases(costs: Sequence[int], budget: int, among: Sequence[int]) -> int:
    """How many projects the budget can pay for, at most, the cheapest first."""
    spent = np.cumsum(np.array(sorted(costs[one] for one in among), object))
    return int((spent <= budget).sum())
