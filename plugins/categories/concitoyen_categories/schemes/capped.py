"""Categories given as labels by the committee, and pairs for proposals that are in two at once."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from concitoyen.domain.category import Category, CategoryScheme
from concitoyen.domain.proposal import Proposal


class Capped(CategoryScheme):
    """A label gives its category, a set of labels the category that combines exactly them."""

    id: ClassVar[str] = "capped"
    title: ClassVar[str] = "Catégories et combinaisons de catégories"

    def faults(self, categories: Sequence[Category]) -> Sequence[str]:
        """No category, or a combination of unknown ones, of combinations, of one alone, or made twice."""
        if not categories:
            return ["le schéma « categories:capped » attend au moins une catégorie, dans [[categories.list]]."]
        combined = [category for category in categories if category.combines]
        return [
            *(fault for category in combined for fault in _ill_made(category, categories)),
            *_made_twice(combined),
        ]

    def assign(self, proposal: Proposal, labels: frozenset[str], categories: Sequence[Category]) -> str | None:
        """The category of exactly these labels, or None; a combination is also understood as a label."""
        parts = {category.id: _parts(category) for category in categories}
        wanted = frozenset[str]().union(*(parts.get(label, {label}) for label in labels))
        return next((name for name, needed in parts.items() if needed == wanted), None)


def _parts(category: Category) -> frozenset[str]:
    return frozenset(category.combines or {category.id})


def _ill_made(category: Category, categories: Sequence[Category]) -> Iterator[str]:
    simple = {other.id for other in categories if not other.combines}
    strangers = [name for name in category.combines if name not in simple]
    if strangers:
        yield (
            f"la catégorie « {category.id} » ne peut combiner que des catégories simples de la liste "
            f"({', '.join(sorted(simple)) or 'aucune'}), pas {_quoted(strangers)}."
        )
    if len(_parts(category)) < len(category.combines) or len(category.combines) == 1:
        yield f"la catégorie « {category.id} » doit combiner au moins deux catégories, différentes."


def _made_twice(combined: Sequence[Category]) -> Iterator[str]:
    first: dict[frozenset[str], str] = {}
    for category in combined:
        other = first.setdefault(_parts(category), category.id)
        if other != category.id:
            yield (
                f"« {other} » et « {category.id} » combinent les mêmes catégories "
                f"({', '.join(sorted(_parts(category)))}) : gardez-en une."
            )


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f"« {name} »" for name in names)
