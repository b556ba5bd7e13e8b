"""One project among all, as Gdańsk and Amsterdam ask."""

from collections.abc import Sequence
from typing import ClassVar

from concitoyen.domain.ballot import BallotForm, Candidate, Contest, Marking
from concitoyen.domain.category import Category
from concitoyen_voting_rules.forms.paper import PROJECTS, contest


class ChooseOne(BallotForm):
    """One contest with every candidate, one choice."""

    id: ClassVar[str] = "choose-one"
    title: ClassVar[str] = "Un seul projet"
    marking: ClassVar[Marking] = "one"

    def contests(self, candidates: Sequence[Candidate], categories: Sequence[Category]) -> tuple[Contest, ...]:
        """One contest; none when nobody stands."""
        if not candidates:
            return ()
        return (contest(PROJECTS, "Votre projet", candidates, marking="one", least=1, most=1),)

    def instructions(self) -> str:
        """One French sentence that tells the voter what to do."""
        return "Choisissez le projet que vous préférez, un seul."
