"""`concitoyen roll`: review who has voted for duplicates, without any name."""

import typer
from rich.table import Table

from concitoyen.cli.context import Json, console, print_json, running
from concitoyen.cli.edition import Id
from concitoyen.usecases.review_roll import review_roll

app = typer.Typer(no_args_is_help=True)
SHOWN = 12


@app.command()
def review(edition_id: Id, *, as_json: Json = False) -> None:
    """Lister les émargements qui semblent être d'une même personne, sans aucun nom."""
    with running() as engine, engine.read() as desk:
        groups = review_roll(desk, edition_id)
        voters = desk.work.roll.count(edition_id)
    if as_json:
        print_json(
            {
                "voters": voters,
                "groups": [{"marks": [*group.marks], "likeness": [*group.words]} for group in groups],
            }
        )
        return
    if groups:
        table = Table("Émargements", "Ressemblance", "Empreintes")
        for group in groups:
            marks = " ".join(mark[:SHOWN] for mark in group.marks)
            table.add_row(str(len(group.marks)), " ; ".join(group.words), marks)
        console.print(table)
    console.print(
        f"{len(groups)} groupes à regarder parmi {voters} votants. Une ressemblance n'est pas une preuve, et aucun "
        "bulletin ne peut être retiré : personne ne sait lequel est à qui.",
        soft_wrap=True,
    )
