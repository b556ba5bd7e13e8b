"""What commands share: the engine from the settings, the clock, output for people and for machines."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from pydantic import JsonValue
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from sqlalchemy import inspect

from concitoyen.plugin.packs import Packs
from concitoyen.settings import Settings
from concitoyen.store.migrate import migrate, require_migrated
from concitoyen.store.store import Store
from concitoyen.usecases.desk import Engine, refuse

# A title or a path may hold square brackets: nothing that we print is read as markup.
console = Console(markup=False, highlight=False)
errors = Console(stderr=True, markup=False, highlight=False)

Json = Annotated[bool, typer.Option("--json", help="Écrire du JSON, pour une machine.")]


def now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


def discover(settings: Settings) -> Packs:
    """The installed packs but the disabled ones."""
    return Packs.discover(settings.disabled)


@contextmanager
def running(
    *, settings: Settings | None = None, prepare: bool = False, prepare_if_empty: bool = False
) -> Iterator[Engine]:
    """The engine that the settings describe; pending migrations stop it, with the way out.

    `prepare` applies them instead, `prepare_if_empty` only to a database without any table.
    """
    settings = settings or Settings.read()
    packs = discover(settings)
    settings.make_home()
    store = Store.open(settings.database_url)
    try:
        if prepare or (prepare_if_empty and not inspect(store.engine).get_table_names()):
            migrate(store, packs.folders)
        else:
            require_migrated(store, packs.folders)
        yield Engine(store=store, packs=packs, secret=settings.secret_key())
    finally:
        store.close()


def make_folder(out: Path) -> None:
    """Make the folder in which a command writes; raises Refused when a file stands there."""
    if out.exists() and not out.is_dir():
        raise refuse("core:output", "« {out} » est un fichier : donnez un dossier.", out=str(out))
    out.mkdir(parents=True, exist_ok=True)


def print_json(value: JsonValue) -> None:
    """Write JSON on the standard output, without colours."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


@contextmanager
def progress() -> Iterator[Callable[[str, int, int], None]]:
    """A progress display: call it with the step, how much is done, and how much there is."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=errors) as display:
        tasks: dict[str, TaskID] = {}

        def tell(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = display.add_task(step, total=total)
            display.update(tasks[step], completed=done, total=total)

        yield tell
