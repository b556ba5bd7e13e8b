"""As many projects as one likes, as Warsaw and Gdynia ask."""

from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from concitoyen.domain.ballot import BallotForm, Candidate, Contest, Marking
from concitoyen.domain.category import Category
from concitoyen.domain.groups import Grouping
from concitoyen_voting_rules.forms.paper import PROJECTS, at_most_per, contest, projects, spreads


class Approval(BallotForm):
    """Every project that the voter finds good; `at_least` and `at_most` bound how many, `at_most_per` each group."""

    id: ClassVar[str] = "approval"
    title: ClassVar[str] = "Tous les projets que l'on approuve"
    marking: ClassVar[Marking] = "approve"

    at_least: int = Field(default=1, ge=1)
    at_most: int | None = Field(default=None, ge=1)
    at_most_per: Mapping[Grouping, Annotated[int, Field(ge=1)]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.at_most is not None and self.at_least > self.at_most:
            raise ValueError(f"at_least ({self.at_least}) dépasse at_most ({self.at_most})")
        return self

    def contests(self, candidates: Sequence[Candidate], categories: Sequence[Category]) -> tuple[Contest, ...]:
        """One contest with every candidate; none when nobody stands."""
        if not candidates:
            return ()
        return (
            contest(
                PROJECTS,
                "Les projets que vous approuvez",
                candidates,
                marking="approve",
                least=self.at_least,
                most=self.at_most,
                spreads=spreads(self.at_most_per, candidates),
            ),
        )

    def instructions(self) -> str:
        """One French sentence that tells the voter what to do."""
        apart = at_most_per(self.at_most_per)
        if self.at_most is not None:
            least = f"de {self.at_least} à " if self.at_least > 1 else ""
            most = "" if self.at_least > 1 else " au plus"
            return f"Cochez les projets que vous trouvez bons : {least}{projects(self.at_most)}{most}{apart}."
        least = f" : au moins {self.at_least}" if self.at_least > 1 else ", autant que vous voulez"
        return f"Cochez tous les projets que vous trouvez bons{least}{apart}."
