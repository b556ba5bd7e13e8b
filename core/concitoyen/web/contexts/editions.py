"""The list of editions, at the root of the site."""

from typing import ClassVar

from concitoyen.web.contexts.base import Badge, Context, Page, Section


class EditionItem(Context):
    """One edition in the list."""

    href: str
    title: str
    host: str
    dates: str
    sentence: str
    status: Badge
    practice: bool = False


class EditionsPage(Page):
    """The editions that this site hosts: those under way first, then the past ones."""

    template: ClassVar[str] = "editions.html"
    section: ClassVar[Section] = "editions"

    current: tuple[EditionItem, ...]
    past: tuple[EditionItem, ...]
