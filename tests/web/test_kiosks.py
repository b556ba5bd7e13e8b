"""A tablet lent to voters: opened by an agent, who is signed out of it; paused, given back with the PIN."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.testing import TestClient

from concitoyen.domain.agents import Agent, Grant, Kiosk, KioskState, Role
from concitoyen.usecases import passwords
from concitoyen.web import door as doors
from tests.web.agents import CHEAP, DOMAIN, PIN, Client, enter, hire, lend, send
from tests.web.forms import token, words
from tests.web.world import EDITION, FAVOURITES, VOTE_IS_CLOSED, World

DEVICE = "/agents/borne"
WRONG = "917364"


@get("/agents/essai-de-borne")
async def voters(kiosk: NamedDependency[Kiosk | None]) -> Response[str]:
    """A page of another part of the house, which asks whether it is on a kiosk."""
    return Response(kiosk.place if kiosk else "chez soi")


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords cost little here."""
    monkeypatch.setattr(passwords, "HASHER", CHEAP)


@pytest.fixture
def camille(town: World) -> Agent:
    """An agent of the desk."""
    return hire(town)


@pytest.fixture
def tablet(town: World, camille: Agent) -> Iterator[Client]:
    """A tablet on which the agent has just signed in."""
    app = town.app()
    app.register(voters)
    with TestClient(app) as made:
        enter(made, camille.login)
        yield made


@pytest.fixture
def desk(town: World, camille: Agent) -> Iterator[Client]:
    """The computer of the agent who holds the tablet, before another process of the same site."""
    with TestClient(town.app()) as made:
        enter(made, camille.login)
        yield made


def type_pin(tablet: Client, pin: str, wish: str = "reprendre") -> tuple[int, str]:
    """The PIN on the tablet: the status and the words of the answer."""
    answer = send(tablet, DEVICE, f"{DEVICE}/code", {"code": pin, "suite": wish})
    return answer.status_code, words(answer)


def pause(tablet: Client) -> None:
    send(tablet, DEVICE, f"{DEVICE}/pause", {})


def kiosks(town: World) -> tuple[Kiosk, ...]:
    with town.engine.read() as desk:
        return desk.work.kiosks.of(EDITION)


def test_a_lent_tablet_is_a_kiosk_and_the_agent_is_signed_out_of_it(tablet: Client, town: World) -> None:
    before = tablet.cookies["agent"]
    answer = lend(tablet)
    assert (answer.status_code, answer.headers["location"]) == (303, DEVICE)
    assert "agent" not in tablet.cookies
    tablet.cookies.set("agent", before, domain=DOMAIN)
    assert tablet.get("/agents/", follow_redirects=False).status_code == 303
    assert "La borne est ouverte" in words(tablet.get(DEVICE))
    assert f'href="/{EDITION}/vote"' in tablet.get(DEVICE).text
    (kiosk,) = kiosks(town)
    assert (kiosk.place, kiosk.opened_by, kiosk.state) == ("Marché d’Arras", "camille", KioskState.OPEN)
    assert kiosk.closes_at.isoformat() == "2023-09-10T16:00:00+00:00"


def test_the_tablets_cookie_is_out_of_reach_of_scripts_and_other_sites(tablet: Client) -> None:
    cookie = next(one for one in lend(tablet).headers.get_list("set-cookie") if one.startswith("kiosque="))
    assert len(tablet.cookies["kiosque"]) == 64
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Max-Age=" in cookie


def test_the_token_of_a_tablet_is_not_in_the_database(tablet: Client, town: World) -> None:
    lend(tablet)
    assert kiosks(town)[0].token != tablet.cookies["kiosque"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"lieu": "  "}, "Dites où est la borne"),
        ({"heure": "08:00"}, "Cette heure est déjà passée"),
        ({"heure": "tard"}, "Cette heure est déjà passée"),
    ],
)
def test_what_is_wrong_is_said_beside_the_form_as_it_was_typed(
    tablet: Client, town: World, change: dict[str, str], said: str
) -> None:
    answer = lend(tablet, **{"lieu": "Lycée Robespierre", **change})
    assert answer.status_code == 422
    assert said in words(answer)
    assert ("Lycée Robespierre" in answer.text) is ("lieu" not in change)
    assert kiosks(town) == ()


def test_a_tablet_is_not_lent_after_the_vote(tablet: Client, town: World) -> None:
    town.clock.now = VOTE_IS_CLOSED
    enter(tablet)
    assert "Le vote de cette édition est terminé" in words(lend(tablet))


def test_a_tablet_is_lent_in_the_editions_of_the_agent_only(town: World) -> None:
    hire(town, "lou", Grant(role=Role.DESK, edition=FAVOURITES))
    with TestClient(town.app()) as client:
        enter(client, "lou")
        assert f'value="{EDITION}"' not in client.get("/agents/kiosque").text
        assert lend(client).status_code == 403
    assert kiosks(town) == ()


def test_an_agent_without_a_pin_is_asked_to_choose_one(town: World) -> None:
    hire(town, pin="")
    with TestClient(town.app()) as client:
        enter(client)
        assert "D’abord, votre code" in words(client.get("/agents/kiosque"))
        data = {
            "edition": EDITION,
            "lieu": "Marché",
            "heure": "18:00",
            "_csrf_token": token(client.get("/agents/moi").text),
        }
        assert "Choisissez d’abord votre code" in words(client.post("/agents/kiosque", data=data))


def test_voters_pages_know_the_kiosk_they_are_on(tablet: Client) -> None:
    path = "/agents/essai-de-borne"
    assert tablet.get(path).text == "chez soi"
    tablet.cookies.set("kiosque", "jeton-de-personne", domain=DOMAIN)
    assert tablet.get(path).text == "chez soi"
    lend(tablet)
    assert tablet.get(path).text == "Marché d’Arras"


def test_a_paused_tablet_serves_no_voter_until_the_pin(tablet: Client) -> None:
    lend(tablet)
    pause(tablet)
    assert "La borne est en pause" in words(tablet.get("/agents/essai-de-borne"))
    status, said = type_pin(tablet, WRONG)
    assert (status, "Essais restants : 4" in said) == (422, True)
    assert type_pin(tablet, PIN)[0] == 303
    assert tablet.get("/agents/essai-de-borne").text == "Marché d’Arras"


def test_leaving_kiosk_mode_asks_for_the_pin_and_ends_it(tablet: Client, town: World) -> None:
    lend(tablet)
    assert type_pin(tablet, PIN, "quitter")[0] == 303
    assert kiosks(town)[0].state is KioskState.CLOSED
    assert "Cette borne est fermée" in words(tablet.get(DEVICE))
    assert "kiosque" not in tablet.cookies
    assert "Cet appareil n’est pas une borne" in words(tablet.get(DEVICE))


def test_five_wrong_pins_end_the_tablet(tablet: Client, town: World) -> None:
    lend(tablet)
    statuses = [type_pin(tablet, WRONG)[0] for _ in range(4)]
    answer = send(tablet, DEVICE, f"{DEVICE}/code", {"code": WRONG, "suite": "quitter"})
    assert (statuses, answer.status_code) == ([422] * 4, 409)
    assert "Cinq codes faux de suite" in words(answer)
    assert kiosks(town)[0].state is KioskState.REVOKED
    assert "Cette borne est fermée" in words(tablet.get("/agents/essai-de-borne"))


def test_a_tablet_past_its_hour_says_so_and_serves_nobody(tablet: Client, town: World) -> None:
    lend(tablet)
    town.clock.now += timedelta(hours=7)
    page = tablet.get("/agents/essai-de-borne")
    assert "Cette borne est fermée" in words(page)
    assert "kiosque" not in tablet.cookies


def test_an_agent_sees_the_tablets_lent_and_closes_one_from_afar(tablet: Client, desk: Client, town: World) -> None:
    lend(tablet)
    page = desk.get("/agents/kiosque")
    assert "Marché d’Arras" in words(page)
    assert "10 septembre 2023 à 18" in words(page)
    (kiosk,) = kiosks(town)
    send(desk, "/agents/kiosque", f"/agents/kiosque/{kiosk.id}/fermer", {})
    assert "fermée" in words(desk.get("/agents/kiosque"))
    assert "Cette borne est fermée" in words(tablet.get(DEVICE))


def test_a_tablet_that_closed_at_its_hour_is_shown_as_such(tablet: Client, desk: Client, town: World) -> None:
    lend(tablet)
    town.clock.now += timedelta(hours=7)
    enter(desk)
    assert "fermée à l’heure" in words(desk.get("/agents/kiosque"))


def test_an_agent_closes_no_tablet_of_another_edition(tablet: Client, town: World) -> None:
    lend(tablet)
    hire(town, "lou", Grant(role=Role.DESK, edition=FAVOURITES))
    (kiosk,) = kiosks(town)
    with TestClient(town.app()) as client:
        enter(client, "lou")
        answer = send(client, "/agents/kiosque", f"/agents/kiosque/{kiosk.id}/fermer", {})
    assert answer.status_code == 403
    assert kiosks(town)[0].state is KioskState.OPEN


@pytest.mark.parametrize("path", [f"{DEVICE}/pause", f"{DEVICE}/code"])
def test_a_device_that_is_no_kiosk_has_neither_pause_nor_pin(tablet: Client, path: str) -> None:
    data = {"_csrf_token": token(tablet.get("/agents/moi").text), "code": PIN}
    assert tablet.post(path, data=data).status_code == 403


@pytest.mark.parametrize("path", [f"{DEVICE}/pause", f"{DEVICE}/code"])
def test_the_tablets_forms_need_their_token(tablet: Client, town: World, path: str) -> None:
    lend(tablet)
    answer = tablet.post(path, data={"code": PIN, "suite": "quitter"})
    assert (answer.status_code, "Cette page a expiré" in words(answer)) == (403, True)
    assert kiosks(town)[0].state is KioskState.OPEN


def test_a_pin_typed_in_a_crowd_is_not_counted(tablet: Client, town: World, monkeypatch: pytest.MonkeyPatch) -> None:
    lend(tablet)
    monkeypatch.setattr(doors, "WAITING_AT_MOST", 0)
    status, said = type_pin(tablet, PIN)
    assert (status, "Réessayez dans un instant" in said) == (503, True)
    assert kiosks(town)[0].tries == 0
