"""N favourites among all projects, as Pas-de-Calais asked in 2024."""

from collections.abc import Sequence
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from concitoyen.domain.ballot import BallotForm, Candidate, Contest
from concitoyen.domain.category import Category
from concitoyen_voting_rules.forms.paper import contest, projects

CONTEST = "favourites"


class Favourites(BallotForm):
    """Some favourites in one contest: `exactly` so many, or `at_most` so many and `at_least` one or more.

    Where fewer projects stand than must be marked, marking all of them is enough.
    """

    id: ClassVar[str] = "favourites"
    title: ClassVar[str] = "Projets favoris"
    marking: ClassVar[Literal["approve"]] = "approve"

    exactly: int | None = Field(default=None, ge=1)
    at_most: int | None = Field(default=None, ge=1)
    at_least: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _one_way_to_say_it(self) -> Self:
        if (self.exactly is None) == (self.at_most is None):
            raise ValueError("donnez soit exactly = N, soit at_most = N (et, si besoin, at_least = N)")
        if self.exactly is not None and self.at_least is not None:
            raise ValueError(
                "exactly fixe déjà le nombre de choix : retirez at_least, ou remplacez exactly par at_most"
            )
        if self.least > self.most:
            raise ValueError(f"at_least ({self.least}) dépasse at_most ({self.most})")
        return self

    @property
    def most(self) -> int:
        """How many favourites may be marked."""
        return self.exactly or self.at_most or 1

    @property
    def least(self) -> int:
        """How many favourites must be marked."""
        return self.exactly or self.at_least or 1

    def contests(self, candidates: Sequence[Candidate], categories: Sequence[Category]) -> tuple[Contest, ...]:
        """One contest with every candidate; none when nobody stands."""
        if not candidates:
            return ()
        title = "Vos favoris"
        return (contest(CONTEST, title, candidates, marking="approve", least=self.least, most=self.most),)

    def instructions(self) -> str:
        """One French sentence that tells the voter what to do."""
        most = projects(self.most)
        if self.least == self.most:
            return f"Choisissez {most}, ni plus ni moins."
        if self.least == 1:
            return f"Choisissez vos favoris : {most} au plus."
        return f"Choisissez vos favoris : de {self.least} à {most}."
