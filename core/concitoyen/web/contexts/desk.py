"""The agents' pages of the desk: the person before the agent, then the code to say to them."""

from typing import ClassVar

from concitoyen.web.contexts.agents import AgentFrame
from concitoyen.web.contexts.base import Link, Page
from concitoyen.web.contexts.vote import FormError, Identity, KeptField, Way


class DeskPage(Page):
    """Type the person who is there; `closed` says why nobody can be admitted now."""

    template: ClassVar[str] = "desk.html"

    frame: AgentFrame
    edition_title: str
    closed: str = ""
    reasons: tuple[str, ...] = ()
    errors: tuple[FormError, ...] = ()
    action: str = ""
    ways: tuple[Way, ...] = ()
    way: KeptField | None = None
    identity: Identity | None = None
    communes: tuple[str, ...] = ()
    tablets: tuple[str, ...] = ()
    lend: Link


class DeskCodePage(Page):
    """The code of one person, as large as it can be read over a table."""

    template: ClassVar[str] = "desk_code.html"

    frame: AgentFrame
    edition_title: str
    heading: str
    digits: tuple[str, ...]
    until: str
    tablets: tuple[str, ...]
    lend: Link
    next_href: str
