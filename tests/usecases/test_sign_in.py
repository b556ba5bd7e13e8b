"""Signing in: who may, how long it lasts, what ends it, and that nothing tells a known login from another."""

from datetime import timedelta
from typing import Literal

import pytest
from argon2 import PasswordHasher

from concitoyen.domain.agents import JOURNAL, Grant, Role
from concitoyen.domain.errors import NotFound, Refused
from concitoyen.domain.journal import check_chain
from concitoyen.usecases import passwords
from concitoyen.usecases.desk import Signature
from concitoyen.usecases.manage_agents import add_agent, agent_of, change_agent, disable_agent, set_password, set_pin
from concitoyen.usecases.sign_in import confirm, digest, must_match, sign_out
from tests.usecases.office import CHEAP, HOST, PASSWORD, Office
from tests.usecases.town import Town

UNKNOWN = "Identifiant ou mot de passe inconnu"


@pytest.fixture
def office(voting: Town, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The town's office, with nobody in it."""
    monkeypatch.setattr(passwords, "HASHER", CHEAP)
    return Office(voting)


def test_an_agent_signs_in_with_login_and_password_however_the_login_is_typed(office: Office) -> None:
    office.hire()
    who = office.known(office.enter(" Camille "))
    assert (who.agent.login, who.session.opened_at) == ("camille", office.now)


def test_the_database_holds_no_token_and_no_password_in_clear(office: Office) -> None:
    office.hire()
    token = office.enter()
    kept = str(office.town.tables())
    assert digest(token) in kept
    assert [clear for clear in (token, PASSWORD, "204816") if clear in kept.replace(digest(token), "")] == []


def test_an_unknown_a_disabled_and_a_mistaken_agent_are_told_the_same(office: Office) -> None:
    office.hire()
    office.hire("lou")
    with office.engine.begin() as desk:
        disable_agent(desk, agent_of(desk, "lou"), HOST)
        add_agent(desk, "sans", "Sans", (), HOST, id="sans")
    said = []
    for login, password in (("personne", PASSWORD), ("lou", PASSWORD), ("camille", "autre"), ("sans", ""), ("", "")):
        with pytest.raises(Refused, match=UNKNOWN) as refusal:
            office.enter(login, password)
        said.append(str(refusal.value))
    assert len(set(said)) == 1


def test_an_unknown_login_costs_the_same_work_as_a_known_one(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    costs = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002 - argon2's own name
            costs.append(str(hash).split("$")[3])
            return super().verify(hash, password)

    monkeypatch.setattr(passwords, "HASHER", Counting())
    office.hire()
    for login in ("camille", "personne"):
        with pytest.raises(Refused):
            office.enter(login, "autre chose que le bon")
    assert len(costs) == 2
    assert costs[0] == costs[1]


def test_the_hash_of_nobody_is_made_at_todays_cost_and_matches_nothing() -> None:
    assert not PasswordHasher().check_needs_rehash(passwords.NOBODY)
    assert not passwords.matches("", "")


def test_a_hash_that_cannot_be_read_matches_nothing() -> None:
    assert not passwords.matches("pas une empreinte", PASSWORD)


def test_an_accent_is_the_same_on_every_keyboard() -> None:
    assert passwords.matches(passwords.hashed("caf\u00e9 du matin"), "cafe\u0301 du matin")


def test_a_password_kept_at_an_older_cost_is_hashed_again_at_sign_in(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.hire()
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher())
    cheap = CHEAP.hash(PASSWORD)
    with office.engine.begin() as desk:
        desk.work.agents.update(agent_of(desk, "camille").model_copy(update={"password": cheap}))
    office.enter()
    assert office.agent().password != cheap
    assert not passwords.outdated(office.agent().password)
    assert office.who(office.enter())


def test_a_token_that_the_device_held_before_is_worth_nothing_after_a_sign_in(office: Office) -> None:
    office.hire()
    planted = "jeton choisi par un autre"
    assert office.who(planted) is None
    first = office.enter(replaces=planted)
    second = office.enter(replaces=first)
    assert office.who(planted) is None
    assert office.who(first) is None
    assert office.who(second)


@pytest.mark.parametrize("token", ["", "0" * 64, "é\ud800"])
def test_a_token_that_nobody_was_given_is_nobodys(office: Office, token: str) -> None:
    office.hire()
    office.enter()
    assert office.who(token) is None


def test_a_hash_read_in_the_database_is_no_token(office: Office) -> None:
    office.hire()
    assert office.who(digest(office.enter())) is None


def test_a_sign_in_ends_after_thirty_idle_minutes(office: Office) -> None:
    office.hire()
    token = office.enter()
    office.later(minutes=29)
    assert office.who(token)
    office.later(minutes=29)
    assert office.who(token)
    office.later(minutes=30)
    assert office.who(token) is None


def test_a_sign_in_ends_after_twelve_hours_whatever_happens(office: Office) -> None:
    office.hire()
    token = office.enter()
    for _ in range(35):
        office.later(minutes=20)
        assert office.who(token)
    office.later(minutes=20)
    assert office.who(token) is None


def test_reading_a_page_writes_at_most_once_a_minute(office: Office) -> None:
    office.hire()
    token = office.enter()
    before = office.sessions(token)
    office.later(seconds=59)
    office.known(token)
    assert office.sessions(token) == before
    office.later(seconds=1)
    assert office.sessions(token) != [office.known(token).session, None]
    assert office.known(token).session.seen_at == office.now


def test_signing_out_ends_this_device_and_no_other(office: Office) -> None:
    office.hire()
    here, there = office.enter(), office.enter()
    sign_out(office.engine, office.known(here), office.now)
    assert office.who(here) is None
    assert office.who(there)


def test_another_password_ends_every_other_device(office: Office) -> None:
    office.hire()
    here, there = office.enter(), office.enter()
    with office.engine.begin() as desk:
        set_password(desk, agent_of(desk, "camille"), "une autre phrase longue", HOST, keep=digest(here))
    assert office.who(here)
    assert office.who(there) is None
    with pytest.raises(Refused, match=UNKNOWN):
        office.enter()
    assert office.enter(password="une autre phrase longue")  # noqa: S106 - of an agent of the tests


def test_a_disabled_agent_is_out_at_once_and_may_be_let_in_again(office: Office) -> None:
    office.hire()
    token = office.enter()
    with office.engine.begin() as desk:
        disable_agent(desk, agent_of(desk, "camille"), HOST)
    assert office.who(token) is None
    with office.engine.begin() as desk:
        change_agent(desk, agent_of(desk, "camille"), HOST, enabled=True)
    assert office.who(token) is None
    assert office.who(office.enter())


def test_an_agent_disabled_between_two_pages_is_out_even_if_the_sign_in_stayed(office: Office) -> None:
    office.hire()
    token = office.enter()
    with office.engine.begin() as desk:
        change_agent(desk, agent_of(desk, "camille"), HOST, enabled=False)
    assert office.who(token) is None


def test_a_grave_act_asks_for_the_password_of_the_last_ten_minutes(office: Office) -> None:
    office.hire()
    token = office.enter()
    assert office.known(token).has_just_confirmed(office.now)
    office.later(minutes=11)
    assert not office.known(token).has_just_confirmed(office.now)
    who = office.known(token)
    with pytest.raises(Refused, match="pas votre mot de passe"):
        confirm(office.engine, who, "autre", office.now, chance=office.chance)
    renewed = confirm(office.engine, who, PASSWORD, office.now, chance=office.chance)
    assert office.known(renewed).has_just_confirmed(office.now)
    assert office.who(token) is None


def test_typing_the_password_again_does_not_lengthen_the_twelve_hours(office: Office) -> None:
    office.hire()
    who = office.known(office.enter())
    renewed = confirm(office.engine, who, PASSWORD, office.now + timedelta(minutes=20), chance=office.chance)
    assert office.known(renewed).session.expires_at == who.session.expires_at


def test_the_password_is_checked_before_it_is_changed(office: Office) -> None:
    agent = office.hire()
    must_match(agent, PASSWORD)
    with pytest.raises(Refused):
        must_match(agent, "autre")


def test_the_journal_tells_who_was_added_changed_disabled_and_came_and_went_without_a_name(office: Office) -> None:
    office.hire(pin="")
    who = office.known(office.enter())
    sign_out(office.engine, who, office.now)
    with office.engine.begin() as desk:
        agent = agent_of(desk, "camille")
        change_agent(desk, agent, HOST, name="Camille R.", grants=(Grant(role=Role.BUREAU, edition=office.town.id),))
        set_pin(desk, agent_of(desk, "camille"), "204816", HOST)
        disable_agent(desk, agent_of(desk, "camille"), HOST)
    host, agent_camille = HOST.actor, "agent camille"
    assert office.journal() == [
        (host, "agent.added", "camille"),
        (host, "agent.changed", "camille"),
        (agent_camille, "agent.signed-in", "camille"),
        (agent_camille, "agent.signed-out", "camille"),
        (host, "agent.changed", "camille"),
        (host, "agent.changed", "camille"),
        (host, "agent.disabled", "camille"),
    ]
    with office.engine.read() as desk:
        acts = desk.work.journal.of(JOURNAL)
    assert check_chain(acts) == len(acts)
    assert acts[4].details == {"changed": ["grants", "name"], "grants": [f"bureau@{office.town.id}"]}
    assert "Camille R." not in str([act.line() for act in acts])


def test_a_refused_sign_in_writes_nothing(office: Office) -> None:
    office.hire()
    before = office.town.tables()
    with pytest.raises(Refused):
        office.enter(password="autre")  # noqa: S106 - a wrong one
    assert office.town.tables() == before


@pytest.mark.parametrize(("login", "name", "said"), [("é", "Élo", "ne convient pas"), ("elo", " ", "Donnez un nom")])
def test_an_agent_needs_a_login_and_a_name(office: Office, login: str, name: str, said: str) -> None:
    with pytest.raises(Refused, match=said), office.engine.begin() as desk:
        add_agent(desk, login, name, (), HOST, id="1")


def test_a_role_is_given_in_an_edition_that_exists(office: Office) -> None:
    grants = (Grant(role=Role.DESK, edition="rien"),)
    with pytest.raises(NotFound, match="L'édition « rien » n'existe pas"), office.engine.begin() as desk:
        add_agent(desk, "elo", "Élo", grants, HOST, id="1")


def test_a_weak_password_or_pin_is_refused_and_the_old_one_stays(office: Office) -> None:
    office.hire()
    signature = Signature("agent camille", office.now)
    with pytest.raises(Refused, match="au moins 12"), office.engine.begin() as desk:
        set_password(desk, agent_of(desk, "camille"), "court", signature)
    with pytest.raises(Refused, match="6 chiffres"), office.engine.begin() as desk:
        set_pin(desk, agent_of(desk, "camille"), "12", signature)
    assert office.who(office.enter())


def test_an_unknown_agent_is_said_with_those_that_exist(office: Office) -> None:
    office.hire()
    with pytest.raises(NotFound, match=r"« lou » \(agents connus : camille\)"), office.engine.read() as desk:
        agent_of(desk, "lou")
