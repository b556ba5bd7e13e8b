"""The vote on a lent tablet: the same act, on pages that keep nothing and lead back to the start."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from httpx import Response

from concitoyen.domain.agents import Kiosk
from concitoyen.usecases.desk import Signature
from concitoyen.usecases.lend_kiosk import close_kiosk, pause_kiosk
from concitoyen.web import late
from tests.web.agents import enter, hire, lend
from tests.web.conftest import Client
from tests.web.forms import ANSWERS, attempt, token, words
from tests.web.test_one_vote import MIDNIGHT, receipt
from tests.web.test_vote import in_the_urn
from tests.web.world import EDITION, FAVOURITES, World

START, FORM = f"/{EDITION}/kiosque", f"/{EDITION}/kiosque/vote"


@pytest.fixture
def tablet(client: Client, town: World) -> Client:
    """A browser that an agent has lent to voters."""
    hire(town)
    enter(client)
    lend(client)
    return client


def cast(tablet: Client, **changes: str) -> str:
    """One voter from the first screen to the last; gives the last."""
    page = tablet.get(FORM).text
    sent = {**ANSWERS, **changes, "_csrf_token": token(page), "essai": attempt(page)}
    return tablet.post(FORM, data=sent).text


def test_one_voter_after_another_from_the_start_and_back(tablet: Client, town: World) -> None:
    assert f'href="{FORM}"' in tablet.get(START).text
    for name in ("Zoé", "Léo", "Ana"):
        last = cast(tablet, prenom=name)
        assert f'href="{START}"' in last
    assert in_the_urn(town) == (3, 3)


def test_no_page_of_the_tablet_is_kept_nor_filled_in_by_the_browser(tablet: Client) -> None:
    for path in (START, FORM):
        assert tablet.get(path).headers["cache-control"] == "no-store"
    form = tablet.get(FORM).text
    assert 'autocomplete="off" data-send' in form
    assert 'autocomplete="given-name"' not in form
    assert 'autocomplete="bday-day"' not in form


def test_there_is_no_way_off_the_tablet_but_the_agents(tablet: Client) -> None:
    for page in (tablet.get(START).text, tablet.get(FORM).text, cast(tablet), cast(tablet)):
        assert "<nav" not in page
        assert "<footer" not in page
        assert "/projets" not in page


def test_a_second_ballot_is_refused_with_the_way_to_the_next_voter(tablet: Client, town: World) -> None:
    cast(tablet)
    refused = cast(tablet)
    assert "Vous avez déjà voté" in refused
    assert f'href="{START}"' in refused
    assert in_the_urn(town) == (1, 1)


def test_a_slip_is_corrected_on_the_tablet(tablet: Client) -> None:
    form = cast(tablet, nom="")
    assert f'action="{FORM}"' in form
    assert "Écrivez votre nom." in form
    young = cast(tablet, annee="2019")
    assert f'action="{FORM}/corriger"' in young


@pytest.mark.parametrize("path", [START, FORM])
def test_another_device_is_no_kiosk(client: Client, path: str) -> None:
    answer = client.get(path, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/agents/borne")


def test_another_device_cannot_cast_as_a_kiosk(client: Client, town: World) -> None:
    page = client.get(f"/{EDITION}/vote").text
    sent = {**ANSWERS, "_csrf_token": token(page), "essai": attempt(page)}
    assert client.post(FORM, data=sent, follow_redirects=False).status_code == 303
    assert in_the_urn(town) == (0, 0)


def test_a_tablet_serves_its_own_edition_and_has_no_ordinary_form(tablet: Client) -> None:
    assert tablet.get(f"/{FAVOURITES}/kiosque", follow_redirects=False).status_code == 303
    assert tablet.get(f"/{EDITION}/vote", follow_redirects=False).headers["location"] == START


def test_a_paused_tablet_shows_the_pause_to_whoever_votes(tablet: Client, town: World) -> None:
    page = tablet.get(FORM).text
    tablet.post("/agents/borne/pause", data={"_csrf_token": token(tablet.get("/agents/borne").text)})
    sent = {**ANSWERS, "_csrf_token": token(page), "essai": attempt(page)}
    answer = tablet.post(FORM, data=sent)
    assert "La borne est en pause" in words(answer)
    assert in_the_urn(town) == (0, 0)


def test_a_lent_tablet_asks_for_as_many_codes_as_there_are_voters(
    client: Client, town: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.ask_for_proof('["core:email-code"]')
    hire(town)
    enter(client)
    lend(client)
    monkeypatch.setattr("concitoyen.usecases.identify.LETTERS_A_NETWORK", 2)
    pages = [cast(client, nom=f"N° {number}", courriel=f"n{number}@exemple.org") for number in range(4)]
    assert all("Un code vient d’être envoyé" in page for page in pages)
    assert all(f'action="{FORM}"' in page and "data-idle=" in page for page in pages)
    assert 'autocomplete="one-time-code"' not in pages[0]


def filled(tablet: Client, **changes: str) -> dict[str, str]:
    """The form as a voter on the tablet sends it, so that it may be sent again."""
    page = tablet.get(FORM).text
    return {**ANSWERS, **changes, "_csrf_token": token(page), "essai": attempt(page)}


def ended(answer: Response) -> bool:
    return answer.status_code == 200 and "Cette borne est fermée" in words(answer)


def test_a_retry_after_the_closing_finds_the_receipt_that_was_lost(client: Client, town: World) -> None:
    town.clock.now = MIDNIGHT - timedelta(minutes=20)
    hire(town)
    enter(client)
    lend(client, heure="23:59")
    form, other = filled(client), filled(client, prenom="Léo")
    lost = receipt(client.post(FORM, data=form))
    for instant in (MIDNIGHT - timedelta(seconds=30), MIDNIGHT, MIDNIGHT + timedelta(hours=9)):
        town.clock.now = instant
        found = client.post(FORM, data=form)
        assert (found.status_code, receipt(found)) == (200, lost)
        assert "Nous l’avions déjà reçu de vous" in words(found)
        assert f'href="{START}"' in found.text
    assert ended(client.post(FORM, data=other))
    assert in_the_urn(town) == (1, 1)


@pytest.mark.parametrize("change", [{"prenom": "Léo"}, {"essai": "e" * 32}, {"nom": ""}, {"jour": "", "mois": ""}])
def test_a_tablet_that_has_ended_tells_nobody_else_whether_they_have_voted(
    tablet: Client, town: World, change: dict[str, str]
) -> None:
    form = filled(tablet)
    tablet.post(FORM, data=form)
    cast(tablet, prenom="Léo")
    town.clock.now += timedelta(hours=9)
    assert ended(tablet.post(FORM, data={**form, **change}))
    assert in_the_urn(town) == (2, 2)


def closed_from_afar(town: World, kiosk: Kiosk) -> None:
    with town.engine.begin() as desk:
        close_kiosk(desk, kiosk, Signature("agent camille", town.clock()))


def paused(town: World, kiosk: Kiosk) -> None:
    with town.engine.begin() as desk:
        pause_kiosk(desk, kiosk)


@pytest.mark.parametrize(
    ("stopped", "said"), [(closed_from_afar, "Cette borne est fermée"), (paused, "La borne est en pause")]
)
def test_a_receipt_that_was_lost_is_given_on_a_tablet_that_an_agent_has_stopped(
    tablet: Client, town: World, stopped: Callable[[World, Kiosk], None], said: str
) -> None:
    form, other = filled(tablet), filled(tablet, prenom="Léo")
    lost = receipt(tablet.post(FORM, data=form))
    with town.engine.read() as desk:
        (kiosk,) = desk.work.kiosks.of(EDITION)
    stopped(town, kiosk)
    assert receipt(tablet.post(FORM, data=form)) == lost
    assert said in words(tablet.post(FORM, data=other))
    assert in_the_urn(town) == (1, 1)


def test_many_late_retries_on_tablets_are_asked_to_come_back_with_their_form(
    tablet: Client, town: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = filled(tablet)
    lost = receipt(tablet.post(FORM, data=form))
    town.clock.now += timedelta(hours=9)
    monkeypatch.setattr(late, "WAITING_AT_MOST", 0)
    busy = tablet.post(FORM, data=form)
    assert (busy.status_code, busy.headers["retry-after"]) == (503, "5")
    assert form["essai"] in busy.text
    monkeypatch.undo()
    assert receipt(tablet.post(FORM, data=form)) == lost
