"""The bundle of the demonstration, far from its database: verified twice, a receipt looked up in it."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.cli.terminal import Done, Terminal

TOOL = Path(__file__).parents[2] / "tools" / "verify_bundle.py"


@pytest.fixture
def bundle(demo: tuple[Path, Done], terminal: Terminal) -> str:
    """The bundle of the demonstration, alone in another folder."""
    (terminal.folder / "dossier.zip").write_bytes((demo[0] / "bundle").read_bytes())
    return "dossier.zip"


def changed(terminal: Terminal, bundle: str, part: str, old: str, new: str) -> str:
    """The same bundle with something else in one part."""
    with (
        zipfile.ZipFile(terminal.folder / bundle) as source,
        zipfile.ZipFile(terminal.folder / "faux.zip", "w") as target,
    ):
        for member in source.infolist():
            text = source.read(member).decode()
            target.writestr(member, text.replace(old, new, 1) if member.filename == part else text)
    return "faux.zip"


def test_the_bundle_is_verified_without_a_database(terminal: Terminal, bundle: str) -> None:
    done = terminal.type("verify", bundle)
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("Même résultat : pasdecalais-2023, 6331 bulletins, 59 lauréats.\n")
    assert sorted(path.name for path in terminal.folder.iterdir()) == [bundle]


def test_the_second_verifier_agrees_in_a_python_that_knows_nothing_of_ours(terminal: Terminal, bundle: str) -> None:
    head = terminal.type("verify", bundle, "--json").json()["head"]
    command = [sys.executable, "-I", str(TOOL), bundle, head]
    done = subprocess.run(command, cwd=terminal.folder, capture_output=True, text=True, check=False)
    assert done.stdout == f"Même résultat : 6331 bulletins, 59 lauréats. Journal : {head}\n"


def test_the_second_verifier_stays_short_and_imports_the_standard_library_alone() -> None:
    lines = TOOL.read_text(encoding="utf-8").splitlines()
    assert len(lines) < 300
    imported = {line.split()[1] for line in lines if line.startswith(("import ", "from "))}
    assert imported <= sys.stdlib_module_names


def test_what_differs_is_said_and_the_status_is_one(terminal: Terminal, bundle: str) -> None:
    forged = changed(
        terminal,
        bundle,
        "outcome.json",
        '"candidate":"handi62","decision":"funded"',
        '"candidate":"handi62","decision":"not-funded"',
    )
    done = terminal.type("verify", forged)
    assert done.status == 1
    assert "« handi62 » : financé au recompte, non financé publié" in done.out
    told = terminal.type("verify", forged, "--json").json()
    assert told["same"] is False
    assert {fault["check"] for fault in told["faults"]} == {"manifeste", "résultat"}


def test_a_journal_that_is_not_the_published_one_is_told(terminal: Terminal, bundle: str) -> None:
    head = terminal.type("verify", bundle, "--json").json()["head"]
    assert terminal.type("verify", bundle, "--head", head.upper()).status == 0
    assert terminal.type("verify", bundle, "--head", "0" * 64).status == 1


def test_the_bundle_of_the_database_is_that_of_the_demonstration(demo: tuple[Path, Done], terminal: Terminal) -> None:
    url = f"sqlite:///{demo[0] / 'concitoyen.db'}"
    done = terminal.type("bundle", "pasdecalais-2023", "--out", "encore.zip", CONCITOYEN_DATABASE_URL=url)
    assert done.out.startswith("Dossier écrit dans encore.zip (")
    assert (terminal.folder / "encore.zip").read_bytes() == (demo[0] / "bundle").read_bytes()


def test_the_command_gives_the_file_that_the_site_keeps(demo: tuple[Path, Done], terminal: Terminal) -> None:
    where = {"CONCITOYEN_DATABASE_URL": f"sqlite:///{demo[0] / 'concitoyen.db'}", "CONCITOYEN_BUNDLES": "gardes"}
    terminal.type("bundle", "pasdecalais-2023", "--out", "un.zip", **where)
    (kept,) = (terminal.folder / "gardes").glob("*.zip")
    kept.write_bytes(b"what an earlier engine wrote")
    terminal.type("bundle", "pasdecalais-2023", "--out", "deux.zip", **where)
    assert (terminal.folder / "deux.zip").read_bytes() == b"what an earlier engine wrote"


def test_no_bundle_of_an_edition_that_is_not_counted(terminal: Terminal) -> None:
    terminal.type("migrate")
    terminal.type("edition", "create", "pasdecalais-2018")
    done = terminal.type("bundle", "pasdecalais-2018", "--out", "rien.zip", "--confidential")
    assert (done.status, done.err) == (1, "« Budget citoyen 2018 » n'est pas dépouillée : rien à recompter.\n")
    assert not (terminal.folder / "rien.zip").exists()


def test_a_confidential_bundle_is_made_between_the_count_and_the_publication(terminal: Terminal) -> None:
    terminal.type("migrate")
    terminal.type("edition", "create", "pasdecalais-2018")
    terminal.type("count", "pasdecalais-2018")
    assert terminal.type("bundle", "pasdecalais-2018", "--out", "rien.zip").status == 1
    done = terminal.type("bundle", "pasdecalais-2018", "--out", "agents.zip", "--confidential")
    assert "À ne pas diffuser" in done.out
    assert terminal.type("verify", "agents.zip").out.startswith(
        "Remarque : les résultats n'étaient pas publics : aucun acte n'engage encore la liste des lauréats\n"
        "Même résultat : pasdecalais-2018, 0 bulletins, 0 lauréats."
    )


# ── receipts ──────────────────────────────────────────────────────────────────────────────────────────


def receipts(terminal: Terminal, bundle: str) -> list[str]:
    with zipfile.ZipFile(terminal.folder / bundle) as archive:
        return archive.read("receipts.txt").decode().splitlines()


def test_a_receipt_is_found_with_its_proof(terminal: Terminal, bundle: str) -> None:
    receipt = receipts(terminal, bundle)[1234]
    done = terminal.type("receipt", "check", bundle, receipt.upper())
    assert done.out.startswith("Ce reçu est dans l'urne : 1235 sur 6331, 13 empreintes mènent à la racine.\nRacine")
    told = terminal.type("receipt", "check", bundle, receipt, "--json").json()
    assert (told["included"], told["place"], told["size"], len(told["path"])) == (True, 1234, 6331, 13)


def test_a_receipt_that_is_not_in_the_urn_is_not_found(terminal: Terminal, bundle: str) -> None:
    done = terminal.type("receipt", "check", bundle, "0" * 64)
    assert (done.status, done.out) == (1, "Ce reçu n'est pas parmi les 6331 reçus publiés.\n")
    assert terminal.type("receipt", "check", bundle, "0" * 64, "--json").json()["included"] is False


def test_a_list_that_is_not_that_of_the_journal_proves_nothing(terminal: Terminal, bundle: str) -> None:
    first, other, *_ = receipts(terminal, bundle)
    forged = changed(terminal, bundle, "receipts.txt", first, "0" * 64)
    done = terminal.type("receipt", "check", forged, other)
    assert (done.status, done.out) == (
        1,
        "Ce reçu est dans la liste, mais la liste n'est pas celle dont le journal garde la racine.\n",
    )


def test_what_is_no_receipt_is_told(terminal: Terminal, bundle: str) -> None:
    done = terminal.type("receipt", "check", bundle, "bonjour")
    assert done.err.startswith("« bonjour » n'est pas un reçu : un reçu a 64 caractères")


def test_a_file_that_is_no_bundle_is_told(terminal: Terminal) -> None:
    (terminal.folder / "texte.zip").write_text(json.dumps({}), encoding="utf-8")
    for command in (["verify", "texte.zip"], ["receipt", "check", "texte.zip", "0" * 64]):
        done = terminal.type(*command)
        assert done.status == 1
        assert done.err.startswith("Ce fichier n'est pas un dossier de dépouillement")
