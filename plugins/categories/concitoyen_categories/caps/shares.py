"""Shares of a total cost: the step they are rounded down to, the ceiling above, the sentence with its figures."""

from decimal import Decimal
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
