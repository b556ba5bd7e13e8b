"""Exact figures, rounded for the eye and said to be so."""

from fractions import Fraction

from concitoyen.domain.money import NO_BREAK_SPACE, Money


def rounded(cents: Fraction | int) -> str:
    r"""An amount to the nearest cent, « environ » before it when that is not exact.

    >>> rounded(Fraction(250)), rounded(Fraction(100, 3))
    ('2,50\xa0€', 'environ\xa00,33\xa0€')
    """
    nearest = Money(round(cents))
    return str(nearest) if nearest.cents == cents else f"environ{NO_BREAK_SPACE}{nearest}"
