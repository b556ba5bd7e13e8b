"""One form is one vote: sent twice, reloaded, kept waiting or used by the next person, nothing is lost or doubled."""

import re
from datetime import UTC, datetime

import pytest
from httpx import Response

from concitoyen.domain.errors import StoreError
from tests.web.conftest import Client
from tests.web.elsewhere import CHANGES, WIELICZKA, settle
from tests.web.forms import ANSWERS, attempt, send, token, words
from tests.web.test_vote import in_the_urn, ticked
from tests.web.world import EDITION, FAVOURITE, World

MIDNIGHT = datetime(2023, 9, 30, 22, tzinfo=UTC)


def opened(client: Client) -> dict[str, str]:
    """A filled form as the browser would send it."""
    page = client.get(f"/{EDITION}/vote").text
    return {**ANSWERS, "_csrf_token": token(page), "essai": attempt(page)}


def receipt(answer: Response) -> str:
    """The receipt on a page of thanks."""
    found = re.search(r'id="recu-code"><code>(.*?)</code>', answer.text)
    assert found is not None
    return re.sub(r"<[^>]+>", "", found[1])


def again(page: Response) -> dict[str, str]:
    """What the hidden fields of a page carry."""
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page.text))


def test_two_sendings_of_one_form_are_one_ballot_with_one_receipt(client: Client, town: World) -> None:
    form = opened(client)
    first, second = (client.post(f"/{EDITION}/vote", data=form) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert receipt(first) == receipt(second)
    assert re.fullmatch(r"[0-9a-f]{64}", receipt(first))
    assert "Votre vote est bien enregistré" in words(second)
    assert "il n’est dans l’urne qu’une seule fois" in words(second)
    assert in_the_urn(town) == (1, 1)


def test_a_second_tab_cannot_add_a_ballot(client: Client, town: World) -> None:
    one, other = opened(client), opened(client)
    assert one["essai"] != other["essai"]
    assert client.post(f"/{EDITION}/vote", data=one).status_code == 201
    refused = client.post(f"/{EDITION}/vote", data=other)
    assert refused.status_code == 409
    assert "Vous avez déjà voté" in words(refused)
    assert in_the_urn(town) == (1, 1)


@pytest.mark.parametrize("made_up", ["", "0", "A" * 32, "g" * 32, "0" * 33, "<b>"])
def test_an_attempt_that_no_form_could_hold_is_replaced(client: Client, town: World, made_up: str) -> None:
    form = {**opened(client), "essai": made_up}
    assert client.post(f"/{EDITION}/vote", data=form).status_code == 201
    assert client.post(f"/{EDITION}/vote", data=form).status_code == 409
    assert in_the_urn(town) == (1, 1)


def test_an_empty_form_is_found_again_by_going_back_and_what_was_typed_is_kept_nowhere(client: Client) -> None:
    empty = client.get(f"/{EDITION}/vote").headers["cache-control"]
    with_a_code = client.get(f"/{EDITION}/vote?code=ABCD").headers["cache-control"]
    answered = client.post(f"/{EDITION}/vote", data={**opened(client), "nom": ""}).headers["cache-control"]
    assert (empty, with_a_code, answered) == ("private, no-cache", "no-store", "no-store")


def test_a_form_whose_attempt_replaces_a_ballot_is_kept_nowhere(client: Client, town: World) -> None:
    edition = settle(town, "wieliczka-2023", WIELICZKA, urn=CHANGES)
    assert client.get(f"/{edition}/vote").headers["cache-control"] == "no-store"


def test_the_attempt_comes_back_with_a_form_that_has_errors(client: Client) -> None:
    form = {**opened(client), "nom": ""}
    assert attempt(client.post(f"/{EDITION}/vote", data=form).text) == form["essai"]


def test_the_next_person_who_uses_the_same_form_loses_nothing(client: Client, town: World) -> None:
    form = opened(client)
    client.post(f"/{EDITION}/vote", data=form)
    other = {**form, "prenom": "Léo", "jour": "4"}
    page = client.post(f"/{EDITION}/vote", data=other)
    assert page.status_code == 409
    assert "Vos réponses sont là" in words(page)
    assert ticked(page.text) == [FAVOURITE]
    assert attempt(page.text) != form["essai"]
    assert client.post(f"/{EDITION}/vote", data={**other, "essai": attempt(page.text)}).status_code == 201
    assert in_the_urn(town) == (2, 2)


def test_a_database_that_does_not_answer_gives_the_whole_form_back_to_be_sent_again(
    client: Client, town: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise StoreError("La base ne répond pas.")

    form = opened(client)
    with monkeypatch.context() as cut:
        cut.setattr("concitoyen.store.intake.intake.Intake.hand", away)
        page = client.post(f"/{EDITION}/vote", data=form)
    assert page.status_code == 503
    assert page.headers["retry-after"] == "5"
    assert page.headers["cache-control"] == "no-store"
    assert "Réessayez dans un instant" in words(page)
    assert again(page) == {**form, "_csrf_token": again(page)["_csrf_token"]}
    assert client.post(f"/{EDITION}/vote", data=again(page)).status_code == 201
    assert in_the_urn(town) == (1, 1)


def test_what_waits_can_be_read_again_first(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> None:
        raise StoreError("La base ne répond pas.")

    monkeypatch.setattr("concitoyen.web.site.Site.edition", away)
    page = client.get(f"/{EDITION}/vote")
    assert page.status_code == 503
    monkeypatch.undo()
    form = opened(client)
    monkeypatch.setattr("concitoyen.web.site.Site.edition", away)
    waiting = client.post(f"/{EDITION}/vote", data=form)
    assert waiting.status_code == 503
    monkeypatch.undo()
    read = client.post(f"/{EDITION}/vote/corriger", data=again(waiting))
    assert ticked(read.text) == [FAVOURITE]
    assert attempt(read.text) == form["essai"]


def test_a_form_sent_in_the_last_second_counts_and_one_sent_at_the_minute_does_not(client: Client, town: World) -> None:
    form = opened(client)
    town.clock.now = MIDNIGHT.replace(hour=21, minute=59, second=59)
    with_a_slip = client.post(f"/{EDITION}/vote", data={**form, "nom": ""})
    assert with_a_slip.status_code == 422
    assert ticked(with_a_slip.text) == [FAVOURITE]
    assert client.post(f"/{EDITION}/vote", data=form).status_code == 201
    town.clock.now = MIDNIGHT
    late = client.post(f"/{EDITION}/vote", data={**form, "prenom": "Léo"})
    assert late.status_code == 409
    assert "Le vote est fermé depuis le 30 septembre 2023 à 24 h" in words(late)
    assert in_the_urn(town) == (1, 1)


def test_the_receipt_can_be_copied_downloaded_and_photographed(client: Client) -> None:
    page = send(client, ANSWERS)
    code = receipt(page)
    assert f'href="data:text/plain;charset=utf-8,{EDITION}' not in page.text
    assert code in re.findall(r'href="data:text/plain;charset=utf-8,([^"]+)"', page.text)[0]
    assert 'src="data:image/svg+xml' in page.text
    assert "ne dit à personne ce que vous avez choisi" in words(page)


def test_a_final_vote_shows_no_code_of_replacement(client: Client) -> None:
    page = send(client, ANSWERS)
    assert "code de remplacement" not in words(page)
    assert "Votre vote est définitif." in words(client.get(f"/{EDITION}/vote"))
