"""One run of the Method of Equal Shares, voters receiving a given share."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from concitoyen_voting_rules.rules.equal_shares.head import Head
from concitoyen_voting_rules.rules.equal_shares.market import Market
from concitoyen_voting_rules.rules.equal_shares.purses import Passes, Price, Purses
from concitoyen_voting_rules.rules.tied import Order


@dataclass(frozen=True)
class Tie:
    """Candidates that are exactly equal, on what, and the order in which the rulebook puts them.

    `score` is the lowest price of a unit of utility: of support where utility is cardinality or points, of a unit of
    money where it is the cost. In a fill it is the votes, the points, or the utility for the cost.
    """

    tied: tuple[int, ...]
    score: Fraction
    order: tuple[int, ...]


class Payers(NamedTuple):
    """How many voters paid the whole price, how many gave all they had, and how many prices the first paid.

    A voter pays the price once for each unit of support, so that `prices` differ from `whole` with points only.
    """

    whole: int
    all_they_had: int
    prices: int


@dataclass(frozen=True, eq=False)
class Run:
    """Candidates bought, in order, each at an exact price; candidates that cost nothing come first."""

    share: Fraction
    free: tuple[int, ...]
    bought: tuple[int, ...]
    payers: tuple[Payers, ...]
    """Who paid each purchase."""
    ties: tuple[Tie, ...]
    cost: int
    purses: Purses
    """What voters have left at the end."""

    @property
    def winners(self) -> tuple[int, ...]:
        """Every candidate elected, in order."""
        return self.free + self.bought

    @cached_property
    def prices(self) -> tuple[Fraction, ...]:
        """What a voter pays at most for each of `bought`, for each unit of support."""
        return tuple(self.purses.ledger.price(number) for number in range(len(self.bought)))

    def statement(self, ballot: int) -> tuple[Mapping[int, Fraction], Fraction]:
        """What a voter of this ballot (its place in the market's rows) pays for each purchase, and has left."""
        market, left, paid = self.purses.market, self.share, dict[int, Fraction]()
        marks = slice(market.row_starts[ballot], market.row_starts[ballot + 1])
        degrees = dict(zip(market.row_marked[marks].tolist(), market.row_degrees[marks].tolist(), strict=True))
        for candidate, price in zip(self.bought, self.prices, strict=True):
            if candidate in degrees:
                paid[candidate] = min(left, degrees[candidate] * price)
                left -= paid[candidate]
        return paid, left


def run(head: Head, share: Fraction, order: Order, work: Passes, *, most: int | None = None) -> Run:
    """Buy the candidate with the lowest price until none can be paid.

    `head` may have served smaller shares before. Stops early once it has spent more than `most`.
    """
    head.extend(share)
    market, purses = head.market, Purses(head, share, work)
    ties, payers = list[Tie](), [_everyone(market, candidate) for candidate in head.bought]
    cost = sum(market.costs[candidate] for candidate in head.bought)
    while (most is None or cost <= most) and (best := _lowest(purses)):
        price = best[0]
        if len(best) > 1:
            tied = tuple(sorted(one.candidate for one in best))
            score = Fraction(price.numerator, price.width * purses.ledger.unit * market.scales[price.candidate])
            tie = Tie(tied, score, tuple(order(tied, score)))
            price = next(one for one in best if one.candidate == tie.order[0])
            ties.append(tie)
        payers.append(Payers(price.rich, price.poor, price.width))
        purses.pay(price)
        cost += market.costs[price.candidate]
    return Run(share, head.free, tuple(purses.bought), tuple(payers), tuple(ties), cost, purses)


def _everyone(market: Market, candidate: int) -> Payers:
    return Payers(market.crowds[candidate], 0, market.widths[candidate])


def _lowest(purses: Purses) -> list[Price]:
    """Every candidate whose exact price, over its scale, is the lowest; none when no candidate can be paid."""
    while (candidate := purses.cheapest()) >= 0:
        best = purses.price(candidate)
        if best is None:
            purses.give_up(candidate)
        else:
            return _ties(purses, best)
    return []


def _ties(purses: Purses, best: Price) -> list[Price]:
    """The lowest prices, among this one and all that may be as low."""
    scales, lowest = purses.market.scales, [best]
    key = best.numerator / (best.width * purses.ledger.unit * scales[best.candidate])
    for other in purses.below(key):
        rival = purses.price(other) if other != best.candidate else None
        if rival is None:
            continue
        ours = lowest[0].numerator * rival.width * scales[other]
        theirs = rival.numerator * lowest[0].width * scales[lowest[0].candidate]
        if theirs < ours:
            lowest = [rival]
        elif theirs == ours:
            lowest.append(rival)
    return lowest
