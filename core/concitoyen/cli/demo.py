"""`concitoyen demo`: play a whole edition, print what came out, write the files."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from pydantic import SecretStr
from rich.table import Table

from concitoyen.cli.context import console, discover, make_folder, progress, running
from concitoyen.domain.award import LineBalance, balances
from concitoyen.plugin import Demonstration
from concitoyen.settings import Settings
from concitoyen.usecases.bundle.make import make_bundle
from concitoyen.usecases.desk import Desk, Engine, refuse
from concitoyen.usecases.play_demo import Played, Progress, play_demo
from concitoyen.usecases.render_documents import prepare_documents
from concitoyen.usecases.tell_outcome import SIMULATED, annex_csv, journal_jsonl, outcome_json

SEED = 2023


def demo(
    *,
    out: Annotated[
        Path | None, typer.Option(help="Dossier neuf ou vide où écrire les fichiers ; sans lui, rien n'est écrit.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Graine de la simulation : la même donne les mêmes octets.")] = SEED,
    scenario: Annotated[str, typer.Option(help="Quelle démonstration jouer.")] = "pasdecalais:2023",
) -> None:
    """Jouer une édition entière : vrais dossiers, vrai règlement, voix simulées."""
    demonstration = discover(Settings.read()).demonstrations.choose(scenario)
    if out is None:
        with TemporaryDirectory() as folder:
            _play(Path(folder), demonstration, seed, files=False)
        return
    make_folder(out)
    if any(out.iterdir()):
        raise refuse(
            "core:demo",
            "Le dossier {folder} n'est pas vide : choisissez-en un autre, la démonstration n'écrase rien.",
            folder=str(out),
        )
    _play(out, demonstration, seed, files=True)
    console.print(f"Fichiers écrits dans {out}.", soft_wrap=True)


def _play(out: Path, demonstration: Demonstration, seed: int, *, files: bool) -> None:
    with demo_engine(out / "concitoyen.db", seed) as engine:
        with progress() as tell:
            played = play_demo(engine, demonstration, seed, tell)
            with engine.read() as desk:
                if files:
                    write_files(desk, played, out, tell)
        with engine.read() as desk:
            _print(desk, played, demonstration)


@contextmanager
def demo_engine(database: Path, seed: int) -> Iterator[Engine]:
    """An engine on a fresh SQLite file; its secret follows the seed, since nobody's vote is in it."""
    settings = Settings(database_url=f"sqlite:///{database}", secret=SecretStr(f"démonstration {seed:04}"))
    with running(settings=settings, prepare=True) as engine:
        yield engine


def write_files(desk: Desk, played: Played, out: Path, tell: Progress) -> None:
    """outcome.json, annexe-1.csv, rulebook.toml, journal.jsonl, bundle and conventions/."""
    edition, rules = desk.edition(played.edition)
    (out / "outcome.json").write_text(outcome_json(desk, played), encoding="utf-8")
    (out / "annexe-1.csv").write_text(annex_csv(desk, edition.id), encoding="utf-8", newline="")
    (out / "rulebook.toml").write_text(edition.rulebook_source, encoding="utf-8")
    (out / "journal.jsonl").write_text(journal_jsonl(desk, edition.id), encoding="utf-8")
    (out / "bundle").write_bytes(make_bundle(desk, edition.id))
    if "convention" in rules.documents:
        print_documents(desk, edition.id, "convention", out / "conventions", tell)


def print_documents(desk: Desk, edition_id: str, kind: str, out: Path, tell: Progress) -> int:
    """Print the documents of one kind into a folder, dated by the publication of the results; how many there are."""
    edition, _ = desk.edition(edition_id)
    batch = prepare_documents(desk, edition_id, kind)
    make_folder(out)
    issued = edition.published_at or edition.created_at
    for number, printed in enumerate(batch.print(desk, edition_id, issued), start=1):
        (out / printed.name).write_bytes(printed.content)
        tell(f"Documents « {kind} »", number, len(batch.documents))
    return len(batch.documents)


def _print(desk: Desk, played: Played, demonstration: Demonstration) -> None:
    _, rules = desk.edition(played.edition)
    awards = desk.work.awards.of(played.edition)
    proposals = [desk.work.proposals.get(played.edition, award.proposal) for award in awards]
    lines = balances(awards, rules.budget_lines)
    console.print(demonstration.title, style="bold", soft_wrap=True)
    console.print(f"{SIMULATED} Graine : {played.seed}.", soft_wrap=True)
    refused = ", ".join(f"{_named(rule, desk)} : {count}" for rule, count in played.refused.items())
    console.print(f"{played.accepted} bulletins acceptés, {sum(played.refused.values())} refusés ({refused}).")
    for when, (count, total) in (
        ("Dépouillement", played.before_amendment),
        ("Après amendement", played.after_amendment),
    ):
        console.print(f"{when} : {count} lauréats, {total}", style="bold")
    console.print(_lines_table(lines))
    categories = Table("Catégorie", "Lauréats")
    for category in rules.categories:
        categories.add_row(category.title, str(sum(proposal.category == category.id for proposal in proposals)))
    console.print(categories)


def _named(rule: str, desk: Desk) -> str:
    """« Âge minimum » for core:minimum-age; what is not an eligibility rule keeps its id."""
    known = desk.packs.eligibility_rules
    return known[rule].title if rule in known else _OTHER_REFUSALS.get(rule, rule)


_OTHER_REFUSALS = {"core:one-ballot-each": "Déjà voté"}


def _lines_table(lines: Sequence[LineBalance]) -> Table:
    table = Table("Imputation", "Libellé", "Disponible", "Imputé", "Solde")
    for line in lines:
        table.add_row(
            line.line.imputation,
            line.line.label,
            str(line.line.available),
            str(line.charged),
            str(line.balance),
        )
    return table
