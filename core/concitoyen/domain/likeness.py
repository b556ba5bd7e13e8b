"""What makes two voters look like one person: keys that the same person, spelt otherwise, would share.

A key is a text; only its keyed hash is ever kept (`usecases.cast_ballot`). Each kind forgives something else, and
two people who share one are not thereby the same: twins share a birth date, a name and a commune.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from concitoyen.domain.mail import mailbox
from concitoyen.domain.names import folded
from concitoyen.domain.people import Person, commune_key
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

_SPELLINGS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("h", (("chl", "kl"), ("chr", "kr"), ("sch", "S"), ("sh", "S"), ("ch", "S"), ("ph", "f"), ("th", "t"))),
    ("n", (("gn", "N"),)),
    ("d", (("dt", "t"),)),
    ("q", (("qu", "k"), ("q", "k"))),
    ("c", (("ck", "k"), ("ce", "se"), ("ci", "si"), ("cy", "sy"), ("c", "k"))),
    ("g", (("ge", "je"), ("gi", "ji"), ("gy", "jy"), ("gue", "ge"), ("gui", "gi"), ("guy", "gy"))),
    ("b", (("bv", "v"),)),
    *(
        (letter, ((letter, instead),))
        for letter, instead in (("w", "v"), ("x", "s"), ("z", "s"), ("h", ""), ("y", "i"))
    ),
)
"""French spelling to rough sounds, step by step, each for names with a letter; what is left of the vowels goes last."""
_OTHER_SIGNS, _REPEATED = re.compile(r"[^a-z]"), re.compile(r"(.)(?=\1)")
_LONG_O = re.compile(r"e?aul?[dtx]?(?=[^aeiou]|$)|eau")
_SILENT_AT_THE_END = "tdspe"
_WITHOUT_VOWELS = str.maketrans("", "", "aeiou")


@lru_cache(maxsize=512)  # most people bear a name that somebody else bears: a vote should not wait for this
def sound(name: str) -> str:
    """A name as French ears hear it, roughly: its first sound, then its consonants.

    >>> sound("Lefebvre") == sound("Lefèvre"), sound("Gauthier") == sound("Gaultier"), sound("Petit") == sound("Petra")
    (True, True, False)
    """
    written = folded(name)
    heard = written.replace(" ", "")
    if not (heard.isalpha() and heard.isascii()):
        heard = _OTHER_SIGNS.sub("", heard)
    for letter, spellings in _SPELLINGS:
        if letter in heard:
            for spelling, instead in spellings:
                heard = heard.replace(spelling, instead)
    if "au" in heard:
        heard = _LONG_O.sub("o", heard)
    heard = _REPEATED.sub("", heard)
    heard = heard[:2] + heard[2:].rstrip(_SILENT_AT_THE_END)
    heard = heard.replace("mb", "nb").replace("mp", "np")
    first = "a" if heard[:1] in _VOWELS else heard[:1]
    return _REPEATED.sub("", first + heard[1:].translate(_WITHOUT_VOWELS)) or written


_VOWELS = frozenset("aeiou")


def likenesses(person: Person, gazetteer: Gazetteer) -> tuple[tuple[str, str], ...]:
    """The kind and text of every key of a person."""
    first, last = sound(person.first_name), sound(person.last_name)
    if not (first and last):
        return _by_mail(person)
    place, born = commune_key(person, gazetteer), person.birth_date.isoformat()
    names = f"{first} {last}" if first < last else f"{last} {first}"
    initials = "".join(sorted((folded(person.last_name)[:1], folded(person.first_name)[:1])))
    year, month, day = born.split("-")
    swapped = f"{year} {month} {day}" if month < day else f"{year} {day} {month}"
    nearly = f"{place}\n{names}\n"
    return (
        ("s", f"{born}\n{names}"),
        ("d", f"{nearly}{day}/{month}"),
        ("d", f"{nearly}{year}-{month}"),
        ("d", f"{nearly}{year} {day}"),
        ("d", f"{nearly}{swapped}"),
        ("f", f"{born}\n{place}\n{first}"),
        ("i", f"{born}\n{place}\n{initials}"),
        *_by_mail(person),
    )


def _by_mail(person: Person) -> tuple[tuple[str, str], ...]:
    """The mailbox without dots, whoever provides it."""
    name, _, domain = mailbox(person.email).rpartition("@") if person.email else ("", "", "")
    return (("m", f"{name.replace('.', '')}@{domain}"),) if name else ()
