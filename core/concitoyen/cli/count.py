"""`concitoyen count`: open the urn and count it."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from concitoyen.cli.bureau import opening_key
from concitoyen.cli.context import Json, console, print_json, running
from concitoyen.cli.edition import Id, sign
from concitoyen.domain.count import Outcome
from concitoyen.domain.money import amounts_in
from concitoyen.usecases.close_and_count import close_and_count


def count(
    edition_id: Id,
    *,
    share: Annotated[
        list[Path] | None,
        typer.Option(
            help="Fichier qui contient une part de la clé ; l'option se répète. Sans elle, les mots sont demandés."
        ),
    ] = None,
    seed: Annotated[str, typer.Option(help="Valeur publique qui départage les égalités par tirage.")] = "",
    as_json: Json = False,
) -> None:
    """Clore et dépouiller une édition dont le vote est terminé."""
    with running() as engine:
        key = opening_key(engine, edition_id, share or ())
        outcome = close_and_count(engine, edition_id, sign(), opening_key=key, draw_seed=seed)
        with engine.read() as desk:
            currency = desk.edition(edition_id)[1].currency
    if as_json:
        print_json(outcome.model_dump(mode="json"))
    else:
        with amounts_in(currency):
            show_outcome(outcome)


def show_outcome(outcome: Outcome) -> None:
    """The outcome as a table for people."""
    table = Table("Rang", "Projet", "Voix", "Montant", "Pourquoi")
    for result in outcome.results:
        style = "" if result.decision == "funded" else "dim"
        amount = str(result.amount) if result.decision == "funded" else "–"
        table.add_row(str(result.rank), result.candidate, str(result.votes), amount, result.why.text, style=style)
    console.print(table)
    console.print(
        f"{len(outcome.funded)} lauréats, {outcome.spent} sur {outcome.envelope}, reste {outcome.balance} ; "
        f"{outcome.voters} bulletins."
    )
