"""The agents' pages: who passes and who does not, page by page; cookies, tokens, limits, and what is kept where."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from litestar import Litestar, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.testing import TestClient

from concitoyen.domain.agents import Act, Grant, Role
from concitoyen.usecases import passwords
from concitoyen.usecases.desk import Signature
from concitoyen.usecases.manage_agents import agent_of, disable_agent
from concitoyen.web import door as doors
from concitoyen.web.app import create_app
from concitoyen.web.door import PER_ADDRESS, PER_LOGIN, Door, Jar
from concitoyen.web.pages.agents import safe_way_back
from concitoyen.web.signing import SignedIn, requires
from concitoyen.web.tasks import TASKS
from tests.web.agents import CHEAP, DOMAIN, PASSWORD, Client, enter, hire, send
from tests.web.forms import token, words
from tests.web.world import EDITION, FAVOURITES, World

HOME, SIGN_IN = "/agents/", "/agents/connexion"
READS = {
    "/agents/": set(Role),
    "/agents/moi": set(Role),
    "/agents/confirmer": set(Role),
    "/agents/kiosque": {Role.DESK},
}
WRITES = {
    "/agents/deconnexion": set(Role),
    "/agents/confirmer": set(Role),
    "/agents/moi/mot-de-passe": set(Role),
    "/agents/moi/code": set(Role),
    "/agents/kiosque": {Role.DESK},
    "/agents/kiosque/rien/fermer": {Role.DESK},
}
OPEN_TO_ALL = {"/agents/connexion", "/agents/borne", "/agents/borne/pause", "/agents/borne/code"}
"""The sign-in, and the tablet, whose own cookie and PIN are asked for instead: tests/web/test_kiosks.py."""


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords cost little here."""
    monkeypatch.setattr(passwords, "HASHER", CHEAP)


@pytest.fixture
def other(town: World) -> Iterator[Client]:
    """Another browser, before another process of the same site."""
    with TestClient(town.app()) as made:
        yield made


def csrf(client: Client) -> str:
    """A token of this browser."""
    return token(client.get(SIGN_IN).text)


# ── every page × every role ───────────────────────────────────────────────────────────────────────────


def test_the_tables_of_these_tests_name_every_page_for_agents(town: World) -> None:
    found: dict[str, set[str]] = {"GET": set(), "POST": set()}
    for route in town.app().routes:
        for handler in getattr(route, "route_handlers", []):
            if route.path.startswith("/agents"):
                for method in handler.http_methods & {"GET", "POST"}:
                    path = route.path.replace("{kiosk_id:str}", "rien")
                    found[method].add(HOME if path == "/agents" else path)
    assert found["GET"] - OPEN_TO_ALL == set(READS)
    assert found["POST"] - OPEN_TO_ALL == set(WRITES)


@pytest.mark.parametrize(("path", "role"), [*product(READS, Role)], ids=str)
def test_a_page_opens_to_its_roles_and_to_no_other(client: Client, town: World, path: str, role: Role) -> None:
    hire(town, "camille", Grant(role=role))
    enter(client)
    answer = client.get(path)
    if role in READS[path]:
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
    else:
        assert answer.status_code == 403
        assert "Cette page n’est pas ouverte à votre rôle" in words(answer)


@pytest.mark.parametrize(("path", "role"), [*product(WRITES, Role)], ids=str)
def test_an_act_is_received_from_its_roles_and_from_no_other(
    client: Client, town: World, path: str, role: Role
) -> None:
    hire(town, "camille", Grant(role=role))
    enter(client)
    answer = client.post(path, data={"_csrf_token": csrf(client)}, follow_redirects=False)
    if role in WRITES[path]:
        assert answer.status_code in {303, 404, 422}
    else:
        assert answer.status_code == 403
        assert "Cette page n’est pas ouverte à votre rôle" in words(answer)


@pytest.mark.parametrize("path", READS)
def test_nobody_is_led_to_the_sign_in_and_back(client: Client, town: World, path: str) -> None:
    hire(town)
    answer = client.get(path, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/agents/connexion?vers=%2Fagents")
    page = client.get(answer.headers["location"])
    assert f'name="vers" value="{path.rstrip("/")}"' in page.text


@pytest.mark.parametrize("path", WRITES)
def test_an_act_of_nobody_is_refused(client: Client, path: str) -> None:
    answer = client.post(path, data={"_csrf_token": csrf(client)}, follow_redirects=False)
    assert answer.status_code == 403
    assert "Votre session a pris fin" in words(answer)


@pytest.mark.parametrize("path", [SIGN_IN, *WRITES])
@pytest.mark.parametrize("given", [{}, {"_csrf_token": "faux"}], ids=["no token", "a wrong token"])
def test_an_act_without_its_token_is_refused(client: Client, town: World, path: str, given: dict[str, str]) -> None:
    hire(town)
    enter(client)
    answer = client.post(path, data=given, follow_redirects=False)
    assert answer.status_code == 403
    assert "Cette page a expiré" in words(answer)
    assert client.get(HOME).status_code == 200


def test_an_agent_without_a_role_comes_no_further_than_the_refusal(client: Client, town: World) -> None:
    agent = hire(town)
    with town.engine.begin() as desk:
        desk.work.agents.update(agent.model_copy(update={"grants": ()}))
    enter(client)
    assert client.get(HOME).status_code == 403


# ── the guard, as other pages use it ──────────────────────────────────────────────────────────────────


@get("/agents/{edition:str}/urne", guards=[requires(Act.OPEN_URN, fresh=True)])
async def urn(agent: NamedDependency[SignedIn], edition: FromPath[str]) -> Response[str]:
    return Response(f"{agent.agent.name} ouvre l’urne de {edition}")


@post("/agents/{edition:str}/urne", guards=[requires(Act.OPEN_URN, fresh=True)])
async def open_urn(agent: NamedDependency[SignedIn], edition: FromPath[str]) -> Response[str]:
    return Response(f"{agent.agent.name} a ouvert l’urne de {edition}")


@get("/agents/cloture", guards=[requires(Act.CLOSE_VOTE)])
async def closing(agent: NamedDependency[SignedIn]) -> Response[str]:
    return Response(f"{agent.agent.name} clôt tout")


@get("/agents/bureau", guards=[requires(Act.OPEN_URN, somewhere=True)])
async def bureau(agent: NamedDependency[SignedIn]) -> Response[str]:
    return Response(f"{agent.agent.name} choisit")


@pytest.fixture
def wider(town: World) -> Iterator[Client]:
    """A browser before a site that has pages of another part of the house."""
    app: Litestar = town.app()
    for handler in (urn, open_urn, closing, bureau):
        app.register(handler)
    with TestClient(app) as made:
        yield made


def test_a_role_in_one_edition_passes_there_and_nowhere_else(wider: Client, town: World) -> None:
    hire(town, "camille", Grant(role=Role.BUREAU, edition=EDITION), Grant(role=Role.MISSION, edition=EDITION))
    enter(wider)
    assert wider.get(f"/agents/{EDITION}/urne").text == f"Camille Roy ouvre l’urne de {EDITION}"
    assert wider.get(f"/agents/{FAVOURITES}/urne").status_code == 403
    assert wider.get("/agents/bureau").status_code == 200
    assert wider.get("/agents/cloture").status_code == 403  # all editions at once: a role in one is not enough


def test_a_grave_act_asks_for_the_password_again_then_lets_pass(wider: Client, town: World) -> None:
    hire(town, "camille", Grant(role=Role.BUREAU))
    enter(wider)
    before = wider.cookies["agent"]
    town.clock.now += timedelta(minutes=11)
    for answer in (
        wider.get(f"/agents/{EDITION}/urne", follow_redirects=False),
        wider.post(f"/agents/{EDITION}/urne", data={"_csrf_token": csrf(wider)}, follow_redirects=False),
    ):
        assert answer.status_code == 303
        assert answer.headers["location"] == f"/agents/confirmer?vers=%2Fagents%2F{EDITION}%2Furne"
    fields = {"vers": f"/agents/{EDITION}/urne"}
    wrong = send(wider, "/agents/confirmer", "/agents/confirmer", {**fields, "motdepasse": "autre"})
    assert wrong.status_code == 422
    assert "pas votre mot de passe" in words(wrong)
    right = send(wider, "/agents/confirmer", "/agents/confirmer", {**fields, "motdepasse": PASSWORD})
    assert right.headers["location"] == f"/agents/{EDITION}/urne"
    assert wider.cookies["agent"] != before
    assert wider.get(f"/agents/{EDITION}/urne").status_code == 200


# ── signing in and out ────────────────────────────────────────────────────────────────────────────────


def test_the_cookie_is_new_at_each_sign_in_and_ends_with_the_browser(client: Client, town: World) -> None:
    hire(town)
    client.cookies.set("agent", "jeton-choisi-par-un-autre", domain=DOMAIN)
    answer = enter(client)
    cookie = answer.headers["set-cookie"]
    first = client.cookies["agent"]
    assert first != "jeton-choisi-par-un-autre"
    assert len(first) == 64
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Path=/" in cookie
    assert "Max-Age" not in cookie
    enter(client)
    assert client.cookies["agent"] != first


def test_a_cookie_from_before_the_sign_in_opens_nothing_afterwards(client: Client, other: Client, town: World) -> None:
    hire(town)
    enter(client)
    old = client.cookies["agent"]
    enter(client)
    other.cookies.set("agent", old, domain=DOMAIN)
    assert other.get(HOME, follow_redirects=False).status_code == 303


def test_under_tls_both_cookies_are_bound_to_the_host(town: World) -> None:
    hire(town)
    settings = town.settings.model_copy(update={"public_url": "https://budget.exemple.fr"})
    app = create_app(settings, engine=town.engine, clock=town.clock)
    with TestClient(app, base_url="https://budget.exemple.fr") as client:
        cookie = enter(client).headers["set-cookie"]
        assert client.get(HOME).status_code == 200
    assert cookie.startswith("__Host-agent=")
    assert "Secure" in cookie
    assert "Domain" not in cookie


def test_signing_out_ends_the_session_and_the_cookie(client: Client, other: Client, town: World) -> None:
    hire(town)
    enter(client)
    other.cookies.set("agent", client.cookies["agent"], domain=DOMAIN)
    answer = client.post("/agents/deconnexion", data={"_csrf_token": csrf(client)}, follow_redirects=False)
    assert answer.headers["location"] == SIGN_IN
    assert "agent" not in client.cookies
    assert other.get(HOME, follow_redirects=False).status_code == 303


def test_a_sign_in_ends_when_nothing_is_done_for_half_an_hour(client: Client, town: World) -> None:
    hire(town)
    enter(client)
    town.clock.now += timedelta(minutes=29)
    assert client.get(HOME).status_code == 200
    town.clock.now += timedelta(minutes=30)
    assert client.get(HOME, follow_redirects=False).status_code == 303


def test_an_agent_disabled_elsewhere_is_out_at_the_next_page(client: Client, town: World) -> None:
    hire(town)
    enter(client)
    with town.engine.begin() as desk:
        disable_agent(desk, agent_of(desk, "camille"), Signature("hôte", town.clock()))
    assert client.get(HOME, follow_redirects=False).status_code == 303


def test_a_wrong_sign_in_keeps_the_login_and_never_the_password(client: Client, town: World) -> None:
    hire(town)
    answer = enter(client, password="un secret mal tapé")  # noqa: S106 - a wrong one
    assert answer.status_code == 422
    assert "Identifiant ou mot de passe inconnu" in words(answer)
    assert 'value="camille"' in answer.text
    assert "mal tapé" not in answer.text
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/agents/kiosque", f"/agents/{EDITION}/papier", "/agents/"])
def test_the_way_back_is_a_page_of_this_site(path: str) -> None:
    assert safe_way_back(path) == path


@pytest.mark.parametrize(
    "path", ["https://exemple.fr", "//exemple.fr", "/\\exemple.fr", "/a//b", "javascript:x", "", "/a\n/b", "/a?b=c"]
)
def test_the_way_back_never_leads_elsewhere(client: Client, town: World, path: str) -> None:
    hire(town)
    assert enter(client, back=path).headers["location"] == HOME


# ── limits ────────────────────────────────────────────────────────────────────────────────────────────


def test_after_five_wrong_passwords_one_waits_and_then_may_try_again(client: Client, town: World) -> None:
    hire(town)
    wrong = [enter(client, password=f"essai {number}").status_code for number in range(5)]
    refused = enter(client)
    assert (wrong, refused.status_code, refused.headers["retry-after"]) == ([422] * 5, 429, "30")
    assert "Attendez 30 secondes" in words(refused)
    town.clock.now += timedelta(seconds=30)
    assert enter(client).status_code == 303


def test_tries_made_elsewhere_never_shut_an_agent_out(town: World) -> None:
    door = Door(Jar(secure=False))
    for _ in range(100):
        door.wait("198.51.100.7", "camille", town.clock())
    assert door.wait("198.51.100.7", "camille", town.clock())
    assert not door.wait("203.0.113.9", "camille", town.clock())


def test_many_logins_tried_from_one_address_wait_too(client: Client, town: World) -> None:
    hire(town)
    answers = [enter(client, login=f"personne-{number}").status_code for number in range(PER_ADDRESS.burst + 1)]
    assert (set(answers[:-1]), answers[-1]) == ({422}, 429)


def test_the_password_typed_again_is_limited_as_the_sign_in_is(client: Client, town: World) -> None:
    hire(town)
    enter(client)
    fields = {"motdepasse": "autre", "vers": HOME}
    answers = [send(client, "/agents/confirmer", "/agents/confirmer", fields).status_code for _ in range(5)]
    assert answers == [422] * 4 + [429]


def test_an_ipv6_network_counts_as_one_address(town: World) -> None:
    door = Door(Jar(secure=False))
    waits = [door.wait(f"2001:db8:1:2::{number}", "camille", town.clock()) for number in range(PER_LOGIN.burst + 1)]
    assert [bool(wait) for wait in waits] == [False] * PER_LOGIN.burst + [True]
    assert not door.wait("2001:db8:1:3::1", "camille", town.clock())


def test_the_door_forgets_what_is_full_again(town: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "MOST_BUCKETS", 10)
    door = Door(Jar(secure=False))
    for number in range(100):
        door.wait(f"198.51.100.{number}", "camille", town.clock())
        assert len(door.full_at) <= 11
    assert not door.wait("un nom d’hôte", "camille", town.clock() + timedelta(hours=1))


def test_when_too_many_passwords_wait_the_answer_is_to_come_back(
    client: Client, town: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    hire(town)
    monkeypatch.setattr(doors, "WAITING_AT_MOST", 0)
    answer = enter(client)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert "Réessayez dans un instant" in words(answer)


# ── the agent's space and account ─────────────────────────────────────────────────────────────────────


def test_the_space_shows_what_the_agent_may_do_edition_by_edition(client: Client, town: World) -> None:
    hire(town, "camille", Grant(role=Role.DESK, edition=EDITION))
    enter(client)
    page = client.get(HOME)
    assert "Camille Roy" in words(page)
    assert f'href="/agents/kiosque?edition={EDITION}"' in page.text
    assert FAVOURITES not in page.text


def test_an_agent_with_nothing_to_do_is_told_so(client: Client, town: World, monkeypatch: pytest.MonkeyPatch) -> None:
    hire(town, "camille", Grant(role=Role.HOST))
    enter(client)
    monkeypatch.setattr("concitoyen.web.tasks.TASKS", ())
    assert "Rien à faire ici pour votre rôle" in words(client.get(HOME))


def test_a_task_of_all_editions_stands_apart(client: Client, town: World, monkeypatch: pytest.MonkeyPatch) -> None:
    everywhere = replace(TASKS[0], title="Partout", href="/agents/kiosque")
    monkeypatch.setattr("concitoyen.web.tasks.TASKS", (everywhere,))
    hire(town)
    enter(client)
    said = words(client.get(HOME))
    assert "Toutes les éditions Partout" in said
    assert said.count("Partout") == 1


def test_an_agent_changes_the_password_and_other_devices_are_out(client: Client, other: Client, town: World) -> None:
    hire(town)
    enter(client)
    enter(other)
    new = "une autre phrase bien longue"
    fields = {"motdepasse": PASSWORD, "nouveau": new, "nouveau-encore": new}
    answer = send(client, "/agents/moi", "/agents/moi/mot-de-passe", fields)
    assert (answer.status_code, "Votre mot de passe est changé" in words(answer)) == (200, True)
    assert client.get(HOME).status_code == 200
    assert other.get(HOME, follow_redirects=False).status_code == 303
    assert enter(other, password=new).status_code == 303


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"motdepasse": "autre"}, "pas votre mot de passe"),
        ({"nouveau-encore": "pas la même phrase"}, "ne sont pas les mêmes"),
        ({"nouveau": "court", "nouveau-encore": "court"}, "au moins 12 caractères"),
    ],
)
def test_a_password_that_cannot_be_changed_stays(
    client: Client, town: World, change: dict[str, str], said: str
) -> None:
    hire(town)
    enter(client)
    new = "une autre phrase bien longue"
    fields = {"motdepasse": PASSWORD, "nouveau": new, "nouveau-encore": new, **change}
    answer = send(client, "/agents/moi", "/agents/moi/mot-de-passe", fields)
    assert answer.status_code == 422
    assert said in words(answer)
    assert enter(client).status_code == 303


def test_an_agent_chooses_a_pin_with_the_password(client: Client, town: World) -> None:
    hire(town, pin="")
    enter(client)
    assert "Choisir le code de mes bornes" in words(client.get("/agents/moi"))
    fields = {"motdepasse-code": PASSWORD, "code": "917364", "code-encore": "917364"}
    assert "Le code est fait de 6 chiffres" in words(
        send(client, "/agents/moi", "/agents/moi/code", {**fields, "code": "12", "code-encore": "12"})
    )
    answer = send(client, "/agents/moi", "/agents/moi/code", fields)
    assert answer.status_code == 200
    assert "Changer le code de mes bornes" in words(answer)


def test_the_way_out_of_a_refused_form_is_the_agents_space(client: Client) -> None:
    page = words(client.post("/agents/deconnexion", data={}))
    assert "Mon espace" in page
    assert "L’accueil de l’édition" not in page
