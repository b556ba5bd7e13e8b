"""What follows the Method of Equal Shares: larger shares, a fill of what is left, a comparison with most votes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from concitoyen.domain.errors import CountError
from concitoyen_voting_rules.rules.equal_shares.head import Head
from concitoyen_voting_rules.rules.equal_shares.market import Market
from concitoyen_voting_rules.rules.equal_shares.purses import Passes
from concitoyen_voting_rules.rules.equal_shares.run import Run, Tie, TieOrder, run

Start = Literal["exact", "floor"]
Stop = Literal["exhaustive", "overspend"]
Fill = Literal["none", "by-votes", "utilitarian"]
Comparison = Literal["none", "satisfaction", "exclusion"]


@dataclass(frozen=True)
class Compared:
    """Voters who are better served by each outcome; `by_votes` is what most votes would fund."""

    prefer_shares: int
    prefer_votes: int
    by_votes: tuple[int, ...]

    @property
    def votes_win(self) -> bool:
        """Whether strictly more voters are better served by most votes, which then replace equal shares."""
        return self.prefer_votes > self.prefer_shares


def first_share(market: Market, start: Start, step: int) -> Fraction:
    """What each voter receives at first: the budget over voters, whole or rounded down to a multiple of `step`."""
    exact = Fraction(market.budget, max(1, market.voters))
    return exact if start == "exact" else Fraction(exact // step * step)


def enlarged(head: Head, first: Run, choose: TieOrder, work: Passes, *, step: int, stop: Stop) -> tuple[Run, int]:
    """The last run within the budget as every voter receives `step` more and more, and how many steps were taken.

    It stops as soon as everything that somebody supports is bought, when the next step would overspend, or, with
    `exhaustive`, when no other supported candidate fits in what is left of the budget.
    """
    if step < 1:
        raise CountError(f"Chaque pas ajoute une somme à chaque votant : {step} n'en est pas une.")
    market, current, steps = head.market, first, 0
    while not _finished(market, current, stop):
        following = run(head, current.share + step, choose, work, most=market.budget)
        if following.cost > market.budget:
            break
        current, steps = following, steps + 1
    return current, steps


def _finished(market: Market, current: Run, stop: Stop) -> bool:
    others = set(market.on_sale).difference(current.bought)
    left = market.budget - current.cost
    return not others or (stop == "exhaustive" and all(market.costs[other] > left for other in others))


def filled(
    market: Market, winners: Iterable[int], fill: Fill, choose: TieOrder
) -> tuple[tuple[int, ...], tuple[Tie, ...]]:
    """Candidates to add while they fit, passing over those that do not, and the ties that this took.

    `by-votes` adds the most supported first, `utilitarian` the most utility for its cost. Nobody's candidate is
    never added.
    """
    kept, added, ties = set(winners), list[int](), list[Tie]()
    left = market.budget - sum(market.costs[one] for one in kept)
    for tied in _levels(market, kept, fill):
        order = tied
        if len(tied) > 1:
            order = tuple(choose(tied))
            ties.append(Tie(tied, order, len(added)))
        for candidate in order:
            if market.costs[candidate] <= left:
                left -= market.costs[candidate]
                added.append(candidate)
    return tuple(added), tuple(ties)


def _levels(market: Market, kept: set[int], fill: Fill) -> Iterator[tuple[int, ...]]:
    """Supported candidates that are not kept, those of the same score together, the highest score first."""
    levels: dict[Fraction, list[int]] = {}
    for candidate, support in enumerate(market.widths):
        if support > 0 and candidate not in kept:
            cost = market.costs[candidate]
            divisor = Fraction(cost, market.scales[candidate]) if fill == "utilitarian" and cost else Fraction(1)
            levels.setdefault(support / divisor, []).append(candidate)
    for score in sorted(levels, reverse=True):
        yield tuple(levels[score])


def compared(market: Market, winners: Iterable[int], comparison: Comparison, choose: TieOrder) -> Compared:
    """How many voters are better served by `winners`, and by the most supported candidates that fit the budget.

    `satisfaction` counts the laureates that a voter supports, or the points he gave them; `exclusion` only whether
    there is one.
    """
    by_votes, _ = filled(market, (), "by-votes", choose)
    ours, theirs = (_served(market, side, comparison) for side in (winners, by_votes))
    weights = market.row_weights
    return Compared(int(weights[ours > theirs].sum()), int(weights[theirs > ours].sum()), by_votes)


def _served(market: Market, winners: Iterable[int], comparison: Comparison) -> NDArray[np.int64]:
    served = np.zeros(len(market.row_weights), np.int64)
    for winner in winners:
        begin, end = market.bounds[winner]
        served[market.ballots[begin:end]] += market.degrees[begin:end]
    return served if comparison == "satisfaction" else np.minimum(served, 1)


