"""The voter's pages: the form, the refusal and the thanks."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from concitoyen.web.contexts.base import Context, Link, Page, Reason, Section
from concitoyen.web.contexts.challenge import ChallengePart

Kind = Literal["one", "several", "rank", "points", "grade", "sign"]


class BallotOption(Context):
    """A proposal as a choice of the ballot: ticked, or marked under the field `name` with what was typed, `mark`.

    `cents` is its cost where the ballot bounds a sum.
    """

    id: str
    value: str
    title: str
    structure: str
    place: str
    summary: str
    checked: bool = False
    name: str = ""
    mark: str = ""
    cost: str | None = None
    cents: int = 0
    error: str | None = None


class Mark(Context):
    """A rank or a grade that can be given: what is sent, and its words."""

    value: str
    label: str


class Crowd(Context):
    """Groups in each of which so many projects may be marked: how each is called, where it is, who stands in it."""

    kind: str
    most: int = Field(ge=1)
    names: Mapping[str, str]
    where: Mapping[str, str]
    groups: Mapping[str, tuple[str, ...]]


class Bounds(Context):
    """What the page needs to help while a contest is marked; amounts are in cents of `currency`."""

    title: str
    least: int = 0
    most: int = 1
    values: tuple[int, int] = (1, 1)
    points: tuple[int, int] | None = None
    cents: int | None = None
    currency: str = "EUR"
    most_for: int | None = None
    most_against: int | None = None
    for_first: int = 0
    crowds: tuple[Crowd, ...] = ()


class Contest(Context):
    """A part of the ballot: how it is marked, and what is told of its bounds.

    `one` is radio buttons, `several` check boxes, `rank`, `grade` and `sign` one of `marks` for each
    option, `points` a number for each. `without` is what a project left without a mark is called, where it may be left.
    """

    id: str
    name: str
    legend: str
    hint: str
    tint: int = Field(ge=1, le=6)
    kind: Kind
    options: tuple[BallotOption, ...]
    bounds: Bounds
    marks: tuple[Mark, ...] = ()
    without: str | None = None
    none_label: str | None = None
    none_checked: bool = False
    error: str | None = None


class Branch(Context):
    """A contest of a family, and whether the voter chose it; `value` is what is sent when they do."""

    id: str
    value: str
    contest: Contest
    checked: bool = False


class Family(Context):
    """Contests of which the voter fills in one at most, « your canton », or so many: radio buttons, or check boxes."""

    id: str
    name: str
    legend: str
    branches: tuple[Branch, ...]
    bounds: Bounds
    none_label: str
    none_checked: bool = False
    error: str | None = None


class BallotPart(Context):
    """One thing after another on the ballot: a contest, or a family of them."""

    contest: Contest | None = None
    family: Family | None = None


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


class Kiosk(Context):
    """A tablet that many voters use in turn: where the next one begins, and the seconds before it goes there alone.

    Who waits for a letter is left in peace for `letter_seconds`.
    """

    start: str
    place: str = ""
    idle_seconds: int = 90
    letter_seconds: int = 240
    warning_seconds: int = 30
    thanks_seconds: int = 30


class KeptField(Context):
    """A value carried by a page so that nothing is lost: the form comes back filled, or the ballot leaves whole."""

    name: str
    value: str


class VotePage(Page):
    """The ballot and the identity on one form, sent in one act.

    `attempt` makes a second sending of the same form the same vote. `code` stands in place of the identity where the
    form replaces a ballot that is already in the urn; `admission` does on a tablet, when an agent has admitted the
    voter: it is the code that they typed, asked for again only when it has an error. `said` are the sentences of the
    rules, places between braces, by what is wrong: the page says them before the ballot is sent. In a `kiosk` nothing
    of a voter may stay on the screen.
    """

    template: ClassVar[str] = "vote.html"
    section: ClassVar[Section] = "vote"

    heading: str = "Je vote"
    lead: str
    action: str
    csrf_token: str
    attempt: str
    errors: tuple[FormError, ...]
    notice: str | None = None
    parts: tuple[BallotPart, ...]
    said: Mapping[str, str]
    identity: Identity | None
    code: FormField | None = None
    admission: FormField | None = None
    communes: tuple[str, ...]
    finality: str
    closes: str
    button: str = "Je vote"
    challenge: ChallengePart | None = None
    kiosk: Kiosk | None = None
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
    kiosk: Kiosk | None = None


class Receipt(Context):
    """The receipt in groups to be read aloud, whole to be copied, as a file, and as a picture to be scanned.

    `file` and `picture` are `data:` addresses: nothing is fetched, nothing is kept by the site.
    """

    whole: str
    groups: tuple[str, ...]
    file: str
    file_name: str
    picture: str
    check_href: str


class ReplacementCode(Context):
    """The secret that replaces the ballot until the closing, in groups, and where it is used."""

    whole: str
    groups: tuple[str, ...]
    href: str


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
    kiosk: Kiosk | None = None


class ThanksPage(Page):
    """The ballot is in the urn, with the receipt, which never says what was voted."""

    template: ClassVar[str] = "thanks.html"
    section: ClassVar[Section] = "vote"

    heading: str
    sentence: str
    receipt: Receipt
    code: ReplacementCode | None = None
    next_steps: tuple[str, ...]
    links: tuple[Link, ...]
    kiosk: Kiosk | None = None
