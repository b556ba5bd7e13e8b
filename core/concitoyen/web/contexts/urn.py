"""The page on which the bureau opens the urn."""

from typing import ClassVar

from concitoyen.web.contexts.agents import AgentFrame
from concitoyen.web.contexts.base import Figure, Page
from concitoyen.web.contexts.vote import FormError, FormField


class UrnPage(Page):
    """Where the urn stands: not yet closed, waiting for shares, ready to open, or counted."""

    template: ClassVar[str] = "urn.html"

    frame: AgentFrame
    edition_title: str
    sentence: str
    action: str
    errors: tuple[FormError, ...] = ()
    fingerprint: str = ""
    needed: int = 0
    given: tuple[str, ...] = ()
    missing: str = ""
    parked: str = ""
    words: FormField | None = None
    seed: FormField | None = None
    figures: tuple[Figure, ...] = ()
    root: str = ""
    head: str = ""
