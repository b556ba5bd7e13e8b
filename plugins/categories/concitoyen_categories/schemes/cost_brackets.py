"""Categories by size: the total cost of a proposal says which one it is in."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import ClassVar

from pydantic import Field

from concitoyen.domain.category import Category, CategoryScheme
from concitoyen.domain.model import Model
from concitoyen.domain.money import NonNegativeMoney
from concitoyen.domain.proposal import Proposal


class Bracket(Model):
    """Proposals that cost up to `up_to` euros, included, beyond the bracket before; the last has no limit."""

    category: str
    up_to: NonNegativeMoney | None = None


class CostBrackets(CategoryScheme):
    """The first bracket that holds the total cost gives the category; the committee's labels play no part."""

    id: ClassVar[str] = "cost-brackets"
    title: ClassVar[str] = "Catégories selon le coût total"

    brackets: tuple[Bracket, ...] = Field(min_length=1)

    def faults(self, categories: Sequence[Category]) -> Sequence[str]:
        """A category without bracket or the reverse, limits that do not rise, costs left out."""
        return [*self._strangers(categories), *self._not_rising(), *self._not_covering()]

    def assign(self, proposal: Proposal, labels: frozenset[str], categories: Sequence[Category]) -> str | None:
        """The category of the first bracket that holds the total cost."""
        fitting = (one for one in self.brackets if one.up_to is None or proposal.total_cost <= one.up_to)
        return next((bracket.category for bracket in fitting), None)

    def _strangers(self, categories: Sequence[Category]) -> Iterator[str]:
        known = [category.id for category in categories]
        named = [bracket.category for bracket in self.brackets]
        for name in named:
            if name not in known:
                yield (
                    f"brackets nomme « {name} », qui n'est pas dans [[categories.list]] ({', '.join(known) or 'vide'})."
                )
        for name in known:
            if name not in named:
                yield f"aucune tranche de brackets ne mène à la catégorie « {name} » : ajoutez-en une."

    def _not_rising(self) -> Iterator[str]:
        limits = [bracket.up_to for bracket in self.brackets if bracket.up_to is not None]
        for lower, higher in pairwise(limits):
            if higher <= lower:
                yield f"les limites de brackets doivent monter : {higher} vient après {lower}."

    def _not_covering(self) -> Iterator[str]:
        *inner, last = self.brackets
        if last.up_to is not None:
            yield (
                f"brackets laisse de côté les projets de plus de {last.up_to} : retirez up_to de la dernière "
                f"tranche (« {last.category} »)."
            )
        for bracket in inner:
            if bracket.up_to is None:
                yield (
                    f"la tranche « {bracket.category} » n'a pas de limite : celles qui la suivent ne "
                    "serviraient jamais. Donnez-lui up_to."
                )
