"""The first come goes first."""

from typing import ClassVar

from concitoyen.domain.ballot import Candidate
from concitoyen.domain.count import Election, TieBreak


class EarliestDeposit(TieBreak):
    """The candidate deposited first goes first; two deposited at the same instant stay equal."""

    id: ClassVar[str] = "earliest-deposit"
    title: ClassVar[str] = "Le premier déposé"

    def key(self, candidate: Candidate, election: Election) -> int:
        """The rank of deposit."""
        return candidate.order
