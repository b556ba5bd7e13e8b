"""Roles, what they allow and where; logins, passwords and PINs that are refused, with the reason."""

from datetime import UTC, datetime
from itertools import product

import pytest
from pydantic import ValidationError

from concitoyen.domain.agents import (
    PERMISSIONS,
    Act,
    Agent,
    Grant,
    Role,
    folded_login,
    login_objections,
    may,
    may_somewhere,
    password_objections,
    pin_objections,
)

ARRAS, LENS = "arras-2027", "lens-2027"
MATRIX = {
    Act.VISIT: {Role.HOST, Role.MISSION, Role.DESK, Role.BUREAU},
    Act.MANAGE_AGENTS: {Role.HOST},
    Act.CLOSE_VOTE: {Role.MISSION},
    Act.PUBLISH_RESULTS: {Role.MISSION},
    Act.PRINT_PAPER: {Role.MISSION, Role.DESK},
    Act.ENTER_PAPER: {Role.DESK},
    Act.RECONCILE_PAPER: {Role.MISSION},
    Act.OPEN_KIOSK: {Role.DESK},
    Act.ASSIST_VOTE: {Role.DESK},
    Act.ATTEND_OPENING: {Role.MISSION, Role.BUREAU},
    Act.OPEN_URN: {Role.BUREAU},
}


def agent(*grants: Grant, enabled: bool = True) -> Agent:
    at = datetime(2027, 1, 4, 9, tzinfo=UTC)
    return Agent(id="1" * 32, login="camille", name="Camille", grants=grants, enabled=enabled, created_at=at)


def test_each_act_belongs_to_the_roles_of_this_table_and_to_no_other() -> None:
    assert {act: {role for role in Role if act in PERMISSIONS[role]} for act in Act} == MATRIX


@pytest.mark.parametrize(("role", "act"), [*product(Role, Act)], ids=str)
def test_a_role_over_all_editions_allows_its_acts_in_each_and_in_all(role: Role, act: Act) -> None:
    one = agent(Grant(role=role))
    allowed = role in MATRIX[act]
    assert (may(one, act, ARRAS), may(one, act, None), may_somewhere(one, act)) == (allowed, allowed, allowed)


@pytest.mark.parametrize(("role", "act"), [*product([Role.MISSION, Role.DESK, Role.BUREAU], Act)], ids=str)
def test_a_role_in_one_edition_allows_its_acts_there_only(role: Role, act: Act) -> None:
    one = agent(Grant(role=role, edition=ARRAS))
    allowed = role in MATRIX[act]
    assert (may(one, act, ARRAS), may(one, act, LENS), may(one, act, None)) == (allowed, False, False)
    assert may_somewhere(one, act) is allowed


def test_roles_add_up_each_in_its_edition() -> None:
    one = agent(Grant(role=Role.DESK, edition=ARRAS), Grant(role=Role.BUREAU, edition=LENS))
    assert may(one, Act.ENTER_PAPER, ARRAS)
    assert not may(one, Act.OPEN_URN, ARRAS)
    assert may(one, Act.OPEN_URN, LENS)


def test_a_disabled_agent_may_do_nothing() -> None:
    one = agent(Grant(role=Role.DESK), enabled=False)
    assert not may(one, Act.VISIT, ARRAS)
    assert not may_somewhere(one, Act.VISIT)


def test_an_agent_without_a_role_may_do_nothing() -> None:
    assert [act for act in Act if may_somewhere(agent(), act)] == []


def test_no_role_both_manages_agents_and_sees_ballots_nor_enters_paper_and_closes() -> None:
    for role, acts in PERMISSIONS.items():
        assert not {Act.MANAGE_AGENTS, Act.OPEN_URN} <= acts, role
        assert not {Act.ENTER_PAPER, Act.CLOSE_VOTE} <= acts, role


def test_the_host_belongs_to_no_edition_in_particular() -> None:
    with pytest.raises(ValidationError, match="belongs to no edition"):
        Grant(role=Role.HOST, edition=ARRAS)


def test_neither_password_nor_pin_is_ever_shown_and_the_journal_names_an_agent_by_id() -> None:
    one = agent().model_copy(update={"password": "$argon2id$p", "pin": "$argon2id$q"})
    assert "argon2id" not in repr(one)
    assert one.actor == "agent " + "1" * 32


def test_a_login_is_the_same_however_it_is_typed() -> None:
    assert folded_login("  Camille.Roy@Exemple.FR ") == "camille.roy@exemple.fr"


@pytest.mark.parametrize("login", ["camille", "c.roy@exemple.fr", "guichet-2", "a+b@c.d.fr"])
def test_a_login_is_an_address_or_a_short_name(login: str) -> None:
    assert login_objections(login) == ()


@pytest.mark.parametrize("login", ["", "rené", "a b", "@x.fr", "a@b", "a@b.", "-a", "a" * 121])
def test_another_login_is_refused_with_what_to_write(login: str) -> None:
    (objection,) = login_objections(login)
    assert "une adresse e-mail, ou des lettres sans accent" in objection.text


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("trop court", "au moins 12 caractères"),
        ("a" * 201, "au plus 200 caractères"),
        ("abababababababab", "trop peu de caractères différents"),
        ("le mot de Camille!", "contient l'identifiant"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(password: str, said: str) -> None:
    (objection,) = password_objections(password, "camille@exemple.fr")
    assert said in objection.text


@pytest.mark.parametrize("login", ["camille@exemple.fr", "le"])
def test_a_sentence_is_a_good_password(login: str) -> None:
    assert password_objections("le phare de Berck au matin", login) == ()


@pytest.mark.parametrize("pin", ["", "12345", "1234567", "12a456", "\u0661\u0662\u0663\u0664\u0665\u0667"])
def test_a_pin_has_six_digits(pin: str) -> None:
    (objection,) = pin_objections(pin)
    assert objection.text == "Le code est fait de 6 chiffres."


@pytest.mark.parametrize("pin", ["000000", "123456", "987654"])
def test_a_pin_that_is_guessed_at_once_is_refused(pin: str) -> None:
    (objection,) = pin_objections(pin)
    assert "se devine trop vite" in objection.text


def test_another_pin_is_accepted() -> None:
    assert pin_objections("204816") == ()
