"""Printing codes for a place, counting and revoking them; reviewing the roll."""

import json
import stat
from pathlib import Path

import pypdf
import pytest

from concitoyen.domain.one_time_code import read_code
from tests.cli.terminal import Terminal

HERE = Path(__file__).parents[2]
RULEBOOK = HERE / "plugins/pasdecalais/concitoyen_pasdecalais/rulebooks/2023.toml"
EDITION = "pasdecalais-2023"


@pytest.fixture
def office(terminal: Terminal) -> Terminal:
    """A host whose edition takes printed codes."""
    asked = '[roll]\nproviders = ["core:one-time-code"]\narticle = "Pour les essais"\n'
    text = RULEBOOK.read_text(encoding="utf-8").replace("[roll]\n", asked)
    (terminal.folder / "codes.toml").write_text(text, encoding="utf-8")
    (terminal.folder / "var").mkdir()
    for command in (("migrate",), ("edition", "create", "codes.toml")):
        assert terminal.type(*command).status == 0
    return terminal


def printed(office: Terminal, count: int = 12, out: str = "codes.pdf", place: str = "Collège Ferry") -> str:
    done = office.type("codes", "print", EDITION, "--place", place, "--count", str(count), "--out", out)
    assert done.status == 0, done.err
    return " ".join(done.out.split())


def test_codes_are_printed_ten_to_a_page_in_a_file_for_its_owner_only(office: Terminal) -> None:
    assert "12 codes pour Collège Ferry dans codes.pdf." in printed(office)
    path = office.folder / "codes.pdf"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    reader = pypdf.PdfReader(path)
    assert (len(reader.pages), reader.metadata and reader.metadata.title) == (
        2,
        "Codes de vote — Budget citoyen 2023 — Collège Ferry",
    )
    words = " ".join(page.extract_text() for page in reader.pages).split()
    codes = {read_code(word) for word in words} - {""}
    assert len(codes) == 12


def test_the_codes_of_each_place_are_listed_and_revoked(office: Terminal) -> None:
    printed(office)
    printed(office, 1, "un.pdf", "Lycée Curie")
    listed = office.type("codes", "list", EDITION, "--json").json()
    assert listed == {
        "Collège Ferry": {"printed": 12, "used": 0, "revoked": 0},
        "Lycée Curie": {"printed": 1, "used": 0, "revoked": 0},
    }
    assert "12 codes ne serviront plus." in office.type("codes", "revoke", EDITION, "--place", "Collège Ferry").out
    assert "1 code ne servira plus." in office.type("codes", "revoke", EDITION, "--place", "Lycée Curie").out
    assert "Collège Ferry 12 0 12" in office.type("codes", "list", EDITION).words


def test_nothing_is_drawn_when_the_file_is_there_already(office: Terminal) -> None:
    (office.folder / "codes.pdf").write_text("déjà là")
    done = office.type("codes", "print", EDITION, "--place", "Ici", "--count", "2", "--out", "codes.pdf")
    assert (done.status, "existe déjà" in done.err) == (1, True)
    assert office.type("codes", "list", EDITION, "--json").json() == {}
    assert "Aucun code n'a été imprimé" in office.type("codes", "list", EDITION).out


def test_an_edition_without_printed_codes_says_what_to_add(terminal: Terminal) -> None:
    (terminal.folder / "var").mkdir()
    terminal.type("migrate")
    terminal.type("edition", "create", str(RULEBOOK))
    done = terminal.type("codes", "print", EDITION, "--place", "Ici", "--count", "2", "--out", "codes.pdf")
    assert "ajoutez « core:one-time-code » à providers, dans [roll]" in " ".join(done.err.split())
    assert not (terminal.folder / "codes.pdf").exists()


def test_revoking_needs_a_place_or_a_code(office: Terminal) -> None:
    assert "Donnez --place ou --code" in office.type("codes", "revoke", EDITION).err


def test_the_review_of_an_empty_roll_says_what_it_can_and_cannot_do(office: Terminal) -> None:
    told = " ".join(office.type("roll", "review", EDITION).out.split())
    assert told.startswith("0 groupes à regarder parmi 0 votants.")
    assert "aucun bulletin ne peut être retiré" in told
    assert json.loads(office.type("roll", "review", EDITION, "--json").out) == {"voters": 0, "groups": []}
