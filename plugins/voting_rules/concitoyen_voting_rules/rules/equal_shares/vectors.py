"""Passes over supporters with numpy; `loops` says what each does."""
# ruff: noqa: PLR0913, PLR0917 - the same functions of plain arrays as `loops`

import numpy as np

from concitoyen_voting_rules.rules.equal_shares.loops import NEARLY, Flags, Floats, Indices, Ints


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
    """As `loops.cheapest`."""
    return _cheapest(starts, ballots, weights, None, weights, costs, scales, errors, money, floors)


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
    """As `loops.cheapest_of_degrees`."""
    return _cheapest(starts, ballots, weights, degrees, widths, costs, scales, errors, money, floors)


def _cheapest(
    starts: Ints,
    ballots: Indices,
    weights: Floats,
    degrees: Floats | None,
    widths: Floats,
    costs: Floats,
    scales: Floats,
    errors: Floats,
    money: Floats,
    floors: Floats,
) -> int:
    keys = floors / scales
    settled = set[int]()
    while len(keys):
        best = int(keys.argmin())
        floor = float(floors[best])
        if best in settled or floor == np.inf:
            return -1 if floor == np.inf else best
        span = slice(starts[best], starts[best + 1])
        purses = money.take(ballots[span])
        asked = purses if degrees is None else purses / degrees[span]
        rich = asked >= floor
        width = float((widths[span] * rich).sum())
        paid = float((weights[span] * (purses * ~rich)).sum()) + float(errors[best])
        raised = np.inf if width == 0.0 and paid < costs[best] else floor
        if width > 0.0:
            raised = float((costs[best] - paid) / width * NEARLY)
        if raised <= floor or np.count_nonzero(asked >= raised) == np.count_nonzero(rich):
            settled.add(best)
        floors[best] = max(floor, raised)
        keys[best] = floors[best] / scales[best]
    return -1


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
    """As `loops.poor`."""
    backers = ballots[begin:end]
    purses, ruined = money.take(backers), broke.take(backers)
    np.less(purses + doubt, floor * degrees[begin:end], out=mask)
    mask |= ruined
    places = mask.nonzero()[0]
    near = np.count_nonzero(purses - doubt <= ceiling * degrees[begin:end]) - len(places)
    crowds, degree = weights[begin:end][places], degrees[begin:end][places]
    some = ~ruined[places]
    rows, crowd = backers[places[some]], crowds[some]
    lengths = row_starts[rows + 1] - row_starts[rows]
    marks = np.repeat(row_starts[rows] - np.cumsum(lengths) + lengths, lengths) + np.arange(lengths.sum())
    np.add.at(bought, row_marked[marks], np.repeat(crowd, lengths) * row_degrees[marks])
    return int((crowds * degree).sum()), int(crowds.sum()), int(crowd.sum()), int(near)


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
