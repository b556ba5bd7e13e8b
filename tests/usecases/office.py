"""The town's agents: who is there, what they hold, and their acts as sentences."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count

from argon2 import PasswordHasher

from concitoyen.domain.agents import JOURNAL, Agent, AgentSession, Grant, Kiosk, Role
from concitoyen.usecases.desk import Signature
from concitoyen.usecases.lend_kiosk import close_kiosk, kiosk_of, open_kiosk, pause_kiosk, unlock_kiosk
from concitoyen.usecases.manage_agents import add_agent, set_password, set_pin
from concitoyen.usecases.sign_in import SignedIn, digest, sign_in, signed_in
from tests.usecases.town import Town, at

MORNING = at("2027-09-10 09:00")
PASSWORD = "le phare de Berck au matin"  # noqa: S105 - of an agent of the tests
PIN = "204816"
HOST = Signature("ligne de commande (hôte)", MORNING)


CHEAP = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
"""The real argon2 at a cost that hundreds of tests can pay; two of them ask for the real cost."""


class Office:
    """The agents of a town; the clock starts on a morning of the vote and goes on as the tests say."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.engine = town.engine
        self.now = MORNING
        self._numbers: Iterator[int] = count(1)

    def chance(self, size: int) -> bytes:
        """So many bytes, never twice the same."""
        return next(self._numbers).to_bytes(size)

    def hire(self, login: str = "camille", *grants: Grant, pin: str = PIN) -> Agent:
        """A new agent of the desk, but for what is said otherwise."""
        with self.engine.begin() as desk:
            agent = add_agent(desk, login, login.title(), grants or (Grant(role=Role.DESK),), HOST, id=login)
            agent = set_password(desk, agent, PASSWORD, HOST)
            return set_pin(desk, agent, pin, HOST) if pin else agent

    def enter(self, login: str = "camille", password: str = PASSWORD, replaces: str = "") -> str:
        """Sign in, and give the token."""
        token, _ = sign_in(self.engine, login, password, self.now, chance=self.chance, replaces=replaces)
        return token

    def who(self, token: str) -> SignedIn | None:
        """Whose token it is now."""
        return signed_in(self.engine, token, self.now)

    def known(self, token: str) -> SignedIn:
        """The same, who must be there."""
        found = self.who(token)
        assert found is not None
        return found

    def later(self, **by: float) -> None:
        """Time goes on."""
        self.now += timedelta(**by)

    def sessions(self, *tokens: str) -> list[AgentSession | None]:
        """What is kept of these tokens."""
        with self.engine.read() as desk:
            return [desk.work.sessions.find(digest(token)) for token in tokens]

    def agent(self, login: str = "camille") -> Agent:
        """The agent as kept now."""
        with self.engine.read() as desk:
            found = desk.work.agents.find(login)
        assert found is not None
        return found

    def journal(self) -> list[tuple[str, str, str]]:
        """The agents' acts: who, what, to whom."""
        with self.engine.read() as desk:
            return [(act.actor, act.kind, act.subject) for act in desk.work.journal.of(JOURNAL)]

    def lend(self, *, place: str = "Marché", until: datetime | None = None, login: str = "camille") -> str:
        """A kiosk until six in the evening: the token that its tablet holds."""
        wanted = (self.town.id, place, until or at("2027-09-10 18:00"))
        with self.engine.begin() as desk:
            token, _ = open_kiosk(desk, self.agent(login), wanted, self.now, chance=self.chance)
        return token

    def kiosk(self, token: str) -> Kiosk:
        """The kiosk as kept now."""
        found = kiosk_of(self.engine, token)
        assert found is not None
        return found

    def pause(self, token: str) -> Kiosk:
        """Somebody pauses the tablet."""
        with self.engine.begin() as desk:
            return pause_kiosk(desk, self.kiosk(token))

    def unlock(self, token: str, pin: str = PIN) -> Kiosk:
        """Somebody types a PIN."""
        return unlock_kiosk(self.engine, self.kiosk(token), pin, self.now)

    def close(self, token: str) -> Kiosk:
        """An agent closes the tablet."""
        with self.engine.begin() as desk:
            return close_kiosk(desk, self.kiosk(token), Signature("agent camille", self.now))
