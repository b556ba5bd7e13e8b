"""Add an agent, change what they may do, their password or PIN, disable them."""

from collections.abc import Sequence

from pydantic import JsonValue

from concitoyen.domain.agents import (
    JOURNAL,
    Agent,
    Grant,
    KioskState,
    folded_login,
    login_objections,
    password_objections,
    pin_objections,
)
from concitoyen.domain.errors import NotFound
from concitoyen.usecases.desk import Desk, Signature, refuse, refuse_if
from concitoyen.usecases.passwords import hashed

LONGEST_NAME = 120


def add_agent(desk: Desk, login: str, name: str, grants: Sequence[Grant], signature: Signature, *, id: str) -> Agent:
    """A new agent, who cannot sign in until a password is chosen; raises Refused, NotFound for an edition."""
    login = folded_login(login)
    refuse_if(login_objections(login))
    _must_be_a_name(name)
    _must_exist(desk, grants)
    agent = Agent(id=id, login=login, name=name.strip(), grants=_in_order(grants), created_at=signature.at)
    desk.work.agents.add(agent)
    desk.record(signature, "agent.added", JOURNAL, agent.id, {"grants": _said(agent.grants)})
    return agent


def agent_of(desk: Desk, login: str) -> Agent:
    """The agent of a login; raises NotFound, and names those that exist."""
    agent = desk.work.agents.find(folded_login(login))
    if agent is None:
        known = ", ".join(agent.login for agent in desk.work.agents.list()) or "aucun"
        raise NotFound(f"Aucun agent n'a l'identifiant « {login} » (agents connus : {known}).")
    return agent


def change_agent(
    desk: Desk,
    agent: Agent,
    signature: Signature,
    *,
    name: str | None = None,
    grants: Sequence[Grant] | None = None,
    enabled: bool | None = None,
) -> Agent:
    """Another name, other roles, or the right to sign in again; what is None stays."""
    changes: dict[str, object] = {}
    if name is not None:
        _must_be_a_name(name)
        changes["name"] = name.strip()
    if grants is not None:
        _must_exist(desk, grants)
        changes["grants"] = _in_order(grants)
    if enabled is not None:
        changes["enabled"] = enabled
    changed = agent.model_copy(update=changes)
    desk.work.agents.update(changed)
    details: dict[str, JsonValue] = {"changed": [*sorted(changes)], "grants": _said(changed.grants)}
    desk.record(signature, "agent.changed", JOURNAL, agent.id, details)
    return changed


def disable_agent(desk: Desk, agent: Agent, signature: Signature) -> Agent:
    """Nobody signs in as this agent any more: sign-ins end, tablets that they lent are closed."""
    changed = agent.model_copy(update={"enabled": False})
    desk.work.agents.update(changed)
    desk.work.sessions.end_all(agent.id)
    for kiosk in desk.work.kiosks.lent_by(agent.id):
        desk.work.kiosks.update(kiosk.model_copy(update={"state": KioskState.CLOSED}))
        desk.record(signature, "kiosk.closed", kiosk.edition, kiosk.id)
    desk.record(signature, "agent.disabled", JOURNAL, agent.id)
    return changed


def set_password(desk: Desk, agent: Agent, password: str, signature: Signature, *, keep: str = "") -> Agent:
    """Another password; every sign-in ends, but the one whose token's hash is `keep`. Raises Refused."""
    refuse_if(password_objections(password, agent.login))
    changed = agent.model_copy(update={"password": hashed(password)})
    desk.work.agents.update(changed)
    desk.work.sessions.end_all(agent.id, but=keep)
    desk.record(signature, "agent.changed", JOURNAL, agent.id, {"changed": ["password"]})
    return changed


def set_pin(desk: Desk, agent: Agent, pin: str, signature: Signature) -> Agent:
    """Another PIN for the tablets that the agent lends; raises Refused."""
    refuse_if(pin_objections(pin))
    changed = agent.model_copy(update={"pin": hashed(pin)})
    desk.work.agents.update(changed)
    desk.record(signature, "agent.changed", JOURNAL, agent.id, {"changed": ["pin"]})
    return changed


def _must_be_a_name(name: str) -> None:
    if not 0 < len(name.strip()) <= LONGEST_NAME:
        raise refuse("core:agents", "Donnez un nom, en {most} caractères au plus.", most=LONGEST_NAME, field="name")


def _must_exist(desk: Desk, grants: Sequence[Grant]) -> None:
    for grant in grants:
        if grant.edition is not None:
            desk.work.editions.get(grant.edition)


def _in_order(grants: Sequence[Grant]) -> tuple[Grant, ...]:
    return tuple(sorted(set(grants), key=lambda grant: (grant.edition or "", grant.role)))


def _said(grants: Sequence[Grant]) -> list[JsonValue]:
    return [f"{grant.role}@{grant.edition}" if grant.edition else grant.role.value for grant in grants]
