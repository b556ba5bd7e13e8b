"""A score for each project, say from 0 to 5."""

from collections.abc import Sequence
from typing import ClassVar, Self

from pydantic import Field, model_validator

from concitoyen.domain.ballot import BallotForm, Candidate, Contest, Marking
from concitoyen.domain.category import Category
from concitoyen_voting_rules.forms.paper import PROJECTS, contest


class Scores(BallotForm):
    """A whole number from `lowest` to `highest` for each project; `all_projects` wants one for every project."""

    id: ClassVar[str] = "scores"
    title: ClassVar[str] = "Notes"
    marking: ClassVar[Marking] = "points"

    lowest: int = Field(default=0, ge=0)
    highest: int = Field(ge=1)
    all_projects: bool = False

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.lowest >= self.highest:
            raise ValueError(f"lowest ({self.lowest}) doit être plus petit que highest ({self.highest})")
        return self

    def contests(self, candidates: Sequence[Candidate], categories: Sequence[Category]) -> tuple[Contest, ...]:
        """One contest with every candidate; none when nobody stands."""
        if not candidates:
            return ()
        least = len(candidates) if self.all_projects else 1
        values = (self.lowest, self.highest)
        return (contest(PROJECTS, "Vos notes", candidates, marking="points", least=least, values=values),)

    def instructions(self) -> str:
        """One French sentence that tells the voter what to do."""
        which = "chaque projet" if self.all_projects else "les projets que vous voulez"
        return f"Notez {which} de {self.lowest} à {self.highest} : plus le projet vous plaît, plus la note est haute."
