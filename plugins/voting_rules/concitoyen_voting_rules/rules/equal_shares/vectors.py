"""The three passes over supporters with numpy; `loops` says what each does."""

import numpy as np

from concitoyen_voting_rules.rules.equal_shares.loops import NEARLY, Flags, Floats, Indices, Ints


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
    """As `loops.cheapest`."""
    keys = floors / scales
    settled: dict[int, bool] = {}
    seen: dict[int, float] = {}
    while True:
        best = int(keys.argmin()) if len(keys) else -1
        if best < 0 or keys[best] == np.inf:
            return -1
        if settled.get(best):
            return best
        span = slice(starts[best], starts[best + 1])
        floor = float(floors[best])
        purses = money.take(ballots[span])
        rich = purses >= floor * degrees[span]
        width = float(widths[span].dot(rich))
        paid = float(weights[span].dot(np.where(rich, 0.0, purses)))
        if width == 0.0:
            if paid + errors[best] < costs[best]:
                floors[best] = keys[best] = np.inf
            settled[best] = True
            continue
        raised = float((costs[best] - paid - errors[best]) / width * NEARLY)
        settled[best] = width == seen.get(best) or raised <= floor
        seen[best] = width
        floors[best] = max(floor, raised)
        keys[best] = floors[best] / scales[best]


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
    """As `loops.poor`."""
    backers, weight, degree = ballots[begin:end], weights[begin:end], degrees[begin:end]
    purses, ruined = money.take(backers), broke.take(backers)
    np.less(purses + doubt, floor * degree, out=mask)
    mask |= ruined
    least = float((purses / degree).min(where=~mask, initial=np.inf))
    width = int((weight * degree).sum(where=mask))
    spending = mask & ~ruined
    rows, crowd = backers[spending], weight[spending]
    lengths = row_starts[rows + 1] - row_starts[rows]
    marks = np.repeat(row_starts[rows] - np.cumsum(lengths) + lengths, lengths) + np.arange(lengths.sum())
    np.add.at(bought, row_marked[marks], np.repeat(crowd, lengths) * row_degrees[marks])
    return width, int(crowd.sum()), least


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
    """As `loops.pay`."""
    backers = ballots[begin:end]
    left = np.maximum(0.0, money.take(backers) - degrees[begin:end] * price)
    left[mask] = 0.0
    money[backers] = left
    broke[backers[mask]] = True
