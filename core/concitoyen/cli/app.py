"""The `concitoyen` command."""

import logging
import sys
from typing import NoReturn

import typer

from concitoyen.cli import (
    agent,
    bundle,
    bureau,
    codes,
    count,
    demo,
    documents,
    edition,
    pabulib,
    packs,
    roll,
    rulebook,
    serve,
    simulate,
    sweep,
)
from concitoyen.cli.context import errors
from concitoyen.domain.errors import ConcitoyenError

app = typer.Typer(
    name="concitoyen",
    help="Concitoyen : budgets participatifs, de l'idée au bilan.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    rich_markup_mode="rich",
)
app.command("serve")(serve.serve)
app.command("demo")(demo.demo)
app.command("packs")(packs.packs)
app.command("count")(count.count)
app.command("bundle")(bundle.bundle)
app.command("verify")(bundle.verify)
app.command("simulate")(simulate.command)
app.command("sweep")(sweep.sweep)
app.command("migrate")(serve.migrate)
app.add_typer(rulebook.app, name="rulebook", help="Lire et vérifier un règlement.")
app.add_typer(edition.app, name="edition", help="Ouvrir et suivre une édition.")
app.add_typer(bureau.app, name="bureau", help="Former le bureau de l'urne, relire une part.")
app.add_typer(bundle.receipts, name="receipt", help="Vérifier un reçu.")
app.add_typer(pabulib.app, name="pabulib", help="Rejouer de vraies élections, en fichiers .pb.")
app.add_typer(codes.app, name="codes", help="Imprimer des codes à usage unique, les suivre, les révoquer.")
app.add_typer(roll.app, name="roll", help="Regarder l'émargement.")
app.add_typer(documents.app, name="documents", help="Imprimer les documents d'une édition.")
app.add_typer(agent.app, name="agent", help="Les agents qui se connectent, leurs rôles, leurs mots de passe.")


def main() -> None:
    """Run the command; an error of ours, or of a file, is one clear text on the error output, and exit status 1."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s : %(message)s")
    try:
        app(prog_name="concitoyen")  # whoever runs us, a test or `python -c`
    except ConcitoyenError as error:
        _stop(str(error))
    except OSError as error:
        _stop(f"« {error.filename or '?'} » ne peut être ni lu ni écrit : {error.strerror or error}.")


def _stop(told: str) -> NoReturn:
    errors.print(f"{told[:1].upper()}{told[1:]}", style="bold red", soft_wrap=True)
    sys.exit(1)
