"""Refuses a document before printing, in one French sentence that names every faulty field by its title."""

from collections.abc import Mapping, Sequence

from pydantic import BaseModel, ValidationError

from concitoyen.domain.documents import DocumentModel
from concitoyen.domain.errors import DocumentError
from concitoyen.domain.names import nearest
from concitoyen.domain.problems import Problem, problems_of


def fill(model: DocumentModel, values: Mapping[str, object], *, subject: str) -> BaseModel:
    """The merge fields of a document, checked; raises DocumentError with every problem at once.

    `subject` is what the document is about, such as the title of a project.
    """
    try:
        return model.fields.model_validate(dict(values))
    except ValidationError as error:
        raise refused(model, subject, _faults(error, model.fields)) from error


def refused(model: DocumentModel, subject: str, faults: Sequence[str]) -> DocumentError:
    """The error whose sentence names the document, its subject and these faults."""
    about = f" pour « {subject} »" if subject else ""
    return DocumentError(f"Le document « {model.title} »{about} n'est pas imprimé. {' '.join(faults)}")


def title_of(fields: type[BaseModel], path: Sequence[str | int]) -> str:
    """The French title of a field, followed by the rank of an item when the fault is inside a list."""
    name = str(path[0])
    known = fields.model_fields.get(name)
    title = (known.title if known else None) or name
    ranks = [str(part + 1) for part in path[1:] if isinstance(part, int)]
    return f"{title} (n° {', '.join(ranks)})" if ranks else title


def _faults(error: ValidationError, fields: type[BaseModel]) -> list[str]:
    missing: list[str] = []
    unknown: list[str] = []
    wrong: list[str] = []
    for fault, problem in zip(error.errors(include_url=False), problems_of(error, fields), strict=True):
        if fault["type"] == "extra_forbidden":
            unknown.append(_unknown(str(fault["loc"][0]), fields))
        elif not problem.path:
            wrong.append(problem.text[:1].upper() + problem.text[1:])
        elif _is_missing(fault["type"], fault["input"]):
            missing.append(title_of(fields, problem.path))
        else:
            wrong.append(_wrong(problem, fields))
    listed = [("Il manque", missing), ("Champs inconnus du modèle", unknown)]
    return [f"{label} : {', '.join(dict.fromkeys(names))}." for label, names in listed if names] + (
        [f"À corriger : {' '.join(wrong)}"] if wrong else []
    )


def _is_missing(kind: str, given: object) -> bool:
    """Nothing given, or nothing but spaces: to the agent it is the same blank."""
    empty = given is None or given in ("", (), []) or (isinstance(given, str) and not given.strip())
    return kind == "missing" or empty


def _unknown(key: str, fields: type[BaseModel]) -> str:
    near = nearest(key, fields.model_fields)
    return f"« {key} » (vouliez-vous dire « {near} » ?)" if near else f"« {key} »"


def _wrong(problem: Problem, fields: type[BaseModel]) -> str:
    return f"{title_of(fields, problem.path)} : {problem.text}"
