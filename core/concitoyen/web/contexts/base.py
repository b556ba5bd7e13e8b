"""The parts that every page shares: the frame around it, links, reasons and their provenance."""

from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict

Tone = Literal["open", "soon", "done", "quiet", "alert"]
"""How loudly a status is shown: under way, to come, well ended, past, or needing attention."""

Section = Literal["editions", "home", "proposals", "rules", "vote", "results", "none"]
"""The entry of the menu to which a page belongs."""


class Context(BaseModel):
    """A frozen piece of a page; an unknown field is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Link(Context):
    """A link with its words."""

    href: str
    label: str


class NavLink(Link):
    """A link of the menu; ``strong`` makes it the button of the moment."""

    section: Section
    strong: bool = False


class Badge(Context):
    """A status in two or three words with its tone (the words alone say everything)."""

    label: str
    tone: Tone = "quiet"


class Provenance(Context):
    """Where a rule comes from: the article that says so, or the reason of a documented choice."""

    article: str | None = None
    choice: str | None = None


class Reason(Context):
    """A sentence that explains a decision, with the article it stands on."""

    text: str
    article: str | None = None


class Figure(Context):
    """A key figure: the value set large, what it counts, and a precision where one is needed."""

    value: str
    label: str
    note: str | None = None


class Contact(Context):
    """Whom to call or write to."""

    name: str
    phone: str | None = None
    phone_href: str | None = None
    address: str | None = None


class EditionFrame(Context):
    """The frame around the pages of one edition: its names, its menu, its state and its proofs.

    ``rulebook_sha256`` and ``journal_head`` are lower-case hexadecimal sha256 digests.
    """

    id: str
    href: str
    title: str
    host: str
    status: Badge
    nav: tuple[NavLink, ...]
    contact: Contact | None = None
    practice: bool = False
    simulated: bool = False
    rulebook_sha256: str | None = None
    rulebook_frozen: bool = False
    journal_head: str | None = None


class Page(Context):
    """What every page has: its template, its place in the menu, its title and the edition around it."""

    template: ClassVar[str]
    section: ClassVar[Section] = "none"

    title: str
    edition: EditionFrame | None = None
    indexed: bool = True
