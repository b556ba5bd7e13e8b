"""Projects that exclude one another: two plans for the same square, as Warsaw knows them."""

from collections.abc import Sequence
from typing import ClassVar, Self

from pydantic import model_validator

from concitoyen.domain.ballot import Candidate
from concitoyen.domain.composition.quota import Quota
from concitoyen.domain.conditions import Limit
from concitoyen.domain.groups import Titles, group_faults


class Exclusive(Limit):
    """Of these projects, one at most is funded: those of a list of ids, or those that bear a label."""

    id: ClassVar[str] = "exclusive"
    title: ClassVar[str] = "Projets incompatibles"

    projects: tuple[str, ...] = ()
    label: str | None = None

    @model_validator(mode="after")
    def _one_way_to_say_it(self) -> Self:
        if bool(self.projects) == (self.label is not None):
            raise ValueError("dites quels projets s'excluent : projects (leurs ids) ou label (une étiquette)")
        if self.projects and len(set(self.projects)) < 2:  # noqa: PLR2004 - it takes two
            raise ValueError("il faut au moins deux projets différents pour qu'ils s'excluent")
        return self

    def faults(self, titles: Titles) -> Sequence[str]:
        """A label that this edition does not have."""
        return group_faults("label", [self.label], titles) if self.label else []

    def quotas(self, candidates: Sequence[Candidate], titles: Titles) -> Sequence[Quota]:
        """One quota of one."""
        inside = [one for one in candidates if one.id in self.projects or self.label in one.labels]
        listed = ", ".join(f"« {one.title} »" for one in sorted(inside, key=lambda one: (one.order, one.id)))
        title = f"projets incompatibles ({listed})"
        return [Quota(title=title, candidates=frozenset(one.id for one in inside), most=1)]
