"""Exact figures, rounded for the eye and said to be so."""

from fractions import Fraction

from concitoyen.domain.languages import to_translate
from concitoyen.domain.money import NO_BREAK_SPACE, Money
from concitoyen.domain.reasons import Message


def rounded(cents: Fraction | int) -> str:
    r"""An amount to the nearest cent, « environ » before it when that is not exact.

    >>> rounded(Fraction(250)), rounded(Fraction(100, 3))
    ('2,50\xa0€', 'environ\xa00,33\xa0€')
    """
    nearest = Money(round(cents))
    return str(nearest) if nearest.cents == cents else f"environ{NO_BREAK_SPACE}{nearest}"


def decimals(figure: Fraction | int) -> str:
    r"""A figure with two decimals at most, « environ » before it when that is not exact.

    >>> decimals(Fraction(3, 2)), decimals(7), decimals(Fraction(2, 3))
    ('1,5', '7', 'environ\xa00,67')
    """
    hundredths = round(Fraction(figure) * 100)
    text = _decimal(hundredths)
    return text if hundredths == figure * 100 else f"environ{NO_BREAK_SPACE}{text}"


def percent(share: Fraction) -> str:
    r"""A share in per cent.

    >>> percent(Fraction(1, 2)), percent(Fraction(2, 3))
    ('50\xa0%', 'environ\xa066,67\xa0%')
    """
    return f"{decimals(share * 100)}{NO_BREAK_SPACE}%"


def points_told(points: Fraction | int) -> Message:
    """« 12 points »."""
    unit = to_translate("point") if abs(Fraction(points)) <= 1 else to_translate("points")
    return Message(message="{points} {unit}", values={"points": decimals(points), "unit": unit})


def _decimal(hundredths: int) -> str:
    whole, rest = divmod(abs(hundredths), 100)
    sign = "-" if hundredths < 0 else ""
    return f"{sign}{whole},{rest:02d}".rstrip("0") if rest else f"{sign}{whole}"
