"""The page shown when something cannot be done: one sentence and a way out."""

from typing import ClassVar

from concitoyen.web.contexts.base import Link, Page


class ErrorPage(Page):
    """A clear sentence about what happened, and links that lead somewhere."""

    template: ClassVar[str] = "error.html"

    code: int
    heading: str
    sentence: str
    links: tuple[Link, ...]
