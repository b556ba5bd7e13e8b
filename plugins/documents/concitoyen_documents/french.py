"""Amounts and dates in words, as a French public act writes them."""

from datetime import date

from num2words import num2words  # type: ignore[import-untyped]  # num2words ships no types

from concitoyen.domain.dates import french_date
from concitoyen.domain.money import NO_BREAK_SPACE, Money


def in_letters(amount: Money) -> str:
    """The amount in French words: « seize mille euros », « un million d'euros et dix centimes ».

    Raises ValueError on a negative amount, which no act awards.
    """
    if amount.cents < 0:
        msg = f"un montant négatif ({amount}) ne s'écrit pas en lettres dans un acte"
        raise ValueError(msg)
    euros, cents = divmod(amount.cents, 100)
    parts = []
    if euros or not cents:
        parts.append(_counted(euros, "euro"))
    if cents:
        parts.append(_counted(cents, "centime"))
    return " et ".join(parts)


def _counted(number: int, unit: str) -> str:
    words = str(num2words(number, lang="fr"))
    # « million » and « milliard » are nouns: they call for « de » when nothing follows them.
    link = "d'" if words.endswith(("million", "millions", "milliard", "milliards")) else ""
    return f"{words} {link}{unit}{'s' if number > 1 else ''}"


def long_date(day: date) -> str:
    """The day as a French act writes it: « 1er décembre 2023 », its parts held together."""
    return french_date(day).replace(" ", NO_BREAK_SPACE)
