"""The ceremony in a terminal: the sheets, a share read again, the urn opened by enough of them."""

import os
import pty
import re
import select
import subprocess
import sys
from pathlib import Path

import pypdf
import pytest

from concitoyen.cli import sheets
from tests.cli.conftest import ENVIRONMENT
from tests.cli.terminal import Terminal

EDITION = "pasdecalais-2023"
MEMBERS = ("Présidente du bureau", "Premier assesseur", "Secrétaire")
SHEETS = ("01-presidente-du-bureau", "02-premier-assesseur", "03-secretaire")


@pytest.fixture
def prepared(terminal: Terminal) -> Terminal:
    """A terminal with an edition whose urn a bureau must seal."""
    assert terminal.type("migrate").status == 0
    assert terminal.type("edition", "create", EDITION).status == 0
    return terminal


def form(terminal: Terminal, out: str = "parts", *more: str) -> str:
    members = [word for member in MEMBERS for word in ("--member", member)]
    done = terminal.type("bureau", "form", EDITION, *members, "--threshold", "2", "--out", out, *more)
    assert done.status == 0, done.err
    return done.out


def test_each_member_takes_away_a_sheet_that_only_they_can_read(prepared: Terminal) -> None:
    said = form(prepared)
    folder = prepared.folder / "parts"
    written = sorted(folder.iterdir())
    assert [sheet.name for sheet in written] == [f"{name}.pdf" for name in SHEETS]
    assert {oct(path.stat().st_mode & 0o777) for path in (folder, *written)} == {"0o700", "0o600"}
    for sheet, member in zip(written, MEMBERS, strict=True):
        reader = pypdf.PdfReader(sheet)
        assert len(reader.pages) == 1
        assert (reader.metadata and reader.metadata.title) == f"Part de la clé de l'urne — {member}"
        text = reader.pages[0].extract_text()
        assert "Il faut 2 parts sur 3" in text
        assert re.search(r"[0-9a-f]{64}", said)[0][:8] in text  # type: ignore[index] # the fingerprint was just printed


def test_the_words_of_a_pdf_typed_back_are_the_share(prepared: Terminal) -> None:
    form(prepared)
    text = pypdf.PdfReader(prepared.folder / "parts" / f"{SHEETS[1]}.pdf").pages[0].extract_text()
    words = [word for number, word in re.findall(r"^(\d{1,2})\s+([a-z]+)$", text, re.MULTILINE) if int(number) <= 33]
    (prepared.folder / "typed.txt").write_text(" ".join(words), encoding="utf-8")
    done = prepared.type("bureau", "check", EDITION, "--share", "typed.txt")
    assert done.out.startswith("Part reconnue : Premier assesseur."), text


def test_a_page_to_print_stands_in_where_no_pdf_is_wanted(prepared: Terminal) -> None:
    said = form(prepared, "parts", "--html")
    folder = prepared.folder / "parts"
    written = sorted(folder.iterdir())
    assert [sheet.name for sheet in written] == [f"{name}.html" for name in SHEETS]
    assert {oct(path.stat().st_mode & 0o777) for path in (folder, *written)} == {"0o700", "0o600"}
    for sheet, member in zip(written, MEMBERS, strict=True):
        text = sheet.read_text(encoding="utf-8")
        assert f"Part de la clé de l’urne : {member}" in text
        assert len(re.findall(r"<td><b>\d+\.</b> [a-z]+</td>", text)) == 33
        assert [code for code in ("<svg", "<img", "http") if code in text] == []
        assert re.search(r"[0-9a-f]{64}", said)[0] in text  # type: ignore[index] # the fingerprint was just printed
    assert "3 membres, 2 pour ouvrir l'urne" in said


def test_the_words_are_nowhere_but_on_the_sheets(prepared: Terminal) -> None:
    said = form(prepared, "parts", "--text")
    words = re.findall(r"\d+\. +([a-z]+)", (prepared.folder / "parts" / f"{SHEETS[0]}.txt").read_text(encoding="utf-8"))
    elsewhere = said + b"".join(path.read_bytes() for path in prepared.folder.glob("**/*.db*")).decode("latin-1")
    assert len(words) == 33
    assert " ".join(words[4:8]) not in elsewhere


def test_a_folder_that_holds_something_is_left_alone(prepared: Terminal) -> None:
    form(prepared)
    done = prepared.type("bureau", "form", EDITION, "--member", "Seule", "--threshold", "1", "--out", "parts")
    assert done.status == 1
    assert "Le dossier « parts » n'est pas vide" in done.err


def test_a_share_is_recognised_without_opening_anything(prepared: Terminal) -> None:
    form(prepared, "parts", "--text")
    done = prepared.type("bureau", "check", EDITION, "--share", f"parts/{SHEETS[2]}.txt")
    assert done.out.startswith("Part reconnue : Secrétaire. Il faut 2 parts sur 3.\nEmpreinte de la clé : ")


def test_a_share_of_an_earlier_bureau_is_told_to_be_of_another_urn(prepared: Terminal) -> None:
    form(prepared, "avant", "--text")
    form(prepared, "parts", "--text")
    done = prepared.type("bureau", "check", EDITION, "--share", f"avant/{SHEETS[0]}.txt")
    assert done.status == 1
    assert "elle n'est pas de l'urne de « pasdecalais-2023 »" in done.err


def test_an_edition_without_a_bureau_has_no_share_to_read(prepared: Terminal) -> None:
    prepared.type("edition", "create", "pasdecalais-2018")
    Path(prepared.folder, "part.txt").write_text("academic " * 33, encoding="utf-8")
    done = prepared.type("bureau", "check", "pasdecalais-2018", "--share", "part.txt")
    assert done.err == "L'urne de « Budget citoyen 2018 » n'a pas de bureau : aucune part à lire.\n"


def test_enough_shares_open_the_urn(prepared: Terminal) -> None:
    form(prepared, "parts", "--text")
    one, two, three = (f"parts/{name}.txt" for name in SHEETS)
    alone = prepared.type("count", EDITION, "--share", one)
    assert alone.err == "Il faut 2 parts différentes pour ouvrir l'urne, et il y en a 1.\n"
    closed = prepared.type("count", EDITION)
    assert "il faut les parts de 2 membres du bureau" in closed.err
    done = prepared.type("count", EDITION, "--share", one, "--share", two, "--share", three, "--json")
    assert done.status == 0, done.err
    assert done.json()["voters"] == 0


def test_members_type_their_words_in_turn_and_nothing_is_shown(prepared: Terminal) -> None:
    form(prepared, "parts", "--text")
    one, two, _ = (sheets.words_of(prepared.folder / "parts" / f"{name}.txt") for name in SHEETS)
    wrong = " ".join(["faux", *one.split()[1:]])
    told = talk(prepared, ["count", EDITION], [wrong, one, one, two])
    assert "Présidente du bureau : part reconnue, 1 sur 2." in told
    assert "Premier assesseur : part reconnue, 2 sur 2." in told
    assert "le mot 1, « faux », n'est pas de la liste" in told
    assert "reste 672" in told
    assert one.split()[21] not in told


def talk(terminal: Terminal, arguments: list[str], answers: list[str]) -> str:
    """Run the command before a keyboard: each answer is typed once the command has asked."""
    leader, follower = pty.openpty()
    command = [str(Path(sys.executable).parent / "concitoyen"), *arguments]
    environment = {**os.environ, **ENVIRONMENT}
    asking = subprocess.Popen(  # no shell, and stopped below whatever happens
        command,
        cwd=terminal.folder,
        env=environment,
        stdin=follower,
        stdout=follower,
        stderr=follower,
        start_new_session=True,
    )
    os.close(follower)
    told = ""
    try:
        waiting = iter(answers)
        while select.select([leader], [], [], 60)[0] and (some := _read(leader)):
            told += some
            if told.endswith(" sur 2: "):
                os.write(leader, f"{next(waiting)}\n".encode())
                told += "\n"
    finally:
        asking.kill()
        asking.wait()
        os.close(leader)
    return told


def _read(terminal: int) -> str:
    try:
        return os.read(terminal, 65_536).decode(errors="replace")
    except OSError:  # the other end is closed
        return ""
