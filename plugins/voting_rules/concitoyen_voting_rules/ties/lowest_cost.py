"""The least costly goes first, so that the envelope serves more projects."""

from typing import ClassVar

from concitoyen.domain.ballot import Candidate
from concitoyen.domain.count import Election, TieBreak


class LowestCost(TieBreak):
    """The candidate that would receive least goes first; two of the same cost stay equal."""

    id: ClassVar[str] = "lowest-cost"
    title: ClassVar[str] = "Le moins coûteux"

    def key(self, candidate: Candidate, election: Election) -> int:
        """What it would receive, in cents."""
        return candidate.cost.cents
