"""`concitoyen rulebook`: check, show and fingerprint a rulebook."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from concitoyen.cli.context import Json, console, discover, print_json
from concitoyen.domain.calendar import in_order
from concitoyen.domain.errors import NotFound, RulebookError
from concitoyen.domain.money import amounts_in
from concitoyen.domain.problems import Problem, dotted
from concitoyen.domain.rulebook import Basis, PhaseTable, Rulebook
from concitoyen.domain.rulebook import Table as CitedTable
from concitoyen.domain.rules import Rules
from concitoyen.plugin.binding import read_rules
from concitoyen.plugin.enclosed import with_files
from concitoyen.plugin.packs import Packs
from concitoyen.settings import Settings

app = typer.Typer(no_args_is_help=True)
Source = Annotated[
    str, typer.Argument(metavar="RÈGLEMENT", help="Un fichier TOML, ou l'id d'un règlement livré par un pack.")
]


def read_source(source: str, packs: Packs) -> tuple[str, str]:
    """The text of a rulebook and its name, from a file or from a pack (« pasdecalais-2023 », with or without pack)."""
    file = Path(source)
    if file.is_file():
        return with_files(_text_of(file), file.parent, source), source
    for name, shipped in packs.rulebooks.items():
        if source in (name, shipped.id):
            return shipped.text(), shipped.file.name
    known = ", ".join(shipped.id for shipped in packs.rulebooks.values())
    msg = f"« {source} » n'est ni un fichier ni un règlement livré par un pack ({known or 'aucun'})."
    raise NotFound(msg)


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = file.read_bytes()[: error.start].count(b"\n") + 1
        fault = Problem(path=(), line=line, text="le fichier n'est pas en UTF-8 : enregistrez-le dans cet encodage.")
        raise RulebookError(str(file), [fault]) from error


def load(source: str) -> Rules:
    """The working rules of a source."""
    packs = discover(Settings.read())
    text, name = read_source(source, packs)
    return read_rules(text, packs, name)


@app.command()
def check(source: Source) -> None:
    """Vérifier un règlement : clés, valeurs, règles offertes par les packs, articles cités."""
    rules = load(source)
    choices = sum(len(table.choices) for _, table in rules.rulebook.tables())
    console.print(
        f"Le règlement est bon. {rules.rulebook.edition.title} : {len(rules.calendar.phases)} phases, "
        f"{len(rules.categories)} catégories, {choices} choix documentés.",
        style="green",
        soft_wrap=True,
    )


@app.command("hash")
def fingerprint(source: Source) -> None:
    """Écrire l'empreinte SHA-256 sous laquelle le règlement est scellé à l'ouverture du vote."""
    typer.echo(load(source).rulebook.sha256())


@app.command()
def show(
    source: Source,
    *,
    as_json: Json = False,
    canonical: Annotated[bool, typer.Option("--canonical", help="Écrire le texte dont l'empreinte est prise.")] = False,
) -> None:
    """Montrer un règlement : chaque valeur avec son article ou notre choix."""
    rules = load(source)
    if canonical:
        typer.echo(rules.rulebook.canonical())
    elif as_json:
        print_json(rules.rulebook.model_dump(mode="json"))
    else:
        with amounts_in(rules.currency):
            _show(rules)


def _show(rules: Rules) -> None:
    console.print(f"{rules.rulebook.edition.title} ({rules.rulebook.edition.adopted})", style="bold", soft_wrap=True)
    console.print(f"Empreinte : {rules.rulebook.sha256()}", soft_wrap=True)
    phases = Table("Phase", "Ouvre", "Ferme", "Article ou choix", title="Calendrier")
    tables = dict(zip(rules.calendar.phases, rules.rulebook.phases, strict=True))
    for phase in in_order(rules.calendar.phases):
        local = [rules.calendar.local(moment).strftime("%d/%m/%Y %H:%M") for moment in (phase.opens, phase.closes)]
        phases.add_row(phase.title, *local, _bases(tables[phase]))
    console.print(phases)
    values = Table("Table", "Clé", "Valeur", "Article ou choix", title="Valeurs")
    sections = list(Rulebook.model_fields)
    for path, table in sorted(rules.rulebook.tables(), key=lambda found: sections.index(str(found[0][0]))):
        for key, value in table.values().items():
            basis = table.basis(key)
            if basis and path[0] != "phases" and not _is_nested(value):
                values.add_row(dotted(path), key, _written(value), _told(basis))
    console.print(values)


def _bases(phase: PhaseTable) -> Text:
    """Where both ends of a phase come from, said once when they come from the same place."""
    opens, closes = phase.basis("opens"), phase.basis("closes")
    if opens == closes and opens:
        return _told(opens)
    ends = [("ouverture : ", opens), ("fermeture : ", closes)]
    return Text("\n").join(Text(end).append_text(_told(basis)) for end, basis in ends if basis)


def _told(basis: Basis) -> Text:
    return Text(f"choix : {basis.text}", style="yellow") if basis.kind == "choice" else Text(basis.text)


def _is_nested(value: object) -> bool:
    """Whether a value is a table of its own, shown apart."""
    parts = value if isinstance(value, tuple) else (value,)
    return any(isinstance(part, CitedTable) for part in parts)


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    return ", ".join(str(part) for part in value) if isinstance(value, tuple | list) else str(value)
