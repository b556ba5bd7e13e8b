"""From the text of a TOML file to a rulebook, or to the whole list of its faults, each with its line."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from concitoyen.domain.calendar import VOTE, Phase, instant
from concitoyen.domain.count_tables import CountTable
from concitoyen.domain.errors import RulebookError
from concitoyen.domain.money import amounts_in, total
from concitoyen.domain.names import nearest
from concitoyen.domain.problems import Path, Problem, problems_of
from concitoyen.domain.rulebook import Rulebook, Table
from concitoyen.domain.toml_lines import BYTE_ORDER_MARK, key_lines

_AT_LINE = re.compile(r"\(at line (\d+), column (\d+)\)")


def read_rulebook(text: str, source: str = "règlement") -> Rulebook:
    """The rulebook that a TOML text describes; raises RulebookError with every fault found."""
    data = _parse(text, source)
    lines = key_lines(text)
    try:
        rulebook = Rulebook.model_validate(data)
    except ValidationError as error:
        raise RulebookError(source, located(problems_of(error, Rulebook), lines)) from error
    checks = (_phase_faults, _repeated, _references, _citations)
    with amounts_in(rulebook.edition.currency):
        faults = [fault for check in checks for fault in check(rulebook)]
    if faults:
        raise RulebookError(source, located(faults, lines))
    return rulebook


def _parse(text: str, source: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text.removeprefix(BYTE_ORDER_MARK), parse_float=Decimal)
    except ValueError as error:
        found = _AT_LINE.search(str(error))
        sentence = f"le texte n'est pas du TOML : {_AT_LINE.sub('', str(error)).strip()}."
        if found:
            sentence += f" Voyez la colonne {found[2]} de la ligne {found[1]}."
        problem = Problem(path=(), text=sentence, line=int(found[1]) if found else None)
        raise RulebookError(source, [problem]) from error


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
        text = 'aucune phase de vote (kind = "vote") : le règlement doit dire quand on vote.'
        yield Problem(path=("phases",), text=text)


def _repeated(rulebook: Rulebook) -> Iterator[Problem]:
    for path, ids in (
        (("categories", "list"), [table.id for table in rulebook.categories.list]),
        (("budget_lines",), [table.id for table in rulebook.budget_lines]),
        (("documents",), [table.kind for table in rulebook.documents]),
        (("ballot", "parts"), [table.id for table in rulebook.ballot.parts]),
        (("count", "pots"), [table.id for table in rulebook.count.pots]),
    ):
        for index, name in enumerate(ids):
            if name in ids[:index]:
                yield Problem(path=(*path, index), text=f"« {name} » est déjà défini plus haut ; donnez un autre nom.")


def _references(rulebook: Rulebook) -> Iterator[Problem]:
    known = [table.id for table in rulebook.categories.list]
    for index, table in enumerate(rulebook.categories.list):
        for name in table.combines:
            if name not in known:
                yield Problem(
                    path=("categories", "list", index, "combines"),
                    text=f"« {name} » n'est pas une catégorie de la liste ({', '.join(known)}).",
                )
    yield from _pots(rulebook.count)
    lines = {table.id: table for table in rulebook.budget_lines}
    charged = lines.get(rulebook.count.line)
    if charged is None:
        yield Problem(
            path=("count", "line"),
            text=(
                f"la ligne « {rulebook.count.line} » n'est pas dans [[budget_lines]] "
                f"(lignes connues : {', '.join(lines) or 'aucune'})."
            ),
        )
    elif rulebook.count.envelope > charged.available:
        yield Problem(
            path=("count", "envelope"),
            text=(f"l'enveloppe ({rulebook.count.envelope}) dépasse le disponible de la ligne ({charged.available})."),
        )
    elif (most := rulebook.count.most()) > charged.available:
        yield Problem(
            path=("count", "filling", "overshoot"),
            text=(
                f"l'enveloppe et le dépassement permis font {most}, plus que le disponible de la ligne "
                f"({charged.available})."
            ),
        )


def _pots(count: CountTable) -> Iterator[Problem]:
    """Money stated beyond the envelope, and names of pots that do not exist or come too early."""
    ids = [pot.id for pot in count.pots]
    stated = total([pot.stated(count.envelope) for pot in count.pots])
    if stated > count.envelope:
        text = f"les parts font ensemble au moins {stated}, plus que l'enveloppe ({count.envelope})."
        yield Problem(path=("count", "pots"), text=text)
    for index, pot in enumerate(count.pots):
        if pot.left_to is not None and pot.left_to not in ids[index + 1 :]:
            text = (
                f"« {pot.left_to} » n'est pas une part comptée plus loin ({', '.join(ids[index + 1 :]) or 'aucune'})."
            )
            yield Problem(path=("count", "pots", index, "left_to"), text=text)
        elif pot.left_to is not None and count.pots[ids.index(pot.left_to)].by is not None:
            text = f"« {pot.left_to} » est une part par groupe : ce qui reste ne peut pas aller à tous."
            yield Problem(path=("count", "pots", index, "left_to"), text=text)
    for path, name in _named_pots(count):
        if name not in ids:
            yield Problem(
                path=path, text=f"« {name} » n'est pas dans [[count.pots]] ({', '.join(ids) or 'aucune part'})."
            )


def _named_pots(count: CountTable) -> Iterator[tuple[Path, str]]:
    for name in count.filling.pots if count.filling else ():
        yield ("count", "filling", "pots"), name
    for index, condition in enumerate(count.conditions):
        if condition.pot is not None:
            yield ("count", "conditions", index, "pot"), condition.pot


def _citations(rulebook: Rulebook) -> Iterator[Problem]:
    for path, table in rulebook.tables():
        for key in table.unfounded():
            if not _inherited(rulebook, path):
                yield Problem(path=(*path, key), text=_uncited(key, table))
        for kind in ("articles", "choices"):
            for key in getattr(table, kind):
                if key not in table.written():
                    yield Problem(path=(*path, kind, key), text=f"cite « {key} », qui n'est pas dans la table.")
        for key in table.articles.keys() & table.choices.keys():
            text = f"« {key} » est cité comme article et comme choix : gardez l'un des deux."
            yield Problem(path=(*path, "choices", key), text=text)


def _uncited(key: str, table: Table) -> str:
    near = nearest(key, Table.citation_keys, likeness=0.8)
    if near and key in table.extras():
        return f"la clé « {key} » est inconnue ici ; vouliez-vous dire « {near} » ?"
    return (
        f'aucun article ne dit cette valeur : ajoutez article = "…" à la table, '
        f'articles.{key} = "…", ou choices.{key} = "…" si c\'est un choix.'
    )


def _inherited(rulebook: Rulebook, path: Path) -> bool:
    """A rule written in one line is covered by what covers the key that holds it."""
    count = rulebook.count
    match path:
        case ("categories", "list", int(index), "cap"):
            return rulebook.categories.list[index].basis("cap") is not None
        case ("roll", "providers", _):
            return rulebook.roll.basis("providers") is not None
        case ("count", "ties", _):
            return count.basis("ties") is not None
        case ("count", "pots", int(index), "count" | "ties" as key, *_):
            return count.pots[index].basis(key) is not None
        case ("count", "filling", "leftover"):
            return count.filling is not None and count.filling.basis("leftover") is not None
        case _:
            return False
