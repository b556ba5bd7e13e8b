"""The pages of the bureau: its key and its sheets before the vote, a share read again, the urn opened after it."""

from typing import ClassVar

from concitoyen.web.contexts.agents import AgentFrame
from concitoyen.web.contexts.base import Context, Figure, Link, Page
from concitoyen.web.contexts.vote import FormError, FormField


class Bureau(Context):
    """The bureau that has formed: its key's fingerprint in groups, and who opens the urn."""

    fingerprint: tuple[str, ...]
    sentence: str


class Forming(Context):
    """The form that makes a key: `instead_of` names the one that it replaces, empty where there is none."""

    instead_of: str
    members: FormField
    threshold: FormField


class UrnPage(Page):
    """Where the urn stands: without a key, not yet closed, waiting for shares, ready to open, or counted.

    `told` is whose share was just read again, `remains` what the files of the database still hold of replaced ballots.
    """

    template: ClassVar[str] = "urn.html"

    frame: AgentFrame
    heading: str
    edition_title: str
    sentence: str
    action: str
    errors: tuple[FormError, ...] = ()
    bureau: Bureau | None = None
    forming: Forming | None = None
    to_check: FormField | None = None
    told: str = ""
    needed: int = 0
    standing: str = ""
    given: tuple[str, ...] = ()
    missing: str = ""
    parked: str = ""
    words: FormField | None = None
    seed: FormField | None = None
    figures: tuple[Figure, ...] = ()
    root: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    remains: str = ""
    public: str = ""
    publication: Link | None = None


class SheetToPrint(Context):
    """One member's sheet, carried by the page in a text that only the server reads."""

    member: str
    parked: str


class BureauFormedPage(Page):
    """The sheets of a bureau that has just formed; shown once."""

    template: ClassVar[str] = "bureau_formed.html"

    frame: AgentFrame
    edition_title: str
    bureau: Bureau
    action: str
    as_pdf: bool
    sheets: tuple[SheetToPrint, ...]
    back: str


class SharePage(Page):
    """A member's sheet as a page to print, for where no PDF can be made."""

    template: ClassVar[str] = "share.html"

    edition_title: str
    member: str
    needed: str
    fingerprint: tuple[str, ...]
    columns: tuple[tuple[tuple[int, str], ...], ...]
    do: tuple[str, ...]
    do_not: tuple[str, ...]
