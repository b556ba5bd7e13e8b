"""Ballots, the contests on them, and the forms that say which ballots are valid."""

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import ClassVar, Literal

from pydantic import Field

from concitoyen.domain.category import Category
from concitoyen.domain.model import Model, Rule
from concitoyen.domain.money import NonNegativeMoney
from concitoyen.domain.reasons import Objection


class Candidate(Model):
    """A proposal on the ballot: what a voter and a voting rule need to know of it.

    `cost` is what it receives if funded; `order` its rank of deposit, from 1.
    """

    id: str
    title: str
    cost: NonNegativeMoney
    order: int = Field(ge=1)
    category: str = ""
    territory: str = ""
    commune: str = ""


class Ballot(Model):
    """A voter's choices: contest → proposal → value (1 for an approval, else a rank, points or a grade)."""

    choices: Mapping[str, Mapping[str, int]]

    def canonical(self) -> str:
        """The same text for the same choices, whatever the order in which they were made."""
        kept = {contest: dict(marks) for contest, marks in self.choices.items() if marks}
        return json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    @classmethod
    def from_canonical(cls, text: str) -> "Ballot":
        """Read what `canonical` wrote."""
        return cls(choices=json.loads(text))

    @property
    def is_blank(self) -> bool:
        """Whether nothing is chosen."""
        return not any(self.choices.values())


class Contest(Model):
    """A part of the ballot counted apart, and the candidates that stand in it.

    `least` and `most` bound how many may be marked, and `values` the value of one mark, both inclusive.
    """

    id: str
    title: str
    candidates: tuple[str, ...]
    least: int = Field(default=0, ge=0)
    most: int = Field(ge=1)
    values: tuple[int, int] = (1, 1)


class BallotForm(Rule, ABC):
    """Which choices make a valid ballot.

    `marking` tells the page which control to show: `one` (radio buttons per contest), `approve` (check boxes),
    `rank`, `points` or `grade`.
    """

    marking: ClassVar[Literal["one", "approve", "rank", "points", "grade"]]

    @abstractmethod
    def contests(self, candidates: Sequence[Candidate], categories: Sequence[Category]) -> tuple[Contest, ...]:
        """The contests of the ballot, in the order of the rulebook."""

    @abstractmethod
    def instructions(self) -> str:
        """One French sentence that tells the voter what to do."""

    def objections(self, ballot: Ballot, contests: Sequence[Contest], article: str) -> tuple[Objection, ...]:
        """Every reason why this ballot is not valid; the default checks contests, candidates, counts and values."""
        return valid_marks(ballot, contests, rule=self.id, article=article)


def valid_marks(ballot: Ballot, contests: Sequence[Contest], *, rule: str, article: str = "") -> tuple[Objection, ...]:
    """The objections that hold for every form: unknown contest or project, a number or a value out of bounds."""
    if ballot.is_blank:
        empty = "Le bulletin est vide : choisissez au moins un projet."
        return (Objection(rule=rule, article=article, message=empty),)
    known = {contest.id for contest in contests}
    found = [
        Objection(
            rule=rule,
            article=article,
            message="Le bulletin nomme « {contest} », qui n'est pas une partie de ce vote.",
            values={"contest": name},
        )
        for name in ballot.choices
        if name not in known
    ]
    for contest in contests:
        found += _contest_objections(contest, ballot.choices.get(contest.id, {}), rule=rule, article=article)
    return tuple(found)


def _contest_objections(contest: Contest, marks: Mapping[str, int], *, rule: str, article: str) -> list[Objection]:
    def objection(message: str, **values: str | int) -> Objection:
        told = {"contest": contest.title, **values}
        return Objection(rule=rule, article=article, message=message, values=told, field=contest.id)

    found = [
        objection("« {contest} » : le projet « {project} » n'y est pas soumis au vote.", project=project)
        for project in marks
        if project not in contest.candidates
    ]
    if len(marks) > contest.most:
        found.append(
            objection(
                "« {contest} » : {count} projets choisis, le maximum est {most}. Gardez ceux que vous préférez.",
                count=len(marks),
                most=contest.most,
            )
        )
    if len(marks) < contest.least:
        found.append(
            objection(
                "« {contest} » : {count} projet(s) choisi(s), il en faut au moins {least}.",
                count=len(marks),
                least=contest.least,
            )
        )
    low, high = contest.values
    found += [
        objection(
            "« {contest} » : la valeur {value} donnée à « {project} » n'est pas entre {low} et {high}.",
            value=value,
            project=project,
            low=low,
            high=high,
        )
        for project, value in marks.items()
        if not low <= value <= high
    ]
    return found
