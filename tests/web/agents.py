"""Agents of the tests' world: hired without ceremony, signed in as a browser does."""

from collections.abc import Mapping

from argon2 import PasswordHasher
from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient

from concitoyen.domain.agents import Agent, Grant, Role
from concitoyen.usecases.desk import Signature
from concitoyen.usecases.manage_agents import add_agent, set_password, set_pin
from tests.web.forms import token
from tests.web.world import World

PASSWORD = "le phare de Berck au matin"  # noqa: S105 - of an agent of the tests
PIN = "204816"
DOMAIN = "testserver.local"
"""Where the test client keeps its cookies: one planted there is replaced by the site's."""

CHEAP = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
"""The real argon2 at a cost that hundreds of tests can pay."""

Client = TestClient[Litestar]


def hire(town: World, login: str = "camille", *grants: Grant, name: str = "Camille Roy", pin: str = PIN) -> Agent:
    """A new agent of the desk, but for what is said otherwise."""
    signature = Signature("hôte", town.clock())
    with town.engine.begin() as desk:
        agent = add_agent(desk, login, name, grants or (Grant(role=Role.DESK),), signature, id=login)
        agent = set_password(desk, agent, PASSWORD, signature)
        return set_pin(desk, agent, pin, signature) if pin else agent


def send(client: Client, page: str, action: str, fields: Mapping[str, str]) -> Response:
    """Open a page and send one of its forms, without following where it leads."""
    answer = client.get(page)
    data = {**fields, "_csrf_token": token(answer.text)}
    return client.post(action, data=data, follow_redirects=False)


def enter(client: Client, login: str = "camille", password: str = PASSWORD, back: str = "/agents/") -> Response:
    """Sign in."""
    fields = {"identifiant": login, "motdepasse": password, "vers": back}
    return send(client, "/agents/connexion", "/agents/connexion", fields)


def lend(client: Client, **changes: str) -> Response:
    """Make a kiosk of this browser."""
    fields = {"edition": "pasdecalais-2023", "lieu": "Marché d’Arras", "heure": "18:00", **changes}
    return send(client, "/agents/kiosque", "/agents/kiosque", fields)
