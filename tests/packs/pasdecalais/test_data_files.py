"""The data files of the pack `pasdecalais` hold what their headers and the documents promise."""

import csv
import json
import re
from collections import Counter
from datetime import date
from importlib.resources import files
from itertools import takewhile

import pytest

DATA = files("concitoyen_pasdecalais") / "data"
LISTS = ("communes.csv", "former-communes.csv", "territories.csv", "themes-2023.csv")
LAUREATES = {2021: "laureates-2021.csv", 2023: "laureates-2023.csv"}
TABLES = (*LISTS, *LAUREATES.values())
NAMES_OF_TERRITORIES = {
    "arrageois": "Arrageois",
    "artois": "Artois",
    "audomarois": "Audomarois",
    "boulonnais": "Boulonnais",
    "calaisis": "Calaisis",
    "henin-carvin": "Hénin-Carvin",
    "lens-lievin": "Lens-Liévin",
    "montreuillois": "Montreuillois",
    "ternois": "Ternois",
}
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
both_editions = pytest.mark.parametrize("edition", sorted(LAUREATES))

Rows = list[dict[str, str]]


def lines(name: str) -> list[str]:
    return (DATA / name).read_text(encoding="utf-8").splitlines()


def header(name: str) -> dict[str, str]:
    said = takewhile(lambda line: line.startswith("# "), lines(name))
    return dict(line.removeprefix("# ").split(": ", maxsplit=1) for line in said)


def rows(name: str) -> Rows:
    return list(csv.DictReader(line for line in lines(name) if not line.startswith("# ")))


def column(name: str, key: str) -> list[str]:
    return [row[key] for row in rows(name)]


def territory_of_communes() -> dict[str, str]:
    return {row["code"]: row["territory"] for row in rows("communes.csv")}


def former() -> dict[str, str]:
    return {row["former_name"]: row["code"] for row in rows("former-communes.csv")}


def duplicates(values: list[str]) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]


@pytest.mark.parametrize("name", TABLES)
def test_every_table_says_its_source_its_licence_and_its_date(name: str) -> None:
    said = header(name)
    assert said.keys() >= {"source", "licence", "date"}
    assert all(value.strip() for value in said.values())
    assert date.fromisoformat(said["date"]).year >= 2021


@pytest.mark.parametrize("name", TABLES)
def test_every_row_has_exactly_the_columns_of_its_table(name: str) -> None:
    table = rows(name)
    assert table
    assert [row for row in table if None in row or None in row.values()] == []


def test_the_outlines_have_their_source_beside_them() -> None:
    said = dict(line.split(": ", maxsplit=1) for line in lines("territoires.topojson.source.txt"))
    assert said.keys() >= {"source", "licence", "date"}


def test_the_outlines_draw_the_nine_territories_by_name() -> None:
    topology = json.loads((DATA / "territoires.topojson").read_text(encoding="utf-8"))
    drawn = {shape["properties"]["id"] for shape in topology["objects"]["data"]["geometries"]}
    assert drawn == set(NAMES_OF_TERRITORIES.values())


def test_there_are_nine_territories_with_their_names() -> None:
    named = {row["id"]: row["name"] for row in rows("territories.csv")}
    assert named == NAMES_OF_TERRITORIES


def test_the_departement_has_887_communes_each_with_its_own_code_and_name() -> None:
    codes, names = column("communes.csv", "code"), column("communes.csv", "name")
    assert (len(codes), duplicates(codes), duplicates(names)) == (887, [], [])
    assert [code for code in codes if not re.fullmatch(r"62\d{3}", code)] == []


def test_every_commune_lies_in_a_known_territory_and_every_territory_has_communes() -> None:
    assert set(column("communes.csv", "territory")) == set(column("territories.csv", "id"))


def test_there_are_twenty_epci_and_each_lies_whole_in_one_territory() -> None:
    places = {(row["epci_code"], row["epci"], row["territory"]) for row in rows("communes.csv")}
    assert len(places) == len({code for code, _, _ in places}) == 20


def test_every_commune_has_postal_codes_cantons_inhabitants_and_a_point() -> None:
    for row in rows("communes.csv"):
        assert all(re.fullmatch(r"(62|59|80)\d{3}", code) for code in row["postal_codes"].split())
        assert len(row["canton_codes"].split()) == len(row["cantons"].split("|")) >= 1
        assert int(row["population"]) > 0
        assert 1.5 < float(row["longitude"]) < 3.2
        assert 50.0 < float(row["latitude"]) < 51.1


def test_some_postal_codes_span_two_territories_so_the_commune_must_be_asked() -> None:
    spans: dict[str, set[str]] = {}
    for row in rows("communes.csv"):
        for code in row["postal_codes"].split():
            spans.setdefault(code, set()).add(row["territory"])
    assert len(spans) == 150
    assert sum(len(territories) > 1 for territories in spans.values()) == 15


def test_a_former_commune_leads_to_a_commune_that_exists() -> None:
    assert set(former().values()) <= territory_of_communes().keys()


def test_a_former_name_is_given_once_and_is_never_the_name_of_a_commune_of_today() -> None:
    names = column("former-communes.csv", "former_name")
    assert duplicates(names) == []
    assert set(names) & set(column("communes.csv", "name")) == set()


def test_a_former_commune_says_how_its_name_went() -> None:
    kinds = Counter(column("former-communes.csv", "kind"))
    assert kinds == {"deleguee": 9, "associee": 2, "merged": 30, "renamed": 13, "variant": 7}


def test_the_names_that_people_still_print_lead_home() -> None:
    still_printed = {
        "Huby-Saint-Leu": "62447",
        "Hesdin": "62447",
        "Clarques": "62691",
        "Boulogne": "62160",
        "La Madeleine-sous-Montreuil": "62535",
        "Outrean": "62643",
        "Montreuil": "62588",
    }
    assert former().items() >= still_printed.items()


def test_the_themes_of_2023_are_nineteen_and_carry_their_accents() -> None:
    ids, names = column("themes-2023.csv", "id"), column("themes-2023.csv", "name")
    assert (len(ids), duplicates(ids), duplicates(names)) == (19, [], [])
    assert {"Éducation", "Citoyenneté", "Personnes âgées", "Agriculture/pêche"} <= set(names)


def test_the_fifty_nine_laureates_of_2023_share_692_000_euros_in_five_categories() -> None:
    categories = Counter(column("laureates-2023.csv", "category"))
    three_smaller = {"transformation": 8, "cooperation-innovation": 2, "cooperation": 4}
    assert categories == three_smaller | {"innovation": 15, "pratiques": 30}
    assert sum(int(amount) for amount in column("laureates-2023.csv", "amount_eur")) == 692_000


def test_the_forty_nine_laureates_of_2021_stand_in_the_same_five_categories() -> None:
    three_smaller = {"transformation": 7, "cooperation-innovation": 1, "cooperation": 4}
    categories = Counter(column("laureates-2021.csv", "category"))
    assert categories == three_smaller | {"innovation": 10, "pratiques": 27}


def test_every_theme_of_a_laureate_is_known_and_there_are_two_or_three() -> None:
    known = set(column("themes-2023.csv", "id"))
    for row in rows("laureates-2023.csv"):
        themes = row["themes"].split()
        assert set(themes) <= known
        assert len(themes) == len(set(themes))
        assert len(themes) in {2, 3}, row["id"]


def test_a_structure_is_a_scic_only_if_its_name_says_so() -> None:
    forms = {row["structure"]: row["legal_form"] for row in rows("laureates-2023.csv")}
    assert set(forms.values()) == {"association", "scic"}
    assert {name for name, form in forms.items() if form == "scic"} == {
        "MAS La Croisée - SCIC - EA",
        "SCIC ALL",
        "SCIC Ressources",
    }


@both_editions
def test_the_laureates_keep_the_order_of_the_document(edition: int) -> None:
    numbers = column(LAUREATES[edition], "number")
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]


@both_editions
def test_every_laureate_has_a_readable_id_of_its_own(edition: int) -> None:
    ids = column(LAUREATES[edition], "id")
    assert duplicates(ids) == []
    assert [i for i in ids if len(i) > 48 or not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", i)] == []


@both_editions
def test_every_laureate_stands_in_a_commune_and_in_the_territory_of_that_commune(
    edition: int,
) -> None:
    territories = territory_of_communes()
    astray = [row["id"] for row in rows(LAUREATES[edition]) if territories.get(row["commune"]) != row["territory"]]
    assert astray == []


@both_editions
def test_every_description_is_between_90_and_240_characters(edition: int) -> None:
    told = column(LAUREATES[edition], "description")
    assert [text for text in told if not 90 <= len(text) <= 240] == []


def test_no_description_is_told_twice_in_either_edition() -> None:
    told = [text for name in LAUREATES.values() for text in column(name, "description")]
    assert (len(told), duplicates(told)) == (108, [])


@both_editions
def test_descriptions_follow_french_typography(edition: int) -> None:
    loose = re.compile(rf"[^{NO_BREAK_SPACE}][:;!?»]|«[^{NO_BREAK_SPACE}]|  |\.\.")
    told = column(LAUREATES[edition], "description")
    assert [text for text in told if loose.search(text)] == []
    assert [text for text in told if not text.endswith((".", "!", "?"))] == []


@both_editions
def test_the_typographic_slips_of_the_documents_are_repaired(edition: int) -> None:
    printed = [
        text
        for key in ("structure", "initiative")
        for text in column(LAUREATES[edition], key)
        if re.search(r"obésite\b|\w[:;!?]|[^.]\.\.$", text)
    ]
    assert printed == []
