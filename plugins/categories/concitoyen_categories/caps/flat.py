"""The same ceiling for every laureate of a category."""

from typing import ClassVar

from concitoyen.domain.category import Cap, Ceiling
from concitoyen.domain.money import NonNegativeMoney
from concitoyen.domain.proposal import Proposal
from concitoyen.domain.reasons import Message


class FlatCap(Cap):
    """At most `amount`, whatever the total cost."""

    id: ClassVar[str] = "flat"
    title: ClassVar[str] = "Plafond fixe"

    amount: NonNegativeMoney

    def ceiling_of(self, proposal: Proposal) -> Ceiling:
        """The amount."""
        return Ceiling(
            amount=self.amount,
            why=Message(message="plafond de {amount}", values={"amount": str(self.amount)}),
        )
