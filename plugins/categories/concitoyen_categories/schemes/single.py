"""No categories: every proposal stands with all the others."""

from collections.abc import Sequence
from typing import ClassVar

from concitoyen.domain.category import Category, CategoryScheme
from concitoyen.domain.proposal import Proposal


class Single(CategoryScheme):
    """All proposals together, under the one category of the list, which carries a title and perhaps a cap.

    The ballot, the caps and the pages need no special case: they see one category.
    """

    id: ClassVar[str] = "single"
    title: ClassVar[str] = "Sans catégories"

    def faults(self, categories: Sequence[Category]) -> Sequence[str]:
        """Any number of categories but one."""
        if len(categories) == 1:
            return []
        fault = (
            f"le schéma « categories:single » met tous les projets ensemble : écrivez une seule "
            f'[[categories.list]] (par exemple id = "projets", title = "Projets"), pas {len(categories)}.'
        )
        return [fault]

    def assign(self, proposal: Proposal, labels: frozenset[str], categories: Sequence[Category]) -> str | None:
        """The only category, labelled or not; None for a label that is another."""
        only = categories[0].id
        return only if labels <= {only} else None
