"""The first purchases, which every supporter can pay in full: they are the same however large the shares."""

from fractions import Fraction
from functools import cmp_to_key
from itertools import pairwise

import numpy as np

from concitoyen_voting_rules.rules.equal_shares.market import Market

UNIT = 2.0**-52
"""Twice the rounding of one operation on floats: every bound made of it is at least twice what is proven."""
ABOVE = 1 + 2.0**-48
"""Makes up for the few roundings of one division and one product."""


class Head:
    """Purchases at the price « cost over support », the lowest that a candidate can ever have.

    While the candidate with the lowest such price is alone to have it, and all its supporters can pay it, it is the
    next purchase: others cost more, whatever their supporters have left. Larger shares only make the list longer, so
    that the runs of a completion begin where their head ends.
    """

    def __init__(self, market: Market) -> None:
        self.market = market
        order = sorted(market.on_sale, key=cmp_to_key(self._dearer))
        twins = [one for one, two in pairwise(order) if self._dearer(one, two) == 0]
        self.order = order[: order.index(twins[0])] if twins else order
        self.free = tuple(market.maxima.among(market.free))
        self.bought: list[int] = []
        self.spent = np.zeros(len(market.row_weights))

    def _dearer(self, one: int, other: int) -> int:
        """The sign says which has the lowest possible price over its scale, exactly."""
        costs, widths, scales = self.market.costs, self.market.widths, self.market.scales
        return costs[one] * widths[other] * scales[other] - costs[other] * widths[one] * scales[one]

    def extend(self, share: Fraction) -> None:
        """Buy what voters who receive this share can buy so; shares never go down from one call to the next."""
        while (candidate := self._next()) is not None and self._is_paid_in_full(candidate, share):
            begin, end = self.market.bounds[candidate]
            price = self.market.costs[candidate] / self.market.widths[candidate]
            self.spent[self.market.ballots[begin:end]] += self.market.degree_floats[begin:end] * price
            self.bought.append(candidate)

    def _next(self) -> int | None:
        """The candidate whose turn it is; those that a maximum refuses beside the first are out for good."""
        while len(self.bought) < len(self.order):
            candidate = self.order[len(self.bought)]
            if self.market.maxima.allow(candidate, (*self.free, *self.bought)):
                return candidate
            self.order.remove(candidate)
        return None

    def _is_paid_in_full(self, candidate: int, share: Fraction) -> bool:
        """Whether, beyond any doubt, each supporter has more than the price."""
        market = self.market
        begin, end = market.bounds[candidate]
        doubt = doubted(share, len(self.bought))
        price = market.costs[candidate] / market.widths[candidate] * ABOVE
        after = self.spent[market.ballots[begin:end]] + market.degree_floats[begin:end] * price
        return bool(after.max() * ABOVE + doubt < float(share))


def doubted(share: Fraction, purchases: int) -> float:
    """How far the float of a voter's money may be from the truth, after so many purchases.

    It starts from the nearest float of the share, and each purchase takes the nearest float of an exact price: each
    step adds at most one rounding of a figure below the share, and prices paid sum to the share at most.
    """
    return (purchases + 5) * UNIT * float(share)
