"""The page that gives a voter everything back when the site could not take the ballot."""

from typing import ClassVar

from concitoyen.web.contexts.base import Page, Section
from concitoyen.web.contexts.vote import KeptField, Kiosk


class BusyPage(Page):
    """Everything that was sent, kept, behind a button that sends it again and another that shows it again."""

    template: ClassVar[str] = "busy.html"
    section: ClassVar[Section] = "vote"

    heading: str
    sentence: str
    action: str
    correct_action: str
    csrf_token: str
    kept: tuple[KeptField, ...]
    kiosk: Kiosk | None = None
