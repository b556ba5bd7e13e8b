"""Agents: who signs in to run editions, what each role allows, and the proofs that an agent gives of themself."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum
from itertools import pairwise

from pydantic import AwareDatetime, Field, model_validator

from concitoyen.domain.model import Model
from concitoyen.domain.reasons import Objection

JOURNAL = "@agents"
"""The chain of acts that belong to no edition; no edition can bear this name, since an id has no « @ »."""

LOGIN = re.compile(r"[a-z0-9][a-z0-9._+-]*(@[a-z0-9-]+(\.[a-z0-9-]+)+)?")
LONGEST_LOGIN = 120
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
FEWEST_CHARACTERS = 5
SHORTEST_TELLING = 4
PIN_DIGITS = 6


class Role(StrEnum):
    """What an agent is here for."""

    HOST = "host"
    MISSION = "mission"
    DESK = "desk"
    BUREAU = "bureau"


class Act(StrEnum):
    """What an agent may be allowed to do; a page names the one that it needs."""

    VISIT = "visit"
    MANAGE_AGENTS = "manage-agents"
    CLOSE_VOTE = "close-vote"
    PUBLISH_RESULTS = "publish-results"
    PRINT_PAPER = "print-paper"
    ENTER_PAPER = "enter-paper"
    RECONCILE_PAPER = "reconcile-paper"
    OPEN_KIOSK = "open-kiosk"
    ASSIST_VOTE = "assist-vote"
    ATTEND_OPENING = "attend-opening"
    OPEN_URN = "open-urn"


PERMISSIONS: Mapping[Role, frozenset[Act]] = {
    Role.HOST: frozenset({Act.VISIT, Act.MANAGE_AGENTS}),
    Role.MISSION: frozenset(
        {Act.VISIT, Act.CLOSE_VOTE, Act.PUBLISH_RESULTS, Act.PRINT_PAPER, Act.RECONCILE_PAPER, Act.ATTEND_OPENING}
    ),
    Role.DESK: frozenset({Act.VISIT, Act.PRINT_PAPER, Act.ENTER_PAPER, Act.OPEN_KIOSK, Act.ASSIST_VOTE}),
    Role.BUREAU: frozenset({Act.VISIT, Act.ATTEND_OPENING, Act.OPEN_URN}),
}
"""No role holds them all: who manages agents neither counts nor opens the urn, who enters paper does not close."""


class Grant(Model):
    """A role, in one edition or, without one, in all of them."""

    role: Role
    edition: str | None = None

    @model_validator(mode="after")
    def _a_host_is_of_every_edition(self) -> "Grant":
        if self.role is Role.HOST and self.edition is not None:
            raise ValueError("the role « host » belongs to no edition in particular")
        return self

    def covers(self, edition: str | None) -> bool:
        """Whether the role is held in that edition; without one, whether it is held in all of them."""
        return self.edition is None or self.edition == edition


class Agent(Model):
    """Somebody who signs in; `password` and `pin` are argon2 hashes, empty until chosen, and never shown."""

    id: str
    login: str
    name: str
    grants: tuple[Grant, ...] = ()
    enabled: bool = True
    password: str = Field(default="", repr=False)
    pin: str = Field(default="", repr=False)
    created_at: AwareDatetime

    @property
    def actor(self) -> str:
        """How journals name the agent: by id, since a journal is published and never forgets a name."""
        return f"agent {self.id}"


def may(agent: Agent, act: Act, edition: str | None) -> bool:
    """Whether an agent may do an act in an edition; without one, whether they may do it in every edition."""
    return agent.enabled and any(act in PERMISSIONS[grant.role] and grant.covers(edition) for grant in agent.grants)


def may_somewhere(agent: Agent, act: Act) -> bool:
    """Whether there is, or could be, an edition in which an agent may do an act: enough to choose one, no more."""
    return agent.enabled and any(act in PERMISSIONS[grant.role] for grant in agent.grants)


class AgentSession(Model):
    """A sign-in on one device; `token` is the SHA-256 of what the device holds, in hexadecimal.

    `confirmed_at` is when the password was last typed, `expires_at` the end whatever happens.
    """

    token: str
    agent: str
    opened_at: AwareDatetime
    seen_at: AwareDatetime
    confirmed_at: AwareDatetime
    expires_at: AwareDatetime


class KioskState(StrEnum):
    """Where a tablet is: open to voters, paused until the PIN, or ended (for good) by an agent or by wrong PINs."""

    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"
    REVOKED = "revoked"


class Kiosk(Model):
    """A tablet lent to voters at a place; `token` is the SHA-256 of what the tablet holds, in hexadecimal.

    `tries` counts the wrong PINs in a row.
    """

    id: str
    token: str
    edition: str
    place: str
    opened_by: str
    opened_at: AwareDatetime
    closes_at: AwareDatetime
    state: KioskState = KioskState.OPEN
    tries: int = 0


def folded_login(typed: str) -> str:
    """A login as it is kept: without spaces around, in small letters."""
    return unicodedata.normalize("NFKC", typed).strip().lower()


def login_objections(login: str) -> Sequence[Objection]:
    """What is wrong with a login, already folded."""
    if len(login) <= LONGEST_LOGIN and LOGIN.fullmatch(login):
        return ()
    message = (
        "L'identifiant « {login} » ne convient pas : une adresse e-mail, ou des lettres sans accent et des chiffres."
    )
    return (Objection(rule="core:agents", message=message, values={"login": login}, field="login"),)


def password_objections(password: str, login: str) -> Sequence[Objection]:
    """What is wrong with a password: length first, as CNIL 2022-100 asks (50 bits where tries are limited)."""
    if len(password) < SHORTEST_PASSWORD:
        return (_password("Il faut au moins {least} caractères : une phrase convient.", least=SHORTEST_PASSWORD),)
    if len(password) > LONGEST_PASSWORD:
        return (_password("Il faut au plus {most} caractères.", most=LONGEST_PASSWORD),)
    if len(set(password)) < FEWEST_CHARACTERS:
        return (_password("Il répète trop peu de caractères différents : choisissez une phrase."),)
    own = login.partition("@")[0]
    if len(own) >= SHORTEST_TELLING and own in password.lower():
        return (_password("Il contient l'identifiant : choisissez autre chose."),)
    return ()


def _password(message: str, **values: int) -> Objection:
    return Objection(rule="core:agents", message=f"Ce mot de passe ne convient pas. {message}", values=dict(values))


def pin_objections(pin: str) -> Sequence[Objection]:
    """What is wrong with a PIN: six digits, neither all the same nor in a row."""
    if not re.fullmatch(rf"[0-9]{{{PIN_DIGITS}}}", pin):
        message = "Le code est fait de {digits} chiffres."
        return (Objection(rule="core:agents", message=message, values={"digits": PIN_DIGITS}, field="pin"),)
    steps = {int(after) - int(before) for before, after in pairwise(pin)}
    if steps in ({0}, {1}, {-1}):
        message = "Ce code se devine trop vite : évitez un chiffre répété et les suites."
        return (Objection(rule="core:agents", message=message, field="pin"),)
    return ()
