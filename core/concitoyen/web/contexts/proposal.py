"""The page of one proposal."""

from typing import ClassVar

from concitoyen.web.contexts.base import Badge, Context, Link, Page, Provenance, Reason, Section
from concitoyen.web.contexts.proposals import CategoryTag


class MoneyRow(Context):
    """A line of the money panel; ``strong`` sets the result apart."""

    label: str
    value: str
    strong: bool = False


class MoneyPanel(Context):
    """What the project costs, what it asks, what it may receive, and the rule that says so."""

    rows: tuple[MoneyRow, ...]
    reason: Reason


class ProposalOutcome(Context):
    """What the vote gave; it exists only once the results are published."""

    heading: str
    votes: str
    rank: str
    why: str
    badge: Badge


class ProposalPage(Page):
    """Everything public about one proposal."""

    template: ClassVar[str] = "proposal.html"
    section: ClassVar[Section] = "proposals"

    back: Link
    structure: str
    commune: str
    territory: str
    category: CategoryTag
    category_rule: str
    category_source: Provenance
    themes: tuple[str, ...]
    description: tuple[str, ...]
    money: MoneyPanel
    status: Badge
    status_sentence: str
    outcome: ProposalOutcome | None = None
    vote: Link | None = None
