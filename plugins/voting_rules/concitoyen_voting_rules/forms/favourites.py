"""N favourites among all projects, as Pas-de-Calais asked in 2024."""

from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from concitoyen.domain.ballot import BallotForm, Candidate, Contest
from concitoyen.domain.category import Category
from concitoyen.domain.groups import Grouping
from concitoyen_voting_rules.forms.paper import at_most_per, contest, projects, spreads

CONTEST = "favourites"


class Favourites(BallotForm):
    """Some favourites in one contest: `exactly` so many, or `at_most` so many and `at_least` one or more.

    `at_most_per` bounds the choices in each group of some kinds ({ category = 1 }). Where fewer projects can be marked
    than must be, marking as many as can be is enough.
    """

    id: ClassVar[str] = "favourites"
    title: ClassVar[str] = "Projets favoris"
    marking: ClassVar[Literal["approve"]] = "approve"

    exactly: int | None = Field(default=None, ge=1)
    at_most: int | None = Field(default=None, ge=1)
    at_least: int | None = Field(default=None, ge=1)
    at_most_per: Mapping[Grouping, Annotated[int, Field(ge=1)]] = Field(default_factory=dict)

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
        return (
            contest(
                CONTEST,
                "Vos favoris",
                candidates,
                marking="approve",
                least=self.least,
                most=self.most,
                spreads=spreads(self.at_most_per, candidates),
            ),
        )

    def instructions(self) -> str:
        """One French sentence that tells the voter what to do."""
        most, apart = projects(self.most), at_most_per(self.at_most_per)
        if self.least == self.most:
            return f"Choisissez {most}, ni plus ni moins{apart}."
        if self.least == 1:
            return f"Choisissez vos favoris : {most} au plus{apart}."
        return f"Choisissez vos favoris : de {self.least} à {most}{apart}."
