"""The agents' pages: who passes and who does not, page by page; cookies, tokens, limits, and what is kept where."""

from collections.abc import Iterator
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
from concitoyen.usecases.paper_vote import open_place
from concitoyen.web.app import create_app
from concitoyen.web.pages.agents import safe_way_back
from concitoyen.web.signing import SignedIn, requires
from tests.web.agents import CHEAP, DOMAIN, PASSWORD, Client, enter, hire, send
from tests.web.forms import token, words
from tests.web.world import EDITION, FAVOURITES, World

PAPER = f"/agents/{EDITION}/papier"
HOME, SIGN_IN = "/agents/", "/agents/connexion"
READS = {
    "/agents/": set(Role),
    "/agents/moi": set(Role),
    "/agents/confirmer": set(Role),
    "/agents/kiosque": {Role.DESK},
    PAPER: {Role.DESK, Role.MISSION},
    f"{PAPER}/bulletin.pdf": {Role.DESK, Role.MISSION},
    f"{PAPER}/mairie": {Role.DESK, Role.MISSION},
    f"{PAPER}/mairie/feuille.pdf": {Role.DESK, Role.MISSION},
    f"{PAPER}/mairie/feuille": {Role.DESK},
    f"{PAPER}/mairie/cartes": {Role.DESK},
    f"/agents/{EDITION}/guichet": {Role.DESK},
    f"/agents/{EDITION}/urne": {Role.BUREAU},
    f"/agents/{EDITION}/publication": {Role.MISSION},
}
WRITES = {
    "/agents/deconnexion": set(Role),
    "/agents/confirmer": set(Role),
    "/agents/moi/mot-de-passe": set(Role),
    "/agents/moi/code": set(Role),
    "/agents/kiosque": {Role.DESK},
    "/agents/kiosque/rien/fermer": {Role.DESK},
    PAPER: {Role.DESK, Role.MISSION},
    f"{PAPER}/mairie/urne": {Role.MISSION},
    f"{PAPER}/mairie/feuille": {Role.DESK},
    f"{PAPER}/mairie/feuille/rayer": {Role.DESK},
    f"{PAPER}/mairie/cartes": {Role.DESK},
    f"{PAPER}/mairie/cartes/retirer": {Role.DESK},
    f"/agents/{EDITION}/guichet": {Role.DESK},
    f"/agents/{EDITION}/urne": {Role.BUREAU},
    f"/agents/{EDITION}/urne/ouvrir": {Role.BUREAU},
    f"/agents/{EDITION}/urne/former": {Role.BUREAU},
    f"/agents/{EDITION}/urne/feuille": {Role.BUREAU},
    f"/agents/{EDITION}/urne/verifier": {Role.BUREAU},
    f"/agents/{EDITION}/publication": {Role.MISSION},
}
OPEN_TO_ALL = {"/agents/connexion", "/agents/borne", "/agents/borne/pause", "/agents/borne/code"}
"""The sign-in, and the tablet, whose own cookie and PIN are asked for instead: tests/web/test_kiosks.py."""


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords cost little here."""
    monkeypatch.setattr(passwords, "HASHER", CHEAP)


@pytest.fixture(autouse=True)
def hall(town: World) -> None:
    """A place for paper."""
    with town.engine.begin() as desk:
        open_place(desk, EDITION, "Mairie", Signature("hôte", town.clock()))


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
                    path = route.path
                    for part, name in (
                        ("{kiosk_id:str}", "rien"),
                        ("{edition:str}", EDITION),
                        ("{place:str}", "mairie"),
                    ):
                        path = path.replace(part, name)
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


@get("/agents/{edition:str}/essai", guards=[requires(Act.OPEN_URN, fresh=True)])
async def urn(agent: NamedDependency[SignedIn], edition: FromPath[str]) -> Response[str]:
    return Response(f"{agent.agent.name} ouvre l’urne de {edition}")


@post("/agents/{edition:str}/essai", guards=[requires(Act.OPEN_URN, fresh=True)])
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
    assert wider.get(f"/agents/{EDITION}/essai").text == f"Camille Roy ouvre l’urne de {EDITION}"
    assert wider.get(f"/agents/{FAVOURITES}/essai").status_code == 403
    assert wider.get("/agents/bureau").status_code == 200
    assert wider.get("/agents/cloture").status_code == 403  # all editions at once: a role in one is not enough


def test_a_grave_act_asks_for_the_password_again_then_lets_pass(wider: Client, town: World) -> None:
    hire(town, "camille", Grant(role=Role.BUREAU))
    enter(wider)
    before = wider.cookies["agent"]
    town.clock.now += timedelta(minutes=11)
    for answer in (
        wider.get(f"/agents/{EDITION}/essai", follow_redirects=False),
        wider.post(f"/agents/{EDITION}/essai", data={"_csrf_token": csrf(wider)}, follow_redirects=False),
    ):
        assert answer.status_code == 303
        assert answer.headers["location"] == f"/agents/confirmer?vers=%2Fagents%2F{EDITION}%2Fessai"
    fields = {"vers": f"/agents/{EDITION}/essai"}
    wrong = send(wider, "/agents/confirmer", "/agents/confirmer", {**fields, "motdepasse": "autre"})
    assert wrong.status_code == 422
    assert "pas votre mot de passe" in words(wrong)
    right = send(wider, "/agents/confirmer", "/agents/confirmer", {**fields, "motdepasse": PASSWORD})
    assert right.headers["location"] == f"/agents/{EDITION}/essai"
    assert wider.cookies["agent"] != before
    assert wider.get(f"/agents/{EDITION}/essai").status_code == 200


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
    "path",
    [
        "https://exemple.fr",
        "//exemple.fr",
        "/\\exemple.fr",
        "/a//b",
        "javascript:x",
        "",
        "/a\n/b",
        "/a?b=c",
        f"/{'a' * 90}!",
        "/../a",
    ],
)
def test_the_way_back_never_leads_elsewhere(client: Client, town: World, path: str) -> None:
    hire(town)
    assert enter(client, back=path).headers["location"] == HOME


def test_the_title_of_a_page_with_a_slip_says_so_first(client: Client, town: World) -> None:
    hire(town)
    refused = enter(client, password="autre")  # noqa: S106 - a wrong one
    assert "<title>Erreur&nbsp;: Connexion des agents — Concitoyen</title>" in refused.text


def test_an_agent_reads_the_editions_of_their_roles_by_title(client: Client, town: World) -> None:
    hire(town, "camille", Grant(role=Role.DESK, edition="pasdecalais-2023"), Grant(role=Role.BUREAU))
    enter(client)
    told = words(client.get("/agents/"))
    assert "votes assistés), Budget citoyen 2023" in told
    assert "membre du bureau, toutes les éditions" in told
    assert EDITION not in told
