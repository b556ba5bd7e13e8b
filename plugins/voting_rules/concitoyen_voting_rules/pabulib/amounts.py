"""Numbers of a file, exact: amounts of money and points as integers of the smallest unit that the file uses."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from concitoyen.domain.money import NARROW_SPACE

CENTS = 2
MOST_DECIMALS = 3
MOST = Decimal(10) ** 12
"""More is a slip of the keyboard; sums of such amounts, in their smallest unit, would leave 64 bits."""
MOST_POINTS = Decimal(10) ** 6

_PLAIN = re.compile(r"\d+")
_AMBIGUOUS = re.compile(r"-?[1-9]\d{0,2}[,.]\d{3}")
"""A thousand, or three decimals? No currency of these files has thousandths, and a wrong guess is a wrong winner."""
_RANGE = re.compile(r"([\d.,\s]+?)\s*[-\N{EN DASH}]\s*([\d.,\s]+)")
_THOUSANDS = re.compile("(?<=\\d)[ \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}](?=\\d{3}(?!\\d))")


class NotANumberError(ValueError):
    """A cell is no number that can be counted; the text ends the sentence that names the cell."""


def number(written: str, most: Decimal = MOST) -> Decimal:
    """A number as Pabulib's files write it: 400000, 400000.0, 2458488.22, a decimal comma, blanks between thousands.

    Raises NotANumberError, whose text says why.
    """
    text = written.strip()
    if not _PLAIN.fullmatch(text):
        text = _THOUSANDS.sub("", text)
        if text.count(",") == 1 and "." not in text:
            text = text.replace(",", ".")
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise NotANumberError("n'est pas un nombre") from None
    if not value.is_finite():
        raise NotANumberError("n'est pas un nombre")
    if abs(value) >= most:
        raise NotANumberError(f"est démesuré : la limite est {most:,f}".replace(",", NARROW_SPACE))
    if decimals(value) > MOST_DECIMALS:
        raise NotANumberError(f"a plus de {MOST_DECIMALS} décimales")
    return value


def amount(written: str) -> Decimal:
    """An amount of money: a number that is not negative, and of which the point is not that of thousands."""
    if _AMBIGUOUS.fullmatch(written.strip()):
        raise NotANumberError("est ambigu : écrivez les milliers sans séparateur")
    value = number(written)
    if value < 0:
        raise NotANumberError("est négatif")
    return value


def cost(written: str) -> tuple[Decimal, bool]:
    """The cost of a project, and whether it is written as a range, of which the upper bound is the cost."""
    try:
        return amount(written), False
    except NotANumberError:
        bounds = _RANGE.fullmatch(written.strip())
        if not bounds:
            raise
        low, high = amount(bounds[1]), amount(bounds[2])
        if low > high:
            raise NotANumberError("est un intervalle à l'envers") from None
        return high, True


def decimals(value: Decimal) -> int:
    """How many decimals a number needs."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


@dataclass(frozen=True)
class Unit:
    """The smallest unit of a file: `decimals` digits after the point."""

    decimals: int

    @classmethod
    def of(cls, values: Iterable[Decimal], least: int = 0) -> "Unit":
        """The unit in which all these numbers are whole, with at least so many decimals."""
        return cls(max([least, *(decimals(value) for value in values)]))

    def whole(self, value: Decimal) -> int:
        """The number in this unit."""
        return int(value.scaleb(self.decimals))

    def written(self, value: int) -> str:
        """An integer of this unit as people write it, without useless zeros."""
        text = f"{Decimal(value).scaleb(-self.decimals):f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
