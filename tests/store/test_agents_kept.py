"""Agents, sign-ins and kiosks: read back the same, one per login, and no token in clear."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from concitoyen.domain.agents import Agent, AgentSession, Grant, Kiosk, KioskState, Role
from concitoyen.domain.errors import NotFound, Refused
from concitoyen.store import agent_rows
from concitoyen.store.store import Store
from tests.store.examples import EDITION, NOON, instants, names, texts, undone

AGENT = Agent(id="a1", login="camille", name="Camille", grants=(Grant(role=Role.DESK),), created_at=NOON)
HASH, OTHER = "0a" * 32, "0b" * 32
SESSION = AgentSession(
    token=HASH, agent="a1", opened_at=NOON, seen_at=NOON, confirmed_at=NOON, expires_at=NOON + timedelta(hours=12)
)
KIOSK = Kiosk(
    id="k1",
    token=HASH,
    edition=EDITION.id,
    place="marché",
    opened_by="a1",
    opened_at=NOON,
    closes_at=NOON + timedelta(hours=4),
)

hosts = st.just(Grant(role=Role.HOST))
grants = hosts | st.builds(
    Grant, role=st.sampled_from([Role.MISSION, Role.DESK, Role.BUREAU]), edition=st.none() | names
)
agents = st.builds(
    Agent,
    id=names,
    login=names,
    name=texts,
    grants=st.lists(grants, max_size=3).map(tuple),
    enabled=st.booleans(),
    password=texts,
    pin=texts,
    created_at=instants,
)
hashes = st.binary(min_size=32, max_size=32).map(bytes.hex)
sessions = st.builds(
    AgentSession,
    token=hashes,
    agent=st.just(AGENT.id),
    opened_at=instants,
    seen_at=instants,
    confirmed_at=instants,
    expires_at=instants,
)
kiosks = st.builds(
    Kiosk,
    id=names,
    token=hashes,
    edition=st.just(EDITION.id),
    place=texts,
    opened_by=st.just(AGENT.id),
    opened_at=instants,
    closes_at=instants,
    state=st.sampled_from(KioskState),
    tries=st.integers(0, 5),
)


@given(agent=agents)
def test_an_agent_is_read_back_from_row_and_database(shared_store: Store, agent: Agent) -> None:
    assert agent_rows.agent_of_row(agent_rows.row_of_agent(agent)) == agent
    with undone(shared_store) as work:
        work.agents.add(agent)
        assert work.agents.get(agent.id) == work.agents.find(agent.login) == agent
        assert work.agents.list() == (agent,)


@given(session=sessions)
def test_a_sign_in_is_read_back_from_row_and_database(shared_store: Store, session: AgentSession) -> None:
    assert agent_rows.session_of_row(agent_rows.row_of_session(session)) == session
    with undone(shared_store) as work:
        work.agents.add(AGENT)
        work.sessions.add(session)
        assert work.sessions.find(session.token) == session


@given(kiosk=kiosks)
def test_a_kiosk_is_read_back_from_row_and_database(shared_store: Store, kiosk: Kiosk) -> None:
    assert agent_rows.kiosk_of_row(agent_rows.row_of_kiosk(kiosk)) == kiosk
    with undone(shared_store) as work:
        work.agents.add(AGENT)
        work.kiosks.add(kiosk)
        assert work.kiosks.get(kiosk.id) == work.kiosks.find(kiosk.token) == kiosk
        assert work.kiosks.of(EDITION.id) == (kiosk,)


def test_a_login_belongs_to_one_agent(store: Store) -> None:
    with store.begin() as work:
        work.agents.add(AGENT)
    with pytest.raises(Refused, match="« camille » est déjà celui d'un agent"), store.begin() as work:
        work.agents.add(AGENT.model_copy(update={"id": "a2"}))


@pytest.mark.parametrize("token", ["", "un jeton en clair", "0A" * 32])
def test_a_token_in_clear_never_enters(store: Store, token: str) -> None:
    with undone(store) as work:
        work.agents.add(AGENT)
        with pytest.raises(ValueError, match="never the token"):
            work.sessions.add(SESSION.model_copy(update={"token": token}))
        with pytest.raises(ValueError, match="never the token"):
            work.kiosks.add(KIOSK.model_copy(update={"token": token}))


@pytest.mark.parametrize("table", ["sessions", "kiosks"])
def test_the_database_itself_refuses_a_token_that_is_no_hash(store: Store, table: str) -> None:
    with store.begin() as work:
        work.agents.add(AGENT)
        work.sessions.add(SESSION)
        work.kiosks.add(KIOSK)
    with pytest.raises(IntegrityError), store.transaction() as session:
        session.execute(text(f"UPDATE {table} SET token = 'court'"))  # noqa: S608 - one of the two names above


def test_ending_sign_ins_leaves_the_one_that_is_kept_and_those_of_others(store: Store) -> None:
    other = AGENT.model_copy(update={"id": "a2", "login": "lou"})
    with undone(store) as work:
        work.agents.add(AGENT)
        work.agents.add(other)
        for number, agent in ((1, "a1"), (2, "a1"), (3, "a2")):
            work.sessions.add(SESSION.model_copy(update={"token": f"{number:064}", "agent": agent}))
        work.sessions.end_all("a1", but=f"{1:064}")
        assert [bool(work.sessions.find(f"{number:064}")) for number in (1, 2, 3)] == [True, False, True]
        work.sessions.end(f"{3:064}")
        assert work.sessions.find(f"{3:064}") is None


def test_sign_ins_that_are_over_are_forgotten(store: Store) -> None:
    with undone(store) as work:
        work.agents.add(AGENT)
        work.sessions.add(SESSION)
        work.sessions.forget(NOON + timedelta(hours=12))
        assert work.sessions.find(HASH) == SESSION
        work.sessions.forget(NOON + timedelta(hours=12, seconds=1))
        assert work.sessions.find(HASH) is None


def test_a_sign_in_that_was_ended_does_not_come_back(store: Store) -> None:
    with undone(store) as work:
        work.agents.add(AGENT)
        work.sessions.seen(SESSION)
        assert work.sessions.find(HASH) is None


def test_the_kiosks_of_an_agent_are_those_that_nobody_has_ended(store: Store) -> None:
    with undone(store) as work:
        work.agents.add(AGENT)
        for number, state in enumerate(KioskState):
            changes = {"id": state.value, "token": f"{number:064}", "state": state}
            work.kiosks.add(KIOSK.model_copy(update=changes))
        assert {kiosk.id for kiosk in work.kiosks.lent_by("a1")} == {"open", "paused"}


def test_what_does_not_exist_is_said(store: Store) -> None:
    with undone(store) as work:
        for call in (
            lambda: work.agents.get("zz"),
            lambda: work.agents.update(AGENT),
            lambda: work.kiosks.get("zz"),
            lambda: work.kiosks.update(KIOSK),
        ):
            with pytest.raises(NotFound, match="n'a le numéro"):
                call()
        assert work.agents.find("zz") is None
        assert work.kiosks.find(OTHER) is None
