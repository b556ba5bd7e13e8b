"""At least so many laureates in each group: « at least one project per canton », as Landes and Meuse ask."""

from collections.abc import Sequence
from typing import ClassVar

from pydantic import Field

from concitoyen.domain.ballot import Candidate
from concitoyen.domain.composition.pots import groups_of
from concitoyen.domain.conditions import Floor, Guarantee
from concitoyen.domain.groups import Grouping, OneOrMore, Titles, group_faults, title_of


class AtLeastPerGroup(Guarantee):
    """At least `least` laureates in each group that has candidates, or only in the groups named by `only`.

    A group with fewer candidates than that has all of them funded, if the money allows.
    """

    id: ClassVar[str] = "at-least-per-group"
    title: ClassVar[str] = "Minimum par groupe"

    by: Grouping
    least: int = Field(default=1, ge=1)
    only: OneOrMore = ()

    def faults(self, titles: Titles) -> Sequence[str]:
        """Groups that this edition does not have."""
        return group_faults(self.by, self.only, titles)

    def floors(self, candidates: Sequence[Candidate], titles: Titles) -> Sequence[Floor]:
        """One floor for each group."""
        found = []
        for group in self.only or groups_of(self.by, candidates, titles=titles):
            inside = frozenset(one.id for one in candidates if group in one.groups(self.by))
            if inside:
                least = min(self.least, len(inside))
                found.append(Floor(title=title_of(self.by, group, titles), candidates=inside, least=least))
        return found
