"""Priceability: can the same purse for all, spent on one's own choices, explain who is funded?

After Peters and Skowron, « Proportionality and the Limits of Welfarism » (2020), for costs. Every voter has the same
purse, together at least the budget, and pays only for funded choices; these are paid exactly; and those who chose a
candidate left out do not have more than its cost left together. HiGHS proposes an answer, which is only given where
whole numbers confirm it: purses that do it, or multipliers (Farkas) that show that none can.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from concitoyen.domain.errors import CountError
from concitoyen_voting_rules.packing import Ints
from concitoyen_voting_rules.profile import Profile

LARGEST = 60_000
"""More payments than these would take the solver too long."""
SECONDS = 30.0
_BITS = 1 << 36
_SLACK = 1 << 14
"""Added to multipliers of funded choices, so that the solver's errors do not make the sum negative."""
_ROOM = Fraction(10**9 + 1, 10**9)
"""Floats err by less than this factor, so that a purse enlarged by it holds every payment."""


@dataclass(frozen=True, eq=False)
class _Market:
    """Ballots and costs, and the payments that may be made: one for each funded choice of a ballot."""

    profile: Profile
    costs: Sequence[int]
    budget: int
    funded: Collection[int]

    @property
    def outside(self) -> list[int]:
        """Candidates left out that somebody chose."""
        counts = np.diff(self.profile.column_starts)
        return [one for one in range(len(self.costs)) if one not in self.funded and counts[one]]

    @property
    def paid(self) -> list[int]:
        """Funded candidates that cost something."""
        return [one for one in sorted(self.funded) if self.costs[one]]

    def payments(self) -> tuple[Ints, Ints]:
        """The ballot and the candidate of each payment."""
        mine = np.isin(self.profile.marked, self.paid)
        return self.profile.rows[mine].astype(np.int64), self.profile.marked[mine].astype(np.int64)


@dataclass(frozen=True, eq=False)
class _Proposal:
    """What the solver found: the purse (1 is an equal share of the budget), each payment, and the multipliers."""

    purse: float
    payments: Any
    funded_duals: Any
    outside_duals: Any


def priceable(profile: Profile, costs: Sequence[int], budget: int, funded: Collection[int]) -> bool | None:
    """Whether prices explain an outcome; None when it is too large, or so close that neither answer is confirmed.

    A mark is an approval. Raises CountError when HiGHS is not installed.
    """
    market = _Market(profile, costs, budget, funded)
    counts = np.diff(profile.column_starts)
    if any(not counts[one] for one in market.paid):
        return False
    if not profile.voters or not budget:
        return True
    ballots, candidates = market.payments()
    if len(ballots) > LARGEST:
        return None
    proposal = _proposed(market, ballots, candidates)
    if proposal is None:
        return None
    if _explains(market, proposal, ballots, candidates):
        return True
    return False if _refutes(market, proposal) else None


def _explains(market: _Market, proposal: _Proposal, ballots: Ints, candidates: Ints) -> bool:
    """Whether the payments, made exact, leave nobody outside affordable; in whole numbers and fractions."""
    profile, share = market.profile, Fraction(market.budget, market.profile.voters)
    whole = np.maximum(0, np.rint(np.asarray(proposal.payments) * _BITS)).astype(np.int64)
    weighted = whole * profile.weights[ballots]
    price = dict[int, Fraction]()
    for one in market.paid:
        gathered = int(weighted[candidates == one].sum())
        if not gathered:
            return False
        price[one] = Fraction(market.costs[one], gathered)
    rates = np.array([float(price.get(one, 0)) for one in range(len(market.costs))])
    spent = np.bincount(ballots, whole * rates[candidates], minlength=len(profile.weights))
    purse = max(share, Fraction(float(spent.max(initial=0.0))) * _ROOM, Fraction(proposal.purse) * share)
    for one in market.outside:
        chose = np.zeros(len(profile.weights), bool)
        chose[profile.supporters(one)] = True
        theirs = chose[ballots]
        voters = int(profile.weights[chose].sum())
        given = sum(price[other] * int(weighted[theirs & (candidates == other)].sum()) for other in market.paid)
        if purse * voters - given > market.costs[one]:
            return False
    return True


def _refutes(market: _Market, proposal: _Proposal) -> bool:
    """Whether the multipliers show that those left out could always pay for something.

    With n >= 0 for candidates left out, l for funded ones, and S the sum of n over the choices of a voter, what is
    left of purses p is worth at least p * sum of min(S, l of each funded choice), less the l of all costs: when that
    exceeds the n of costs, some candidate has too much left. The sum must not be negative, as purses may be larger.
    """
    profile = market.profile
    left_out = np.zeros(len(market.costs), np.int64)
    left_out[market.outside] = np.maximum(0, np.rint(np.asarray(proposal.outside_duals) * _BITS)).astype(np.int64)
    payers = np.zeros(len(market.costs), np.int64)
    payers[market.paid] = np.ceil(np.asarray(proposal.funded_duals) * _BITS).astype(np.int64) + _SLACK
    sums = np.concatenate([[0], np.cumsum(left_out[profile.marked])])
    least = sums[profile.starts[1:]] - sums[profile.starts[:-1]]
    ballots, candidates = market.payments()
    np.minimum.at(least, ballots, payers[candidates])
    total = sum(int(value) * int(weight) for value, weight in zip(least, profile.weights, strict=True))
    owed = sum(int(payers[one]) * market.costs[one] for one in market.paid)
    allowed = sum(int(left_out[one]) * market.costs[one] for one in market.outside)
    return total >= 0 and total * market.budget - profile.voters * owed > profile.voters * allowed


def _proposed(market: _Market, ballots: Ints, candidates: Ints) -> _Proposal | None:
    """Purses and payments that leave as little as possible, by linear programming; None when it is not solved.

    Columns: payments, what each ballot has left, the purse, the margin, which is made as large as can be.
    """
    try:
        import highspy  # noqa: PLC0415 - an optional extra
    except ImportError:
        raise CountError(
            "La mesure « priceability » demande HiGHS : installez concitoyen-voting-rules[highs]."
        ) from None
    profile, paid, outside = market.profile, market.paid, market.outside
    number, rows = len(ballots), len(profile.weights)
    share = profile.weights / profile.voters
    purse, margin = number + rows, number + rows + 1
    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call] # highspy is not annotated
    solver.setOptionValue("output_flag", False)  # noqa: FBT003 - highspy's signature
    solver.setOptionValue("time_limit", SECONDS)
    solver.setOptionValue("solver", "ipm")
    infinity = highspy.kHighsInf
    for column in range(margin + 1):
        lower, upper = (1.0, infinity) if column == purse else (-infinity, 1.0) if column == margin else (0.0, infinity)
        solver.addVar(lower, upper)
    solver.changeColCost(margin, -1.0)
    for one in paid:
        mine = np.flatnonzero(candidates == one)
        cost = market.costs[one] / market.budget
        solver.addRow(cost, cost, len(mine), mine.astype(np.int32), share[ballots[mine]])
    for one in outside:
        theirs = profile.supporters(one)
        columns = np.append(number + theirs, margin).astype(np.int32)
        cost = market.costs[one] / market.budget
        solver.addRow(-infinity, cost, len(columns), columns, np.append(share[theirs], 1.0))
    starts = np.searchsorted(ballots, np.arange(rows + 1))
    for row in range(rows):
        columns = np.append(np.arange(starts[row], starts[row + 1]), [number + row, purse]).astype(np.int32)
        values = np.ones(len(columns))
        values[-1] = -1.0
        solver.addRow(0.0, 0.0, len(columns), columns, values)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    found = solver.getSolution()
    values, duals = np.asarray(found.col_value), -np.asarray(found.row_dual)
    return _Proposal(
        purse=float(values[purse]),
        payments=values[:number],
        funded_duals=duals[: len(paid)],
        outside_duals=duals[len(paid) : len(paid) + len(outside)],
    )
