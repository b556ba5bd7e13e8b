"""While the site is attacked, the ballot brings a small effort along; nobody loses a vote for it."""

from datetime import timedelta

import pytest
from litestar.testing import TestClient

from concitoyen.domain.errors import StoreError
from concitoyen.web.challenge import MOST_TIMES
from tests.web.conftest import Client
from tests.web.forms import ANSWERS, hidden, words
from tests.web.forms import again as by_hand
from tests.web.test_challenge import solution
from tests.web.test_identity_pages import MAIL
from tests.web.test_one_vote import again
from tests.web.test_page_cache import another_process
from tests.web.test_vote import in_the_urn, ticked
from tests.web.world import EDITION, FAVOURITE, World

VOTE = f"/{EDITION}/vote"


def filled(client: Client) -> dict[str, str]:
    """The form as the browser sends it, the challenge still unanswered."""
    return {**ANSWERS, **again(client.get(VOTE))}


@pytest.fixture
def attacked(town: World) -> TestClient:  # type: ignore[type-arg] # the application's class is of no matter here
    """A browser before a site that asks everybody for the effort."""
    return TestClient(town.app(challenge="always"))


def test_who_answers_votes_at_once(attacked: Client, town: World) -> None:
    with attacked as client:
        form = filled(client)
        sent = client.post(VOTE, data={**form, "defi_reponse": solution(form["defi"])})
    assert sent.status_code == 201
    assert in_the_urn(town) == (1, 1)


def test_who_has_no_script_waits_and_sends_the_same_form(attacked: Client, town: World) -> None:
    with attacked as client:
        form = filled(client)
        early = client.post(VOTE, data=form)
        assert early.status_code == 422
        assert "Une vérification de plus est demandée." in words(early)
        assert ticked(early.text) == [FAVOURITE]
        assert again(early)["defi"] == form["defi"]
        assert again(early)["essai"] == form["essai"]
        town.clock.now += timedelta(seconds=30)
        assert client.post(VOTE, data={**ANSWERS, **again(early)}).status_code == 201
    assert in_the_urn(town) == (1, 1)


def test_a_slip_does_not_use_the_effort_up(attacked: Client, town: World) -> None:
    with attacked as client:
        form = filled(client)
        proof = {"defi_reponse": solution(form["defi"])}
        slip = client.post(VOTE, data={**form, **proof, "nom": ""})
        assert slip.status_code == 422
        assert client.post(VOTE, data={**form, **proof}).status_code == 201
    assert in_the_urn(town) == (1, 1)


def test_a_challenge_that_has_served_gives_another(attacked: Client, town: World) -> None:
    with attacked as client:
        form = filled(client)
        proof = {"defi_reponse": solution(form["defi"])}
        client.post(VOTE, data={**form, **proof})
        second = client.post(VOTE, data={**form, **proof, "prenom": "Léo"})
    assert second.status_code == 422
    assert again(second)["defi"] not in {"", form["defi"]}
    assert in_the_urn(town) == (1, 1)


def test_a_challenge_that_has_served_in_one_process_does_not_serve_in_another(town: World) -> None:
    with another_process(town) as other, TestClient(other.app(challenge="always")) as elsewhere:
        with TestClient(town.app(challenge="always")) as here:
            form = filled(here)
            proof = {"defi_reponse": solution(form["defi"])}
            assert here.post(VOTE, data={**form, **proof}).status_code == 201
        stranger = {**ANSWERS, **again(elsewhere.get(VOTE)), "prenom": "Léo", "defi": form["defi"], **proof}
        refused = elsewhere.post(VOTE, data=stranger)
        assert refused.status_code == 422
        assert again(refused)["defi"] not in {"", form["defi"]}
        form = {**ANSWERS, **again(refused), "prenom": "Léo"}
        assert elsewhere.post(VOTE, data={**form, "defi_reponse": solution(form["defi"])}).status_code == 201
    assert in_the_urn(town) == (2, 2)


def test_a_challenge_given_by_one_process_serves_in_another(town: World) -> None:
    with another_process(town) as other, TestClient(other.app(challenge="always")) as elsewhere:
        with TestClient(town.app(challenge="always")) as here:
            given = again(here.get(VOTE))["defi"]
        form = {**ANSWERS, **again(elsewhere.get(VOTE)), "defi": given, "defi_reponse": solution(given)}
        assert elsewhere.post(VOTE, data=form).status_code == 201
    assert in_the_urn(town) == (1, 1)


def test_a_challenge_serves_again_when_the_database_could_not_note_it(
    attacked: Client, town: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> bool:
        raise StoreError("La base ne répond pas.")

    with attacked as client:
        form = filled(client)
        answered = {**form, "defi_reponse": solution(form["defi"])}
        with monkeypatch.context() as cut:
            cut.setattr("concitoyen.web.challenge.spend_challenge", away)
            busy = client.post(VOTE, data=answered)
        assert busy.status_code == 503
        assert again(busy)["defi"] == form["defi"]
        assert client.post(VOTE, data=answered).status_code == 201
    assert in_the_urn(town) == (1, 1)


def test_who_must_type_a_code_is_asked_for_the_effort_once(town: World) -> None:
    town.ask_for_proof(MAIL)
    with TestClient(town.app(challenge="always")) as client:
        form = {**filled(client), "courriel": "zoe@exemple.org"}
        asked = client.post(VOTE, data={**form, "defi_reponse": solution(form["defi"])})
        assert "Un code vous attend" in words(asked)
        town.clock.now += timedelta(minutes=14)
        wrong = by_hand(client, asked, code="000000" if town.code() != "000000" else "111111")
        assert "il vous reste 4 essais" in words(wrong)
        assert by_hand(client, wrong, code=town.code()).status_code == 201
    assert in_the_urn(town) == (1, 1)


def test_an_effort_serves_one_voter_and_not_for_ever(town: World) -> None:
    town.ask_for_proof(MAIL)
    with TestClient(town.app(challenge="always")) as client:
        form = {**filled(client), "courriel": "zoe@exemple.org"}
        asked = client.post(VOTE, data={**form, "defi_reponse": solution(form["defi"])})
        other = client.post(VOTE, data={**hidden(asked), "nom": "Autre"})
        assert "Une vérification de plus est demandée." in words(other)
        again_and_again = [by_hand(client, asked, geste="renvoyer") for _ in range(MOST_TIMES + 1)]
        assert "Une vérification de plus" not in words(again_and_again[-2])
        assert "Une vérification de plus est demandée." in words(again_and_again[-1])
        town.clock.now += timedelta(hours=1)
        assert "Une vérification de plus est demandée." in words(by_hand(client, asked, code=town.code()))
    assert in_the_urn(town) == (0, 0)


def test_who_corrects_their_name_on_the_way_is_given_another_effort(town: World) -> None:
    town.ask_for_proof(MAIL)
    with TestClient(town.app(challenge="always")) as client:
        form = {**filled(client), "courriel": "zoe@exemple.org"}
        asked = client.post(VOTE, data={**form, "defi_reponse": solution(form["defi"])})
        corrected = client.post(f"{VOTE}/corriger", data=hidden(asked))
        assert again(corrected)["defi"] not in {"", form["defi"]}


def test_the_word_that_an_effort_was_made_holds_in_every_process_and_cannot_be_made_up(town: World) -> None:
    town.ask_for_proof(MAIL)
    with another_process(town) as other, TestClient(other.app(challenge="always")) as elsewhere:
        with TestClient(town.app(challenge="always")) as here:
            form = {**filled(here), "courriel": "zoe@exemple.org"}
            carried = hidden(here.post(VOTE, data={**form, "defi_reponse": solution(form["defi"])}))
        csrf = again(elsewhere.get(VOTE))["_csrf_token"]
        forged = elsewhere.post(VOTE, data={**carried, "_csrf_token": csrf, "defi_reponse": "fait." + "0" * 64})
        assert "Une vérification de plus est demandée." in words(forged)
        sent = elsewhere.post(VOTE, data={**carried, "_csrf_token": csrf, "code": town.code()})
        assert sent.status_code == 201
