"""One run of the Method of Equal Shares, voters receiving a given share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from concitoyen_voting_rules.rules.equal_shares.head import Head
from concitoyen_voting_rules.rules.equal_shares.ledger import Ledger
from concitoyen_voting_rules.rules.equal_shares.purses import Passes, Price, Purses

TieOrder = Callable[[Sequence[int]], Sequence[int]]
"""Puts tied candidates in the order of the rulebook; always the same order for the same candidates."""


@dataclass(frozen=True)
class Tie:
    """Candidates with exactly the same price, and the order in which the rulebook puts them."""

    tied: tuple[int, ...]
    order: tuple[int, ...]
    purchase: int
    """The number of the purchase that it decides, from 0."""


@dataclass(frozen=True, eq=False)
class Run:
    """Candidates bought, in order, each at an exact price; candidates that cost nothing come first."""

    share: Fraction
    free: tuple[int, ...]
    bought: tuple[int, ...]
    ledger: Ledger
    payers: tuple[tuple[int, int], ...]
    """For each purchase, how many voters paid the whole price and how many gave all they had."""
    ties: tuple[Tie, ...]
    cost: int

    @property
    def winners(self) -> tuple[int, ...]:
        """Every candidate elected, in order."""
        return self.free + self.bought

    @cached_property
    def prices(self) -> tuple[Fraction, ...]:
        """What a voter pays at most for each of `bought`, for each unit of support."""
        return tuple(self.ledger.price(number) for number in range(len(self.bought)))


def run(head: Head, share: Fraction, choose: TieOrder, work: Passes, *, most: int | None = None) -> Run:
    """Buy the candidate with the lowest price until none can be paid.

    `head` may have served smaller shares before. Stops early once it has spent more than `most`.
    """
    head.extend(share)
    market, purses = head.market, Purses(head, share, work)
    ties, payers = list[Tie](), [(market.crowds[candidate], 0) for candidate in head.bought]
    cost = sum(market.costs[candidate] for candidate in head.bought)
    while (most is None or cost <= most) and (best := _lowest(purses)):
        price = best[0]
        if len(best) > 1:
            tied = tuple(sorted(one.candidate for one in best))
            tie = Tie(tied, tuple(choose(tied)), len(purses.bought))
            price = next(one for one in best if one.candidate == tie.order[0])
            ties.append(tie)
        payers.append((price.rich, price.poor))
        purses.pay(price)
        cost += market.costs[price.candidate]
    return Run(share, market.free, tuple(purses.bought), purses.ledger, tuple(payers), tuple(ties), cost)


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
