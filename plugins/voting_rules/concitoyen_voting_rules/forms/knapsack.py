"""A basket of projects whose costs hold in a sum: the voter makes the budget."""

from collections.abc import Sequence
from typing import ClassVar

from pydantic import Field

from concitoyen.domain.ballot import BallotForm, Candidate, Contest, Marking
from concitoyen.domain.category import Category
from concitoyen.domain.money import NonNegativeMoney
from concitoyen_voting_rules.forms.paper import PROJECTS, contest


class Knapsack(BallotForm):
    """Projects that cost together no more than `sum_at_most`, usually the envelope, and at most `at_most` of them."""

    id: ClassVar[str] = "knapsack"
    title: ClassVar[str] = "Panier dans la limite d'une somme"
    marking: ClassVar[Marking] = "approve"

    sum_at_most: NonNegativeMoney
    at_most: int | None = Field(default=None, ge=1)

    def contests(self, candidates: Sequence[Candidate], categories: Sequence[Category]) -> tuple[Contest, ...]:
        """One contest with every candidate and its cost; none when nobody stands."""
        if not candidates:
            return ()
        costs = {one.id: one.cost for one in candidates}
        return (
            contest(
                PROJECTS,
                "Votre panier",
                candidates,
                marking="approve",
                least=1,
                most=self.at_most,
                sum_at_most=self.sum_at_most,
                costs=costs,
            ),
        )

    def instructions(self) -> str:
        """One French sentence that tells the voter what to do."""
        number = f", {self.at_most} au plus" if self.at_most else ""
        return (
            f"Composez votre panier{number} : ensemble, vos projets ne doivent pas coûter plus de {self.sum_at_most}."
        )
