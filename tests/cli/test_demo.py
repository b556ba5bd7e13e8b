"""`concitoyen demo` plays the edition of 2023: its figures, its files, and the same bytes for the same seed."""

import csv
import hashlib
import json
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from concitoyen.cli.context import discover
from concitoyen.cli.demo import demo_engine
from concitoyen.cli.serve import fill_with_demo
from concitoyen.domain.edition import Stage
from concitoyen.domain.journal import Act, check_chain
from concitoyen.plugin.binding import read_rules
from concitoyen.settings import Settings
from concitoyen.usecases.bundle.make import make_bundle
from concitoyen.usecases.play_demo import play_demo
from concitoyen.usecases.tell_outcome import annex_csv, journal_jsonl, outcome_json
from tests.cli.terminal import Done, Terminal

ADDED = {"l-atelier-inclusif", "jardin-et-verger-solidaires"}


@pytest.fixture
def outcome(demo: tuple[Path, Done]) -> dict[str, Any]:
    """The content of outcome.json."""
    told: dict[str, Any] = json.loads((demo[0] / "outcome.json").read_text(encoding="utf-8"))
    return told


def test_the_demonstration_prints_what_really_happened(demo: tuple[Path, Done]) -> None:
    said = demo[1].words
    for figures in (
        "6331 bulletins acceptés, 75 refusés",
        "Dépouillement : 57 lauréats, 671 000 €",
        "Après amendement : 59 lauréats, 692 000 €",
        "6568//930202 Mission ESS 672 151 € 671 000 € 1 151 €",
        "6568//9365 Mission ESS (enveloppe annuelle) 141 285 € 21 000 € 120 285 €",
        "Pratiques de l'ESS 30 Coopération 4 Innovation sociale 15 Coopération et Innovation sociale 2 ",
        "Transformation économique, environnementale et sociétale 8",
    ):
        assert figures in said


def test_the_demonstration_says_that_its_votes_are_simulated(demo: tuple[Path, Done], outcome: dict[str, Any]) -> None:
    notice = "Voix simulées : une machine les a tirées au sort, ce ne sont pas celles d'un vrai vote."
    assert notice in demo[1].words
    assert (outcome["simulated"], outcome["notice"]) == (True, notice)


def test_progress_is_told_beside_the_output(demo: tuple[Path, Done]) -> None:
    assert "Bulletins simulés" in demo[1].err
    assert "Bulletins simulés" not in demo[1].out


def test_the_files_of_the_demonstration_are_all_there(demo: tuple[Path, Done]) -> None:
    assert {file.name for file in demo[0].iterdir()} == {
        "annexe-1.csv",
        "bundle",
        "concitoyen.db",
        "conventions",
        "journal.jsonl",
        "outcome.json",
        "rulebook.toml",
    }
    assert len(list((demo[0] / "conventions").glob("*.pdf"))) == 59


# ── outcome.json ──────────────────────────────────────────────────────────────────────────────────────


def test_the_outcome_holds_the_two_lists_and_the_two_lines(outcome: dict[str, Any]) -> None:
    assert outcome["before_amendment"] == {"count": 57, "total_eur": 671000}
    assert outcome["after_amendment"] == {"count": 59, "total_eur": 692000}
    money = [(line["imputation"], line["charged_eur"], line["balance_eur"]) for line in outcome["lines"]]
    assert money == [("6568//930202", 671000, 1151), ("6568//9365", 21000, 120285)]
    assert outcome["by_category"] == {
        "cooperation": 4,
        "cooperation-innovation": 2,
        "innovation": 15,
        "pratiques": 30,
        "transformation": 8,
    }


def test_every_laureate_is_told_whole(outcome: dict[str, Any]) -> None:
    keys = {
        "proposal",
        "structure",
        "initiative",
        "commune",
        "territory",
        "category",
        "votes",
        "rank",
        "amount_eur",
        "line",
        "why",
    }
    laureates = outcome["laureates"]
    assert all(set(laureate) == keys for laureate in laureates)
    assert [laureate["rank"] for laureate in laureates] == list(range(1, 60))
    assert [laureate for laureate in laureates if "" in laureate.values()] == []
    assert sum(laureate["amount_eur"] for laureate in laureates) == 692000


def test_the_amounts_are_those_of_the_annex(outcome: dict[str, Any]) -> None:
    amounts = Counter((laureate["category"], laureate["amount_eur"]) for laureate in outcome["laureates"])
    assert amounts == {
        ("transformation", 25000): 8,
        ("cooperation-innovation", 21000): 2,
        ("innovation", 16000): 14,
        ("innovation", 14000): 1,
        ("cooperation", 16000): 4,
        ("pratiques", 5000): 28,
        ("pratiques", 4000): 2,
    }


def test_the_two_that_the_amendment_adds_came_last_and_stand_on_the_annual_line(outcome: dict[str, Any]) -> None:
    added = [laureate for laureate in outcome["laureates"] if laureate["line"] == "6568//9365"]
    assert {laureate["proposal"] for laureate in added} == ADDED
    assert {laureate["rank"] for laureate in added} == {58, 59}
    assert {laureate["structure"] for laureate in added} == {"SCIC Ressources", "Solillers"}
    assert all(laureate["why"].startswith("ajouté par amendement") for laureate in added)


def test_the_voters_are_told_with_the_reasons_of_those_refused(outcome: dict[str, Any]) -> None:
    voters = outcome["voters"]
    assert voters["accepted"] == 6331
    assert set(voters["refused"]) == {"core:minimum-age", "core:one-ballot-each", "core:residence"}
    assert sum(voters["refused"].values()) == 75


def test_no_laureate_has_more_votes_than_there_are_voters(outcome: dict[str, Any]) -> None:
    by_category = Counter[str]()
    for laureate in outcome["laureates"]:
        by_category[laureate["category"]] += laureate["votes"]
    assert max(by_category.values()) <= 6331


def test_the_rulebook_beside_it_has_the_hash_that_the_outcome_tells(
    demo: tuple[Path, Done], outcome: dict[str, Any]
) -> None:
    text = (demo[0] / "rulebook.toml").read_text(encoding="utf-8")
    assert read_rules(text, discover(Settings())).rulebook.sha256() == outcome["rulebook_sha256"]
    assert outcome["seed"] == 2023


# ── the other files ───────────────────────────────────────────────────────────────────────────────────


def test_the_annex_has_the_columns_of_the_deliberation_and_its_total(demo: tuple[Path, Done]) -> None:
    with (demo[0] / "annexe-1.csv").open(encoding="utf-8", newline="") as file:
        head, *rows, last = csv.reader(file)
    assert head == [
        "Structure",
        "Initiative",
        "Thèmes",
        "Commune",
        "Territoire",
        "Résumé",
        "Catégorie",
        "Montant proposé",
    ]
    assert (len(rows), last[0], last[-1]) == (59, "TOTAL", "692000")
    assert [row for row in rows if not all(row)] == []
    structures = [row[0].casefold() for row in rows]
    assert structures == sorted(structures)


def test_the_journal_holds_and_has_no_line_for_a_ballot(demo: tuple[Path, Done]) -> None:
    lines = (demo[0] / "journal.jsonl").read_text(encoding="utf-8").splitlines()
    acts = [Act.model_validate_json(line) for line in lines]
    assert check_chain(acts) == len(acts) == 1 + 3 * 59 + 5
    assert [act.kind for act in acts[-4:]] == ["vote.opened", "vote.counted", "awards.amended", "results.published"]


def test_a_convention_names_its_laureate_and_says_that_it_is_a_specimen(demo: tuple[Path, Done]) -> None:
    file = next((demo[0] / "conventions").glob("*l-atelier-inclusif.pdf"))
    text = " ".join("".join(page.extract_text() for page in PdfReader(file).pages).split())
    assert "SCIC Ressources" in text
    assert "SPÉCIMEN" in text


# ── the seed ──────────────────────────────────────────────────────────────────────────────────────────


def played_again(folder: Path, seed: int, voters: int = 6331) -> dict[str, bytes]:
    """The files of the demonstration under a seed."""
    shipped = discover(Settings()).demonstrations.choose("pasdecalais:2023")
    demonstration = shipped.model_copy(update={"voters": voters})
    with demo_engine(folder / "concitoyen.db", seed) as engine:
        played = play_demo(engine, demonstration, seed, lambda *_: None)
        with engine.read() as desk:
            return {
                "outcome.json": outcome_json(desk, played).encode(),
                "annexe-1.csv": annex_csv(desk, played.edition).encode(),
                "journal.jsonl": journal_jsonl(desk, played.edition).encode(),
                "bundle": make_bundle(desk, played.edition),
            }


def test_the_same_seed_gives_the_same_bytes(demo: tuple[Path, Done], tmp_path: Path) -> None:
    again = played_again(tmp_path, 2023)
    assert again == {name: (demo[0] / name).read_bytes() for name in again}


def test_other_seeds_give_other_votes_and_the_same_decision(tmp_path: Path) -> None:
    votes = []
    for seed in (7, 62):
        folder = tmp_path / str(seed)
        folder.mkdir()
        told = json.loads(played_again(folder, seed, voters=600)["outcome.json"])
        votes.append([laureate["votes"] for laureate in told["laureates"]])
        assert (told["before_amendment"]["count"], told["after_amendment"]["count"]) == (57, 59)
        assert {line["balance_eur"] for line in told["lines"]} == {1151, 120285}
    assert votes[0] != votes[1]


# ── the site ──────────────────────────────────────────────────────────────────────────────────────────


def test_the_site_of_the_demonstration_is_filled_once(demo: tuple[Path, Done], tmp_path: Path) -> None:
    shutil.copy(demo[0] / "concitoyen.db", tmp_path / "concitoyen.db")
    with demo_engine(tmp_path / "concitoyen.db", 2023) as engine:
        fill_with_demo(engine)
        with engine.read() as desk:
            filled = desk.work.editions.list()
        fill_with_demo(engine)
        with engine.read() as desk:
            assert desk.work.editions.list() == filled
    assert {edition.id: edition.stage for edition in filled} == {
        "pasdecalais-2023": Stage.PUBLISHED,
        "essai": Stage.FROZEN,
    }


# ── documents ─────────────────────────────────────────────────────────────────────────────────────────


def digests(folder: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir()}


def test_on_an_empty_database_the_conventions_are_those_of_the_demonstration(
    demo: tuple[Path, Done], terminal: Terminal
) -> None:
    done = terminal.run(
        "documents", "render", "--edition", "pasdecalais-2023", "--kind", "convention", "--out", "sortie"
    )
    assert (done.status, done.words) == (0, "59 documents « convention » écrits dans sortie.")
    assert "La base ne contient aucune édition" in done.err
    assert digests(terminal.folder / "sortie") == digests(demo[0] / "conventions")


def test_on_a_played_database_nothing_is_played_again(demo: tuple[Path, Done], terminal: Terminal) -> None:
    url = f"sqlite:///{demo[0]}/concitoyen.db"
    done = terminal.type(
        "documents",
        "render",
        "--edition=pasdecalais-2023",
        "--kind=convention",
        "--out=sortie",
        CONCITOYEN_DATABASE_URL=url,
    )
    assert (done.status, done.words) == (0, "59 documents « convention » écrits dans sortie.")
    assert digests(terminal.folder / "sortie") == digests(demo[0] / "conventions")


def test_an_unknown_kind_is_refused_before_anything_is_played(terminal: Terminal) -> None:
    done = terminal.type("documents", "render", "--edition=pasdecalais-2023", "--kind=avenant", "--out=sortie")
    assert (done.status, done.out) == (1, "")
    assert done.err == (
        "Le règlement de « Budget citoyen 2023 » ne nomme aucun modèle de genre « avenant » "
        "(genres connus : convention).\n"
    )
    assert not (terminal.folder / "sortie").exists()


def test_an_unknown_edition_has_no_documents(terminal: Terminal) -> None:
    done = terminal.type("documents", "render", "--edition=pasdecalais-2032", "--kind=convention", "--out=sortie")
    assert (done.status, done.out) == (1, "")
    assert "L'édition « pasdecalais-2032 » n'existe pas" in done.err
    assert not (terminal.folder / "sortie").exists()
