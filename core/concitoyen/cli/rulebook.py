"""`concitoyen rulebook`: check, show and fingerprint a rulebook."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from concitoyen.cli.context import Json, console, discover, print_json
from concitoyen.domain.calendar import in_order
from concitoyen.domain.errors import NotFound
from concitoyen.domain.rules import Rules
from concitoyen.plugin.binding import read_rules
from concitoyen.plugin.enclosed import read_with_files
from concitoyen.plugin.packs import Packs
from concitoyen.settings import Settings

app = typer.Typer(no_args_is_help=True)
Source = Annotated[str, typer.Argument(help="Un fichier TOML, ou l'id d'un règlement livré par un pack.")]


def read_source(source: str, packs: Packs) -> tuple[str, str]:
    """The text of a rulebook and its name, from a file or from a pack (« pasdecalais-2023 », with or without pack)."""
    file = Path(source)
    if file.is_file():
        return read_with_files(file, source), source
    for name, shipped in packs.rulebooks.items():
        if source in (name, shipped.id):
            return shipped.text(), shipped.file.name
    known = ", ".join(shipped.id for shipped in packs.rulebooks.values())
    msg = f"« {source} » n'est ni un fichier ni un règlement livré par un pack ({known or 'aucun'})."
    raise NotFound(msg)


def load(source: str) -> Rules:
    """The working rules of a source."""
    packs = discover(Settings())
    text, name = read_source(source, packs)
    return read_rules(text, packs, name)


@app.command()
def check(source: Source) -> None:
    """Vérifier un règlement : clés, valeurs, règles offertes par les packs, articles cités."""
    rules = load(source)
    choices = sum(len(table.choices) for _, table in rules.rulebook.tables())
    console.print(
        f"[green]Le règlement est bon.[/green] {rules.rulebook.edition.title} : {len(rules.calendar.phases)} phases, "
        f"{len(rules.categories)} catégories, {choices} choix documentés."
    )


@app.command("hash")
def fingerprint(source: Source) -> None:
    """Écrire l'empreinte SHA-256 sous laquelle le règlement est scellé à l'ouverture du vote."""
    typer.echo(load(source).rulebook.sha256())


@app.command()
def show(source: Source, *, as_json: Json = False, canonical: bool = False) -> None:
    """Montrer un règlement : chaque valeur avec son article ou notre choix."""
    rules = load(source)
    if canonical:
        typer.echo(rules.rulebook.canonical())
    elif as_json:
        print_json(rules.rulebook.model_dump(mode="json"))
    else:
        _show(rules)


def _show(rules: Rules) -> None:
    console.print(f"[bold]{rules.rulebook.edition.title}[/bold] ({rules.rulebook.edition.adopted})")
    console.print(f"Empreinte : {rules.rulebook.sha256()}", highlight=False)
    phases = Table("Phase", "Ouvre", "Ferme", title="Calendrier")
    for phase in in_order(rules.calendar.phases):
        local = [rules.calendar.local(moment).strftime("%d/%m/%Y %H:%M") for moment in (phase.opens, phase.closes)]
        phases.add_row(phase.title, *local)
    console.print(phases)
    values = Table("Table", "Clé", "Valeur", "Article ou choix", title="Valeurs")
    for path, table in rules.rulebook.tables():
        place = ".".join(str(part + 1 if isinstance(part, int) else part) for part in path)
        for key, value in table.values().items():
            basis = table.basis(key)
            if basis and path[0] != "phases":
                mark = "[yellow]choix[/yellow] : " if basis.kind == "choice" else ""
                values.add_row(place, key, _written(value), f"{mark}{basis.text}")
    console.print(values)


def _written(value: object) -> str:
    return ", ".join(str(part) for part in value) if isinstance(value, tuple | list) else str(value)
