"""The effort asked of applications while the site is attacked: as of the forms, and nobody goes round it by JSON."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from litestar.testing import TestClient

from tests.web.conftest import Client
from tests.web.test_ballots import ADDRESS, ZOE, vote
from tests.web.test_challenge import solution
from tests.web.test_identity_pages import MAIL
from tests.web.test_vote import in_the_urn
from tests.web.world import EDITION, World

CODES = f"/api/editions/{EDITION}/identity/codes"


@pytest.fixture
def attacked(town: World) -> Iterator[Client]:
    with TestClient(town.app(challenge="always")) as client:
        yield client


def test_a_ballot_without_an_effort_is_given_a_challenge_and_not_kept(attacked: Client, town: World) -> None:
    refused = attacked.post(ADDRESS, json=vote())
    assert refused.status_code == 428
    assert refused.headers["content-type"] == "application/problem+json"
    effort = refused.json()["effort"]
    assert (effort["puzzles"], effort["bits"], effort["wait"]) == (16, 10, 20)
    assert in_the_urn(town) == (0, 0)


def test_the_numbers_let_one_voter_in_again_and_again_and_nobody_else(attacked: Client, town: World) -> None:
    given = attacked.post(ADDRESS, json=vote()).json()["effort"]["given"]
    effort = {"given": given, "answer": solution(given)}
    answers = [attacked.post(ADDRESS, json={**vote(), "effort": effort}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[0].json() == answers[1].json()
    other = attacked.post(ADDRESS, json={**vote("f" * 32, first_name="Anna"), "effort": effort})
    assert other.status_code == 428
    assert other.json()["effort"]["given"] != given
    assert in_the_urn(town) == (1, 1)


def test_who_waits_needs_no_numbers(attacked: Client, town: World) -> None:
    effort = {"given": attacked.post(ADDRESS, json=vote()).json()["effort"]["given"]}
    town.clock.now += timedelta(seconds=5)
    early = attacked.post(ADDRESS, json={**vote(), "effort": effort}).json()["effort"]
    assert (early["given"], early["wait"]) == (effort["given"], 15)
    town.clock.now += timedelta(seconds=15)
    assert attacked.post(ADDRESS, json={**vote(), "effort": effort}).status_code == 201
    assert in_the_urn(town) == (1, 1)


@pytest.mark.parametrize("answer", ["", "1.2.3", "x" * 200])
def test_wrong_numbers_get_another_chance(attacked: Client, town: World, answer: str) -> None:
    given = attacked.post(ADDRESS, json=vote()).json()["effort"]["given"]
    forged = attacked.post(ADDRESS, json={**vote(), "effort": {"given": f"{given}0", "answer": answer}})
    assert forged.status_code == 428
    assert forged.json()["effort"]["given"] not in {given, f"{given}0"}
    assert attacked.post(ADDRESS, json={**vote(), "effort": {"given": given, "answer": answer}}).status_code == 428
    assert in_the_urn(town) == (0, 0)


def test_an_edition_that_is_not_there_is_told_before_any_effort(attacked: Client) -> None:
    assert attacked.post("/api/editions/nulle-part/ballots", json=vote()).status_code == 404


def test_a_letter_asks_for_the_effort_that_serves_for_the_whole_vote(town: World) -> None:
    town.ask_for_proof(MAIL)
    asked = {"person": {**ZOE, "email": "zoe@exemple.org"}, "attempt": "0" * 32}
    with TestClient(town.app(challenge="always")) as client:
        refused = client.post(CODES, json=asked)
        assert refused.status_code == 428
        given = refused.json()["effort"]["given"]
        effort = {"given": given, "answer": solution(given)}
        assert client.post(CODES, json={**asked, "effort": effort}).status_code == 202
        proof = client.post(f"/api/editions/{EDITION}/identity/proofs", json={**asked, "code": town.code()}).json()
        ballot = {**vote("0" * 32, email="zoe@exemple.org"), "proof": proof["proof"], "effort": effort}
        assert client.post(ADDRESS, json=ballot).status_code == 201
    assert in_the_urn(town) == (1, 1)
