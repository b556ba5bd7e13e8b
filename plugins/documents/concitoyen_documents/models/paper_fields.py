"""The merge fields of the ballot and of the sign-in sheet."""

from collections.abc import Mapping, Sequence

from pydantic import BaseModel, ConfigDict, Field

from concitoyen.domain.ballot import Contest
from concitoyen.domain.contest_hints import AGAINST, FOR, hint
from concitoyen.domain.documents import PaperCase

COLUMNS = {
    "last_name": "Nom",
    "first_name": "Prénom",
    "birth_date": "Date de naissance",
    "commune": "Commune où j'habite",
    "email": "Adresse électronique",
}
MOST_LINES = 2_000


class _Fields(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    authority: str = Field(title="Collectivité")
    edition_title: str = Field(title="Titre de l'édition", min_length=1)
    closes: str = Field(title="Clôture du vote")


class PrintedCandidate(BaseModel):
    """A project on the ballot."""

    title: str
    bearer: str
    place: str
    cost: str


class PrintedContest(BaseModel):
    """A part of the ballot."""

    title: str
    hint: str
    marking: str
    grades: tuple[str, ...]
    candidates: tuple[PrintedCandidate, ...]


class BallotFields(_Fields):
    """What the ballot prints: no place and no number, so that no ballot differs from another."""

    instructions: str = Field(title="Consigne", min_length=1)
    contests: tuple[PrintedContest, ...] = Field(title="Parties du bulletin", min_length=1)


class SheetFields(_Fields):
    """What the sign-in sheet prints: a column for each thing that the rulebook asks, and numbered lines."""

    place: str = Field(title="Lieu", min_length=1)
    columns: tuple[str, ...] = Field(title="Colonnes", min_length=1)
    lines: int = Field(title="Nombre de lignes", ge=1, le=MOST_LINES)


def ballot_values(case: PaperCase) -> Mapping[str, object]:
    """The ballot of an edition."""
    return {
        **_shared(case),
        "instructions": case.instructions,
        "contests": [_contest(case, contest) for contest in case.contests],
    }


def sheet_values(case: PaperCase) -> Mapping[str, object]:
    """The sign-in sheet of a place."""
    columns = [title for name, title in COLUMNS.items() if name in case.identity]
    return {**_shared(case), "place": case.place, "columns": columns, "lines": case.lines}


def _shared(case: PaperCase) -> Mapping[str, object]:
    return {"authority": case.authority, "edition_title": case.edition.title, "closes": case.closes}


def _contest(case: PaperCase, contest: Contest) -> Mapping[str, object]:
    return {
        "title": contest.title,
        "hint": hint(contest, "approve"),
        "marking": contest.marking or "approve",
        "grades": _grades(contest),
        "candidates": [_candidate(case, contest, name) for name in contest.candidates],
    }


def _candidate(case: PaperCase, contest: Contest, name: str) -> Mapping[str, str]:
    known = case.candidates[name]
    cost = str(contest.costs[name]) if contest.sum_at_most is not None and name in contest.costs else ""
    return {"title": known.title, "bearer": known.bearer, "place": case.places.get(name, ""), "cost": cost}


def _grades(contest: Contest) -> Sequence[str]:
    """The columns of boxes: grades, the best first as on the page of the vote; for and against."""
    if contest.is_for_or_against:
        return (FOR, AGAINST)
    return tuple(reversed(contest.grades)) if contest.marking == "grade" else ()
