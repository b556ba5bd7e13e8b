"""Money: whole cents, no float, written as French people write it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Self

from pydantic import AfterValidator, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

NARROW_SPACE = "\u202f"
NO_BREAK_SPACE = "\u00a0"
MOST_DIGITS = 15
"""More is a slip of the keyboard, and no database column would hold it."""

EURO = "€"
_SYMBOL: ContextVar[str] = ContextVar("symbol", default=EURO)

_SPACE = f"[ \u2009{NO_BREAK_SPACE}{NARROW_SPACE}]"
_WRITTEN = re.compile(
    rf"(?P<sign>-?)(?P<euros>[0-9]{{1,{MOST_DIGITS}}}|[0-9]{{1,3}}(?:{_SPACE}[0-9]{{3}}){{1,4}})"
    rf"(?:[.,](?P<cents>[0-9]{{1,2}}))?{_SPACE}?€?"
)


@contextmanager
def amounts_in(currency: str) -> Iterator[None]:
    """Write amounts in a currency (ISO 4217) inside the block: an election held elsewhere is told in its own money.

    Only what is written changes, never an amount; empty or EUR writes euros, as does everything outside.
    """
    token = _SYMBOL.set(EURO if currency in ("", "EUR") else currency)
    try:
        yield
    finally:
        _SYMBOL.reset(token)


def tell_amounts_in(currency: str) -> None:
    """Write amounts in a currency from here on, in this request or this block of `amounts_in`, as `amounts_in` does."""
    _SYMBOL.set(EURO if currency in ("", "EUR") else currency)


@dataclass(frozen=True, order=True, slots=True)
class Money:
    """An amount in integer cents; reads and writes euros.

    Raises ValueError on a float, or on more than two decimals.
    """

    cents: int

    @classmethod
    def euros(cls, amount: "int | str | Decimal | Money") -> Self:
        """Read euros: 5000, "5 000,50 €", Decimal("5000.5"); spaces stand between thousands only."""
        if isinstance(amount, Money):
            return cls(amount.cents)
        if isinstance(amount, bool | float) or not isinstance(amount, int | str | Decimal):
            msg = f"un montant s'écrit en euros, entier ou décimal exact, pas {amount!r}"
            raise ValueError(msg)
        plain = isinstance(amount, Decimal) and abs(amount.adjusted()) <= MOST_DIGITS
        text = f"{amount:f}" if plain else str(amount).strip()
        written = _WRITTEN.fullmatch(text)
        if not written:
            msg = f"« {amount} » n'est pas un montant en euros (exemples : 5000, 5000.50)"
            raise ValueError(msg)
        euros = re.sub(r"\D", "", written["euros"])
        cents = int(euros + (written["cents"] or "").ljust(2, "0"))
        return cls(-cents if written["sign"] else cents)

    def __add__(self, other: "Money") -> "Money":
        return Money(self.cents + other.cents)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.cents - other.cents)

    def percent(self, rate: Decimal | int, *, round_down_to: "Money | None" = None) -> "Money":
        """The share of `rate` per cent, rounded down to the cent or to a multiple of `round_down_to`."""
        step = round_down_to.cents if round_down_to else 1
        exact = Fraction(rate) * self.cents / 100
        return Money(exact // step * step)

    def fraction(self, share: Fraction) -> "Money":
        """This share of it, rounded down to the cent."""
        return Money(int(share * self.cents // 1))

    def reaches(self, rate: Decimal | int, whole: "Money") -> bool:
        """Whether this is at least `rate` per cent of `whole`, exactly."""
        return 100 * self.cents >= Fraction(rate) * whole.cents

    @property
    def in_euros(self) -> int | str:
        """Whole euros as an integer, otherwise a decimal text with two digits; reads back as the same."""
        whole, cents = divmod(abs(self.cents), 100)
        sign = "-" if self.cents < 0 else ""
        return self.cents // 100 if cents == 0 else f"{sign}{whole}.{cents:02d}"

    def __str__(self) -> str:
        whole, cents = divmod(abs(self.cents), 100)
        decimals = f",{cents:02d}" if cents else ""
        sign = "-" if self.cents < 0 else ""
        return f"{sign}{f'{whole:,}'.replace(',', NARROW_SPACE)}{decimals}{NO_BREAK_SPACE}{_SYMBOL.get()}"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:  # noqa: ANN401 - pydantic's signature
        return core_schema.no_info_plain_validator_function(
            cls.euros, serialization=core_schema.plain_serializer_function_ser_schema(lambda money: money.in_euros)
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [{"type": "integer"}, {"type": "string"}], "description": "Montant en euros"}


def _not_negative(amount: Money) -> Money:
    if amount.cents < 0:
        msg = f"un montant ne peut pas être négatif ({amount})"
        raise ValueError(msg)
    return amount


NonNegativeMoney = Annotated[Money, AfterValidator(_not_negative)]


def total(amounts: "list[Money] | tuple[Money, ...]") -> Money:
    """The sum of amounts; nothing sums to zero."""
    return Money(sum(amount.cents for amount in amounts))
