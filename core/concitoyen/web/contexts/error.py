"""The page shown when something cannot be done: one sentence and a way out."""

from typing import ClassVar

from concitoyen.web.contexts.base import Link, Page
from concitoyen.web.contexts.vote import KeptField


class ErrorPage(Page):
    """A clear sentence about what happened, and links that lead somewhere."""

    template: ClassVar[str] = "error.html"

    code: int
    heading: str
    sentence: str
    links: tuple[Link, ...]


class WaitingPage(Page):
    """A form that must be sent again in so many seconds; ``kept`` is everything that it held."""

    template: ClassVar[str] = "waiting.html"

    heading: str
    sentence: str
    seconds: int
    action: str
    kept: tuple[KeptField, ...]
