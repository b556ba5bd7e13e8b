"""A crowd of invented people with names of the north of France, and the ways in which they misspell."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random

from concitoyen.domain.names import fold
from concitoyen.domain.people import Person
from concitoyen.domain.territory import Gazetteer

LAST, FIRST = (line.split() for line in Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines())
"""Last and first names, the most common first, roughly."""

Misspelling = Callable[[str, Random], str]


def crowd(count: int, gazetteer: Gazetteer, chance: Random) -> Iterator[Person]:
    """So many people, no two of one identity; few bear the rare names, and few live in the small communes."""
    seen: set[tuple[str, str, date, str]] = set()
    places = [commune.code for commune in gazetteer.communes]
    lasts, firsts, homes = _falling(len(LAST)), _falling(len(FIRST)), _falling(len(places))
    while len(seen) < count:
        last = chance.choices(LAST, cum_weights=lasts)[0]
        first = chance.choices(FIRST, cum_weights=firsts)[0]
        born = date(1935, 1, 1) + timedelta(days=chance.randrange(80 * 365))
        commune = chance.choices(places, cum_weights=homes)[0]
        if (fold(last), fold(first), born, commune) not in seen:
            seen.add((fold(last), fold(first), born, commune))
            mail = f"{fold(first)}.{fold(last)}{len(seen)}@exemple.fr".replace(" ", "")
            yield Person(last_name=last, first_name=first, birth_date=born, commune=commune, email=mail)


def _falling(count: int) -> list[float]:
    """The weights of names and places by rank: the tenth is a third as common as the first."""
    return list(accumulate(1 / (rank + 4) for rank in range(count)))


def _one_letter_out(name: str, chance: Random) -> str:
    place = chance.randrange(1, len(name))
    return name[:place] + name[place + 1 :]


def _two_letters_swapped(name: str, chance: Random) -> str:
    place = chance.randrange(1, len(name) - 1)
    return name[:place] + name[place + 1] + name[place] + name[place + 2 :]


def _one_letter_wrong(name: str, chance: Random) -> str:
    place = chance.randrange(1, len(name))
    return name[:place] + chance.choice("abcdefghijklmnopqrstuvwxyz") + name[place + 1 :]


def _one_letter_twice(name: str, chance: Random) -> str:
    place = chance.randrange(1, len(name))
    return name[:place] + name[place] + name[place:]


def _by_ear(name: str, chance: Random) -> str:
    """As somebody writes who only heard it."""
    spellings: tuple[tuple[str, str], ...] = (
        ("ph", "f"),
        ("th", "t"),
        ("qu", "k"),
        ("eau", "o"),
        ("au", "o"),
        ("y", "i"),
        ("ck", "k"),
        ("ault", "aut"),
    )
    spellings += (("x", ""), ("e ", " "), ("bv", "v"), ("é", "ée"), ("ss", "s"), ("tt", "t"), ("ll", "l"), ("h", ""))
    possible = [(sound, other) for sound, other in spellings if sound in name[1:]]
    if not possible:
        return f"{name}e" if name[-1] != "e" else name[:-1]
    sound, other = chance.choice(possible)
    return name[0] + name[1:].replace(sound, other, 1)


def _last(change: Misspelling) -> Callable[[Person, Random], Person]:
    return lambda person, chance: person.model_copy(update={"last_name": change(person.last_name, chance)})


def _first(change: Misspelling) -> Callable[[Person, Random], Person]:
    return lambda person, chance: person.model_copy(update={"first_name": change(person.first_name, chance)})


def _names_swapped(person: Person, _: Random) -> Person:
    return person.model_copy(update={"last_name": person.first_name, "first_name": person.last_name})


def _second_first_name(person: Person, chance: Random) -> Person:
    return person.model_copy(update={"first_name": f"{person.first_name} {chance.choice(FIRST)}"})


def _other_last_name(person: Person, chance: Random) -> Person:
    return person.model_copy(update={"last_name": f"{chance.choice(LAST)}-{person.last_name}"})


def _day_and_month_swapped(person: Person, _: Random) -> Person:
    born = person.birth_date
    return person.model_copy(
        update={"birth_date": born.replace(day=born.month, month=born.day)} if born.day < 13 else {}
    )


def _other_year(person: Person, _: Random) -> Person:
    born = person.birth_date
    return person.model_copy(update={"birth_date": born.replace(day=min(born.day, 28), year=born.year + 10)})


def _other_day(person: Person, _: Random) -> Person:
    return person.model_copy(update={"birth_date": person.birth_date.replace(day=1 + person.birth_date.day % 28)})


def _other_month(person: Person, _: Random) -> Person:
    born = person.birth_date
    return person.model_copy(update={"birth_date": born.replace(day=min(born.day, 28), month=1 + born.month % 12)})


def _other_commune(person: Person, _: Random) -> Person:
    return person.model_copy(update={"commune": "62041" if person.commune != "62041" else "62193"})


def _alias(person: Person, chance: Random) -> Person:
    """Another name and birth date under a second spelling of the same e-mail address."""
    changes = {"email": person.email.replace(".", "", 1).replace("@", "+bis@"), "last_name": chance.choice(LAST)}
    return person.model_copy(update={**changes, "birth_date": date(1980, 2, 3)})


VARIANTS: Mapping[str, Callable[[Person, Random], Person]] = {
    "last name by ear": _last(_by_ear),
    "first name by ear": _first(_by_ear),
    "last name, a letter left out": _last(_one_letter_out),
    "last name, two letters swapped": _last(_two_letters_swapped),
    "last name, a wrong letter": _last(_one_letter_wrong),
    "last name, a letter twice": _last(_one_letter_twice),
    "first name, a letter left out": _first(_one_letter_out),
    "first name, a wrong letter": _first(_one_letter_wrong),
    "first and last name swapped": _names_swapped,
    "a second first name": _second_first_name,
    "another last name": _other_last_name,
    "day and month swapped": _day_and_month_swapped,
    "another day of birth": _other_day,
    "another month of birth": _other_month,
    "another year of birth": _other_year,
    "another commune": _other_commune,
    "the same mailbox": _alias,
}
"""How one person comes back as another: each gives a second declaration of the same person."""
