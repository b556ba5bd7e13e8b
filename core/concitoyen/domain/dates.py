"""Dates and instants as French people read them: one way of telling each, on pages, on paper and in refusals."""

from datetime import date, datetime, timedelta

from concitoyen.domain.money import NO_BREAK_SPACE

MONTHS = (
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


def french_date(day: date) -> str:
    """« 1er septembre 2023 », « 20 novembre 2023 »."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number} {MONTHS[day.month - 1]} {day.year}"


def opening_words(local: datetime) -> str:
    """A local instant from which something is open: « 1er septembre 2023 à 8 h »; midnight goes without saying."""
    return french_date(local.date()) if _is_midnight(local) else _at(local.date(), local.hour, local.minute)


def closing_words(local: datetime) -> str:
    """A local instant from which something is closed: « 30 septembre 2023 à 18 h 30 ».

    Midnight is the end of the day before, at 24 h, as the law writes it (Code de procédure civile, article 642):
    « minuit » could be understood as its beginning.
    """
    if _is_midnight(local):
        return _at((local - timedelta(days=1)).date(), 24, 0)
    return _at(local.date(), local.hour, local.minute)


def _is_midnight(local: datetime) -> bool:
    return (local.hour, local.minute) == (0, 0)


def _at(day: date, hour: int, minute: int) -> str:
    minutes = f"{NO_BREAK_SPACE}{minute:02d}" if minute else ""
    return f"{french_date(day)} à{NO_BREAK_SPACE}{hour}{NO_BREAK_SPACE}h{minutes}"
