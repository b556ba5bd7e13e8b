"""As many projects as one likes, as Warsaw and Gdynia ask."""

from collections.abc import Sequence
from typing import ClassVar, Self

from pydantic import Field, model_validator

from concitoyen.domain.ballot import BallotForm, Candidate, Contest, Marking
from concitoyen.domain.category import Category
from concitoyen_voting_rules.forms.paper import PROJECTS, contest, projects


class Approval(BallotForm):
    """Every project that the voter finds good; `at_least` and `at_most` bound how many."""

    id: ClassVar[str] = "approval"
    title: ClassVar[str] = "Tous les projets que l'on approuve"
    marking: ClassVar[Marking] = "approve"

    at_least: int = Field(default=1, ge=1)
    at_most: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.at_most is not None and self.at_least > self.at_most:
            raise ValueError(f"at_least ({self.at_least}) dépasse at_most ({self.at_most})")
        return self

    def contests(self, candidates: Sequence[Candidate], categories: Sequence[Category]) -> tuple[Contest, ...]:
        """One contest with every candidate; none when nobody stands."""
        if not candidates:
            return ()
        title = "Les projets que vous approuvez"
        return (contest(PROJECTS, title, candidates, marking="approve", least=self.at_least, most=self.at_most),)

    def instructions(self) -> str:
        """One French sentence that tells the voter what to do."""
        if self.at_most is not None:
            least = f"de {self.at_least} à " if self.at_least > 1 else ""
            most = "" if self.at_least > 1 else " au plus"
            return f"Cochez les projets que vous trouvez bons : {least}{projects(self.at_most)}{most}."
        least = f" : au moins {self.at_least}" if self.at_least > 1 else ", autant que vous voulez"
        return f"Cochez tous les projets que vous trouvez bons{least}."
