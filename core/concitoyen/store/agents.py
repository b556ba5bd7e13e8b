"""Agents, their sign-ins and the tablets that they lend, kept."""

import re
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col

from concitoyen.domain.agents import Agent, AgentSession, Kiosk, KioskState
from concitoyen.domain.errors import NotFound, Refused
from concitoyen.domain.reasons import Objection
from concitoyen.store.agent_rows import (
    agent_of_row,
    kiosk_of_row,
    row_of_agent,
    row_of_kiosk,
    row_of_session,
    session_of_row,
)
from concitoyen.store.rows import AgentRow, AgentSessionRow, KioskRow, table_of
from concitoyen.store.statements import insert_all, insert_if_new, overwrite, reads_only, rows_where

HASH = re.compile(r"[0-9a-f]{64}")


class Agents:
    """Those who may sign in."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, agent: Agent) -> None:
        """Keep a new agent; raises Refused when the login is taken."""
        if not insert_if_new(self._session, row_of_agent(agent)):
            message = "L'identifiant « {login} » est déjà celui d'un agent : choisissez-en un autre."
            raise Refused(
                [Objection(rule="core:agents", message=message, values={"login": agent.login}, field="login")]
            )

    def get(self, id: str) -> Agent:
        """One agent; raises NotFound. In a transaction that writes, nobody else changes them until the end."""
        for row in rows_where(self._session, AgentRow, col(AgentRow.id) == id, lock=not reads_only(self._session)):
            return agent_of_row(row)
        raise NotFound(f"Aucun agent n'a le numéro « {id} ».")

    def find(self, login: str) -> Agent | None:
        """The agent of a login, folded as it is kept."""
        same = col(AgentRow.login) == login
        found = rows_where(self._session, AgentRow, same, lock=not reads_only(self._session))
        return agent_of_row(found[0]) if found else None

    def list(self) -> tuple[Agent, ...]:
        """Every agent, by login."""
        return tuple(sorted(map(agent_of_row, rows_where(self._session, AgentRow)), key=lambda agent: agent.login))

    def update(self, agent: Agent) -> None:
        """Write an agent over their earlier state; raises NotFound."""
        if not overwrite(self._session, row_of_agent(agent)):
            raise NotFound(f"Aucun agent n'a le numéro « {agent.id} ».")


class Sessions:
    """The sign-ins that last; each is found by the hash of its token."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, session: AgentSession) -> None:
        """Keep a sign-in; raises ValueError when its token is in clear, IntegrityError when it is taken."""
        _must_be_a_hash(session.token)
        insert_all(self._session, [row_of_session(session)])

    def find(self, token: str) -> AgentSession | None:
        """The sign-in of a token's hash."""
        found = rows_where(self._session, AgentSessionRow, col(AgentSessionRow.token) == token)
        return session_of_row(found[0]) if found else None

    def seen(self, session: AgentSession) -> None:
        """Write a sign-in over its earlier state; one that was ended meanwhile stays ended."""
        overwrite(self._session, row_of_session(session))

    def end(self, token: str) -> None:
        """End one sign-in."""
        table = table_of(AgentSessionRow)
        self._session.execute(delete(table).where(table.c.token == token))

    def end_all(self, agent: str, *, but: str = "") -> None:
        """End every sign-in of an agent, but perhaps the one they speak from."""
        table = table_of(AgentSessionRow)
        self._session.execute(delete(table).where(table.c.agent == agent, table.c.token != but))

    def forget(self, before: datetime) -> None:
        """Delete the sign-ins that ended before an instant."""
        table = table_of(AgentSessionRow)
        self._session.execute(delete(table).where(table.c.expires_at < before))


class Kiosks:
    """The tablets lent to voters; those that ended are kept, for the record of the vote."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, kiosk: Kiosk) -> None:
        """Keep a kiosk; raises ValueError when its token is in clear, IntegrityError when it is taken."""
        _must_be_a_hash(kiosk.token)
        insert_all(self._session, [row_of_kiosk(kiosk)])

    def get(self, id: str) -> Kiosk:
        """One kiosk; raises NotFound. In a transaction that writes, nobody else changes it until the end."""
        for row in rows_where(self._session, KioskRow, col(KioskRow.id) == id, lock=not reads_only(self._session)):
            return kiosk_of_row(row)
        raise NotFound(f"Aucune borne n'a le numéro « {id} ».")

    def find(self, token: str) -> Kiosk | None:
        """The kiosk of a token's hash."""
        found = rows_where(self._session, KioskRow, col(KioskRow.token) == token)
        return kiosk_of_row(found[0]) if found else None

    def of(self, edition: str) -> tuple[Kiosk, ...]:
        """The kiosks of an edition, the oldest first."""
        found = map(kiosk_of_row, rows_where(self._session, KioskRow, col(KioskRow.edition) == edition))
        return tuple(sorted(found, key=lambda kiosk: (kiosk.opened_at, kiosk.id)))

    def lent_by(self, agent: str) -> tuple[Kiosk, ...]:
        """The kiosks that an agent opened and that nobody has ended yet."""
        live = (KioskState.OPEN.value, KioskState.PAUSED.value)
        same = (col(KioskRow.opened_by) == agent, col(KioskRow.state).in_(live))
        return tuple(kiosk_of_row(row) for row in rows_where(self._session, KioskRow, *same))

    def update(self, kiosk: Kiosk) -> None:
        """Write a kiosk over its earlier state; raises NotFound."""
        if not overwrite(self._session, row_of_kiosk(kiosk)):
            raise NotFound(f"Aucune borne n'a le numéro « {kiosk.id} ».")


def _must_be_a_hash(token: str) -> None:
    if not HASH.fullmatch(token):
        raise ValueError("the store keeps the SHA-256 of a token, 64 hexadecimal digits, never the token")
