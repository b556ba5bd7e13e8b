"""`concitoyen documents`: print the documents of an edition's laureates."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from concitoyen.cli.context import console, errors, progress, running
from concitoyen.cli.demo import SEED, demo_engine, print_documents
from concitoyen.plugin import Demonstration
from concitoyen.plugin.binding import read_rules
from concitoyen.usecases.desk import Engine
from concitoyen.usecases.play_demo import play_demo
from concitoyen.usecases.render_documents import model_of

app = typer.Typer(no_args_is_help=True)


@app.command()
def render(
    *,
    edition: Annotated[str, typer.Option(help="L'id de l'édition.")],
    kind: Annotated[str, typer.Option(help="Le genre de document, par exemple convention.")],
    out: Annotated[Path, typer.Option(help="Dossier où écrire les documents.")],
) -> None:
    """Imprimer un genre de document pour chaque lauréat d'une édition publiée."""
    with running(prepare_if_empty=True) as engine:
        demonstration = _demonstration_of(engine, edition)
        if demonstration is None:
            _print(engine, edition, kind, out)
            return
        must_be_printable(engine, demonstration, kind)
    errors.print(
        f"La base ne contient aucune édition : la démonstration « {demonstration.title} » est jouée pour l'occasion.",
        soft_wrap=True,
    )
    with TemporaryDirectory() as folder, demo_engine(Path(folder) / "concitoyen.db", SEED) as engine:
        with progress() as tell:
            play_demo(engine, demonstration, SEED, tell)
        _print(engine, edition, kind, out)


def must_be_printable(engine: Engine, demonstration: Demonstration, kind: str) -> None:
    """Refuse at once a kind that the rulebook does not have, before the whole demonstration is played."""
    shipped = engine.packs.rulebooks.choose(demonstration.rulebook)
    rules = read_rules(shipped.file.read_text(encoding="utf-8"), engine.packs, shipped.file.name)
    model_of(rules, kind)


def _print(engine: Engine, edition: str, kind: str, out: Path) -> None:
    with engine.read() as desk, progress() as tell:
        count = print_documents(desk, edition, kind, out, tell)
    console.print(f"{count} documents « {kind} » écrits dans {out}.", soft_wrap=True)


def _demonstration_of(engine: Engine, edition: str) -> Demonstration | None:
    """The demonstration that plays this edition, when the database is still empty."""
    with engine.read() as desk:
        if desk.work.editions.list():
            return None
    for demonstration in engine.packs.demonstrations.values():
        if engine.packs.rulebooks.choose(demonstration.rulebook).id == edition:
            return demonstration
    return None
