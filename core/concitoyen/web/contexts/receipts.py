"""Checking a receipt against the published tree."""

from typing import ClassVar

from concitoyen.web.contexts.base import Context, Page, Section
from concitoyen.web.contexts.vote import FormField


class Verdict(Context):
    """What a check found: the conclusion, and each step that led there."""

    holds: bool
    heading: str
    steps: tuple[str, ...]
    advice: str | None = None


class ReceiptPage(Page):
    """The page on which a voter checks a receipt: in the browser with `api`, or by the server without a script.

    `root` is that of the results, 64 hexadecimal digits; before the publication there is none, and `pending` says
    when there will be.
    """

    template: ClassVar[str] = "receipt.html"
    section: ClassVar[Section] = "results"

    pending: str | None = None
    action: str
    csrf_token: str = ""
    field: FormField
    api: str
    root: str = ""
    root_groups: tuple[str, ...] = ()
    size: str = ""
    results_href: str
    list_href: str
    verdict: Verdict | None = None
