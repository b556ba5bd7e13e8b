"""`concitoyen edition`: open an edition, see where it stands."""

import getpass
import os
from typing import Annotated

import typer
from rich.table import Table

from concitoyen.cli.context import Json, console, now, print_json, running
from concitoyen.cli.rulebook import Source, read_source
from concitoyen.domain.calendar import in_order
from concitoyen.domain.edition import Stage
from concitoyen.usecases.create_edition import create_edition
from concitoyen.usecases.desk import Signature
from concitoyen.usecases.open_vote import open_due_vote

app = typer.Typer(no_args_is_help=True)
Id = Annotated[str, typer.Argument(metavar="ÉDITION", help="L'id de l'édition.")]
STAGES = {
    Stage.PREPARED: "en préparation",
    Stage.FROZEN: "vote commencé, règlement scellé",
    Stage.COUNTED: "dépouillée",
    Stage.PUBLISHED: "résultats publics",
}


def sign() -> Signature:
    """The system account that types the command, now; a container may run under a number without a name."""
    try:
        account = getpass.getuser()
    except (KeyError, OSError):
        account = str(os.getuid())
    return Signature(f"ligne de commande ({account})", now())


@app.command()
def create(source: Source) -> None:
    """Ouvrir une édition à partir d'un règlement."""
    with running() as engine, engine.begin() as desk:
        text, name = read_source(source, engine.packs)
        edition = create_edition(desk, text, sign(), source=name)
    console.print(
        f"Édition {edition.id} ouverte ({edition.title}), règlement {edition.rulebook_sha256[:12]}…", soft_wrap=True
    )


@app.command("list")
def list_editions(*, as_json: Json = False) -> None:
    """Lister les éditions et leur état."""
    with running() as engine, engine.read() as desk:
        editions = desk.work.editions.list()
    if as_json:
        print_json(
            [edition.model_dump(mode="json", exclude={"rulebook_source", "rulebook_text"}) for edition in editions]
        )
        return
    if not editions:
        console.print("Aucune édition. Ouvrez-en une : concitoyen edition create RÈGLEMENT", soft_wrap=True)
        return
    table = Table("Édition", "Titre", "État", "Règlement")
    for edition in editions:
        table.add_row(edition.id, edition.title, STAGES[edition.stage], edition.rulebook_sha256[:12])
    console.print(table)


@app.command()
def phase(edition_id: Id, *, as_json: Json = False) -> None:
    """Dire quelles phases sont ouvertes, et ouvrir le vote si son heure est venue."""
    at = now()
    with running() as engine, engine.begin() as desk:
        edition, rules = desk.edition(edition_id)
        edition = open_due_vote(desk, edition, rules, at)
    phases = in_order(rules.calendar.phases)
    if as_json:
        print_json(
            {
                "edition": edition.id,
                "stage": edition.stage.value,
                "phases": [{**phase.model_dump(mode="json"), "open": phase.is_open(at)} for phase in phases],
            }
        )
        return
    table = Table("Phase", "Ouvre", "Ferme", "Maintenant", title=f"{edition.title} : {STAGES[edition.stage]}")
    for item in phases:
        local = [rules.calendar.local(moment).strftime("%d/%m/%Y %H:%M") for moment in (item.opens, item.closes)]
        table.add_row(
            item.title, *local, "ouverte" if item.is_open(at) else "", style="green" if item.is_open(at) else ""
        )
    console.print(table)
