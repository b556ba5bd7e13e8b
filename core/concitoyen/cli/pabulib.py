"""`concitoyen pabulib`: real elections in .pb files; a file, a folder or a tar, by two processes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Column, Table

from concitoyen.cli.context import Json, console, discover, errors, print_json
from concitoyen.cli.election_sources import Source, sources
from concitoyen.cli.many_files import Answer, answers
from concitoyen.cli.rule_choice import TIES, Counting, counting
from concitoyen.domain.election_files import ElectionCount, ElectionFormat, ElectionInfo, ElectionReplay, FileRemark
from concitoyen.settings import Settings

FORMAT = "voting_rules:pabulib"
VERDICTS = {
    "reproduced": "reproduit",
    "tie": "",  # the reason says it whole
    "differs": "diffère",
    "no-rule": "règle inconnue",
    "no-selection": "sans sélection",
}
HEADINGS = ("Refaits", "Ex\næquo", "Diffère", "Sans\nrègle", "Sans\nchoix", "Ordre\nfichier", "Total")
SHOWN = 40
"""How many files a table lists before it only sums up."""

app = typer.Typer(no_args_is_help=True)
Files = Annotated[Path, typer.Argument(metavar="CHEMIN", help="Un fichier .pb, un dossier, ou une archive tar.")]
Processes = Annotated[int, typer.Option(min=1, max=64, help="Combien de processus lisent les fichiers.")]


@app.command()
def info(path: Files, *, as_json: Json = False, processes: Processes = 2) -> None:
    """Dire ce que contiennent des fichiers : projets, votants, règle, budget."""
    found = _run(path, processes, Asked("info"))
    if as_json:
        _json(found)
    else:
        table = Table("Fichier", "Règle", "Bulletin", "Projets", "Votants", "Budget", "Retenus")
        for answer in found:
            if isinstance(one := answer.value, ElectionInfo):
                chosen = "" if one.selected is None else str(one.selected)
                counts = (str(one.projects), str(one.voters), f"{one.budget} {one.currency}", chosen)
                table.add_row(answer.name, one.rule, one.ballot_form, *counts)
        console.print(table)
        _tell_remarks(found)
    _end(found)


@app.command()
def count(
    path: Files,
    *,
    rule: Annotated[str, typer.Option(help="La règle de vote, par son id complet.")],
    param: Annotated[
        list[str] | None, typer.Option(metavar="CLÉ=VALEUR", help="Un paramètre de la règle ; peut se répéter.")
    ] = None,
    tie: Annotated[list[str] | None, typer.Option(help="Un critère de départage ; peut se répéter.")] = None,
    as_json: Json = False,
    processes: Processes = 2,
) -> None:
    """Dépouiller des fichiers avec une règle de vote offerte par un pack."""
    chosen = counting(discover(Settings.read()), rule, param or (), tie or TIES)
    found = _run(path, processes, Asked("count", chosen))
    if as_json:
        _json(found)
    else:
        table = Table("Fichier", "Votants", "Financés", "Dépensé", "Budget", "Égalités")
        for answer in found:
            if isinstance(one := answer.value, ElectionCount):
                names = ", ".join(one.funded) if len(found) <= SHOWN else str(len(one.funded))
                spent, budget = (f"{amount} {one.currency}".strip() for amount in (one.spent, one.budget))
                table.add_row(answer.name, str(one.voters), names, spent, budget, str(one.ties))
        console.print(table)
        _tell_remarks(found)
    _end(found)


@app.command()
def replay(path: Files, *, as_json: Json = False, processes: Processes = 2) -> None:
    """Refaire le résultat officiel de chaque fichier à partir de ses bulletins."""
    found = _run(path, processes, Asked("replay"))
    if as_json:
        _json(found, summary=_summary(found))
    else:
        for answer in found:
            if isinstance(one := answer.value, ElectionReplay) and (len(found) <= SHOWN or one.verdict in _TOLD):
                told = " : ".join(part for part in (VERDICTS[one.verdict], one.why) if part)
                console.print(f"{answer.name}, {one.rule} : {told}", soft_wrap=True)
        columns = [Column(heading, justify="right", no_wrap=True) for heading in HEADINGS]
        table = Table(Column("Règle", overflow="fold", min_width=16), *columns, box=SIMPLE_HEAD, pad_edge=False)
        for name, counts in _summary(found).items():
            table.add_row(
                name, *(str(counts[verdict]) for verdict in VERDICTS), str(counts["equals"]), str(counts["files"])
            )
        console.print(table)
        _tell_remarks(found)
    _end(found)


@app.command()
def check(path: Files, *, as_json: Json = False, processes: Processes = 2) -> None:
    """Vérifier des fichiers comme le fait le vérificateur du format, et un peu plus."""
    found = _run(path, processes, Asked("check"))
    if as_json:
        _json(found)
    else:
        for answer in found:
            for remark in answer.value if isinstance(answer.value, tuple) else ():
                _print_remark(answer.name, remark)
        right = sum(answer.right for answer in found)
        console.print(f"Fichiers vérifiés : {len(found)}, dont valides : {right}.")
    _end(found)


_TOLD = ("tie", "differs")


@dataclass(frozen=True)
class Asked:
    """What each process is asked to do with a file; rebuilt there from ids and parameters."""

    action: str
    counting: Counting | None = None

    def work(self) -> Callable[[bytes, str], Any]:
        """The work, with the packs of this process."""
        packs = discover(Settings.read())
        file_format: ElectionFormat = packs.election_formats.choose(FORMAT)()
        if self.counting is None:
            return getattr(file_format, self.action)  # type: ignore[no-any-return] # one of the format's methods
        rule, ties = self.counting.bound(packs)
        return lambda content, name: file_format.count(content, name, rule, ties)


def _run(path: Path, processes: int, asked: Asked) -> Sequence[Answer]:
    suffix = discover(Settings.read()).election_formats.choose(FORMAT).suffix
    found: Sequence[Source] = sources(path, suffix)
    return answers(found, asked, processes)


def _summary(found: Sequence[Answer]) -> dict[str, dict[str, int]]:
    """How many files of each rule have each verdict, and the total of all rules."""
    total = "toutes"
    rows: dict[str, dict[str, int]] = {}
    replays = [answer.value for answer in found if isinstance(answer.value, ElectionReplay)]
    for name in [*sorted({one.rule for one in replays}), total]:
        mine = [one for one in replays if name in (one.rule, total)]
        rows[name] = {verdict: sum(one.verdict == verdict for one in mine) for verdict in VERDICTS}
        rows[name]["equals"] = sum(one.verdict == "reproduced" and one.equals > 0 for one in mine)
        rows[name]["files"] = len(mine)
    return rows


def _json(found: Sequence[Answer], **more: object) -> None:
    print_json({"files": [answer.as_json() for answer in found], **more})  # type: ignore[dict-item] # plain values


def _tell_remarks(found: Sequence[Answer]) -> None:
    for answer in found:
        for remark in getattr(answer.value, "remarks", ()):
            _print_remark(answer.name, remark, to_errors=True)


def _print_remark(name: str, remark: FileRemark, *, to_errors: bool = False) -> None:
    place = f", ligne {remark.line}, colonne {remark.column}" if remark.line else ""
    level = "" if to_errors else f" [{'erreur' if remark.level == 'error' else 'avertissement'}]"
    target = errors if to_errors else console
    target.print(f"{name}{place}{level} : {remark.text}", soft_wrap=True)


def _end(found: Sequence[Answer]) -> None:
    """Say which files could not be read, and end with status 1 when there is one."""
    refused = [answer for answer in found if answer.refused]
    for answer in refused:
        errors.print(answer.refused, style="bold red", soft_wrap=True)
    if refused or any(not answer.right for answer in found):
        raise typer.Exit(1)
