"""Who is the same person, and how old they are on a day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concitoyen.domain.people import IDENTITY_FIELDS, age_on, commune_of, identity_text
from tests.plugin.exemple import QUARTIERS, voter


@pytest.mark.parametrize(
    ("day", "age"),
    [
        (date(2023, 8, 31), 10),
        (date(2023, 9, 1), 11),
        (date(2024, 9, 1), 12),
        (date(2012, 9, 1), 0),
    ],
)
def test_a_birthday_adds_a_year(day: date, age: int) -> None:
    assert age_on(date(2012, 9, 1), day) == age


def test_who_is_born_on_29_february_has_their_birthday_on_1_march_of_other_years() -> None:
    born = date(2012, 2, 29)
    days = [date(2023, 2, 28), date(2023, 3, 1), date(2024, 2, 28), date(2024, 2, 29)]
    assert [age_on(born, day) for day in days] == [10, 11, 11, 12]


@given(st.dates(date(1900, 1, 1), date(2020, 1, 1)), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_an_age_never_falls_from_one_day_to_the_next(born: date, day: date) -> None:
    next_day = date.fromordinal(day.toordinal() + 1)
    assert age_on(born, next_day) - age_on(born, day) in (0, 1)


def test_a_person_lives_in_the_commune_that_alone_bears_the_name() -> None:
    assert commune_of(voter(commune="vieux port"), QUARTIERS) == QUARTIERS.communes[0]
    assert commune_of(voter(commune="Saint-Léger"), QUARTIERS) is None
    assert commune_of(voter(commune="Ailleurs"), QUARTIERS) is None


def identity(**facts: object) -> str:
    return identity_text(voter(**facts), IDENTITY_FIELDS, QUARTIERS)


def test_the_identity_is_made_of_the_fields_that_the_rulebook_names_in_its_order() -> None:
    assert identity_text(voter(), ["birth_date", "last_name"], QUARTIERS) == "birth_date=1990-02-28\nlast_name=oeuvrard"
    assert identity(email=" Eloise@Exemple.FR ") == (
        "last_name=oeuvrard\nfirst_name=eloise\nbirth_date=1990-02-28\ncommune=10001\nemail=eloise@exemple.fr"
    )


@pytest.mark.parametrize(
    "facts",
    [
        {"last_name": "OEUVRARD"},
        {"first_name": "eloise"},
        {"first_name": "É-lo-ïse"},
        {"first_name": " Elo ise "},
        {"commune": "Le Bassin"},
        {"commune": "10001"},
        {"commune": "VIEUX PORT"},
    ],
)
def test_accents_case_hyphens_and_a_former_commune_do_not_make_another_person(facts: dict[str, str]) -> None:
    assert identity(**facts) == identity()


@pytest.mark.parametrize(
    "facts",
    [
        {"last_name": "Ouvrard"},
        {"first_name": "Ольга"},
        {"birth_date": date(1990, 3, 1)},
        {"commune": "Œuf-en-Plaine"},
        {"commune": "Saint-Léger (10002)"},
        {"email": "autre@exemple.fr"},
    ],
)
def test_another_name_birthday_commune_or_address_makes_another_person(facts: dict[str, object]) -> None:
    assert identity(**facts) != identity()


def test_two_names_in_cyrillic_are_two_persons() -> None:
    assert identity(last_name="Иванова") != identity(last_name="Петрова")


def test_a_commune_outside_the_list_is_compared_by_its_folded_name() -> None:
    assert identity(commune="Là-Bas") == identity(commune="la bas")
