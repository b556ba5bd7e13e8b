"""Agents' tries are limited without shutting anybody out; their space shows what they may do, their account changes."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

import pytest
from httpx import ASGITransport, AsyncClient
from litestar import Litestar
from litestar.testing import TestClient

from concitoyen.domain.agents import Grant, Role
from concitoyen.usecases import passwords
from concitoyen.web import door as doors
from concitoyen.web.door import PER_ADDRESS, PER_LOGIN, Door, Jar
from concitoyen.web.tasks import TASKS
from tests.loops import run
from tests.web.agents import CHEAP, PASSWORD, Client, enter, hire, send
from tests.web.forms import token, words
from tests.web.world import EDITION, FAVOURITES, World

HOME = "/agents/"
SIGN_IN = "/agents/connexion"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords cost little here."""
    monkeypatch.setattr(passwords, "HASHER", CHEAP)


@pytest.fixture
def other(town: World) -> Iterator[Client]:
    """Another browser, before another process of the same site."""
    with TestClient(town.app()) as made:
        yield made


# ── limits ────────────────────────────────────────────────────────────────────────────────────────────


def test_after_five_wrong_passwords_one_waits_and_then_may_try_again(client: Client, town: World) -> None:
    hire(town)
    wrong = [enter(client, password=f"essai {number}").status_code for number in range(5)]
    refused = enter(client)
    assert (wrong, refused.status_code, refused.headers["retry-after"]) == ([422] * 5, 429, "30")
    assert "Attendez 30 secondes" in words(refused)
    town.pulse.seconds += 30
    assert enter(client).status_code == 303


def test_tries_made_elsewhere_never_shut_an_agent_out() -> None:
    door = Door(Jar(secure=False))
    for _ in range(100):
        door.wait("198.51.100.7", "camille")
    assert door.wait("198.51.100.7", "camille")
    assert not door.wait("203.0.113.9", "camille")


def test_behind_a_proxy_tries_made_elsewhere_do_not_shut_an_agent_out_either(town: World) -> None:
    hire(town)

    async def tries(app: Litestar) -> list[int]:
        transport = ASGITransport(app=cast(Any, app), client=("127.0.0.1", 4000))
        async with AsyncClient(transport=transport, base_url="http://site") as client:

            async def one(visitor: str, password: str) -> int:
                page = await client.get(SIGN_IN)
                data = {"identifiant": "camille", "motdepasse": password, "_csrf_token": token(page.text)}
                return (await client.post(SIGN_IN, data=data, headers={"X-Forwarded-For": visitor})).status_code

            wrong = [await one("198.51.100.7", "essai") for _ in range(PER_LOGIN.burst + 1)]
            return [*wrong, await one("203.0.113.9", PASSWORD)]

    answers = run(tries(town.app(trusted_proxies="127.0.0.0/8")))
    assert answers == [422] * PER_LOGIN.burst + [429, 303]


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


def test_an_ipv6_network_counts_as_one_address() -> None:
    door = Door(Jar(secure=False))
    waits = [door.wait(f"2001:db8:1:2::{number}", "camille") for number in range(PER_LOGIN.burst + 1)]
    assert [bool(wait) for wait in waits] == [False] * PER_LOGIN.burst + [True]
    assert not door.wait("2001:db8:1:3::1", "camille")


def test_behind_a_trusted_proxy_tries_made_elsewhere_do_not_shut_an_agent_out(town: World) -> None:
    hire(town)
    app = cast(Any, town.app(trusted_proxies="127.0.0.0/8"))

    async def tries() -> list[int]:
        transport = ASGITransport(app=app, client=("127.0.0.1", 4000))
        async with AsyncClient(transport=transport, base_url="http://site") as client:
            sign_in = "/agents/connexion"
            page = (await client.get(sign_in)).text
            data = {"_csrf_token": token(page), "identifiant": "camille", "motdepasse": "faux"}
            seen = ["198.51.100.7"] * 6 + ["203.0.113.9"]
            return [
                (await client.post(sign_in, data=data, headers={"X-Forwarded-For": one})).status_code for one in seen
            ]

    assert run(tries()) == [422] * 5 + [429, 422]


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
