"""What supporters have left during one run: floats that propose, whole numbers that decide."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from importlib.util import find_spec
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from concitoyen_voting_rules.packing import groups
from concitoyen_voting_rules.rules.equal_shares import loops, vectors
from concitoyen_voting_rules.rules.equal_shares.head import ABOVE, Head, doubted
from concitoyen_voting_rules.rules.equal_shares.ledger import Ledger

Engine = Literal["auto", "numpy", "numba", "python"]

NEAR = 1 + 2.0**-30
"""A supporter who has this much more than the floor asks, the price being lower still, is surely rich."""

MANY = 20_000
"""Marks from which it pays to load the compiled passes, where numba is installed."""


@dataclass(frozen=True)
class Passes:
    """The passes over supporters, by one engine; `loops` says what each does."""

    cheapest: Callable[..., int]
    cheapest_of_degrees: Callable[..., int]
    poor: Callable[..., tuple[int, int, int, int]]
    pay: Callable[..., None]


_COMPILED: dict[str, Any] = {}


def passes(engine: Engine, *, marks: int = 0, often: bool = False) -> Passes:
    """The passes of an engine; `auto` takes numba where it is installed and many passes over many marks will follow."""
    if engine == "auto":
        engine = "numba" if often and marks >= MANY and find_spec("numba") else "numpy"
    if engine == "numba":
        if not _COMPILED:
            _COMPILED.update(loops.compiled())
        return Passes(**_COMPILED)
    module = vectors if engine == "numpy" else loops
    return Passes(module.cheapest, module.cheapest_of_degrees, module.poor, module.pay)


@dataclass(frozen=True, eq=False)
class Price:
    """The exact price of a unit for one candidate: `numerator / (width * ledger.unit)`.

    `mask` says which supporters give all they have; the others pay their degree times the price, and their degrees
    sum to `width`.
    """

    candidate: int
    numerator: int
    width: int
    mask: NDArray[np.bool_]
    rich: int
    """Voters who pay the whole price."""
    poor: int
    """Voters who give all they have, and have some."""


class Purses:
    """The money of every voter, and for each candidate a floor under its price, which never goes down.

    The float of a voter's money is within `doubt` of the exact one: it starts from the nearest float of the share,
    and each purchase subtracts the nearest float of an exact price. A floor is a true lower bound: for any set P of
    supporters, cost = Σ w·min(m, d·p) ≤ Σ_P w·m + p·Σ_{not P} w·d, and the error of the sums is taken off.
    """

    def __init__(self, head: Head, share: Fraction, work: Passes) -> None:
        self.market, self.work, self.share = head.market, work, share
        self.ledger = Ledger(share)
        self.bought = list(head.bought)
        for candidate in self.bought:
            self.ledger.buy(self.market.costs[candidate] * self.ledger.unit, self.market.widths[candidate])
        self.money = float(share) - head.spent
        self.broke = np.zeros(len(self.money), np.bool_)
        self.floors = self.market.first_floors.copy()
        self.floors[self.bought] = np.inf
        self.free = head.free
        self._close()

    @property
    def doubt(self) -> float:
        """How far the float of a voter's money may be from the truth."""
        return doubted(self.share, len(self.bought))

    def cheapest(self) -> int:
        """A candidate whose price is about the lowest; -1 when none can be paid."""
        market = self.market
        errors = market.roundings + market.crowd_floats * self.doubt
        money = market.cost_floats, market.scale_floats, errors, self.money, self.floors
        if market.plain:
            return self.work.cheapest(market.starts, market.ballots, market.weight_floats, *money)
        supporters = market.weight_floats, market.degree_floats, market.width_floats
        return self.work.cheapest_of_degrees(market.starts, market.ballots, *supporters, *money)

    def below(self, key: float) -> list[int]:
        """Candidates whose price, over their scale, may be as low as `key`."""
        found: list[int] = (self.floors <= self.market.scale_floats * (key * ABOVE)).nonzero()[0].tolist()
        return found

    def price(self, candidate: int) -> Price | None:
        """The exact price of a candidate; None when its supporters cannot pay it."""
        market = self.market
        begin, end = market.bounds[candidate]
        floor, doubt = float(self.floors[candidate]), self.doubt
        ceiling = floor * NEAR
        mask = np.empty(end - begin, np.bool_)
        bought = np.zeros(len(market.costs), np.int64)
        lost, gone, crowd, near = self.work.poor(
            begin,
            end,
            market.ballots,
            market.weights,
            market.degrees,
            market.row_starts,
            market.row_marked,
            market.row_degrees,
            self.money,
            self.broke,
            floor,
            ceiling,
            doubt,
            mask,
            bought,
        )
        lost, gone, crowd, times = int(lost), int(gone), int(crowd), bought[self.bought].tolist()
        while (width := market.widths[candidate] - lost) > 0:
            numerator = market.costs[candidate] * self.ledger.unit - self.ledger.left(crowd, times)
            price = Price(candidate, numerator, width, mask, market.crowds[candidate] - gone, crowd)
            if near == 0 and numerator / (width * self.ledger.unit) * ABOVE <= ceiling:
                return price
            more = self._poorer(price)
            if not len(more):
                return price
            mask[more - begin] = True
            lost += int((market.weights[more] * market.degrees[more]).sum())
            gone += int(market.weights[more].sum())
            crowd += int(market.weights[more].sum())
            times = [old + new for old, new in zip(times, self._times(more), strict=True)]
        return None

    def _poorer(self, price: Price) -> NDArray[np.int64]:
        """Places of supporters taken for rich who, exactly, have less than the price asks of them.

        All have some money: the broke are in the mask from the first.
        """
        market = self.market
        begin, end = market.bounds[price.candidate]
        ballots = market.ballots[begin:end]
        nearly = price.numerator / (price.width * self.ledger.unit) * ABOVE
        near = ~price.mask & (self.money[ballots] - self.doubt <= market.degree_floats[begin:end] * nearly)
        places = begin + np.flatnonzero(near)
        if not len(places):
            return places
        starts, slots, degrees = self._purchases(ballots[near])
        own = np.insert(slots, starts[:-1], -1), np.insert(degrees, starts[:-1], market.degrees[places])
        first, group = groups(starts + np.arange(len(starts)), own[0].astype(np.int32), own[1])
        lacks = [
            self._lacks(slots[starts[one] : starts[one + 1]], degrees[starts[one] : starts[one + 1]], place, price)
            for one, place in zip(first.tolist(), places[first].tolist(), strict=True)
        ]
        return places[np.array(lacks, np.bool_)[group]]

    def _lacks(self, slots: NDArray[np.int32], degrees: NDArray[np.int64], place: int, price: Price) -> bool:
        paid = [0] * len(self.bought)
        for slot, degree in zip(slots.tolist(), degrees.tolist(), strict=True):
            paid[slot] = degree
        return self.ledger.left(1, paid) * price.width < int(self.market.degrees[place]) * price.numerator

    def _purchases(self, ballots: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int64]]:
        """Rows of the purchases that these ballots support: starts, order of purchase, degrees."""
        market = self.market
        slot = np.full(len(market.costs), -1, np.int32)
        slot[self.bought] = np.arange(len(self.bought))
        lengths = market.row_starts[ballots + 1] - market.row_starts[ballots]
        ends = np.cumsum(lengths)
        marks = np.repeat(market.row_starts[ballots] - ends + lengths, lengths) + np.arange(lengths.sum())
        slots = slot[market.row_marked[marks]]
        kept = slots >= 0
        starts = np.concatenate([[0], np.cumsum(kept)])[np.concatenate([[0], ends])]
        return starts, slots[kept], market.row_degrees[marks[kept]]

    def _times(self, places: NDArray[np.int64]) -> list[int]:
        """How many times voters at these places paid each price."""
        starts, slots, degrees = self._purchases(self.market.ballots[places])
        times = np.zeros(len(self.bought), np.int64)
        np.add.at(times, slots, np.repeat(self.market.weights[places], np.diff(starts)) * degrees)
        found: list[int] = times.tolist()
        return found

    def backing(self, candidate: int) -> Fraction:
        """What the supporters of a candidate have left together, exactly."""
        begin, end = self.market.bounds[candidate]
        some = begin + (~self.broke[self.market.ballots[begin:end]]).nonzero()[0]
        voters = int(self.market.weights[some].sum())
        return Fraction(self.ledger.left(voters, self._times(some)), self.ledger.unit)

    def pay(self, price: Price) -> None:
        """Take the price of a candidate from its supporters."""
        market = self.market
        begin, end = market.bounds[price.candidate]
        self.ledger.buy(price.numerator, price.width)
        self.bought.append(price.candidate)
        self.floors[price.candidate] = np.inf
        nearest = self.ledger.prices[-1] / self.ledger.unit
        self.work.pay(begin, end, market.ballots, market.degree_floats, self.money, self.broke, price.mask, nearest)
        self._close()

    def open(self) -> list[int]:
        """Candidates on sale that are not bought, and that no maximum refuses."""
        others = set(self.market.on_sale).difference(self.bought)
        return [one for one in sorted(others) if self.market.maxima.allow(one, (*self.free, *self.bought))]

    def _close(self) -> None:
        """Forget candidates that a maximum refuses from now on."""
        if self.market.maxima.maxima:
            for one in set(self.market.on_sale).difference(self.open()):
                self.give_up(one)

    def give_up(self, candidate: int) -> None:
        """Forget a candidate that can no longer be bought."""
        self.floors[candidate] = np.inf
