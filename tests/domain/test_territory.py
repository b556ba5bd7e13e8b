"""Communes are found by the names that people type."""

import pytest

from concitoyen.domain.territory import Commune, Gazetteer, Territory
from tests.plugin.exemple import QUARTIERS

PORT, LEGER_NORD, LEGER_SUD, OEUF = QUARTIERS.communes


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Vieux-Port", (PORT,)),
        ("  vieux port ", (PORT,)),
        ("le bassin", (PORT,)),
        ("OEUF EN PLAINE", (OEUF,)),
        ("St Léger", (LEGER_NORD, LEGER_SUD)),
        ("Saint-Léger (10003)", (LEGER_SUD,)),
        ("Saint-Léger ( 10003 )", (LEGER_SUD,)),
        ("10001", (PORT,)),
        ("Saint-Léger (99999)", ()),
        ("Ailleurs", ()),
        ("", ()),
        (")", ()),
    ],
)
def test_a_commune_is_found_by_its_name_its_former_name_or_its_code(typed: str, found: tuple[Commune, ...]) -> None:
    assert QUARTIERS.find(typed) == found


def test_a_commune_of_today_wins_over_a_former_one_of_the_same_name() -> None:
    assert "Vieux Port" in OEUF.former_names
    assert QUARTIERS.find("Vieux Port") == (PORT,)


def test_a_code_need_not_have_five_characters() -> None:
    quartier = Commune(code="q1", name="Centre", territory="nord")
    gazetteer = QUARTIERS.model_copy(update={"communes": (quartier,)})
    assert gazetteer.find("Centre (q1)") == (quartier,)


def test_the_nearest_name_is_suggested() -> None:
    assert QUARTIERS.suggest("Vieu Pors") == "Vieux-Port"
    assert QUARTIERS.suggest("zzzz") is None


def test_codes_and_territories_are_looked_up_by_id() -> None:
    assert QUARTIERS.by_code["10003"] == LEGER_SUD
    assert QUARTIERS.territory_names == {"nord": "Nord", "sud": "Sud"}


def test_a_copy_with_other_communes_forgets_the_first_ones() -> None:
    assert QUARTIERS.find("10001") == (PORT,)
    changed = QUARTIERS.model_copy(update={"communes": (OEUF,)})
    assert (changed.find("10001"), changed.find("vieux port")) == ((), (OEUF,))


def test_a_former_name_written_twice_is_one_commune() -> None:
    twice = Commune(code="1", name="Nouvelle", territory="nord", former_names=("Vieille", "VIEILLE"))
    gazetteer = Gazetteer(id="g", title="g", territories=(), communes=(twice,))
    assert gazetteer.find("vieille") == (twice,)


def test_a_sound_list_has_no_fault() -> None:
    assert QUARTIERS.faults() == ()


def test_the_faults_of_a_list_are_all_told() -> None:
    north = Territory(id="nord", name="Nord")
    gazetteer = Gazetteer(
        id="g",
        title="g",
        territories=(north, north),
        communes=(
            Commune(code="1", name="Un", territory="nord"),
            Commune(code="1", name="Deux", territory="est"),
        ),
    )
    assert gazetteer.faults() == (
        "le code « 1 » y est donné à plusieurs communes.",
        "le territoire « nord » y est défini plusieurs fois.",
        "la commune « Deux » y est dans le territoire « est », qui n'est pas défini.",
    )
