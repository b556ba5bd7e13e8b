"""What makes two voters look like one person: keys that the same person, spelt otherwise, would share.

A key is a text; only its keyed hash is ever kept (`usecases.cast_ballot`). Each kind forgives something else, and
two people who share one are not thereby the same: twins share a birth date, a name and a commune.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from concitoyen.domain.mail import mailbox
from concitoyen.domain.names import fold
from concitoyen.domain.people import Person, commune_of
from concitoyen.domain.territory import Gazetteer

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "s": "noms qui se prononcent pareil (ou intervertis), même date de naissance",
        "d": "mêmes noms et même commune, date de naissance presque pareille",
        "f": "même prénom, même date de naissance, même commune",
        "i": "mêmes initiales, même date de naissance, même commune",
        "m": "même boîte aux lettres électronique",
    }
)
"""Each kind of likeness by its letter, in words for the people who review it."""

_SOUNDS = tuple(
    (re.compile(pattern), instead)
    for pattern, instead in (
        (r"[^a-z]", ""),
        (r"ch(?=[lr])", "k"),
        (r"sch|sh|ch", "S"),
        (r"ph", "f"),
        (r"gn", "N"),
        (r"th|dt", "t"),
        (r"qu?|ck|c(?![eiy])|k", "k"),
        (r"c", "s"),
        (r"g(?=[eiy])", "j"),
        (r"gu(?=[eiy])", "g"),
        (r"[wv]|b(?=v)", "v"),
        (r"x|z", "s"),
        (r"h", ""),
        (r"y", "i"),
        (r"e?aul?[dtx]?(?=[^aeiou]|$)|eau", "o"),
        (r"(.)\1+", r"\1"),
        (r"(?<=..)[tdspe]+$", ""),
        (r"m(?=[bp])", "n"),
    )
)
"""French spelling to rough sounds, step by step; what is left of the vowels goes last."""

_VOWELS, _REPEATED = re.compile(r"[aeiou]"), re.compile(r"(.)\1+")


@lru_cache(maxsize=4096)  # most people bear a name that somebody else bears: a vote should not wait for this
def sound(name: str) -> str:
    """A name as French ears hear it, roughly: its first sound, then its consonants.

    >>> sound("Lefebvre") == sound("Lefèvre"), sound("Gauthier") == sound("Gaultier"), sound("Petit") == sound("Petra")
    (True, True, False)
    """
    heard = fold(name)
    for pattern, instead in _SOUNDS:
        heard = pattern.sub(instead, heard)
    bare = _VOWELS.sub("", heard[1:])
    return _REPEATED.sub(r"\1", _VOWELS.sub("a", heard[:1]) + bare) or fold(name)


@lru_cache(maxsize=4096)
def _initial(name: str) -> str:
    return fold(name)[:1]


def likenesses(person: Person, gazetteer: Gazetteer) -> tuple[tuple[str, str], ...]:
    """The kind and text of every key of a person."""
    commune = commune_of(person, gazetteer)
    place = commune.code if commune else fold(person.commune)
    born = person.birth_date.isoformat()
    first, last = sound(person.first_name), sound(person.last_name)
    if not (first and last):
        return _by_mail(person)
    names = " ".join(sorted((first, last)))
    year, month, day = born.split("-")
    nearly = (f"{day}/{month}", f"{year}-{month}", f"{year} {day}", " ".join((year, *sorted((month, day)))))
    initials = "".join(sorted((_initial(person.last_name), _initial(person.first_name))))
    return (
        ("s", f"{born}\n{names}"),
        *(("d", f"{place}\n{names}\n{date}") for date in nearly),
        ("f", f"{born}\n{place}\n{first}"),
        ("i", f"{born}\n{place}\n{initials}"),
        *_by_mail(person),
    )


def _by_mail(person: Person) -> tuple[tuple[str, str], ...]:
    """The mailbox without dots, whoever provides it."""
    name, _, domain = mailbox(person.email).rpartition("@")
    return (("m", f"{name.replace('.', '')}@{domain}"),) if name else ()
