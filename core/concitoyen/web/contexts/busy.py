"""The page shown when too many vote at once: nothing is lost, one button sends the same answers again."""

from typing import ClassVar

from concitoyen.web.contexts.base import Page, Section
from concitoyen.web.contexts.vote import KeptField


class BusyPage(Page):
    """A sentence, and the voter's answers carried along by a form that sends them again to ``action``."""

    template: ClassVar[str] = "busy.html"
    section: ClassVar[Section] = "vote"

    heading: str
    sentence: str
    action: str
    csrf_token: str
    kept: tuple[KeptField, ...]
