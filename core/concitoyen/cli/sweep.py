"""`concitoyen sweep`: take what was replaced out of the files of the database, where a count left it for later."""

from typing import Annotated

import typer

from concitoyen.cli.context import console, running
from concitoyen.cli.edition import sign
from concitoyen.usecases.sweep_remains import sweep_remains


def sweep(
    *,
    force: Annotated[
        bool, typer.Option("--force", help="Prendre le temps qu'il faut, même si un vote est ouvert.")
    ] = False,
) -> None:
    """Effacer des fichiers de la base ce qui reste de bulletins remplacés, une fois l'édition dépouillée."""
    with running() as engine:
        swept = sweep_remains(engine, sign(), forced=force)
    told = f"Plus rien ne reste de ce qui a été remplacé : {', '.join(swept)}." if swept else "Rien n'attendait."
    console.print(told, soft_wrap=True)
