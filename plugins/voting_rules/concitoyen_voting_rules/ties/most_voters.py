"""The candidate that most voters chose goes first, where something else than votes ranks them."""

from typing import ClassVar

from concitoyen.domain.ballot import Candidate
from concitoyen.domain.count import Election, TieBreak
from concitoyen.domain.support import support


class MostVoters(TieBreak):
    """The candidate that more voters gave something goes first: points, a rank or a choice."""

    id: ClassVar[str] = "most-voters"
    title: ClassVar[str] = "Le plus de votants"

    def key(self, candidate: Candidate, election: Election) -> int:
        """How many voters gave it something, below zero so that the most go first."""
        return -support(election)[candidate.id]
