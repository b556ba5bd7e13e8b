"""The results of an edition, and the page that stands in their place before publication."""

from typing import ClassVar

from pydantic import Field

from concitoyen.web.contexts.base import Context, Figure, Page, Section
from concitoyen.web.contexts.proposals import CategoryTag


class LaureateRow(Context):
    """A laureate with what the vote gave and what it receives."""

    rank: str
    href: str
    title: str
    structure: str
    commune: str
    territory: str
    category: CategoryTag
    votes: str
    amount: str
    line: str
    why: str


class NotRetainedRow(Context):
    """A proposal that is not funded, and why."""

    rank: str
    href: str
    title: str
    structure: str
    votes: str
    why: str


class TraceRound(Context):
    """One step of the count in one sentence; ``left`` is the money left after it."""

    number: int
    sentence: str
    left: str | None = None
    retained: bool


class AmendmentNote(Context):
    """A change decided by the assembly after the count."""

    heading: str
    body: str
    effects: tuple[str, ...]


class LineRow(Context):
    """A budget line before and after."""

    imputation: str
    label: str
    available: str
    charged: str
    balance: str
    laureates: str


class BarRow(Context):
    """A row of a table with its bar: ``value`` out of ``maximum``, both whole numbers."""

    label: str
    projects: str
    amount: str
    value: int = Field(ge=0)
    maximum: int = Field(ge=1)
    tint: int = Field(default=1, ge=1, le=6)


class BracketRow(Context):
    """An age bracket and its voters, in words where the number is held back."""

    label: str
    voters: str


class BundleLink(Context):
    """The file from which anybody recounts: its address, its size in words, its fingerprint in groups."""

    href: str
    size: str
    sha256: tuple[str, ...]


class ResultsPage(Page):
    """The published outcome, with everything needed to understand it and to check it.

    `receipts_root` is the root of the tree of receipts in groups, empty where none was kept.
    """

    template: ClassVar[str] = "results.html"
    section: ClassVar[Section] = "results"

    published: str
    simulated_note: str | None
    votes_label: str
    figures: tuple[Figure, ...]
    laureates: tuple[LaureateRow, ...]
    not_retained: tuple[NotRetainedRow, ...]
    rule: str
    trace: tuple[TraceRound, ...]
    receipts_root: tuple[str, ...] = ()
    receipt_href: str
    amendments: tuple[AmendmentNote, ...]
    lines: tuple[LineRow, ...]
    by_category: tuple[BarRow, ...]
    by_territory: tuple[BarRow, ...]
    receipts: str
    receipts_href: str
    head: tuple[str, ...]
    bundle: BundleLink | None = None
    brackets: tuple[BracketRow, ...] = ()


class ResultsPendingPage(Page):
    """Nothing is published yet: when it will be, and nothing else."""

    template: ClassVar[str] = "results_pending.html"
    section: ClassVar[Section] = "results"

    sentence: str
    next_step: str
