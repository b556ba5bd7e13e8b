"""A list of communes as a CSV text."""

import pytest

from concitoyen.domain.gazetteer_file import read_gazetteer
from concitoyen.domain.territory import Commune, Territory

WHOLE = """# source: la ville
# licence: Licence Ouverte 2.0
code,name,territory,canton,epci,postal_codes,population,longitude,latitude,former_names
1,Vieux-Port,Le Nord,Nord-1|Nord-2,CC,62000 62001,12,2.5,50.1,Le Bassin|La Darse
2,Le Mont,Le Sud,,,,,,,
"""


COLUMNS = "code, name, territory, canton, epci, postal_codes, population, longitude, latitude, former_names"


def missing(column: str) -> str:
    return f"la colonne « {column} » manque (colonnes possibles : {COLUMNS})."


def test_every_column_is_read() -> None:
    gazetteer, faults = read_gazetteer("\ufeff" + WHOLE, "quartiers")
    assert faults == []
    assert gazetteer.title == "quartiers"
    assert gazetteer.territories == (Territory(id="le-nord", name="Le Nord"), Territory(id="le-sud", name="Le Sud"))
    assert gazetteer.communes == (
        Commune(
            code="1",
            name="Vieux-Port",
            territory="le-nord",
            canton="Nord-1|Nord-2",
            epci="CC",
            postal_codes=("62000", "62001"),
            population=12,
            longitude="2.5",
            latitude="50.1",
            former_names=("Le Bassin", "La Darse"),
        ),
        Commune(code="2", name="Le Mont", territory="le-sud"),
    )
    assert gazetteer.faults() == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "code,names,territory\n1,A,B\n",
            [missing("name"), "la colonne « names » est inconnue ; vouliez-vous dire « name » ?"],
        ),
        ("code,name,territory,zzz\n1,A,B,\n", ["la colonne « zzz » est inconnue."]),
        ("code,name,name,territory\n1,A,A,B\n", ["la colonne « name » est écrite 2 fois."]),
        ("code,name,territory\n", ["la liste est vide : une ligne par commune est attendue."]),
        ("# x\ncode,name,territory\n1,A\n", ["ligne 3 : elle n'a pas autant de cases que l'en-tête."]),
        ("code,name,territory\n1,A,B,C\n", ["ligne 2 : elle n'a pas autant de cases que l'en-tête."]),
        ("code,name,territory\n1, ,B\n", ["ligne 2 : la case « name » est vide."]),
        (
            "code,name,territory\n1,A,Le Haut\n2,B,Le haut\n",
            ["ligne 3 : écrivez le territoire « Le haut » comme plus haut, « Le Haut »."],
        ),
        (
            "code,name,territory,population\n1,A,B,beaucoup\n",
            ["ligne 2, population : un nombre entier est attendu."],
        ),
        ('code,name,territory\n1,"A"x,B\n', ["ligne 2 : le CSV est mal écrit ('," + "' expected after '\"')."]),
        ("", [missing("code"), missing("name"), missing("territory")]),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, told: list[str]) -> None:
    gazetteer, faults = read_gazetteer(text, "quartiers")
    assert faults == told
    assert gazetteer.communes == ()
