"""Votes for some projects and against a few, as in the method that Karel Janeček called D21."""

from collections.abc import Sequence
from typing import ClassVar

from pydantic import Field

from concitoyen.domain.ballot import BallotForm, Candidate, Contest, Marking
from concitoyen.domain.category import Category
from concitoyen_voting_rules.forms.paper import PROJECTS, contest, projects


class ForAgainst(BallotForm):
    """Votes for `for_at_most` projects and against `against_at_most`, each worth one point, above or below zero.

    A vote against is allowed to who votes for `for_before_against` others.
    """

    id: ClassVar[str] = "for-against"
    title: ClassVar[str] = "Pour et contre"
    marking: ClassVar[Marking] = "points"

    for_at_most: int | None = Field(default=None, ge=1)
    against_at_most: int = Field(default=1, ge=1)
    for_before_against: int = Field(default=0, ge=0)

    def contests(self, candidates: Sequence[Candidate], categories: Sequence[Category]) -> tuple[Contest, ...]:
        """One contest with every candidate; none when nobody stands."""
        if not candidates:
            return ()
        return (
            contest(
                PROJECTS,
                "Pour et contre",
                candidates,
                marking="points",
                least=1,
                values=(-1, 1),
                most_for=self.for_at_most,
                most_against=self.against_at_most,
                for_before_against=self.for_before_against,
            ),
        )

    def instructions(self) -> str:
        """One French sentence that tells the voter what to do."""
        liked = f"pour {projects(self.for_at_most)} au plus" if self.for_at_most else "pour les projets que vous voulez"
        needed = self.for_before_against
        asked = f", à condition de voter pour {projects(needed)}" if needed else ""
        return f"Votez {liked}, et contre {projects(self.against_at_most)} au plus{asked}."
