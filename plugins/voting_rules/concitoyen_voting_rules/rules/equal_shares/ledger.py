"""Exact money: whole numerators over one denominator that all share."""

from collections.abc import Iterable
from fractions import Fraction
from math import gcd
from operator import mul


class Ledger:
    """What a voter receives and the price of each purchase, as integers over `unit`.

    The money of a voter who still has some is what he received less the prices of the purchases that he supports,
    so that sums over any number of voters are whole combinations of these integers: no fraction is ever added to
    another, and nothing is rounded.
    """

    def __init__(self, share: Fraction) -> None:
        self.unit = share.denominator
        self.share = share.numerator
        self.prices: list[int] = []

    def left(self, voters: int, bought: Iterable[int]) -> int:
        """What voters have left together, over `unit`; `bought` says how many times they paid each price."""
        paid: int = sum(map(mul, bought, self.prices))
        return voters * self.share - paid

    def buy(self, numerator: int, width: int) -> None:
        """Record a purchase at the price `numerator / (width * unit)`."""
        common = gcd(numerator, width)
        factor = width // common
        self.unit *= factor
        self.share *= factor
        self.prices = [price * factor for price in self.prices]
        self.prices.append(numerator // common)

    def price(self, purchase: int) -> Fraction:
        """The price of one purchase."""
        return Fraction(self.prices[purchase], self.unit)
