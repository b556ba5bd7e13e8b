"""A rulebook with the file of communes that it names, sealed with it."""

from pathlib import Path

import pytest

from concitoyen.domain.errors import RulebookError
from concitoyen.domain.territory import Territory
from concitoyen.plugin import RulebookFile
from concitoyen.plugin.binding import read_rules
from concitoyen.plugin.enclosed import with_files
from tests.plugin.exemple import changed, exemple_packs

TEXT = changed(('list = "exemple:quartiers"', 'file = "quartiers.csv"\ntitle = "quartiers"'))
CSV = "code,name,territory\n1,Vieux-Port,Nord\n"
IN_PLACE = ("territories", "file")


def refusal(text: str, folder: Path | None = None) -> str:
    with pytest.raises(RulebookError) as refused:
        read_rules(with_files(text, folder, "r.toml") if folder else text, exemple_packs(), "r.toml")
    return str(refused.value)


def test_the_file_is_read_beside_the_rulebook_and_becomes_a_part_of_it(tmp_path: Path) -> None:
    (tmp_path / "quartiers.csv").write_text(CSV, encoding="utf-8-sig")
    (tmp_path / "r.toml").write_text(TEXT, encoding="utf-8")
    text = RulebookFile(id="exemple-2027", title="2027", file=tmp_path / "r.toml").text()
    rules = read_rules(text, exemple_packs())
    assert rules.gazetteer.territories == (Territory(id="nord", name="Nord"),)
    assert rules.gazetteer.title == "quartiers"
    assert with_files(text, tmp_path / "nowhere", "r.toml") == text
    other = read_rules(text.replace("Vieux-Port", "Vieux Bassin"), exemple_packs())
    assert other.rulebook.sha256() != rules.rulebook.sha256()
    assert other.rulebook.territories.places != rules.rulebook.territories.places


def test_a_list_without_a_title_bears_the_name_of_the_authority(tmp_path: Path) -> None:
    (tmp_path / "quartiers.csv").write_text(CSV, encoding="utf-8")
    text = with_files(TEXT.replace('\ntitle = "quartiers"', ""), tmp_path, "r.toml")
    assert read_rules(text, exemple_packs()).gazetteer.title == "Ville d'exemple"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "r.toml [territories.file] : le fichier « quartiers.csv » ne peut pas être lu"),
        (b"\xff\xfe\x00", "le fichier « quartiers.csv » n'est pas en UTF-8 : enregistrez-le dans cet encodage."),
        (b"code,name,territory\n1,'''A''',B\n", "le fichier « quartiers.csv » ne peut pas contenir '''."),
        (b"code,name\n1,A\n", "[territories.file] : quartiers.csv, la colonne « territory » manque"),
        (
            b"code,name,territory\n1,A,Nord\n1,B,Nord\n",
            "[territories.file] : le code « 1 » y est donné à plusieurs communes.",
        ),
    ],
)
def test_a_file_that_cannot_serve_is_told_at_its_key(content: bytes | None, told: str, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "quartiers.csv").write_bytes(content)
    assert told in refusal(TEXT, tmp_path)


def test_a_file_that_was_not_gathered_is_asked_for() -> None:
    assert "le fichier « quartiers.csv » n'est pas joint au règlement : lisez-le depuis son dossier." in refusal(TEXT)


def test_a_list_comes_from_a_pack_or_from_a_file() -> None:
    told = "dites où est la liste : celle d'un pack (list) ou un fichier CSV (file), l'une des deux."
    assert told in refusal(changed(('list = "exemple:quartiers"', 'title = "quartiers"')))


@pytest.mark.parametrize("text", ["pas [ du TOML", "territories = 3", "[territories]\nfile = 3\n", "[edition]\n"])
def test_a_text_that_names_no_file_is_left_as_it_is(text: str, tmp_path: Path) -> None:
    assert with_files(text, tmp_path, "r.toml") == text
