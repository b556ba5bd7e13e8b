"""The list of proposals with its filters."""

from typing import ClassVar

from pydantic import Field

from concitoyen.web.contexts.base import Badge, Context, Link, Page, Section

TINTS = 6
"""Categories take one of this many tints, in the order of the rulebook; the words never depend on the tint."""


class CategoryTag(Context):
    """A category and its tint (1 to 6)."""

    label: str
    tint: int = Field(ge=1, le=TINTS)


class ProposalCard(Context):
    """A proposal as one card of a list; ``votes`` is worded and only set once the results are published."""

    href: str
    title: str
    structure: str
    place: str
    category: CategoryTag
    themes: tuple[str, ...] = ()
    summary: str
    amount: str
    amount_label: str
    status: Badge | None = None
    votes: str | None = None


class FilterOption(Context):
    """One choice of a filter, with the number of proposals it would show."""

    value: str
    label: str
    count: int
    selected: bool = False


class Filter(Context):
    """A drop-down filter; its first option, « all », has an empty value."""

    name: str
    label: str
    options: tuple[FilterOption, ...]


class ActiveFilter(Context):
    """A filter in use, with the address of the same list without it."""

    label: str
    remove_href: str


class Pager(Context):
    """Where we are among the pages of a long list."""

    text: str
    previous_href: str | None = None
    next_href: str | None = None


class ProposalsPage(Page):
    """The proposals, filtered; ``count`` is worded (« 12 projets sur 59 »)."""

    template: ClassVar[str] = "proposals.html"
    section: ClassVar[Section] = "proposals"

    action: str
    query: str
    filters: tuple[Filter, ...]
    active: tuple[ActiveFilter, ...]
    count: str
    order_note: str
    cards: tuple[ProposalCard, ...]
    pager: Pager | None = None
    vote: Link | None = None
