"""Agents, sessions and kiosks: from domain to rows and back, two functions per table."""

import json

from concitoyen.domain.agents import Agent, AgentSession, Grant, Kiosk, KioskState
from concitoyen.store.columns import canonical
from concitoyen.store.rows import AgentRow, AgentSessionRow, KioskRow


def row_of_agent(agent: Agent) -> AgentRow:
    """An agent as a row."""
    return AgentRow(
        id=agent.id,
        login=agent.login,
        name=agent.name,
        grants=canonical([grant.model_dump(mode="json") for grant in agent.grants]),
        enabled=agent.enabled,
        password=agent.password,
        pin=agent.pin,
        created_at=agent.created_at,
    )


def agent_of_row(row: AgentRow) -> Agent:
    """A row as an agent."""
    return Agent(
        id=row.id,
        login=row.login,
        name=row.name,
        grants=tuple(Grant.model_validate(grant) for grant in json.loads(row.grants)),
        enabled=row.enabled,
        password=row.password,
        pin=row.pin,
        created_at=row.created_at,
    )


def row_of_session(session: AgentSession) -> AgentSessionRow:
    """A sign-in as a row."""
    return AgentSessionRow(
        token=session.token,
        agent=session.agent,
        opened_at=session.opened_at,
        seen_at=session.seen_at,
        confirmed_at=session.confirmed_at,
        expires_at=session.expires_at,
    )


def session_of_row(row: AgentSessionRow) -> AgentSession:
    """A row as a sign-in."""
    return AgentSession(
        token=row.token,
        agent=row.agent,
        opened_at=row.opened_at,
        seen_at=row.seen_at,
        confirmed_at=row.confirmed_at,
        expires_at=row.expires_at,
    )


def row_of_kiosk(kiosk: Kiosk) -> KioskRow:
    """A kiosk as a row."""
    return KioskRow(
        id=kiosk.id,
        token=kiosk.token,
        edition=kiosk.edition,
        place=kiosk.place,
        opened_by=kiosk.opened_by,
        opened_at=kiosk.opened_at,
        closes_at=kiosk.closes_at,
        state=kiosk.state.value,
        tries=kiosk.tries,
    )


def kiosk_of_row(row: KioskRow) -> Kiosk:
    """A row as a kiosk."""
    return Kiosk(
        id=row.id,
        token=row.token,
        edition=row.edition,
        place=row.place,
        opened_by=row.opened_by,
        opened_at=row.opened_at,
        closes_at=row.closes_at,
        state=KioskState(row.state),
        tries=row.tries,
    )
