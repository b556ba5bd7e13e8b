"""Amounts and dates in words, as a French public act writes them."""

from datetime import date

from num2words import num2words

from concitoyen.domain.money import Money

_MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
_NO_BREAK = "\u00a0"


def in_letters(amount: Money) -> str:
    """The amount in French words: « seize mille euros », « deux millions d'euros », « un euro et cinq centimes ».

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
    number = "1er" if day.day == 1 else str(day.day)
    return _NO_BREAK.join((number, _MONTHS[day.month - 1], str(day.year)))
