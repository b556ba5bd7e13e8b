"""At most so many laureates, or so much money, in each group: « two projects per bearer »."""

from collections.abc import Sequence
from typing import ClassVar, Self

from pydantic import Field, model_validator

from concitoyen.domain.ballot import Candidate
from concitoyen.domain.composition.pots import groups_of
from concitoyen.domain.composition.quota import Quota
from concitoyen.domain.conditions import Limit
from concitoyen.domain.groups import Grouping, OneOrMore, Titles, group_faults, title_of
from concitoyen.domain.money import NonNegativeMoney
from concitoyen.domain.names import fold


class AtMostPerGroup(Limit):
    """At most `most` laureates, or `amount` euros, in each group, or only in the groups named by `only`."""

    id: ClassVar[str] = "at-most-per-group"
    title: ClassVar[str] = "Maximum par groupe"

    by: Grouping
    most: int | None = Field(default=None, ge=1)
    amount: NonNegativeMoney | None = None
    only: OneOrMore = ()

    @model_validator(mode="after")
    def _a_maximum(self) -> Self:
        if self.most is None and self.amount is None:
            raise ValueError("donnez un maximum : most (un nombre de projets), amount (un montant), ou les deux")
        return self

    def faults(self, titles: Titles) -> Sequence[str]:
        """Groups that this edition does not have."""
        return group_faults(self.by, self.only, titles)

    def quotas(self, candidates: Sequence[Candidate], titles: Titles) -> Sequence[Quota]:
        """One quota for each group."""
        named = [fold(group) if self.by == "bearer" else group for group in self.only]
        return [
            Quota(
                title=title_of(self.by, group, titles),
                candidates=frozenset(one.id for one in candidates if group in one.groups(self.by)),
                most=self.most,
                amount=self.amount,
            )
            for group in named or groups_of(self.by, candidates, titles=titles)
        ]
