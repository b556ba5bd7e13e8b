"""The voter's pages: the form, the refusal and the thanks."""

from typing import ClassVar, Literal

from pydantic import Field

from concitoyen.web.contexts.base import Context, Link, Page, Reason, Section


class BallotOption(Context):
    """A proposal as a choice of the ballot."""

    id: str
    value: str
    title: str
    structure: str
    place: str
    summary: str
    checked: bool = False


class Contest(Context):
    """A part of the ballot: one choice at most (radio buttons) or several up to ``limit`` (checkboxes)."""

    id: str
    name: str
    legend: str
    hint: str
    tint: int = Field(ge=1, le=6)
    kind: Literal["one", "several"]
    options: tuple[BallotOption, ...]
    limit: int = Field(default=1, ge=1)
    none_label: str | None = None
    none_checked: bool = False
    error: str | None = None


class FormField(Context):
    """A text field as typed: its value comes back whole whatever happened."""

    id: str
    name: str
    value: str = ""
    error: str | None = None
    required: bool = True


class Identity(Context):
    """What is asked to check that the voter may vote and has not voted yet."""

    first_name: FormField
    last_name: FormField
    day: FormField
    month: FormField
    year: FormField
    birth_error: str | None = None
    commune: FormField
    email: FormField | None = None
    minimum_age_hint: str


class FormError(Context):
    """A line of the error summary: the sentence and the anchor of the field it speaks of."""

    anchor: str
    text: str


class KeptField(Context):
    """A value carried by a page so that nothing is lost: the form comes back filled, or the ballot leaves whole."""

    name: str
    value: str


class VotePage(Page):
    """The ballot and the identity on one form, sent in one act."""

    template: ClassVar[str] = "vote.html"
    section: ClassVar[Section] = "vote"

    lead: str
    action: str
    csrf_token: str
    errors: tuple[FormError, ...]
    contests: tuple[Contest, ...]
    identity: Identity
    communes: tuple[str, ...]
    finality: str
    closes: str
    hidden: tuple[KeptField, ...] = ()


class RefusedPage(Page):
    """Why this vote cannot be received, kindly, and what can be done.

    ``correct_action`` is set when a typing mistake may be the cause: the page then offers the form again, filled with
    ``kept``.
    """

    template: ClassVar[str] = "refused.html"
    section: ClassVar[Section] = "vote"

    heading: str
    reasons: tuple[Reason, ...]
    advice: str
    correct_action: str | None = None
    csrf_token: str = ""
    kept: tuple[KeptField, ...] = ()
    links: tuple[Link, ...]


class Way(Context):
    """A way to show who one is, as a choice."""

    id: str
    value: str
    label: str
    checked: bool = False


class IdentityPage(Page):
    """The voter shows who they are: a way to choose, an address, a code, or only a ballot to send again.

    ``kept`` carries the whole ballot: nothing of it is on the server.
    """

    template: ClassVar[str] = "identity_code.html"
    section: ClassVar[Section] = "vote"

    heading: str
    lead: str
    error: str | None = None
    action: str
    correct_action: str
    csrf_token: str
    kept: tuple[KeptField, ...]
    ways: tuple[Way, ...] = ()
    email: FormField | None = None
    code: FormField | None = None
    digits: bool = True
    send_label: str
    resend: bool = False
    advice: tuple[str, ...] = ()


class ThanksPage(Page):
    """The ballot is in the urn; ``receipt`` is a code to keep, which never says what was voted."""

    template: ClassVar[str] = "thanks.html"
    section: ClassVar[Section] = "vote"

    sentence: str
    receipt: str | None = None
    next_steps: tuple[str, ...]
    links: tuple[Link, ...]
