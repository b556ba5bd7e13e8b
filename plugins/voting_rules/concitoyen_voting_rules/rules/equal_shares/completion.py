"""What follows the Method of Equal Shares: larger shares, a fill of what is left, a comparison with most votes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from concitoyen.domain.errors import CountError
from concitoyen_voting_rules.rules.equal_shares.head import Head
from concitoyen_voting_rules.rules.equal_shares.market import Market
from concitoyen_voting_rules.rules.equal_shares.purses import Passes
from concitoyen_voting_rules.rules.equal_shares.run import Run, Tie, run
from concitoyen_voting_rules.rules.tied import Order

Start = Literal["exact", "floor"]
Stop = Literal["exhaustive", "overspend"]
Fill = Literal["none", "by-votes", "utilitarian"]
Comparison = Literal["none", "satisfaction", "exclusion"]


@dataclass(frozen=True)
class Completion:
    """What to do of money that equal shares leave.

    With `step`, every voter receives that much more, again and again, from an equal share of the budget (`exact`, or
    rounded down to a multiple of `step`: `floor`), until the next step would overspend, or, with `exhaustive`, as
    soon as nothing else that somebody supports fits. Then `fill` adds candidates while they fit, those with the most
    votes first, or with the most utility for their cost. At last `comparison` asks whether more voters are better
    served by most votes, which then win: by laureates that they support (or the points they gave them), or by
    whether they have any.
    """

    start: Start = "exact"
    step: int | None = None
    stop: Stop = "overspend"
    fill: Fill = "none"
    comparison: Comparison = "none"

    def __post_init__(self) -> None:
        if self.step is not None and self.step < 1:
            raise CountError(f"Chaque pas ajoute une somme à chaque votant : {self.step} n'en est pas une.")


NO_COMPLETION = Completion()


@dataclass(frozen=True)
class Compared:
    """Voters who are better served by each outcome; `by_votes` is what most votes would fund."""

    prefer_shares: int
    prefer_votes: int
    by_votes: tuple[int, ...]
    ties: tuple[Tie, ...]
    """Those that most votes meet."""

    @property
    def votes_win(self) -> bool:
        """Whether strictly more voters are better served by most votes, which then replace equal shares."""
        return self.prefer_votes > self.prefer_shares


def first_share(market: Market, completion: Completion) -> Fraction:
    """What each voter receives at first."""
    exact, step = Fraction(market.budget, max(1, market.voters)), completion.step or 1
    return exact if completion.start == "exact" else Fraction(exact // step * step)


def enlarged(head: Head, first: Run, order: Order, work: Passes, completion: Completion) -> tuple[Run, int]:
    """The last run within the budget as every voter receives one step more and more, and how many were taken.

    It ends at last when everything that somebody supports is bought.
    """
    market, current, steps, step = head.market, first, 0, completion.step or 1
    while not _finished(market, current, completion.stop):
        same = _steps_without_effect(head, current, step)
        if same:
            current, steps = run(head, current.share + same * step, order, work), steps + same
        following = run(head, current.share + step, order, work, most=market.budget)
        if following.cost > market.budget:
            break
        current, steps = following, steps + 1
    return current, steps


def _steps_without_effect(head: Head, current: Run, step: int) -> int:
    """How many steps surely change nothing, when every purchase is one of the head.

    Those come first at any larger share; then the next candidate needs a share at which its supporters, less what
    they pay for the head, have its cost.
    """
    if current.bought != tuple(head.bought):
        return 0
    market = head.market
    lacking = (
        (market.costs[other] - current.purses.backing(other)) / market.crowds[other] for other in current.purses.open()
    )
    return max(0, ceil(min(lacking) / step) - 1)


def _finished(market: Market, current: Run, stop: Stop) -> bool:
    others = current.purses.open()
    left = market.budget - current.cost
    return not others or (stop == "exhaustive" and all(market.costs[other] > left for other in others))


def filled(market: Market, winners: Iterable[int], fill: Fill, order: Order) -> tuple[tuple[int, ...], tuple[Tie, ...]]:
    """Candidates to add while they fit, passing over those that do not, and the ties that this took.

    `by-votes` adds the most supported first, `utilitarian` the most utility for its cost. Nobody's candidate is
    never added.
    """
    if fill == "none":
        return (), ()
    kept, added, ties = set(winners), list[int](), list[Tie]()
    left = market.budget - sum(market.costs[one] for one in kept)
    for score, tied in _levels(market, kept, fill):
        first = tied
        if len(tied) > 1:
            first = tuple(order(tied, score))
            ties.append(Tie(tied, score, first))
        for candidate in first:
            if market.costs[candidate] <= left and market.maxima.allow(candidate, kept.union(added)):
                left -= market.costs[candidate]
                added.append(candidate)
    return tuple(added), tuple(ties)


def _levels(market: Market, kept: set[int], fill: Fill) -> Iterator[tuple[Fraction, tuple[int, ...]]]:
    """Supported candidates that are not kept, those of the same score together, the highest score first."""
    levels: dict[Fraction, list[int]] = {}
    for candidate in (*market.free, *market.on_sale):
        if candidate not in kept:
            cost = market.costs[candidate]
            divisor = Fraction(cost, market.scales[candidate]) if fill == "utilitarian" and cost else Fraction(1)
            levels.setdefault(market.widths[candidate] / divisor, []).append(candidate)
    for score in sorted(levels, reverse=True):
        yield score, tuple(levels[score])


def compared(market: Market, winners: Iterable[int], comparison: Comparison, order: Order) -> Compared | None:
    """How many voters are better served by `winners`, and by the most supported candidates that fit the budget."""
    if comparison == "none":
        return None
    by_votes, ties = filled(market, (), "by-votes", order)
    ours, theirs = (_served(market, side, comparison) for side in (winners, by_votes))
    weights = market.row_weights
    return Compared(int(weights[ours > theirs].sum()), int(weights[theirs > ours].sum()), by_votes, ties)


def _served(market: Market, winners: Iterable[int], comparison: Comparison) -> NDArray[np.int64]:
    served = np.zeros(len(market.row_weights), np.int64)
    for winner in winners:
        begin, end = market.bounds[winner]
        served[market.ballots[begin:end]] += market.degrees[begin:end]
    return served if comparison == "satisfaction" else np.minimum(served, 1)
