"""What a pack author calls in a test: everything that would go wrong at a host's, told at once.

>>> from concitoyen.plugin import core_pack
>>> check_pack(core_pack)
[]
"""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import takewhile
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any

from pydantic import BaseModel

from concitoyen.domain.ballot import BallotForm
from concitoyen.domain.category import Cap, CategoryScheme
from concitoyen.domain.count import TieBreak, VotingRule
from concitoyen.domain.documents import DocumentModel, Renderer
from concitoyen.domain.errors import ConcitoyenError
from concitoyen.domain.identity import IdentityProvider
from concitoyen.domain.measure import Measure
from concitoyen.domain.model import Rule
from concitoyen.domain.people import EligibilityRule
from concitoyen.domain.territory import Gazetteer
from concitoyen.plugin import core_pack
from concitoyen.plugin.binding import read_rules
from concitoyen.plugin.data import Dataset, RulebookFile
from concitoyen.plugin.demonstration import Demonstration
from concitoyen.plugin.manager import installed
from concitoyen.plugin.pack import Pack
from concitoyen.plugin.packs import Packs

HEADER = ("source", "licence", "date")

RULES: Mapping[str, type[Any]] = MappingProxyType(
    {
        "register_category_schemes": CategoryScheme,
        "register_caps": Cap,
        "register_eligibility_rules": EligibilityRule,
        "register_identity_providers": IdentityProvider,
        "register_ballot_forms": BallotForm,
        "register_voting_rules": VotingRule,
        "register_tie_breaks": TieBreak,
        "register_measures": Measure,
        "register_renderers": Renderer,
    }
)
"""Hooks that give classes, and what each class must be."""

THINGS: Mapping[str, type[Any]] = MappingProxyType(
    {
        "register_rulebooks": RulebookFile,
        "register_datasets": Dataset,
        "register_territories": Gazetteer,
        "register_documents": DocumentModel,
        "register_demonstrations": Demonstration,
    }
)
"""Hooks that give values, and what each value must be."""


def check_pack(module: ModuleType, beside: Sequence[ModuleType] = ()) -> list[str]:
    """Every problem of a pack, each as a French sentence; none for a sound one.

    The pack is loaded alone with the core, and each thing that it registers is examined. Its rulebooks are bound
    with the packs that they name: those of `beside`, else the installed ones.
    """
    card = getattr(module, "PACK", None)
    name = card.name if isinstance(card, Pack) else module.__name__
    try:
        packs = Packs(_but_the_core({name: module})).activate([name])
    except ConcitoyenError as error:
        return [str(error)]
    found = [] if _has_title(card) else ["La carte PACK n'a pas de titre."]
    for hook, kind in (*RULES.items(), *THINGS.items()):
        found += _examine(packs, name, hook, kind)
    return found + [
        fault for file in _shipped(packs, name, RulebookFile) for fault in _unbound(file, name, module, beside)
    ]


def _but_the_core(modules: Mapping[str, ModuleType]) -> dict[str, ModuleType]:
    return {name: module for name, module in modules.items() if module is not core_pack}


def _examine(packs: Packs, name: str, hook: str, kind: type[Any]) -> Iterator[str]:
    """The problems of what one hook registers."""
    try:
        things = _offered(packs, name, hook)
    except ConcitoyenError as error:
        yield str(error)
        return
    for full, thing in things.items():
        if not _is_of(thing, hook, kind):
            yield f"« {full} » ({hook}) n'est pas du genre attendu, {kind.__name__}."
        else:
            yield from (f"« {full} » {fault}" for fault in _faults(thing))


def _offered(packs: Packs, name: str, hook: str) -> dict[str, Any]:
    catalogue: Mapping[str, Any] = getattr(packs, hook.removeprefix("register_"))
    return {full: thing for full, thing in catalogue.items() if full.startswith(f"{name}:")}


def _is_of(thing: object, hook: str, kind: type[Any]) -> bool:
    return isinstance(thing, type) and issubclass(thing, kind) if hook in RULES else isinstance(thing, kind)


def _faults(thing: Any) -> Iterator[str]:  # noqa: ANN401 - whatever a hook may register
    if not _has_title(thing):
        yield "n'a pas de titre."
    if isinstance(thing, type):
        yield from _class_faults(thing)
    for kind, faults_of in _EXAMINATIONS.items():
        if isinstance(thing, kind):
            yield from faults_of(thing)


def _has_title(thing: object) -> bool:
    title = getattr(thing, "title", None)
    return isinstance(title, str) and bool(title.strip())


def _class_faults(thing: type[Any]) -> Iterator[str]:
    if missing := sorted(getattr(thing, "__abstractmethods__", ())):
        yield f"n'est pas complet : écrivez {', '.join(missing)}."
    if issubclass(thing, Rule):
        yield from _model_faults(thing)


def _model_faults(model: type[BaseModel]) -> Iterator[str]:
    if not model.model_config.get("frozen"):
        yield f"a un modèle ({model.__name__}) qui peut changer : ajoutez frozen=True à sa configuration."
    if model.model_config.get("extra") != "forbid":
        yield f'a un modèle ({model.__name__}) qui accepte des clés inconnues : ajoutez extra="forbid".'


def _dataset_faults(dataset: Dataset) -> Iterator[str]:
    if not dataset.file.is_file():
        yield f"n'a pas de fichier : {dataset.file.name} manque."
    elif dataset.file.suffix == ".csv":
        try:
            lines = dataset.file.read_text(encoding="utf-8-sig").splitlines()
        except UnicodeDecodeError:
            yield f"a un fichier ({dataset.file.name}) qui n'est pas écrit en UTF-8."
        else:
            yield from _csv_faults(dataset.file, lines)


def _csv_faults(file: Path, lines: Sequence[str]) -> Iterator[str]:
    head = [line.removeprefix("#").strip() for line in takewhile(lambda line: line.startswith("#"), lines)]
    said = {line.partition(":")[0].strip().lower() for line in head if line.partition(":")[2].strip()}
    if missing := [key for key in HEADER if key not in said]:
        wanted = ", ".join(f"« # {key}: … »" for key in missing)
        yield f"a un fichier ({file.name}) sans {wanted} en tête."
    table = list(csv.reader(lines[len(head) :]))
    columns, rows = (table[0], table[1:]) if table else ([], [])
    if not columns or len(set(columns)) < len(columns):
        yield f"a un fichier ({file.name}) dont la ligne de titres manque ou se répète."
    elif any(row and len(row) != len(columns) for row in rows):
        short = next(row for row in rows if row and len(row) != len(columns))
        yield f"a un fichier ({file.name}) dont la ligne « {','.join(short)} » n'a pas {len(columns)} valeurs."


def _document_faults(document: DocumentModel) -> Iterator[str]:
    if not document.template.is_file():
        yield f"n'a pas de modèle à imprimer : {document.template.name} manque."
    yield from _model_faults(document.fields)
    for name, field in document.fields.model_fields.items():
        if not field.title:
            yield f'a un champ « {name} » sans titre : écrivez Field(title="…").'


def _gazetteer_faults(gazetteer: Gazetteer) -> Iterator[str]:
    yield from (f"ne tient pas : {fault}" for fault in gazetteer.faults())


_EXAMINATIONS: Mapping[type[Any], Callable[[Any], Iterator[str]]] = MappingProxyType(
    {Dataset: _dataset_faults, DocumentModel: _document_faults, Gazetteer: _gazetteer_faults}
)


# ── rulebooks, bound with the packs that they name ────────────────────────────────────────────────────


def _shipped(packs: Packs, name: str, kind: type[RulebookFile]) -> list[RulebookFile]:
    try:
        return [thing for thing in _offered(packs, name, "register_rulebooks").values() if isinstance(thing, kind)]
    except ConcitoyenError:
        return []  # told already


def _unbound(shipped: RulebookFile, name: str, module: ModuleType, beside: Sequence[ModuleType]) -> Iterator[str]:
    full = f"{name}:{shipped.id}"
    if not shipped.file.is_file():
        yield f"« {full} » n'a pas de fichier : {shipped.file.name} manque."
        return
    try:
        text = shipped.text()
        rules = read_rules(text, _packs_beside(name, module, beside), shipped.file.name)
    except ConcitoyenError as error:
        yield f"« {full} » : {error}"
        return
    written = rules.rulebook.edition.id
    if written != shipped.id:
        yield f"« {full} » ne porte pas l'id de son édition : le fichier dit « {written} »."


def _packs_beside(name: str, module: ModuleType, beside: Sequence[ModuleType]) -> Packs:
    given = {str(pack.PACK.name): pack for pack in beside}
    others = {found: pack for found, pack, _ in installed([name, *given])}
    return Packs(_but_the_core({**others, **given, name: module}))
