"""One project in each category: the ballot of Pas-de-Calais in 2018."""

from collections.abc import Sequence
from typing import ClassVar, Literal

from concitoyen.domain.ballot import BallotForm, Candidate, Contest
from concitoyen.domain.category import Category
from concitoyen.domain.errors import Refused
from concitoyen.domain.reasons import Objection
from concitoyen_voting_rules.forms.paper import contest


class OnePerCategory(BallotForm):
    """One contest for each category that has candidates, in the order of the rulebook, one choice in each.

    `may_abstain` lets a voter leave some categories blank, never all of them.
    """

    id: ClassVar[str] = "one-per-category"
    title: ClassVar[str] = "Un projet par catégorie"
    marking: ClassVar[Literal["one"]] = "one"

    may_abstain: bool = True

    def contests(self, candidates: Sequence[Candidate], categories: Sequence[Category]) -> tuple[Contest, ...]:
        """The contests; raises Refused, with an objection for each candidate in no known category."""
        self._refuse_unclassified(candidates, categories)
        found = []
        for category in categories:
            standing = [one for one in candidates if one.category == category.id]
            if standing:
                least = 0 if self.may_abstain else 1
                found.append(contest(category.id, category.title, standing, marking="one", least=least, most=1))
        return tuple(found)

    def instructions(self) -> str:
        """One French sentence that tells the voter what to do."""
        if self.may_abstain:
            return "Choisissez au plus un projet dans chaque catégorie ; vous pouvez en laisser de côté."
        return "Choisissez un projet dans chaque catégorie, sans en oublier."

    def _refuse_unclassified(self, candidates: Sequence[Candidate], categories: Sequence[Category]) -> None:
        known = {category.id for category in categories}
        lost = [one for one in candidates if one.category not in known]
        if lost:
            raise Refused([self._unclassified(one, categories) for one in lost])

    def _unclassified(self, candidate: Candidate, categories: Sequence[Category]) -> Objection:
        return Objection(
            rule=self.id,
            message=(
                "« {title} » ({id}) {fault} : on ne peut pas voter par catégorie. "
                "Classez-le avant d'ouvrir le vote (catégories : {known})."
            ),
            values={
                "title": candidate.title,
                "id": candidate.id,
                "fault": f"a une catégorie inconnue, « {candidate.category} »"
                if candidate.category
                else "n'a pas de catégorie",
                "known": ", ".join(category.id for category in categories) or "aucune",
            },
            field="category",
        )
