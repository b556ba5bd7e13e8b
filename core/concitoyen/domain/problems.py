"""Faults of a file, each with its place and a sentence that says what to do."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from concitoyen.domain.model import Model
from concitoyen.domain.names import nearest

Path = tuple[str | int, ...]


class Problem(Model):
    """One fault: the keys that lead to it, its line where known, and the sentence."""

    path: tuple[str | int, ...]
    text: str
    line: int | None = None

    @property
    def key(self) -> str:
        """The place as a jurist would write it: `phases[2].closes`."""
        return dotted(self.path)

    @property
    def place(self) -> str:
        """What stands after the file's name: `:12 [phases[2].closes]`."""
        line = f":{self.line}" if self.line else ""
        return f"{line} [{self.key}]" if self.path else line


def dotted(path: Sequence[str | int]) -> str:
    """Keys joined by dots; list items count from 1, as people do."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def unknown_key(key: str, known: Sequence[str]) -> str:
    """The sentence for a key that the model does not have."""
    near = nearest(key, known)
    hint = f"vouliez-vous dire « {near} » ?" if near else f"clés possibles : {', '.join(sorted(known)) or 'aucune'}."
    return f"la clé « {key} » est inconnue ici ; {hint}"


_Context = Mapping[str, Any]
_SENTENCES: Mapping[str, Callable[[_Context], str]] = MappingProxyType(
    {
        "greater_than_equal": lambda ctx: f"doit être au moins {ctx['ge']}.",
        "greater_than": lambda ctx: f"doit être plus grand que {ctx['gt']}.",
        "less_than_equal": lambda ctx: f"doit être au plus {ctx['le']}.",
        "less_than": lambda ctx: f"doit être plus petit que {ctx['lt']}.",
        "int_type": lambda _: "un nombre entier est attendu.",
        "int_parsing": lambda _: "un nombre entier est attendu.",
        "int_from_float": lambda _: "un nombre entier est attendu.",
        "decimal_parsing": lambda _: "un nombre décimal est attendu.",
        "decimal_type": lambda _: "un nombre décimal est attendu.",
        "string_type": lambda _: "un texte entre guillemets est attendu.",
        "bool_type": lambda _: "true ou false est attendu.",
        "bool_parsing": lambda _: "true ou false est attendu.",
        "tuple_type": lambda _: "une liste entre crochets est attendue.",
        "list_type": lambda _: "une liste entre crochets est attendue.",
        "model_type": lambda _: "une table est attendue.",
        "model_attributes_type": lambda _: "une table est attendue.",
        "dict_type": lambda _: "une table est attendue.",
        "mapping_type": lambda _: "une table est attendue.",
        "literal_error": lambda ctx: f"valeurs possibles : {ctx['expected'].replace(' or ', ' ou ')}.",
        "enum": lambda ctx: f"valeurs possibles : {ctx['expected'].replace(' or ', ' ou ')}.",
        "string_pattern_mismatch": lambda ctx: f"n'a pas la forme attendue ({ctx['pattern']}).",
        "string_too_short": lambda ctx: f"doit compter au moins {ctx['min_length']} caractère(s).",
        "string_too_long": lambda ctx: f"doit compter au plus {ctx['max_length']} caractères.",
        "too_short": lambda ctx: f"doit compter au moins {ctx['min_length']} élément(s).",
        "too_long": lambda ctx: f"doit compter au plus {ctx['max_length']} éléments.",
        "value_error": lambda ctx: f"{ctx['error']}.",
        "datetime_type": lambda _: "une date et une heure sont attendues (2023-09-01T00:00:00).",
        "datetime_parsing": lambda _: "une date et une heure sont attendues (2023-09-01T00:00:00).",
        "datetime_from_date_parsing": lambda _: "une date et une heure sont attendues (2023-09-01T00:00:00).",
        "date_type": lambda _: "une date est attendue (2023-09-01).",
        "date_parsing": lambda _: "une date est attendue (2023-09-01).",
        "date_from_datetime_parsing": lambda _: "une date est attendue (2023-09-01).",
        "date_from_datetime_inexact": lambda _: "une date sans heure est attendue (2023-09-01).",
        "decimal_max_places": lambda ctx: f"doit compter au plus {ctx['decimal_places']} décimale(s).",
        "finite_number": lambda _: "un nombre fini est attendu.",
        "multiple_of": lambda ctx: f"doit être un multiple de {ctx['multiple_of']}.",
        "frozen_set_type": lambda _: "une liste entre crochets est attendue.",
        "is_instance_of": lambda ctx: f"une valeur de genre {ctx['class']} est attendue.",
    }
)


def problems_of(
    error: ValidationError, model: type[BaseModel], prefix: Path = (), *, around: Sequence[str] = ()
) -> list[Problem]:
    """Pydantic's errors as French problems, an unknown key with the nearest known one.

    `around` names the keys that the table at `prefix` has beside those of `model`.
    """
    return [
        Problem(path=(*prefix, *fault["loc"]), text=_sentence(dict(fault), model, around))
        for fault in error.errors(include_url=False)
    ]


def _sentence(fault: dict[str, Any], model: type[BaseModel], around: Sequence[str]) -> str:
    if fault["type"] == "extra_forbidden":
        *parents, key = fault["loc"]
        return unknown_key(str(key), [*known_keys(model, tuple(parents)), *(() if parents else around)])
    if fault["type"] == "missing":
        return _missing(fault, model)
    say = _SENTENCES.get(fault["type"])
    return say(fault.get("ctx", {})) if say else f"{fault['msg']}."


def _missing(fault: dict[str, Any], model: type[BaseModel]) -> str:
    """A key that is missing is often there, misspelt."""
    *parents, key = fault["loc"]
    written = fault["input"] if isinstance(fault["input"], Mapping) else {}
    strangers = [name for name in written if name not in known_keys(model, tuple(parents))]
    near = nearest(str(key), strangers)
    hint = f" ; « {near} » y ressemble : est-ce elle, mal écrite ?" if near else "."
    return f"cette valeur est obligatoire et manque{hint}"


def known_keys(model: type[BaseModel], path: Path) -> list[str]:
    """The keys of the table at `path` inside a model."""
    current: type[BaseModel] | None = model
    for part in path:
        if isinstance(part, str) and current and part in current.model_fields:
            current = _model_in(current.model_fields[part].annotation)
    return list(current.model_fields) if current else []


def _model_in(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401 - annotations have no common type
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)
