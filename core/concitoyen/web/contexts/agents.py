"""The agents' pages: the sign-in, their space, their own password and PIN, the tablets that they lend."""

from typing import ClassVar

from concitoyen.web.contexts.base import Badge, Context, Link, Page
from concitoyen.web.contexts.vote import FormError, FormField


class AgentFrame(Context):
    """The band above an agent's pages: who is signed in, and the way out."""

    name: str
    csrf_token: str


class SignInPage(Page):
    """The sign-in, or the same page asking only for the password again before a grave act."""

    template: ClassVar[str] = "agent_sign_in.html"

    frame: AgentFrame | None
    heading: str
    lead: str
    action: str
    csrf_token: str
    back: str
    login: FormField | None
    password: FormField
    errors: tuple[FormError, ...]


class TaskItem(Context):
    """Something that the agent may do, with the page where it is done."""

    href: str
    title: str
    description: str


class TaskGroup(Context):
    """What the agent may do in one edition, or outside of any."""

    id: str
    title: str
    status: Badge | None
    tasks: tuple[TaskItem, ...]


class AgentHomePage(Page):
    """The agent's space: the editions with what they may do there."""

    template: ClassVar[str] = "agent_home.html"

    frame: AgentFrame
    roles: tuple[str, ...]
    groups: tuple[TaskGroup, ...]


class AgentSelfPage(Page):
    """The agent's own password and PIN."""

    template: ClassVar[str] = "agent_self.html"

    frame: AgentFrame
    login: str
    roles: tuple[str, ...]
    done: str
    errors: tuple[FormError, ...]
    current: FormField
    password: FormField
    again: FormField
    has_pin: bool
    pin_current: FormField
    pin: FormField
    pin_again: FormField


class KioskItem(Context):
    """A tablet lent to voters, as the agents of its edition see it."""

    place: str
    edition: str
    until: str
    status: Badge
    close_action: str | None


class EditionOption(Context):
    """An edition to choose."""

    value: str
    label: str
    selected: bool


class KiosksPage(Page):
    """Lend this device to voters, and the tablets that are lent."""

    template: ClassVar[str] = "kiosks.html"

    frame: AgentFrame
    has_pin: bool
    errors: tuple[FormError, ...]
    options: tuple[EditionOption, ...]
    edition_field: FormField
    place: FormField
    hour: FormField
    kiosks: tuple[KioskItem, ...]


class KioskPage(Page):
    """The tablet itself, between voters: go on, pause, or type the PIN."""

    template: ClassVar[str] = "kiosk.html"

    heading: str
    sentence: str
    place: str
    csrf_token: str
    start: Link | None
    may_pause: bool
    code: FormField | None
    errors: tuple[FormError, ...]
    links: tuple[Link, ...]
