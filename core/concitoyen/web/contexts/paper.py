"""The agents' pages of the vote on paper: places, one place, its sheet, its cards."""

from collections.abc import Mapping
from typing import ClassVar

from concitoyen.web.contexts.agents import AgentFrame
from concitoyen.web.contexts.base import Badge, Context, Page
from concitoyen.web.contexts.vote import BallotPart, FormError, FormField, Identity


class PaperPlace(Context):
    """A place in the list."""

    href: str
    name: str
    status: Badge
    told: str


class PaperFrame(Context):
    """What every page of the paper vote says: where the agent is, and in which edition."""

    frame: AgentFrame
    heading: str
    edition_title: str
    errors: tuple[FormError, ...]


class PaperPlacesPage(PaperFrame, Page):
    """The places of an edition where people vote on paper, and what to print."""

    template: ClassVar[str] = "paper_places.html"

    ballot_href: str
    places: tuple[PaperPlace, ...]
    action: str
    name: FormField


class Figure(Context):
    """A number of the report, with what it counts."""

    label: str
    number: int
    strong: bool = False


class PaperPlacePage(PaperFrame, Page):
    """One place: what was typed, what does not add up, and the deposit."""

    template: ClassVar[str] = "paper_place.html"

    back: str
    status: Badge
    signatures: tuple[Figure, ...]
    cards: tuple[Figure, ...]
    closing: tuple[Figure, ...]
    problems: tuple[str, ...]
    sheet_href: str | None
    cards_href: str | None
    print_href: str
    deposit_action: str | None
    explanation: FormField


class PaperSheetPage(PaperFrame, Page):
    """Type the lines of the sign-in sheet."""

    template: ClassVar[str] = "paper_sheet.html"

    back: str
    action: str
    strike_action: str
    done: str
    warning: str
    line: FormField
    late: bool
    identity: Identity
    communes: tuple[str, ...]
    struck: FormField


class CardChoice(Context):
    """What a card is worth, as a radio button."""

    value: str
    label: str
    checked: bool


class PaperCardsPage(PaperFrame, Page):
    """Type the cards, one after another; what the other agent read is not shown.

    `said` are the sentences of the rules, as on the voter's own form.
    """

    template: ClassVar[str] = "paper_cards.html"

    back: str
    action: str
    done: str
    warning: str
    card: FormField
    fates: tuple[CardChoice, ...]
    parts: tuple[BallotPart, ...]
    said: Mapping[str, str]
    to_read: str
    forgotten: FormField
    forget_action: str
