"""French words for money, counts, days and instants, with the spaces that French typography asks for."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from concitoyen.domain.calendar import Calendar, Phase
from concitoyen.domain.dates import closing_words, french_date, opening_words
from concitoyen.domain.money import NARROW_SPACE, NO_BREAK_SPACE

SHORT_MONTHS = (
    "janv.",
    "févr.",
    "mars",
    "avr.",
    "mai",
    "juin",
    "juil.",
    "août",
    "sept.",
    "oct.",
    "nov.",
    "déc.",
)

KILO = 1000
_APOSTROPHE = r"{0}(?<=[^\W\d_]{0})(?=[^\W\d_]|«)"
_SPOTS = ((r" (?=[:;?!»])", NO_BREAK_SPACE), ("« ", f"«{NO_BREAK_SPACE}"))
_SENTENCE = [(re.compile(spot), mark) for spot, mark in ((_APOSTROPHE.format("'"), "’"), *_SPOTS)]
_READ = "(?=[^<>]*<(?!/textarea))"
_PAGE = [(re.compile(spot + _READ), mark) for spot, mark in ((_APOSTROPHE.format("&#39;"), "’"), *_SPOTS)]


def number(value: int) -> str:
    """A whole number with its thin spaces: « 6 331 »."""
    return f"{value:,}".replace(",", NARROW_SPACE)


def octets(size: int) -> str:
    """A size in bytes as people say it: « 640 octets », « 27 ko », « 59,4 Mo »."""
    if size < KILO:
        return count(size, "octet")
    if size < KILO * KILO:
        return f"{number(round(size / KILO))}{NO_BREAK_SPACE}ko"
    tenths = round(size * 10 / KILO / KILO)
    return f"{number(tenths // 10)},{tenths % 10}{NO_BREAK_SPACE}Mo"


def count(value: int, singular: str, plural: str | None = None) -> str:
    """A number with its noun in agreement: « 0 projet », « 1 projet », « 12 projets »."""
    noun = singular if abs(value) <= 1 else (plural or f"{singular}s")
    return f"{number(value)}{NO_BREAK_SPACE}{noun}"


def votes(value: int, *, simulated: bool = False, weighted: bool = False) -> str:
    """« 1 204 voix »; « voix pondérées » where channels weigh, « voix simulées » where a program drew them."""
    kind = (" pondérée" if weighted else "") + (" simulée" if simulated else "")
    return count(value, f"voix{kind}", f"voix{kind.replace('ée', 'ées')}")


def votes_label(*, simulated: bool, weighted: bool) -> str:
    """The heading of a column of votes."""
    return f"Voix{' pondérées' if weighted else ''}{' simulées' if simulated else ''}"


def ordinal(rank: int) -> str:
    """« 1er », « 2e »."""
    return "1er" if rank == 1 else f"{number(rank)}e"


def sentence(text: str) -> str:
    """A clause of the domain as a sentence: its first letter raised, a full stop at the end."""
    clean = text.strip()
    return clean if not clean else clean[0].upper() + clean[1:] + ("" if clean[-1] in ".!?…" else ".")


def spaced(text: str) -> str:
    """A sentence of the domain as a printer sets it: curled apostrophes, and spaces at which no line may break.

    Those spaces stand before « : ; ? ! » and inside quotes.
    """
    return _set(text, _SENTENCE)


def typeset_page(html: str) -> str:
    """A whole page set like that: what people read, and neither attributes nor what they typed, which go back as is."""
    return _set(html, _PAGE)


def _set(text: str, spots: Sequence[tuple[re.Pattern[str], str]]) -> str:
    for spot, mark in spots:
        text = spot.sub(mark, text)
    return text


def listing(words: Sequence[str]) -> str:
    """Words joined as in a sentence: « culture, santé et sport »."""
    return "".join(words) if len(words) <= 1 else f"{', '.join(words[:-1])} et {words[-1]}"


def days(first: date, last: date) -> str:
    """A stretch of whole days, both included: « du 1er au 30 septembre 2023 »."""
    if first == last:
        return f"le {french_date(first)}"
    start = french_date(first)
    if first.year == last.year:
        start = start.rpartition(" ")[0]
        start = start.rpartition(" ")[0] if first.month == last.month else start
    return f"du {start} au {french_date(last)}"


def phase_days(calendar: Calendar, phase: Phase) -> tuple[date, date]:
    """The first and the last local day of a phase; a phase that closes at midnight ends the day before."""
    closing = calendar.local(phase.closes) - timedelta(microseconds=1)
    return calendar.local(phase.opens).date(), closing.date()


def opening(calendar: Calendar, instant: datetime) -> str:
    """An opening instant on the clock of the edition: « 1er septembre 2023 », « 1er septembre 2023 à 8 h »."""
    return opening_words(calendar.local(instant))


def until(calendar: Calendar, instant: datetime) -> str:
    """A closing instant on the clock of the edition: « 30 septembre 2023 à 24 h »."""
    return closing_words(calendar.local(instant))
