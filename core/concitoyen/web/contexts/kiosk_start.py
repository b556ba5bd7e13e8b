"""The screen of a tablet between two voters."""

from typing import ClassVar

from concitoyen.web.contexts.base import Page, Section
from concitoyen.web.contexts.vote import Kiosk


class KioskStartPage(Page):
    """One big button; the way out, for the agent, is behind a code."""

    template: ClassVar[str] = "kiosk_start.html"
    section: ClassVar[Section] = "vote"

    action: str
    facts: tuple[str, ...]
    agent_href: str
    kiosk: Kiosk | None
