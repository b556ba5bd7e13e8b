"""French is what the code says; other languages are gettext catalogues that lie beside it.

A package of the core or of a pack keeps `locale/<language>/LC_MESSAGES/<package>.mo`, read as its code is. The French
sentence is the key (msgid), so that a sentence without translation stays French.
"""

import re
from functools import cache
from gettext import NullTranslations, translation
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from concitoyen.domain.money import EURO, NARROW_SPACE, NO_BREAK_SPACE, Money

Language = Literal["fr", "en"]
CORE = "concitoyen"
CLAUSES = " ; "
"""Between the clauses of a sentence, each of which may have its own translation."""

_FIGURE = re.compile(
    rf"(?P<about>environ{NO_BREAK_SPACE})?"
    rf"(?P<whole>-?(?:[0-9]{{1,3}}(?:{NARROW_SPACE}[0-9]{{3}})+|[0-9]+))(?:,(?P<decimals>[0-9]+))?"
    rf"(?:{NO_BREAK_SPACE}(?P<unit>[€%]|[A-Z]{{3}}))?"
)


def packages() -> tuple[str, ...]:
    """Whoever may say something: the core, then the installed packs in the order of their names."""
    packs = sorted(entry_points(group=CORE), key=lambda entry: entry.name)
    return (CORE, *dict.fromkeys(entry.module.partition(".")[0] for entry in packs))


@cache
def catalogue(language: str) -> NullTranslations:
    """Every sentence that the core and the installed packs say in this language; the first to know one gives it."""
    chain = NullTranslations()
    for package in packages():
        spec = find_spec(package)
        for folder in (spec and spec.submodule_search_locations) or ():
            chain.add_fallback(translation(package, Path(folder) / "locale", [language], fallback=True))
    return chain


def translated(message: str, language: str) -> str:
    """A sentence with its places still empty; what is not known as a whole is translated clause by clause."""
    if language == "fr":
        return message
    found = catalogue(language).gettext(message)
    if found != message or CLAUSES not in message:
        return found
    return "; ".join(translated(clause, language) for clause in message.split(CLAUSES))


def counted(one: str, several: str, count: int, language: str) -> str:
    """The form of a sentence that agrees with this number; in French, 0 and 1 are singular."""
    if language == "fr":
        return several if count > 1 else one
    return catalogue(language).ngettext(one, several, count)


def written(value: str | int, language: str) -> str:
    """A value in this language: figures that our code wrote and words that catalogues know are written anew."""
    if not isinstance(value, str) or language == "fr":
        return str(value)
    figure = _FIGURE.fullmatch(value)
    if figure is None:
        return translated(value, language) if value else ""
    text = _figure(figure["whole"].replace(NARROW_SPACE, ","), figure["decimals"], figure["unit"])
    return translated("environ {amount}", language).format(amount=text) if figure["about"] else text


def _figure(whole: str, decimals: str | None, unit: str | None) -> str:
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    plain = f"{digits}.{decimals}" if decimals else digits
    if unit in (None, "%"):
        return f"{sign}{plain}{unit or ''}"
    return f"{sign}{unit}{'' if unit == EURO else NO_BREAK_SPACE}{plain}"


def money(amount: Money, language: str) -> str:
    """« 4 000 € », « €4,000 »; another currency by its code, « 4 000 PLN », « PLN 4,000 »."""
    return written(str(amount), language)


def number(count: int, language: str) -> str:
    """« 12 345 », « 12,345 »."""
    separated = f"{count:,}"
    return separated.replace(",", NARROW_SPACE) if language == "fr" else separated


def ordinal(rank: int, language: str) -> str:
    """« 1er », « 4e »; « 1st », « 4th »."""
    if language == "fr":
        return "1er" if rank == 1 else f"{rank}e"
    teens = rank % 100 in (11, 12, 13)
    return f"{rank}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(rank % 10, 'th')}"


def to_translate(message: str) -> str:
    """The same sentence, marked so that catalogues hold it where it does not stand inside `Message(…)`."""
    return message
