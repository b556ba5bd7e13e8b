"""`concitoyen pabulib` on a file, a folder or a tar: tables for people, JSON for machines, one sentence per fault."""

import io
import tarfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from concitoyen.cli import election_sources
from tests.cli.terminal import Terminal
from tests.packs.voting_rules.pabulib.files import pb

GREEDY = ("--rule", "voting_rules:greedy")
TIED = pb({}, ("project_id;cost;selected", "a;600;1", "b;400;0", "c;400;1"), ("voter_id;vote", "1;a,b,c", "2;a"))


@pytest.fixture
def town(terminal: Terminal) -> Terminal:
    """A terminal beside two good files and one that is none."""
    folder = terminal.folder / "villes"
    (folder / "nord").mkdir(parents=True)
    (folder / "a.pb").write_bytes(pb())
    (folder / "nord" / "b.pb").write_bytes(TIED)
    (folder / "notes.txt").write_text("rien")
    return terminal


def archive(path: Path, files: Mapping[str, bytes]) -> None:
    with tarfile.open(path, "w:xz" if path.suffix == ".xz" else "w") as tar:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))


def test_info_tells_what_files_hold(town: Terminal) -> None:
    done = town.type("pabulib", "info", "villes/a.pb")
    assert done.status == 0
    assert "a.pb greedy approval 4 6 1000 2" in done.words
    (found,) = town.type("pabulib", "info", "villes/a.pb", "--json").json()["files"]
    assert (found["file"], found["voters"], found["title"]) == ("a.pb", 6, "France, Trifouilly, 2027")


def test_amounts_are_told_in_the_currency_of_the_file(town: Terminal) -> None:
    (town.folder / "miasto.pb").write_bytes(pb({"currency": "PLN", "budget": "1500.5"}))
    assert "1500.5 PLN" in town.type("pabulib", "info", "miasto.pb").words
    assert "1500 PLN 1500.5 PLN" in town.type("pabulib", "count", "miasto.pb", *GREEDY, "--param", "skip=false").words
    replayed = town.type("pabulib", "replay", "miasto.pb").words
    assert "four (500 PLN)" in replayed
    (town.folder / "miasto.pb").write_bytes(pb({"currency": "PLN", "budget": "500"}))
    assert "velo coûte 600 PLN" in town.type("pabulib", "check", "miasto.pb").words


def test_count_takes_any_rule_of_a_pack_with_its_parameters(town: Terminal) -> None:
    done = town.type("pabulib", "count", "villes/a.pb", *GREEDY)
    assert "a.pb 6 velo, banc 1000 1000 0" in done.words
    strict = town.type("pabulib", "count", "villes/a.pb", *GREEDY, "--param", "skip=false", "--json").json()
    assert strict["files"][0]["funded"] == ["velo"]
    tie = ("--tie", "voting_rules:earliest-deposit")
    assert town.type("pabulib", "count", "villes", *GREEDY, *tie, "--processes", "1").status == 0


def test_a_count_that_cannot_be_is_told_before_any_file_is_read(town: Terminal) -> None:
    unknown = town.type("pabulib", "count", "villes", "--rule", "voting_rules:gredy")
    assert unknown.status == 1
    assert "vouliez-vous dire « voting_rules:greedy » ?" in unknown.err
    wrong = town.type("pabulib", "count", "villes", *GREEDY, "--param", "skip=perhaps")
    assert (wrong.status, wrong.err) == (1, "Skip : true ou false est attendu.\n")
    nameless = town.type("pabulib", "count", "villes", *GREEDY, "--param", "skip")
    assert "« skip » n'est pas un paramètre" in nameless.err


def test_a_tie_that_criteria_leave_open_refuses_the_file(town: Terminal) -> None:
    done = town.type("pabulib", "count", "villes/nord/b.pb", *GREEDY, "--tie", "voting_rules:lowest-cost")
    assert done.status == 1
    assert done.err.splitlines()[-1].startswith("b.pb : Égalité non départagée")


def test_replay_tells_each_file_and_sums_up_by_rule(town: Terminal) -> None:
    done = town.type("pabulib", "replay", "villes")
    assert done.status == 0
    first, second = done.out.splitlines()[:2]
    assert first == "a.pb, greedy : reproduit"
    assert second.startswith("b.pb, greedy : égalité non déterminée par le fichier : b, c")
    found = town.type("pabulib", "replay", "villes", "--json").json()
    assert [one["verdict"] for one in found["files"]] == ["reproduced", "tie"]
    expected = {"reproduced": 1, "tie": 1, "differs": 0, "no-rule": 0, "no-selection": 0, "equals": 0, "files": 2}
    assert found["summary"] == {"greedy": expected, "toutes": expected}


def test_a_large_folder_lists_only_what_differs(town: Terminal) -> None:
    for number in range(41):
        (town.folder / "villes" / f"z{number:02}.pb").write_bytes(pb())
    done = town.type("pabulib", "replay", "villes", "--processes", "1")
    assert done.out.splitlines()[0].startswith("b.pb, greedy : égalité")
    assert "z00.pb" not in done.out
    counted = town.type("pabulib", "count", "villes", *GREEDY, "--processes", "1")
    assert "a.pb 6 2 1000 1000 0" in counted.words


def test_check_lists_faults_and_fails_on_an_error(town: Terminal) -> None:
    assert town.type("pabulib", "check", "villes/a.pb").out == "Fichiers vérifiés : 1, dont valides : 1.\n"
    (town.folder / "faux.pb").write_bytes(pb({"unit": None, "max_points": "2"}))
    done = town.type("pabulib", "check", "faux.pb")
    assert done.status == 1
    assert done.out.splitlines() == [
        "faux.pb [erreur] : META n'a pas « unit ».",
        "faux.pb [avertissement] : max_points n'a pas de sens pour vote_type = approval.",
        "Fichiers vérifiés : 1, dont valides : 0.",
    ]
    (found,) = town.type("pabulib", "check", "faux.pb", "--json").json()["files"]
    assert (found["valid"], [one["kind"] for one in found["remarks"]]) == (False, ["missing-field", "foreign-limit"])


def test_a_file_that_cannot_be_read_does_not_stop_the_others(town: Terminal) -> None:
    (town.folder / "villes" / "c.pb").write_bytes(pb(votes=("voter_id;vote", "1;zut")))
    done = town.type("pabulib", "replay", "villes")
    assert done.status == 1
    assert done.out.startswith("a.pb, greedy : reproduit")
    sentence = "c.pb, ligne 23, colonne 3 : le bulletin choisit « zut », qui n'est pas dans PROJECTS."
    assert done.err.splitlines()[-1] == sentence
    found = town.type("pabulib", "info", "villes", "--json").json()["files"]
    assert found[1] == {"file": "c.pb", "error": sentence}


def test_remarks_stand_beside_the_output(town: Terminal) -> None:
    (town.folder / "villes" / "c.pb").write_bytes(pb(votes=("voter_id;vote", "1;velo,velo")))
    done = town.type("pabulib", "info", "villes/c.pb")
    assert done.status == 0
    assert "c.pb, ligne 23, colonne 3 : bulletins qui marquent deux fois un même projet" in done.err


@pytest.mark.parametrize("name", ["villes.tar", "villes.tar.xz"])
def test_an_archive_is_read_where_it_stands(town: Terminal, name: str) -> None:
    archive(town.folder / name, {"d/b.pb": TIED, "d/a.pb": pb(), "d/notes.txt": b"rien"})
    found = town.type("pabulib", "replay", name, "--json").json()["files"]
    assert [(one["file"], one["verdict"]) for one in found] == [("a.pb", "reproduced"), ("b.pb", "tie")]


def test_a_path_without_election_files_is_told(town: Terminal) -> None:
    assert town.type("pabulib", "info", "ailleurs").err.startswith("Ailleurs n'existe pas")
    (town.folder / "vide").mkdir()
    assert town.type("pabulib", "info", "vide").err == "Vide ne contient aucun fichier .pb.\n"
    (town.folder / "faux.tar").write_bytes(b"ceci n'est pas une archive" * 50)
    assert town.type("pabulib", "info", "faux.tar").err.startswith("L'archive faux.tar ne peut pas être lue")


def test_a_torn_archive_gives_what_it_has_and_tells_the_rest(town: Terminal) -> None:
    files = {f"{number}.pb": pb(votes=("voter_id;vote", *(f"{row};velo" for row in range(400)))) for number in range(3)}
    archive(town.folder / "villes.tar", files)
    whole = (town.folder / "villes.tar").read_bytes()
    wanted = election_sources.sources(town.folder / "villes.tar", ".pb")
    (town.folder / "villes.tar").write_bytes(whole[: len(files["0.pb"]) + 1500])
    found = dict(election_sources.contents(wanted))
    assert [isinstance(found[source], bytes) for source in wanted] == [True, False, False]
    assert "l'archive villes.tar est abîmée" in str(found[wanted[2]])


def test_a_file_that_cannot_be_opened_is_told(town: Terminal) -> None:
    (town.folder / "dossier.pb").mkdir()
    ((_, refused),) = election_sources.contents([election_sources.Source(town.folder / "dossier.pb")])
    assert str(refused) == "dossier.pb : le fichier ne peut pas être lu (Is a directory)."


def test_hundreds_of_megabytes_on_one_line_are_refused_after_the_first(town: Terminal) -> None:
    with (town.folder / "long.pb").open("wb") as file:
        file.write(b"META\n")
        file.truncate(300 * 2**20)
    done = town.type("pabulib", "info", "long.pb")
    assert done.status == 1
    assert done.err.splitlines()[-1] == (
        "long.pb, ligne 2, colonne 1 : cette ligne dépasse 1 Mio : ce n'est pas un fichier de bulletins."
    )


def test_a_file_beyond_any_election_is_refused(town: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(election_sources, "LARGEST", 100)
    assert "le fichier pèse plus de 0 Mio" in town.type("pabulib", "info", "villes/a.pb").err
