"""The home page of an edition."""

from typing import ClassVar

from concitoyen.web.contexts.base import Context, Figure, Link, Page, Section
from concitoyen.web.contexts.proposals import ProposalCard
from concitoyen.web.contexts.timeline import Timeline


class Now(Context):
    """What a visitor can do today: a sentence, the main action and another one."""

    heading: str
    sentence: str
    action: Link | None = None
    other: Link | None = None


class Step(Context):
    """One of the steps of « comment ça marche »."""

    heading: str
    sentence: str


class HomePage(Page):
    """What it is, where we are, what can be done now, the key figures and the latest laureates."""

    template: ClassVar[str] = "home.html"
    section: ClassVar[Section] = "home"

    lead: str
    now: Now
    steps: tuple[Step, ...]
    figures: tuple[Figure, ...]
    timeline: Timeline
    cards_heading: str
    cards_note: str | None = None
    cards: tuple[ProposalCard, ...]
    cards_more: Link | None = None
