"""The page on which the mission makes the results public."""

from typing import ClassVar

from concitoyen.web.contexts.agents import AgentFrame
from concitoyen.web.contexts.base import Figure, Link, Page
from concitoyen.web.contexts.vote import FormError, FormField


class PublicationPage(Page):
    """Where the results stand: not counted, counted and waiting for the assembly, or public."""

    template: ClassVar[str] = "publication.html"

    frame: AgentFrame
    edition_title: str
    sentence: str
    action: str
    errors: tuple[FormError, ...] = ()
    figures: tuple[Figure, ...] = ()
    head: tuple[str, ...] = ()
    number: FormField | None = None
    body: FormField | None = None
    day: FormField | None = None
    results: Link | None = None
