"""Points to share between projects, as Toulouse and Zurich ask."""

from collections.abc import Sequence
from typing import ClassVar, Self

from pydantic import Field, model_validator

from concitoyen.domain.ballot import BallotForm, Candidate, Contest, Marking
from concitoyen.domain.category import Category
from concitoyen_voting_rules.forms import paper
from concitoyen_voting_rules.forms.paper import PROJECTS, contest


class Points(BallotForm):
    """`total` points, at most `per_project` on one project, over at least `projects_at_least` projects.

    `spend_all` refuses a ballot that keeps some. Where so few projects stand that all points cannot be given, as
    many as can be are enough.
    """

    id: ClassVar[str] = "points"
    title: ClassVar[str] = "Points à répartir"
    marking: ClassVar[Marking] = "points"

    total: int = Field(ge=1)
    per_project: int | None = Field(default=None, ge=1)
    projects_at_least: int = Field(default=1, ge=1)
    projects_at_most: int | None = Field(default=None, ge=1)
    spend_all: bool = False

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.per_project is not None and self.per_project > self.total:
            raise ValueError(f"per_project ({self.per_project}) dépasse total ({self.total})")
        if self.projects_at_least > self.total:
            raise ValueError(
                f"projects_at_least ({self.projects_at_least}) demande plus de points que total ({self.total})"
            )
        if self.projects_at_most is not None and self.projects_at_least > self.projects_at_most:
            raise ValueError(
                f"projects_at_least ({self.projects_at_least}) dépasse projects_at_most ({self.projects_at_most})"
            )
        most = self.projects_at_most
        if self.spend_all and most is not None and most * self._each < self.total:
            raise ValueError(
                f"spend_all est impossible : {most} projet(s) à {self._each} point(s) n'épuisent pas {self.total}"
            )
        return self

    @property
    def _each(self) -> int:
        return self.per_project or self.total

    def contests(self, candidates: Sequence[Candidate], categories: Sequence[Category]) -> tuple[Contest, ...]:
        """One contest with every candidate; none when nobody stands."""
        if not candidates:
            return ()
        marked = min(self.projects_at_most or self.total, len(candidates))
        least = min(self.total, marked * self._each) if self.spend_all else 1
        return (
            contest(
                PROJECTS,
                "Vos points",
                candidates,
                marking="points",
                least=self.projects_at_least,
                most=marked,
                values=(1, self._each),
                points=(least, self.total),
            ),
        )

    def instructions(self) -> str:
        """One French sentence that tells the voter what to do."""
        told = [f"Vous avez {paper.points(self.total)} : donnez-les aux projets que vous préférez"]
        if self.per_project is not None and self.per_project < self.total:
            told.append(f"{self.per_project} au plus à chacun")
        if self.projects_at_least > 1:
            told.append(f"à {paper.projects(self.projects_at_least)} au moins")
        if self.projects_at_most is not None:
            told.append(f"à {paper.projects(self.projects_at_most)} au plus")
        if self.spend_all:
            told.append("sans en garder")
        return f"{', '.join(told)}."
