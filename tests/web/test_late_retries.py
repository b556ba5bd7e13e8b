"""A retry that comes after the closing minute: the ballot is in the urn, and its voter finds the receipt."""

from datetime import UTC, datetime, timedelta

import pytest
from httpx import Response

from concitoyen.web import late
from tests.web.conftest import Client
from tests.web.forms import again, send, words
from tests.web.test_ballots import ADDRESS, vote
from tests.web.test_identity_api import ZOE_BY_MAIL, answer, ask, cast
from tests.web.test_identity_pages import MAIL, ZOE
from tests.web.test_one_vote import MIDNIGHT, opened, receipt
from tests.web.test_vote import in_the_urn
from tests.web.world import EDITION, VOTE_IS_CLOSED, World

LAST_MINUTE = datetime(2023, 9, 30, 21, 59, tzinfo=UTC)
LEO = {"prenom": "Léo", "nom": "Carpentier"}
PAGE = f"/{EDITION}/vote"


def closed(told: Response) -> bool:
    return told.status_code == 409 and "Le vote est fermé depuis le 30 septembre 2023 à 24 h" in words(told)


def rules(told: Response) -> list[str]:
    return [reason["rule"] for reason in told.json().get("reasons", ())]


def test_the_same_form_finds_its_receipt_until_the_count(client: Client, town: World) -> None:
    town.clock.now = LAST_MINUTE
    form = opened(client)
    code = receipt(client.post(PAGE, data=form))
    for instant in (MIDNIGHT, VOTE_IS_CLOSED):
        town.clock.now = instant
        found = client.post(PAGE, data=form)
        assert (found.status_code, receipt(found)) == (200, code)
        assert "Votre vote est bien enregistré" in words(found)
        assert "Le vote est fermé." in words(found)
    town.count()
    assert client.post(PAGE, data=form).status_code == 409


def test_the_same_body_finds_its_receipt_until_the_count(client: Client, town: World) -> None:
    town.clock.now = LAST_MINUTE
    done = client.post(ADDRESS, json=vote())
    town.clock.now = MIDNIGHT
    found = client.post(ADDRESS, json=vote())
    assert (found.status_code, found.json()) == (200, done.json())
    assert in_the_urn(town) == (1, 1)
    town.count()
    assert client.post(ADDRESS, json=vote()).status_code == 409


def test_somebody_else_and_another_attempt_are_told_that_it_is_closed(client: Client, town: World) -> None:
    town.clock.now = LAST_MINUTE
    mine, theirs = opened(client), {**opened(client), **LEO}
    for form in (mine, theirs):
        assert client.post(PAGE, data=form).status_code == 201
    client.post(ADDRESS, json=vote(last_name="Troisième"))
    town.clock.now = MIDNIGHT
    stranger = {**mine, "nom": "Inconnue"}
    assert closed(client.post(PAGE, data={**mine, "essai": "e" * 32}))
    assert closed(client.post(PAGE, data=stranger))
    assert closed(client.post(PAGE, data={**mine, "nom": ""}))
    others = [vote(last_name="Inconnue"), vote("f" * 32, last_name="Troisième")]
    assert [rules(client.post(ADDRESS, json=body)) for body in others] == [["core:calendar"]] * 2
    assert in_the_urn(town) == (3, 3)


def test_who_holds_an_attempt_learns_of_nobody_else_whether_they_have_voted(client: Client, town: World) -> None:
    town.clock.now = LAST_MINUTE
    form = opened(client)
    client.post(PAGE, data=form)
    client.post(PAGE, data={**opened(client), **LEO})
    town.clock.now = MIDNIGHT
    assert client.post(PAGE, data=form).status_code == 200
    voted = client.post(PAGE, data={**form, **LEO})
    not_voted = client.post(PAGE, data={**form, "prenom": "Absente"})
    assert closed(voted)
    assert words(voted) == words(not_voted)
    assert client.post(PAGE, data=form).status_code == 200


def test_a_proof_that_is_over_by_then_still_finds_the_receipt(client: Client, town: World) -> None:
    town.ask_for_proof(MAIL)
    town.clock.now = LAST_MINUTE
    ask(client)
    proof = answer(client, town.code()).json()["proof"]
    done = cast(client, proof)
    town.clock.now = MIDNIGHT + timedelta(hours=9)
    found = cast(client, proof)
    assert (found.status_code, found.json()) == (200, done.json())
    assert rules(cast(client, proof, {**ZOE_BY_MAIL, "first_name": "Léo"})) == ["core:calendar"]
    assert rules(ask(client)) == ["core:calendar"]


def test_the_page_of_the_code_finds_the_receipt_too(client: Client, town: World) -> None:
    town.ask_for_proof(MAIL)
    town.clock.now = LAST_MINUTE
    asked = send(client, ZOE)
    code = receipt(again(client, asked, code=town.code()))
    town.clock.now = MIDNIGHT + timedelta(minutes=5)
    assert receipt(again(client, asked, code=town.code())) == code
    assert closed(again(client, asked, code=town.code(), nom="Autre"))


def test_an_urn_without_that_attempt_is_the_only_thing_that_is_read(
    client: Client, town: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.clock.now = MIDNIGHT
    monkeypatch.setattr("concitoyen.store.vote.Roll.clues_of", None)
    assert rules(client.post(ADDRESS, json=vote())) == ["core:calendar"]


def test_too_many_late_retries_are_asked_to_come_back(
    client: Client, town: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.clock.now = LAST_MINUTE
    form = opened(client)
    client.post(PAGE, data=form)
    client.post(ADDRESS, json=vote(last_name="Autre"))
    town.clock.now = MIDNIGHT
    monkeypatch.setattr(late, "WAITING_AT_MOST", 0)
    page, api = client.post(PAGE, data=form), client.post(ADDRESS, json=vote(last_name="Autre"))
    assert [(told.status_code, told.headers["retry-after"]) for told in (page, api)] == [(503, "5")] * 2
    assert "vos réponses sont gardées sur cette page" in words(page)
    monkeypatch.undo()
    assert client.post(PAGE, data=form).status_code == 200
