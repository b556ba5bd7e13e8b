"""A share of the total cost, within a ceiling."""

from decimal import Decimal
from typing import ClassVar

from pydantic import Field

from concitoyen.domain.category import Cap, Ceiling
from concitoyen.domain.money import NonNegativeMoney
from concitoyen.domain.proposal import Proposal
from concitoyen.domain.reasons import Message
from concitoyen_categories.caps.shares import EURO, Step, in_percent, limited


class PercentageCap(Cap):
    """At most `percent` per cent of the total cost, and never more than `ceiling`.

    The share is rounded down to a multiple of `round_down_to`, the euro unless the rulebook says otherwise.
    """

    id: ClassVar[str] = "percentage"
    title: ClassVar[str] = "Part du coût total, avec plafond"

    percent: Decimal = Field(gt=0, le=100)
    ceiling: NonNegativeMoney | None = None
    round_down_to: Step = EURO

    def ceiling_of(self, proposal: Proposal) -> Ceiling:
        """The share of the total cost, within the limit."""
        how = Message(
            message="{percent} du coût total de {total}",
            values={"percent": in_percent(self.percent), "total": str(proposal.total_cost)},
        )
        amount = proposal.total_cost.percent(self.percent, round_down_to=self.round_down_to)
        return limited(amount, how, self.ceiling)
