"""The règlement: every value of the rulebook with the article it stands on."""

from typing import ClassVar

from concitoyen.web.contexts.base import Context, Page, Provenance, Section
from concitoyen.web.contexts.proposals import CategoryTag


class RuleEntry(Context):
    """One value of the règlement: what it is about, the value in words, and where it comes from."""

    label: str
    value: str
    source: Provenance


class RuleSection(Context):
    """A chapter of the règlement; ``id`` is its anchor."""

    id: str
    title: str
    intro: str
    entries: tuple[RuleEntry, ...]


class CategoryRule(Context):
    """A category with what may be received in it, and the test that a project must pass."""

    tag: CategoryTag
    description: str
    cap: str
    cap_source: Provenance
    source: Provenance


class RulesPage(Page):
    """The règlement, chapter by chapter, with the fingerprint of the frozen text."""

    template: ClassVar[str] = "rules.html"
    section: ClassVar[Section] = "rules"

    lead: str
    sections: tuple[RuleSection, ...]
    categories: tuple[CategoryRule, ...]
    fingerprint: str
    fingerprint_note: str
    choices: int
