"""Projects in order of preference, as Kraków asks for three."""

from collections.abc import Sequence
from typing import ClassVar, Self

from pydantic import Field, model_validator

from concitoyen.domain.ballot import BallotForm, Candidate, Contest, Marking
from concitoyen.domain.category import Category
from concitoyen_voting_rules.forms.paper import PROJECTS, contest, projects


class Ranking(BallotForm):
    """The first `places` projects, from rank 1; or all of them when `complete`. Ranks have no gap and no equals.

    `at_least` is the fewest that may be ranked.
    """

    id: ClassVar[str] = "ranking"
    title: ClassVar[str] = "Classement"
    marking: ClassVar[Marking] = "rank"

    places: int | None = Field(default=None, ge=1)
    at_least: int | None = Field(default=None, ge=1)
    complete: bool = False

    @model_validator(mode="after")
    def _one_way_to_say_it(self) -> Self:
        if self.complete == (self.places is not None):
            raise ValueError("donnez soit places = N, le nombre de rangs, soit complete = true pour tout classer")
        if self.complete and self.at_least is not None:
            raise ValueError("complete demande déjà de tout classer : retirez at_least")
        if self.places is not None and self.at_least is not None and self.at_least > self.places:
            raise ValueError(f"at_least ({self.at_least}) dépasse places ({self.places})")
        return self

    def contests(self, candidates: Sequence[Candidate], categories: Sequence[Category]) -> tuple[Contest, ...]:
        """One contest with every candidate; none when nobody stands."""
        if not candidates:
            return ()
        most = min(self.places or len(candidates), len(candidates))
        least = most if self.complete else self.at_least or 1
        title = "Votre classement"
        return (contest(PROJECTS, title, candidates, marking="rank", least=least, most=most, values=(1, most)),)

    def instructions(self) -> str:
        """One French sentence that tells the voter what to do."""
        if self.complete:
            return (
                "Classez tous les projets : 1 pour celui que vous préférez, puis 2, et ainsi de suite jusqu'au dernier."
            )
        most = self.places or 1
        if most == 1:
            return "Mettez 1 au projet que vous préférez."
        if self.at_least == most:
            return f"Classez {projects(most)}, ni plus ni moins : 1 pour celui que vous préférez, puis 2…"
        least = f", et {self.at_least} au moins" if self.at_least and self.at_least > 1 else ""
        return f"Classez vos projets préférés, {most} au plus{least} : 1 pour le premier, 2 pour le suivant…"
