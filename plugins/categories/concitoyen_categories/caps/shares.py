"""Shares of a total cost: exact, rounded down once, and written with their figures."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Annotated

from pydantic import AfterValidator

from concitoyen.domain.category import Ceiling
from concitoyen.domain.money import NO_BREAK_SPACE, Money
from concitoyen.domain.reasons import Message


def _positive(step: Money) -> Money:
    if step.cents <= 0:
        raise ValueError(f"l'arrondi doit être plus grand que zéro, pas {step} (exemples : 1, 100, 0.01)")
    return step


Step = Annotated[Money, AfterValidator(_positive)]
EURO = Money(100)


def share(parts: Iterable[tuple[Money, Decimal]], step: Money) -> Money:
    """The sum of `rate` per cent of each amount, exact, then rounded down to a multiple of `step`."""
    exact = sum((amount.cents * Fraction(rate) / 100 for amount, rate in parts), start=Fraction(0))
    return Money(int(exact // step.cents) * step.cents)


def limited(amount: Money, how: Message, ceiling: Money | None) -> Ceiling:
    """The amount, or the ceiling above it; `how` says in figures where the amount comes from."""
    message, values = f"{how.message} : {{share}}", {**how.values, "share": str(amount)}
    if ceiling is None:
        return Ceiling(amount=amount, why=Message(message=message, values=values))
    values["ceiling"] = str(ceiling)
    within = f"{message}, dans la limite de {{ceiling}}"
    beyond = f"plafond de {{ceiling}} ({message})"
    why = Message(message=within if amount <= ceiling else beyond, values=values)
    return Ceiling(amount=min(amount, ceiling), why=why)


def in_percent(rate: Decimal) -> str:
    """The rate as French people write it: « 12,5 % »."""
    plain = f"{rate:f}"
    short = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return f"{short.replace('.', ',')}{NO_BREAK_SPACE}%"
