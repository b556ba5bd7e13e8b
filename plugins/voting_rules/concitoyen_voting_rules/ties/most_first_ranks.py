"""The candidate that most voters ranked first goes first."""

from typing import ClassVar

from concitoyen.domain.ballot import Candidate
from concitoyen.domain.count import Election, TieBreak

FIRST = 1


class MostFirstRanks(TieBreak):
    """The candidate that more voters ranked first goes first; ballots without ranks leave all equal."""

    id: ClassVar[str] = "most-first-ranks"
    title: ClassVar[str] = "Le plus souvent premier"

    def key(self, candidate: Candidate, election: Election) -> int:
        """How many voters ranked it first, below zero so that the most go first."""
        ranked = {contest.id for contest in election.contests if contest.marking == "rank"}
        return -sum(
            cast.weight
            for cast in election.ballots
            if any(
                contest in ranked and marks.get(candidate.id) == FIRST for contest, marks in cast.ballot.choices.items()
            )
        )
