"""French words for money, counts, days and instants, with the spaces that French typography asks for.

Babel gives « 1 septembre » where everybody writes « 1er septembre », hence the small function for days.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal

LOCALE = "fr_FR"
NBSP = "\u00a0"
CENTS_IN_A_EURO = 100


def money(cents: int) -> str:
    """Return an amount of cents in words for people: « 692 000 € », and cents only where there are some."""
    pattern = "#,##0\u00a0¤" if cents % CENTS_IN_A_EURO == 0 else "#,##0.00\u00a0¤"
    amount = Decimal(cents) / CENTS_IN_A_EURO
    return str(format_currency(amount, "EUR", format=pattern, locale=LOCALE, currency_digits=False))


def number(value: int) -> str:
    """Return a whole number with its thin spaces: « 6 331 »."""
    return str(format_decimal(value, locale=LOCALE))


def count(value: int, singular: str, plural: str | None = None) -> str:
    """Return a number with its noun in agreement: « 0 projet », « 1 projet », « 12 projets »."""
    noun = singular if abs(value) <= 1 else (plural or f"{singular}s")
    return f"{number(value)}{NBSP}{noun}"


def ordinal(rank: int, *, feminine: bool = False) -> str:
    """Return a rank: « 1er » or « 1re », then « 2e »."""
    if rank == 1:
        return "1re" if feminine else "1er"
    return f"{number(rank)}e"


def day(value: date, *, year: bool = True) -> str:
    """Return a day: « 1er septembre 2023 », « 20 novembre »."""
    number_of_day = "1er" if value.day == 1 else str(value.day)
    rest = format_date(value, "MMMM y" if year else "MMMM", locale=LOCALE)
    return f"{number_of_day}{NBSP}{rest}"


def month(value: date) -> str:
    """Return the short name of a month: « sept. »."""
    return str(format_date(value, "LLL", locale=LOCALE))


def moment(value: datetime) -> str:
    """Return an instant on the clock of its own time zone: « 30 septembre 2023 à 18 h 30 »."""
    if (value.hour, value.minute) == (0, 0):
        return f"{day(value)} à minuit"
    minutes = f"{NBSP}{value.minute:02d}" if value.minute else ""
    return f"{day(value)} à {value.hour}{NBSP}h{minutes}"


def days(first: date, last: date) -> str:
    """Return a stretch of whole days, both included: « du 1er au 30 septembre 2023 »."""
    if first == last:
        return f"le {day(first)}"
    if (first.year, first.month) == (last.year, last.month):
        start = "1er" if first.day == 1 else str(first.day)
    else:
        start = day(first, year=first.year != last.year)
    return f"du {start} au {day(last)}"


def listing(words: Sequence[str]) -> str:
    """Return words joined as in a sentence: « culture, santé et sport »."""
    if len(words) <= 1:
        return "".join(words)
    return f"{', '.join(words[:-1])} et {words[-1]}"
