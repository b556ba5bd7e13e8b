"""Rates by slices of the total cost, as an income tax has them, within a ceiling."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import ClassVar, Self

from pydantic import Field, model_validator

from concitoyen.domain.category import Cap, Ceiling
from concitoyen.domain.model import Model
from concitoyen.domain.money import Money, NonNegativeMoney
from concitoyen.domain.proposal import Proposal
from concitoyen.domain.reasons import Message
from concitoyen_categories.caps.shares import EURO, Step, in_percent, limited


class Slice(Model):
    """`percent` per cent of what the total cost has between the slice before and `up_to` euros."""

    percent: Decimal = Field(ge=0, le=100)
    up_to: NonNegativeMoney | None = None


class TranchesCap(Cap):
    """At most the sum of each slice of the total cost at its rate, and never more than `ceiling`.

    The sum is rounded down once, to a multiple of `round_down_to`. What the total cost has above the last
    slice counts for nothing.
    """

    id: ClassVar[str] = "tranches"
    title: ClassVar[str] = "Taux par tranches du coût total, avec plafond"

    slices: tuple[Slice, ...] = Field(min_length=1)
    ceiling: NonNegativeMoney | None = None
    round_down_to: Step = EURO

    @model_validator(mode="after")
    def _rising(self) -> Self:
        limits = [piece.up_to for piece in self.slices]
        for number, limit in enumerate(limits[:-1], start=1):
            if limit is None:
                raise ValueError(f"slices : la tranche {number} n'est pas la dernière : donnez-lui une limite, up_to")
        for lower, higher in pairwise([Money(0), *(limit for limit in limits if limit is not None)]):
            if higher <= lower:
                raise ValueError(f"les limites de slices doivent monter : {higher} vient après {lower}")
        return self

    def ceiling_of(self, proposal: Proposal) -> Ceiling:
        """The sum of the slices, within the limit."""
        parts = list(self._parts(proposal.total_cost))
        pieces = [f"{in_percent(rate)} de {amount}" for amount, rate in parts] or ["aucune tranche"]
        how = Message(
            message="{pieces} sur un coût total de {total}",
            values={"pieces": " + ".join(pieces), "total": str(proposal.total_cost)},
        )
        return limited(_share(parts, self.round_down_to), how, self.ceiling)

    def _parts(self, total: Money) -> Iterator[tuple[Money, Decimal]]:
        """What falls in each slice, with its rate; empty slices left out."""
        lower = Money(0)
        for piece in self.slices:
            upper = total if piece.up_to is None else min(total, piece.up_to)
            if upper > lower:
                yield upper - lower, piece.percent
                lower = upper


def _share(parts: Iterable[tuple[Money, Decimal]], step: Money) -> Money:
    """The exact sum of `rate` per cent of each amount, rounded down once to a multiple of `step`."""
    exact = sum((amount.cents * Fraction(rate) / 100 for amount, rate in parts), start=Fraction(0))
    return Money(exact // step.cents * step.cents)
