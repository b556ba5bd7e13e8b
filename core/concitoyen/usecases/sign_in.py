"""Sign in, stay signed in, type the password again, sign out."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from concitoyen.domain.agents import JOURNAL, Agent, AgentSession, folded_login
from concitoyen.sealing.boxes import Chance
from concitoyen.usecases.desk import Engine, Signature, refuse
from concitoyen.usecases.passwords import hashed, matches, outdated

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
NOTED_EVERY = timedelta(minutes=1)
FRESH = timedelta(minutes=10)
TOKEN_BYTES = 32


@dataclass(frozen=True)
class SignedIn:
    """An agent with the sign-in they speak from."""

    agent: Agent
    session: AgentSession

    def signature(self, at: datetime) -> Signature:
        """How their acts are signed."""
        return Signature(self.agent.actor, at)

    def has_just_confirmed(self, at: datetime) -> bool:
        """Whether the password was typed in the last ten minutes, as grave acts ask."""
        return at - self.session.confirmed_at <= FRESH


def digest(token: str) -> str:
    """What the store keeps of a token: 64 hexadecimal digits."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def sign_in(
    engine: Engine, login: str, password: str, at: datetime, *, chance: Chance, replaces: str = ""
) -> tuple[str, SignedIn]:
    """The token to give the device, and the agent; `replaces` is the token that the device held before.

    Raises Refused in one sentence, whether the login is unknown, disabled, or the password wrong.
    """
    with engine.read() as desk:
        agent = desk.work.agents.find(folded_login(login))
    kept = agent.password if agent and agent.enabled else ""
    if not matches(kept, password) or agent is None:
        raise _refused()
    renewed = hashed(password) if outdated(kept) else kept
    token = chance(TOKEN_BYTES).hex()
    with engine.begin() as desk:
        agent = desk.work.agents.get(agent.id)
        if not agent.enabled or agent.password != kept:
            raise _refused()
        desk.work.agents.update(agent := agent.model_copy(update={"password": renewed}))
        desk.work.sessions.forget(at)
        desk.work.sessions.end(digest(replaces))
        session = AgentSession(
            token=digest(token),
            agent=agent.id,
            opened_at=at,
            seen_at=at,
            confirmed_at=at,
            expires_at=at + LONGEST,
        )
        desk.work.sessions.add(session)
        desk.record(Signature(agent.actor, at), "agent.signed-in", JOURNAL, agent.id)
    return token, SignedIn(agent, session)


def signed_in(engine: Engine, token: str, at: datetime) -> SignedIn | None:
    """The agent whose device holds a token; None when it is unknown, idle for 30 minutes, or 12 hours old."""
    with engine.read() as desk:
        session = desk.work.sessions.find(digest(token))
        if session is None or not _lasts(session, at):
            return None
        agent = desk.work.agents.get(session.agent)
    if not agent.enabled:
        return None
    if at - session.seen_at >= NOTED_EVERY:
        session = session.model_copy(update={"seen_at": at})
        with engine.begin() as desk:
            desk.work.sessions.seen(session)
    return SignedIn(agent, session)


def confirm(engine: Engine, who: SignedIn, password: str, at: datetime, *, chance: Chance) -> str:
    """Type the password again before a grave act: a new token in place of the old one; raises Refused."""
    must_match(who.agent, password)
    token = chance(TOKEN_BYTES).hex()
    with engine.begin() as desk:
        desk.work.sessions.end(who.session.token)
        renewed = {"token": digest(token), "seen_at": at, "confirmed_at": at}
        desk.work.sessions.add(who.session.model_copy(update=renewed))
    return token


def sign_out(engine: Engine, who: SignedIn, at: datetime) -> None:
    """End the sign-in that an agent speaks from."""
    with engine.begin() as desk:
        desk.work.sessions.end(who.session.token)
        desk.record(who.signature(at), "agent.signed-out", JOURNAL, who.agent.id)


def must_match(agent: Agent, password: str) -> None:
    """Raises Refused when it is not the agent's password."""
    if not matches(agent.password, password):
        raise refuse("core:agents", "Ce n'est pas votre mot de passe.", field="motdepasse")


def _lasts(session: AgentSession, at: datetime) -> bool:
    return at < session.expires_at and at - session.seen_at < IDLE


def _refused() -> Exception:
    return refuse(
        "core:agents",
        "Identifiant ou mot de passe inconnu. Vérifiez les deux, ou demandez un nouveau mot de passe à l'hébergeur.",
        field="identifiant",
    )
