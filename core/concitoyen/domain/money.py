"""Money: whole cents, no float, written as French people write it."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import AfterValidator, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

NARROW_SPACE = "\u202f"
NO_BREAK_SPACE = "\u00a0"
_WRITTEN = re.compile(r"-?\d+(?:[.,]\d{1,2})?")


@dataclass(frozen=True, order=True, slots=True)
class Money:
    """An amount in integer cents; reads and writes euros.

    Raises ValueError on a float, or on more than two decimals.
    """

    cents: int

    @classmethod
    def euros(cls, amount: "int | str | Decimal | Money") -> Self:
        """Read euros: 5000, "5 000,50 €", Decimal("5000.5")."""
        if isinstance(amount, Money):
            return cls(amount.cents)
        if isinstance(amount, bool | float) or not isinstance(amount, int | str | Decimal):
            msg = f"un montant s'écrit en euros, entier ou décimal exact, pas {amount!r}"
            raise ValueError(msg)
        bare = re.sub(r"[\s€]", "", str(amount))
        if not _WRITTEN.fullmatch(bare):
            msg = f"« {amount} » n'est pas un montant en euros (exemples : 5000, 5000.50)"
            raise ValueError(msg)
        return cls(int(Decimal(bare.replace(",", ".")) * 100))

    def __add__(self, other: "Money") -> "Money":
        return Money(self.cents + other.cents)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.cents - other.cents)

    def percent(self, rate: Decimal, *, round_down_to: "Money | None" = None) -> "Money":
        """The share of `rate` per cent, rounded down to the cent or to a multiple of `round_down_to`."""
        step = round_down_to.cents if round_down_to else 1
        exact = Decimal(self.cents) * rate / 100
        return Money(int(exact // step) * step)

    @property
    def in_euros(self) -> int | str:
        """Whole euros as an integer, otherwise a decimal text with two digits; reads back as the same."""
        whole, cents = divmod(self.cents, 100)
        return whole if cents == 0 else f"{Decimal(self.cents) / 100:.2f}"

    def __str__(self) -> str:
        whole, cents = divmod(abs(self.cents), 100)
        decimals = f",{cents:02d}" if cents else ""
        sign = "-" if self.cents < 0 else ""
        return f"{sign}{f'{whole:,}'.replace(',', NARROW_SPACE)}{decimals}{NO_BREAK_SPACE}€"

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
