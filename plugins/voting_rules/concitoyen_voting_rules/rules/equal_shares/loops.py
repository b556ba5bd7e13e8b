"""The three passes over supporters, one voter at a time: numba compiles them, and Python can run them too.

`vectors` does the same with numpy. All figures are float64 proposals with the errors that `purses` bounds, but for
the counts of `poor`, which are exact.
"""

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
    degrees: Floats,
    widths: Floats,
    costs: Floats,
    scales: Floats,
    errors: Floats,
    money: Floats,
    floors: Floats,
) -> int:
    """Raise floors until the lowest is settled, and give its candidate; -1 when nobody can be paid."""
    settled = np.zeros(len(costs), np.bool_)
    seen = np.full(len(costs), -1.0)
    while True:
        best, lowest = -1, np.inf
        for candidate in range(len(costs)):
            if floors[candidate] < lowest * scales[candidate]:
                best, lowest = candidate, floors[candidate] / scales[candidate]
        if best < 0 or settled[best]:
            return best
        floor, paid, width = floors[best], 0.0, 0.0
        for place in range(starts[best], starts[best + 1]):
            purse = money[ballots[place]]
            is_poor = purse < floor * degrees[place]
            paid += weights[place] * purse if is_poor else 0.0
            width += 0.0 if is_poor else widths[place]
        if width == 0.0:
            if paid + errors[best] < costs[best]:
                floors[best] = np.inf
            else:
                settled[best] = True
            continue
        raised = (costs[best] - paid - errors[best]) / width * NEARLY
        settled[best] = width == seen[best] or raised <= floor
        seen[best] = width
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
    doubt: float,
    mask: Flags,
    bought: Ints,
) -> tuple[int, int, float]:
    """Find supporters who certainly have less than the floor asks.

    Fills `mask`, and `bought` with how many times those who have some money paid for each candidate. Gives the sum
    of weights times degrees of all of them, how many have some money, and the least that another one has by degree.
    """
    width, crowd, least = np.int64(0), np.int64(0), np.inf
    for place in range(begin, end):
        ballot = ballots[place]
        purse = money[ballot]
        mask[place - begin] = broke[ballot] or purse + doubt < floor * degrees[place]
        if not mask[place - begin]:
            least = min(least, purse / degrees[place])
            continue
        width += weights[place] * degrees[place]
        if not broke[ballot]:
            crowd += weights[place]
            for mark in range(row_starts[ballot], row_starts[ballot + 1]):
                bought[row_marked[mark]] += weights[place] * row_degrees[mark]
    return width, crowd, least


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
    """The three functions as machine code; raises ImportError where numba is not installed."""
    import numba  # noqa: PLC0415 - an optional extra, slow to import

    return {
        "cheapest": numba.njit(cache=True, fastmath={"reassoc", "nsz"})(cheapest),
        "poor": numba.njit(cache=True)(poor),
        "pay": numba.njit(cache=True)(pay),
    }
