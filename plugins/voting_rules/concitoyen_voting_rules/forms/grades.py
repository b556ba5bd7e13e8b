"""A grade in words for each project, for majority judgment, as Paris asks."""

from collections import Counter
from collections.abc import Sequence
from typing import ClassVar, Self

from pydantic import Field, model_validator

from concitoyen.domain.ballot import BallotForm, Candidate, Contest, Marking
from concitoyen.domain.category import Category
from concitoyen_voting_rules.forms.paper import PROJECTS, contest


class Grades(BallotForm):
    """One of `grades`, written from the worst to the best, for every project; on the ballot the worst is 1.

    With a `default`, a project left without a grade has that one; without it every project must be graded.
    """

    id: ClassVar[str] = "grades"
    title: ClassVar[str] = "Mentions"
    marking: ClassVar[Marking] = "grade"

    grades: tuple[str, ...] = Field(min_length=2)
    default: str | None = None

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        twice = [grade for grade, times in Counter(self.grades).items() if times > 1]
        if twice:
            raise ValueError(f"la mention « {twice[0]} » est écrite deux fois")
        if self.default is not None and self.default not in self.grades:
            raise ValueError(f"default (« {self.default} ») n'est pas dans grades ({', '.join(self.grades)})")
        return self

    def contests(self, candidates: Sequence[Candidate], categories: Sequence[Category]) -> tuple[Contest, ...]:
        """One contest with every candidate; none when nobody stands."""
        if not candidates:
            return ()
        return (
            contest(
                PROJECTS,
                "Vos mentions",
                candidates,
                marking="grade",
                least=len(candidates) if self.default is None else 1,
                values=(1, len(self.grades)),
                grades=self.grades,
                default_grade=None if self.default is None else self.grades.index(self.default) + 1,
            ),
        )

    def instructions(self) -> str:
        """One French sentence that tells the voter what to do."""
        listed = ", ".join(f"« {grade} »" for grade in reversed(self.grades))
        if self.default is None:
            return f"Donnez une mention à chaque projet : {listed}."
        return f"Donnez une mention aux projets ({listed}) ; un projet sans mention aura « {self.default} »."
