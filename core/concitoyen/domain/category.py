"""Categories, the scheme that assigns them, and the caps that bound what a laureate receives."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence

from concitoyen.domain.model import Model, Rule
from concitoyen.domain.money import Money, NonNegativeMoney
from concitoyen.domain.proposal import Proposal
from concitoyen.domain.reasons import Message


class Ceiling(Model):
    """The most that a proposal may receive, and the sentence that says why."""

    amount: NonNegativeMoney
    why: Message


class Cap(Rule, ABC):
    """A ceiling on what one laureate receives."""

    @abstractmethod
    def ceiling_of(self, proposal: Proposal) -> Ceiling:
        """The most that this proposal may receive, from its facts (total cost, requested amount)."""


class Category(Model):
    """A kind of proposal, with the test that the committee applies and its cap.

    `combines` names the categories that this one stands for when a proposal is in all of them at once.
    """

    id: str
    title: str
    test: str = ""
    combines: tuple[str, ...] = ()
    article: str = ""


class CategoryScheme(Rule, ABC):
    """How categories are assigned to proposals."""

    def faults(self, categories: Sequence[Category]) -> Sequence[str]:
        """What is wrong with this list of categories, in sentences; checked when the rulebook is read."""
        return ()

    @abstractmethod
    def assign(self, proposal: Proposal, labels: frozenset[str], categories: Sequence[Category]) -> str | None:
        """The category id for the labels that the committee gives, or None when no category fits them."""


class Grant(Model):
    """What a proposal receives if it is a laureate: what it asks for, within the ceiling of its category."""

    amount: Money
    ceiling: Money
    requested: Money
    why: Message
    article: str = ""


def grant(proposal: Proposal, caps: Mapping[str, Cap], articles: Mapping[str, str]) -> Grant:
    """The grant of a proposal under the cap of its category; a category without a cap grants what is asked."""
    cap = caps.get(proposal.category)
    if cap is None:
        asked = proposal.requested
        why = Message(message="montant demandé ({requested}), sans plafond", values={"requested": str(asked)})
        return Grant(amount=asked, ceiling=asked, requested=asked, why=why)
    ceiling = cap.ceiling_of(proposal)
    asked_less = proposal.requested < ceiling.amount
    why = (
        Message(
            message="montant demandé ({requested}), inférieur au plafond ({ceiling})",
            values={"requested": str(proposal.requested), "ceiling": str(ceiling.amount)},
        )
        if asked_less
        else ceiling.why
    )
    return Grant(
        amount=min(proposal.requested, ceiling.amount),
        ceiling=ceiling.amount,
        requested=proposal.requested,
        why=why,
        article=articles.get(proposal.category, ""),
    )
