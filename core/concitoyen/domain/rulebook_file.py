"""From the text of a TOML file to a rulebook, or to the whole list of its faults, each with its line."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from concitoyen.domain.calendar import VOTE, Phase, instant
from concitoyen.domain.errors import RulebookError
from concitoyen.domain.problems import Path, Problem, problems_of
from concitoyen.domain.rulebook import Rulebook, Table

_HEADER = re.compile(r"^\s*(\[\[?)\s*([\w.\"'-]+)\s*\]\]?")
_KEY = re.compile(r"^\s*([\w\"'-]+(?:\.[\w\"'-]+)*)\s*=")
_AT_LINE = re.compile(r"\(at line (\d+), column (\d+)\)")


def read_rulebook(text: str, source: str = "règlement") -> Rulebook:
    """The rulebook that a TOML text describes; raises RulebookError with every fault found."""
    data = _parse(text, source)
    lines = key_lines(text)
    try:
        rulebook = Rulebook.model_validate(data)
    except ValidationError as error:
        raise RulebookError(source, located(problems_of(error, Rulebook), lines)) from error
    if faults := [*_phase_faults(rulebook), *_repeated(rulebook), *_references(rulebook), *_citations(rulebook)]:
        raise RulebookError(source, located(faults, lines))
    return rulebook


def _parse(text: str, source: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        found = _AT_LINE.search(str(error))
        sentence = f"le texte n'est pas du TOML : {_AT_LINE.sub('', str(error)).strip()}."
        if found:
            sentence += f" Voyez la colonne {found[2]} de la ligne {found[1]}."
        problem = Problem(path=(), text=sentence, line=int(found[1]) if found else None)
        raise RulebookError(source, [problem]) from error


def key_lines(text: str) -> Mapping[Path, int]:
    """The line of each table and key of a TOML text, by path; what stands in an inline table has its parent's."""
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            table = _table_path(_parts(header[2]), is_item=header[1] == "[[", counts=counts)
            found.setdefault(table, number)
        elif key := _KEY.match(line):
            found.setdefault((*table, *_parts(key[1])), number)
    return found


def _parts(dotted: str) -> Path:
    return tuple(part.strip("\"'") for part in dotted.split("."))


def _table_path(parts: Path, *, is_item: bool, counts: dict[Path, int]) -> Path:
    if is_item:
        counts[parts] = counts.get(parts, -1) + 1
    path: Path = ()
    named: Path = ()
    for part in parts:
        path, named = (*path, part), (*named, part)
        if named in counts:
            path = (*path, counts[named])
    return path


def located(problems: list[Problem], lines: Mapping[Path, int]) -> list[Problem]:
    """The problems with the line of their key, or of the nearest table around it, in the order of the file."""
    placed = [problem.model_copy(update={"line": _line(problem.path, lines)}) for problem in problems]
    return sorted(placed, key=lambda problem: (problem.line or 0, problem.key))


def _line(path: Path, lines: Mapping[Path, int]) -> int | None:
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return None


def _phase_faults(rulebook: Rulebook) -> Iterator[Problem]:
    zone = rulebook.edition.timezone
    for index, table in enumerate(rulebook.phases):
        moments: dict[str, datetime] = {}
        for key in ("opens", "closes"):
            try:
                moments[key] = instant(getattr(table, key), zone)
            except ValueError as error:
                yield Problem(path=("phases", index, key), text=f"{error}.")
        if len(moments) == 2:  # noqa: PLR2004 - both ends are known
            try:
                Phase(kind=table.kind, title=table.title, opens=moments["opens"], closes=moments["closes"])
            except ValidationError as error:
                yield from (
                    Problem(path=("phases", index, "closes"), text=problem.text)
                    for problem in problems_of(error, Phase)
                )
    if not any(table.kind == VOTE for table in rulebook.phases):
        yield Problem(path=("phases",), text="aucune phase de vote (kind = \"vote\") : le règlement doit dire quand on vote.")


def _repeated(rulebook: Rulebook) -> Iterator[Problem]:
    for path, ids in (
        (("categories", "list"), [table.id for table in rulebook.categories.list]),
        (("budget_lines",), [table.id for table in rulebook.budget_lines]),
        (("documents",), [table.kind for table in rulebook.documents]),
    ):
        for index, name in enumerate(ids):
            if name in ids[:index]:
                yield Problem(path=(*path, index), text=f"« {name} » est déjà défini plus haut ; donnez un autre nom.")


def _references(rulebook: Rulebook) -> Iterator[Problem]:
    lines = {table.id: table for table in rulebook.budget_lines}
    charged = lines.get(rulebook.count.line)
    if charged is None:
        known = ", ".join(lines) or "aucune"
        yield Problem(
            path=("count", "line"),
            text=f"la ligne « {rulebook.count.line} » n'est pas dans [[budget_lines]] (lignes connues : {known}).",
        )
    elif rulebook.count.envelope > charged.available:
        yield Problem(
            path=("count", "envelope"),
            text=f"l'enveloppe ({rulebook.count.envelope}) dépasse le disponible de la ligne ({charged.available}).",
        )


def _citations(rulebook: Rulebook) -> Iterator[Problem]:
    for path, table in rulebook.tables():
        for key in table.unfounded():
            if not _inherited(rulebook, path, key):
                yield Problem(
                    path=(*path, key),
                    text=(
                        "aucun article ne dit cette valeur : ajoutez article = \"…\" à la table, "
                        f"articles.{key} = \"…\", ou choices.{key} = \"…\" si c'est un choix."
                    ),
                )
        for kind in ("articles", "choices"):
            for key in getattr(table, kind):
                if key not in table.values():
                    yield Problem(path=(*path, kind, key), text=f"cite « {key} », qui n'est pas dans la table.")


def _inherited(rulebook: Rulebook, path: Path, key: str) -> bool:
    """A cap or tie-break written in one line is covered by what covers the key that holds it."""
    if path[-1] == "cap" and isinstance(path[2], int):
        parent: Table = rulebook.categories.list[path[2]]
        return bool(parent.basis("cap"))
    return path[:2] == ("count", "ties") and bool(rulebook.count.basis("ties")) and bool(key)
