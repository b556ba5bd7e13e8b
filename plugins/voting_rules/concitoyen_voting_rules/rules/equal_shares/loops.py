"""Passes over supporters, one voter at a time: numba compiles them, and Python can run them too.

`vectors` does the same with numpy. Figures are float64 proposals with the errors that `purses` bounds, but for the
counts of `poor`, which are exact.
"""
# ruff: noqa: PLR0913, PLR0917 - numba compiles functions of plain arrays, not of objects

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Indices = NDArray[np.int32]
Flags = NDArray[np.bool_]

NEARLY = 1 - 2.0**-48
"""Makes up for the few roundings of one division and one product."""


def cheapest(
    starts: Ints,
    ballots: Indices,
    weights: Floats,
    costs: Floats,
    scales: Floats,
    errors: Floats,
    money: Floats,
    floors: Floats,
) -> int:
    """Raise floors until the lowest is settled, and give its candidate; -1 when nobody can be paid.

    For supporters of degree 1, as approvals are.
    """
    settled = np.zeros(len(costs), np.bool_)
    while True:
        best, lowest = -1, np.inf
        for candidate in range(len(costs)):
            if floors[candidate] < lowest * scales[candidate]:
                best, lowest = candidate, floors[candidate] / scales[candidate]
        if best < 0 or settled[best]:
            return best
        floor, paid, width, least = floors[best], 0.0, 0.0, np.inf
        for place in range(starts[best], starts[best + 1]):
            purse = money[ballots[place]]
            is_poor = purse < floor
            paid += weights[place] * purse if is_poor else 0.0
            width += 0.0 if is_poor else weights[place]
            least = min(least, np.inf if is_poor else purse)
        if width == 0.0:
            settled[best] = paid + errors[best] >= costs[best]
            floors[best] = floor if settled[best] else np.inf
        else:
            raised = (costs[best] - paid - errors[best]) / width * NEARLY
            settled[best] = raised <= least or raised <= floor
            floors[best] = max(floor, raised)


def cheapest_of_degrees(
    starts: Ints,
    ballots: Indices,
    weights: Floats,
    degrees: Floats,
    widths: Floats,
    costs: Floats,
    scales: Floats,
    errors: Floats,
    money: Floats,
    floors: Floats,
) -> int:
    """As `cheapest`, for supporters who pay in proportion to a degree; `widths` are weights times degrees."""
    settled = np.zeros(len(costs), np.bool_)
    while True:
        best, lowest = -1, np.inf
        for candidate in range(len(costs)):
            if floors[candidate] < lowest * scales[candidate]:
                best, lowest = candidate, floors[candidate] / scales[candidate]
        if best < 0 or settled[best]:
            return best
        floor, paid, width, least = floors[best], 0.0, 0.0, np.inf
        for place in range(starts[best], starts[best + 1]):
            purse = money[ballots[place]]
            is_poor = purse < floor * degrees[place]
            paid += weights[place] * purse if is_poor else 0.0
            width += 0.0 if is_poor else widths[place]
            least = min(least, np.inf if is_poor else purse / degrees[place])
        if width == 0.0:
            settled[best] = paid + errors[best] >= costs[best]
            floors[best] = floor if settled[best] else np.inf
        else:
            raised = (costs[best] - paid - errors[best]) / width * NEARLY
            settled[best] = raised <= least or raised <= floor
            floors[best] = max(floor, raised)


def poor(
    begin: int,
    end: int,
    ballots: Indices,
    weights: Ints,
    degrees: Ints,
    row_starts: Ints,
    row_marked: Indices,
    row_degrees: Ints,
    money: Floats,
    broke: Flags,
    floor: float,
    ceiling: float,
    doubt: float,
    mask: Flags,
    bought: Ints,
) -> tuple[int, int, int, int]:
    """Find supporters who certainly have less than the floor asks.

    Fills `mask`, and `bought` with how many times those who have some money paid for each candidate. Gives the sum
    of weights times degrees of all of them, how many they are, how many have some money, and how many supporters
    besides may have less than the ceiling asks.
    """
    found, many, near = np.empty(end - begin, np.int64), 0, 0
    for place in range(begin, end):  # no branch: which supporters are poor is hard to predict
        ballot = ballots[place]
        purse = money[ballot]
        is_poor = broke[ballot] | (purse + doubt < floor * degrees[place])
        mask[place - begin] = is_poor
        found[many] = place
        many += is_poor
        near += purse - doubt <= ceiling * degrees[place]
    width, gone, crowd = 0, 0, 0
    for place in found[:many]:
        ballot = ballots[place]
        width += weights[place] * degrees[place]
        gone += weights[place]
        if not broke[ballot]:
            crowd += weights[place]
            for mark in range(row_starts[ballot], row_starts[ballot + 1]):
                bought[row_marked[mark]] += weights[place] * row_degrees[mark]
    return width, gone, crowd, near - many


def pay(
    begin: int,
    end: int,
    ballots: Indices,
    degrees: Floats,
    money: Floats,
    broke: Flags,
    mask: Flags,
    price: float,
) -> None:
    """Take the price from each supporter, and all that they have from those of the mask."""
    for place in range(begin, end):
        ballot = ballots[place]
        if mask[place - begin]:
            broke[ballot] = True
            money[ballot] = 0.0
        else:
            money[ballot] = max(0.0, money[ballot] - degrees[place] * price)


def compiled() -> dict[str, Any]:
    """The same functions as machine code; raises ImportError where numba is not installed."""
    import numba  # noqa: PLC0415 - an optional extra, slow to import

    sums = numba.njit(cache=True, fastmath={"reassoc", "nsz"})  # a bound on errors holds for any order of a sum
    return {
        "cheapest": sums(cheapest),
        "cheapest_of_degrees": sums(cheapest_of_degrees),
        "poor": numba.njit(cache=True)(poor),
        "pay": numba.njit(cache=True)(pay),
    }
