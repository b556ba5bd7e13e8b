"""One project in each group: in each territory, each canton, each label."""

from collections.abc import Sequence
from typing import ClassVar

from concitoyen.domain.ballot import BallotForm, Candidate, Contest, Marking
from concitoyen.domain.category import Category
from concitoyen.domain.groups import IN_FRENCH, Grouping
from concitoyen_voting_rules.forms.paper import FEMININE, contest, groups


class OnePerGroup(BallotForm):
    """One contest for each group that has candidates, one choice in each.

    `may_abstain` lets a voter leave some groups blank, never all of them.
    """

    id: ClassVar[str] = "one-per-group"
    title: ClassVar[str] = "Un projet par groupe"
    marking: ClassVar[Marking] = "one"

    by: Grouping
    may_abstain: bool = True

    def contests(self, candidates: Sequence[Candidate], categories: Sequence[Category]) -> tuple[Contest, ...]:
        """The contests; raises Refused, with an objection for each candidate in no group."""
        least = 0 if self.may_abstain else 1
        return tuple(
            contest(name, title, standing, marking="one", least=least, most=1)
            for name, title, standing in groups(self.by, candidates, categories, rule=self.id)
        )

    def instructions(self) -> str:
        """One French sentence that tells the voter what to do."""
        each = f"chaque {IN_FRENCH[self.by]}"
        if self.may_abstain:
            return f"Choisissez au plus un projet pour {each} ; vous pouvez en laisser de côté."
        return f"Choisissez un projet pour {each}, sans en oublier {'aucune' if self.by in FEMININE else 'aucun'}."
