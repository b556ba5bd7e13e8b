"""A balance between groups: the candidate whose territory has fewer projects ahead goes first."""

from typing import ClassVar

from concitoyen.domain.ballot import Candidate
from concitoyen.domain.count import Election, TieBreak
from concitoyen.domain.groups import Grouping
from concitoyen.domain.support import support


class FewestAhead(TieBreak):
    """The candidate whose group has fewer projects with more votes than it goes first.

    Of several groups, that which has the fewest counts; who is in no group has none ahead.
    """

    id: ClassVar[str] = "fewest-ahead"
    title: ClassVar[str] = "Le groupe le moins bien servi"

    by: Grouping = "territory"

    def key(self, candidate: Candidate, election: Election) -> int:
        """How many projects of its group have more votes."""
        votes = support(election)
        ahead = [one for one in election.candidates if votes[one.id] > votes[candidate.id]]
        return min(
            (sum(group in one.groups(self.by) for one in ahead) for group in candidate.groups(self.by)), default=0
        )
