"""The screen of a tablet between two voters."""

from typing import ClassVar

from concitoyen.web.contexts.base import Page, Section
from concitoyen.web.contexts.vote import FormField, Kiosk


class KioskStartPage(Page):
    """One big button, or the code that an agent has given, or both; the way out, for the agent, is behind a code.

    `action` is None where nobody votes without having seen an agent, `code` where the edition has no desk.
    """

    template: ClassVar[str] = "kiosk_start.html"
    section: ClassVar[Section] = "vote"

    lead: str
    action: str | None
    code_action: str
    code: FormField | None
    csrf_token: str
    facts: tuple[str, ...]
    agent_href: str
    kiosk: Kiosk | None
