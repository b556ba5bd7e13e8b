"""A ballot sent as JSON: the same act as the form, told to machines."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

import pytest
from litestar.testing import TestClient

from concitoyen.domain.errors import StoreError
from concitoyen.store.intake.intake import Intake
from concitoyen.web.app import Application
from concitoyen.web.security import LARGEST_BODY
from tests.web.conftest import Client
from tests.web.elsewhere import BASKET, WIELICZKA, settle
from tests.web.forms import ANSWERS, send, token, words
from tests.web.test_security import POLICY
from tests.web.test_vote import in_the_urn
from tests.web.world import EDITION, FAVOURITE, IN_PREPARATION, SECOND, VOTE_IS_CLOSED, World

ADDRESS = f"/api/editions/{EDITION}/ballots"
ZOE = {"first_name": "Zoé", "last_name": "Delattre", "birth_date": "2001-03-27", "commune": "Béthune"}
Trouble = Callable[[pytest.MonkeyPatch], None]
ATTEMPT = "0123456789abcdef" * 2


def vote(attempt: str = ATTEMPT, choices: object = None, **person: str) -> dict[str, Any]:
    """Zoé's vote, but for what is said otherwise."""
    return {
        "person": {**ZOE, **person},
        "choices": choices or {"cooperation-innovation": {FAVOURITE: 1}},
        "attempt": attempt,
    }


def test_a_ballot_is_received_with_a_receipt_and_kept_nowhere_on_the_way(client: Client, town: World) -> None:
    answer = client.post(ADDRESS, json=vote())
    assert answer.status_code == 201
    assert set(answer.json()) == {"receipt"}
    assert len(answer.json()["receipt"]) == 64
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-security-policy"] == POLICY
    assert "set-cookie" not in answer.headers
    assert in_the_urn(town) == (1, 1)


def test_a_retry_gets_the_same_receipt(client: Client, town: World) -> None:
    first, again = client.post(ADDRESS, json=vote()), client.post(ADDRESS, json=vote())
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert in_the_urn(town) == (1, 1)


def test_a_second_vote_is_a_conflict(client: Client, town: World) -> None:
    client.post(ADDRESS, json=vote())
    again = client.post(ADDRESS, json=vote("f" * 32, first_name="ZOE"))
    assert again.status_code == 409
    assert again.headers["content-type"] == "application/problem+json"
    assert [reason["rule"] for reason in again.json()["reasons"]] == ["core:one-ballot-each"]
    assert in_the_urn(town) == (1, 1)


def test_nobody_learns_who_has_voted_by_trying_names_under_their_own_attempt(client: Client, town: World) -> None:
    mine, theirs = ATTEMPT, "f" * 32
    client.post(ADDRESS, json=vote(mine))
    client.post(ADDRESS, json=vote(theirs, first_name="Anna"))
    tried = [client.post(ADDRESS, json=vote(mine, first_name=name)) for name in ("Anna", "Personne")]
    assert [(answer.status_code, "retry-after" in answer.headers) for answer in tried] == [(409, False)] * 2
    assert tried[0].content == tried[1].content
    assert in_the_urn(town) == (2, 2)
    assert client.post(ADDRESS, json=vote(mine)).status_code == 200


def test_a_sum_too_high_is_told_in_the_currency_of_the_edition(client: Client, town: World) -> None:
    edition = settle(town, BASKET, WIELICZKA)
    dear = vote(choices={"projects": {"p4": 1, "p5": 1}}, commune="Wieliczka")
    answer = client.post(f"/api/editions/{edition}/ballots", json=dear)
    assert answer.status_code == 422
    assert answer.json()["detail"].replace("\u202f", " ").replace("\u00a0", " ") == (
        "« Votre panier » : vos projets coûtent ensemble 2 100 PLN, plus que 1 000 PLN. Retirez-en."
    )


def test_a_vote_that_is_wrong_twice_is_told_both_reasons(client: Client, town: World) -> None:
    answer = client.post(ADDRESS, json=vote(choices={"pratiques": {"inconnu": 1}}, birth_date="2019-03-27"))
    assert answer.status_code == 422
    assert [reason["field"] for reason in answer.json()["reasons"]] == ["birth_date", "pratiques"]
    assert "Pour voter, il faut avoir 11 ans ou plus" in answer.json()["detail"]
    assert in_the_urn(town) == (0, 0)


@pytest.mark.parametrize("instant", [IN_PREPARATION, VOTE_IS_CLOSED])
def test_outside_the_vote_nothing_is_received(client: Client, town: World, instant: datetime) -> None:
    town.clock.now = instant
    answer = client.post(ADDRESS, json=vote())
    assert answer.status_code == 409
    assert [reason["rule"] for reason in answer.json()["reasons"]] == ["core:calendar"]


def test_the_vote_opens_and_closes_at_its_minute_whatever_is_remembered(client: Client, town: World) -> None:
    opening = town.clock.now
    codes: list[int] = []
    for instant in (IN_PREPARATION, opening, VOTE_IS_CLOSED, opening):
        town.clock.now = instant
        codes.append(client.post(ADDRESS, json=vote(f"{len(codes):032x}", last_name=f"n° {len(codes)}")).status_code)
    assert codes == [409, 201, 409, 201]


def test_a_ballot_remembered_as_open_is_refused_once_the_urn_is_counted(client: Client, town: World) -> None:
    opening = town.clock.now
    assert client.post(ADDRESS, json=vote()).status_code == 201
    town.count()
    town.clock.now = opening  # a clock that jumps back
    late = client.post(ADDRESS, json=vote("e" * 32, last_name="Tardive"))
    assert late.status_code == 409
    assert [reason["rule"] for reason in late.json()["reasons"]] == ["core:count"]


@pytest.mark.parametrize(
    ("body", "code", "told"),
    [
        (b"{", 400, "Ce n’est pas du JSON"),
        (b"", 400, "Ce n’est pas du JSON"),
        (b"[]", 422, "Ce bulletin est mal écrit"),
        (b'{"person": {}, "choices": {}, "attempt": ""}', 422, "Ce bulletin est mal écrit"),
        (b" " * (LARGEST_BODY + 1), 413, "C’est trop long"),
    ],
    ids=["half a brace", "nothing", "a list", "empty fields", "too large"],
)
def test_what_cannot_be_read_is_told(client: Client, town: World, body: bytes, code: int, told: str) -> None:
    answer = client.post(ADDRESS, content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["title"]) == (code, told)
    assert answer.headers["content-type"] == "application/problem+json"
    assert in_the_urn(town) == (0, 0)


def test_each_field_that_is_wrong_is_named(client: Client) -> None:
    answer = client.post(ADDRESS, json={"person": {"birth_date": "hier", "commune": 3}, "choices": {"a": {"b": "c"}}})
    assert [reason["text"].partition(" : ")[0] for reason in answer.json()["reasons"]] == [
        "person.birth_date",
        "person.commune",
        "choices.a.b",
        "attempt",
    ]


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data", ""])
def test_what_a_form_of_another_site_can_send_is_refused(client: Client, town: World, kind: str) -> None:
    body = client.build_request("POST", ADDRESS, json=vote()).content
    answer = client.post(ADDRESS, content=body, headers={"content-type": kind})
    assert answer.status_code == 415
    assert in_the_urn(town) == (0, 0)


def test_an_edition_that_does_not_exist_takes_no_ballot(client: Client) -> None:
    answer = client.post("/api/editions/rien/ballots", json=vote())
    assert (answer.status_code, answer.json()["status"]) == (404, 404)


def test_the_address_of_ballots_cannot_be_read(client: Client) -> None:
    assert client.get(ADDRESS).status_code == 405


def test_without_the_hatch_the_route_answers_the_same(town: World, monkeypatch: pytest.MonkeyPatch) -> None:
    app = cast(Application, town.app())
    monkeypatch.setattr(app, "hatch", app.porch)
    with TestClient(app) as client:
        assert [client.post(ADDRESS, json=vote()).status_code for _ in range(2)] == [201, 200]
    assert in_the_urn(town) == (1, 1)


def full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Intake, "room", 0)


def away(monkeypatch: pytest.MonkeyPatch) -> None:
    def hand(*_: object) -> None:
        msg = "La base sqlite:////srv/base.db ne répond pas."
        raise StoreError(msg)

    monkeypatch.setattr(Intake, "hand", hand)


def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def hand(*_: object) -> None:
        msg = "the password is hunter2"
        raise RuntimeError(msg)

    monkeypatch.setattr(Intake, "hand", hand)


@pytest.mark.parametrize("trouble", [full, away])
def test_a_ballot_that_cannot_be_taken_in_now_may_be_sent_again(
    client: Client, town: World, monkeypatch: pytest.MonkeyPatch, trouble: Trouble
) -> None:
    with monkeypatch.context() as patch:
        trouble(patch)
        answer = client.post(ADDRESS, json=vote())
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert "srv" not in answer.text
    assert in_the_urn(town) == (0, 0)
    assert client.post(ADDRESS, json=vote()).status_code == 201


def test_a_fault_of_ours_shows_nothing_of_the_inside(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    broken(monkeypatch)
    answer = client.post(ADDRESS, json=vote())
    assert answer.status_code == 500
    assert "hunter2" not in answer.text


@pytest.mark.parametrize("trouble", [full, away])
def test_the_form_comes_back_filled_when_too_many_vote_at_once(
    client: Client, town: World, monkeypatch: pytest.MonkeyPatch, trouble: Trouble
) -> None:
    answers = {**ANSWERS, "choix-pratiques": SECOND}
    with monkeypatch.context() as patch:
        trouble(patch)
        busy = send(client, answers)
    assert busy.status_code == 503
    assert int(busy.headers["retry-after"]) > 0
    assert busy.headers["cache-control"] == "no-store"
    assert "vos réponses sont gardées sur cette page" in words(busy)
    assert in_the_urn(town) == (0, 0)
    again = client.post(f"/{EDITION}/vote", data={**hidden(busy.text), "_csrf_token": token(busy.text)})
    assert again.status_code == 201
    assert in_the_urn(town) == (1, 1)


def hidden(page: str) -> dict[str, str]:
    """What a page carries along."""
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
