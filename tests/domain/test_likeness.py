"""The same person under another spelling is found; strangers are left alone."""

from collections import Counter, defaultdict
from datetime import date
from functools import cache
from random import Random

import pytest

from concitoyen.domain.likeness import KINDS, likenesses, sound
from concitoyen.domain.people import Person, identity_text
from concitoyen.domain.territory import Gazetteer
from concitoyen_pasdecalais.plugin import register_territories
from tests.domain.crowd import VARIANTS, crowd

FIELDS = ("last_name", "first_name", "birth_date", "commune", "email")
SAMPLE = 400
CROWD = 60_000
FALSE_ALARMS = 0.0025


@cache
def communes() -> Gazetteer:
    """The 887 communes of the Pas-de-Calais."""
    return register_territories()[0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *(("Lefebvre", "Lefèvre"), ("Gaultier", "Gauthier"), ("Delattre", "De Latre"), ("Dhont", "D'hont")),
        *(("Vandenbroucke", "Van den Brouck"), ("Philippe", "Filip"), ("Dupont", "Dupond"), ("Mathieu", "Matthieux")),
        *(("Christophe", "Kristof"), ("Lecocq", "Lecoq"), ("Hélène", "Élène"), ("Chloé", "Cloé"), ("Renault", "Reno")),
        *(("Duquesne", "Dukesne"), ("Yves", "Ives"), ("Wattel", "Vatel")),
    ],
)
def test_two_spellings_of_one_sound_are_one(one: str, other: str) -> None:
    assert sound(one) == sound(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Martin", "Marchand"), ("Petit", "Petra"), ("Duquesne", "Duchesne"), ("Léa", "Zoé")]
)
def test_two_sounds_stay_two(one: str, other: str) -> None:
    assert sound(one) != sound(other)


def test_a_name_in_another_alphabet_is_kept_as_it_is() -> None:
    assert sound("Ольга") == "ольга"
    assert sound("李") != sound("王")


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_person_who_comes_back_under_another_spelling_is_found(variant: str) -> None:
    chance = Random(variant)  # noqa: S311 - tests are replayed
    people = list(crowd(SAMPLE, communes(), chance))
    again = [(person, VARIANTS[variant](person, chance)) for person in people]
    changed = [pair for pair in again if _identity(pair[0]) != _identity(pair[1])]
    found = [one for one, other in changed if set(likenesses(one, communes())) & set(likenesses(other, communes()))]
    assert len(changed) > SAMPLE * 0.3  # a day beyond the twelfth is no month
    assert len(found) == len(changed)


def _identity(person: Person) -> str:
    return identity_text(person, FIELDS, communes())


def test_among_sixty_thousand_distinct_people_few_look_like_another() -> None:
    bearers: dict[tuple[str, str], set[int]] = defaultdict(set)
    for number, person in enumerate(crowd(CROWD, communes(), Random(62))):  # noqa: S311 - tests are replayed
        for key in likenesses(person, communes()):
            bearers[key].add(number)
    alarmed = {number for people in bearers.values() if len(people) > 1 for number in people}
    by_kind = Counter(kind for (kind, _), people in bearers.items() if len(people) > 1)
    assert by_kind.keys() <= KINDS.keys()
    assert len(alarmed) / CROWD < FALSE_ALARMS, by_kind


def test_who_gives_no_name_is_compared_by_mailbox_only() -> None:
    person = Person(birth_date=date(1990, 1, 1), commune="Arras", email="Z.O.E+1@exemple.fr")
    assert likenesses(person, communes()) == (("m", "zoe@exemple.fr"),)


def test_a_commune_that_the_list_does_not_have_is_compared_by_its_name() -> None:
    one, other = (
        Person(last_name="Petit", first_name="Zoé", birth_date=date(1990, 1, 1), commune=name)
        for name in ("Ailleurs-sur-Mer", "ailleurs sur mer")
    )
    assert likenesses(one, communes()) == likenesses(other, communes())
    assert {kind for kind, _ in likenesses(one, communes())} == {"s", "d", "f", "i"}
