"""Showing who one is by JSON: a code is asked for, given back, and the ballot carries the proof, as on the pages."""

import shutil
from datetime import timedelta
from typing import Any

import pytest
from httpx import Response
from litestar.testing import TestClient

from concitoyen.domain.errors import StoreError
from concitoyen.settings import Allowance
from concitoyen.usecases.identify import LETTERS_A_NETWORK, LETTERS_AN_HOUR
from concitoyen.web.app import create_app
from tests.web.conftest import Client
from tests.web.test_ballots import ADDRESS, ATTEMPT, ZOE
from tests.web.test_identity_pages import BOTH, MAIL, sheet
from tests.web.test_vote import in_the_urn
from tests.web.world import EDITION, FAVOURITE, VOTE_IS_CLOSED, World

CODES, PROOFS = (f"/api/editions/{EDITION}/identity/{what}" for what in ("codes", "proofs"))
ZOE_BY_MAIL = {**ZOE, "email": "zoe@exemple.org"}
LEO = {**ZOE, "first_name": "Léo", "last_name": "Carpentier", "email": "leo@exemple.org"}
OTHER_ATTEMPT = "f" * 32
__all__ = ["sheet"]


@pytest.fixture
def by_mail(client: Client, town: World) -> Client:
    """A program before an edition that sends codes by e-mail."""
    town.ask_for_proof(MAIL)
    return client


def ask(client: Client, person: dict[str, str] = ZOE_BY_MAIL, attempt: str = ATTEMPT, **more: object) -> Response:
    return client.post(CODES, json={"person": person, "attempt": attempt, **more})


def answer(
    client: Client, code: str, person: dict[str, str] = ZOE_BY_MAIL, attempt: str = ATTEMPT, **more: str
) -> Response:
    return client.post(PROOFS, json={"person": person, "attempt": attempt, "code": code, **more})


def cast(client: Client, proof: str, person: dict[str, str] = ZOE_BY_MAIL, attempt: str = ATTEMPT) -> Response:
    choices = {"cooperation-innovation": {FAVOURITE: 1}}
    return client.post(ADDRESS, json={"person": person, "choices": choices, "attempt": attempt, "proof": proof})


def reasons(told: Response) -> list[tuple[str, str]]:
    """The rule and the field of each reason of a problem."""
    assert told.headers["content-type"] == "application/problem+json"
    return [(reason["rule"], reason["field"]) for reason in told.json()["reasons"]]


def wrong(code: str) -> str:
    return "000000" if code != "000000" else "111111"


def test_a_code_is_asked_for_given_back_and_the_ballot_carries_the_proof(by_mail: Client, town: World) -> None:
    asked = ask(by_mail)
    assert (asked.status_code, asked.json()) == (202, {"sent_to": "z…@exemple.org", "minutes": 15, "tries": 5})
    shown = answer(by_mail, f" {town.code()[:3]} {town.code()[3:]} ")
    assert (shown.status_code, shown.json()["minutes"]) == (200, 15)
    assert all("no-store" in told.headers["cache-control"] for told in (asked, shown))
    assert not {"set-cookie"} & {*asked.headers, *shown.headers}
    done = cast(by_mail, shown.json()["proof"])
    assert (done.status_code, set(done.json()), in_the_urn(town)) == (201, {"receipt"}, (1, 1))


def test_every_step_may_be_sent_again_with_the_same_attempt(by_mail: Client, town: World) -> None:
    ask(by_mail)
    proofs = [answer(by_mail, town.code()) for _ in range(10)]
    assert {shown.status_code for shown in proofs} == {200}
    done = [cast(by_mail, shown.json()["proof"]) for shown in proofs[:2]]
    assert [one.status_code for one in done] == [201, 200]
    assert done[0].json() == done[1].json()
    assert in_the_urn(town) == (1, 1)


def test_asked_twice_one_letter_leaves_and_another_for_who_says_so(by_mail: Client, town: World) -> None:
    asked = [ask(by_mail) for _ in range(LETTERS_AN_HOUR + 1)]
    assert {(one.status_code, one.text) for one in asked} == {(202, asked[0].text)}
    assert len(list(town.letters.glob("*.eml"))) == 1
    first = town.code()
    assert ask(by_mail, again=True).status_code == 202
    assert len(list(town.letters.glob("*.eml"))) == 2
    assert answer(by_mail, town.code()).status_code == 200
    assert town.code() == first or answer(by_mail, first).status_code == 422


@pytest.mark.parametrize("proof", ["", "core:email-code.9999999999.00", "x", "é.1.é", "core:declaration.9999999999."])
def test_without_a_proof_of_ours_no_ballot_is_received(by_mail: Client, town: World, proof: str) -> None:
    told = cast(by_mail, proof)
    assert (told.status_code, reasons(told), in_the_urn(town)) == (422, [("core:identity-proof", "")], (0, 0))


def test_a_proof_serves_neither_another_person_nor_another_attempt_nor_later(by_mail: Client, town: World) -> None:
    ask(by_mail)
    proof = answer(by_mail, town.code()).json()["proof"]
    assert cast(by_mail, proof, person=LEO).status_code == 422
    assert cast(by_mail, proof, attempt=OTHER_ATTEMPT).status_code == 422
    town.clock.now += timedelta(minutes=15)
    assert cast(by_mail, proof).status_code == 422
    assert in_the_urn(town) == (0, 0)


def test_a_wrong_code_is_told_as_on_the_page_and_tries_run_out(by_mail: Client, town: World) -> None:
    ask(by_mail)
    told = [answer(by_mail, wrong(town.code())) for _ in range(5)]
    assert [reasons(one)[0] for one in told] == [
        *[("core:email-code", "code")] * 4,
        ("core:email-code-over", "code"),
    ]
    assert told[0].json()["detail"] == (
        "Ce code n'est pas le bon : il vous reste 4 essais. Prenez celui du dernier message reçu."
    )
    assert {one.status_code for one in told} == {422}
    assert reasons(answer(by_mail, town.code())) == [("core:email-code-over", "code")]


def test_who_has_voted_and_who_has_not_get_the_same_answers_until_the_proof(by_mail: Client, town: World) -> None:
    ask(by_mail)
    cast(by_mail, answer(by_mail, town.code()).json()["proof"])
    told = [(ask(by_mail, one, OTHER_ATTEMPT), answer(by_mail, "0", one, OTHER_ATTEMPT)) for one in (ZOE_BY_MAIL, LEO)]
    voted, unknown = ([(one.status_code, one.text.replace("l…", "z…")) for one in pair] for pair in told)
    assert voted == unknown
    ask(by_mail, attempt=OTHER_ATTEMPT, again=True)
    proved = cast(by_mail, answer(by_mail, town.code(), attempt=OTHER_ATTEMPT).json()["proof"], attempt=OTHER_ATTEMPT)
    assert (proved.status_code, reasons(proved)) == (409, [("core:one-ballot-each", "")])


def test_no_letter_leaves_for_who_may_not_vote_or_has_no_address(by_mail: Client, town: World) -> None:
    assert reasons(ask(by_mail, {**ZOE_BY_MAIL, "birth_date": "2019-03-27"})) == [("core:minimum-age", "birth_date")]
    assert reasons(ask(by_mail, {**ZOE_BY_MAIL, "email": "zoe"})) == [("core:email-code", "email")]
    assert list(town.letters.glob("*.eml")) == []


def test_outside_the_vote_no_code_is_sent(by_mail: Client, town: World) -> None:
    town.clock.now = VOTE_IS_CLOSED
    told = ask(by_mail)
    assert (told.status_code, reasons(told)) == (409, [("core:calendar", "")])
    assert by_mail.post("/api/editions/rien/identity/codes", json={}).status_code == 422
    nowhere = by_mail.post("/api/editions/rien/identity/codes", json={"person": ZOE_BY_MAIL, "attempt": ATTEMPT})
    assert (nowhere.status_code, list(town.letters.glob("*.eml"))) == (404, [])


def test_one_mailbox_gets_so_many_letters_an_hour_whoever_asks(by_mail: Client) -> None:
    asked = [ask(by_mail, attempt=f"{number:032x}") for number in range(LETTERS_AN_HOUR + 1)]
    assert [one.status_code for one in asked] == [*[202] * LETTERS_AN_HOUR, 422]
    assert reasons(asked[-1]) == [("core:email-code-too-many", "email")]
    assert ask(by_mail, LEO).status_code == 202


@pytest.mark.parametrize(("lent", "last"), [(False, 422), (True, 202)])
def test_letters_are_counted_by_network_but_not_for_an_agent_s_place(
    town: World, monkeypatch: pytest.MonkeyPatch, *, lent: bool, last: int
) -> None:
    town.ask_for_proof(MAIL)
    monkeypatch.setattr("concitoyen.usecases.identify.LETTERS_A_NETWORK", 2)
    assert LETTERS_A_NETWORK > 2
    app = create_app(town.settings, engine=town.engine, clock=town.clock, exempt=lambda _: lent)
    with TestClient(app) as client:
        people = [{**LEO, "email": f"n{number}@exemple.org"} for number in range(3)]
        assert [ask(client, person).status_code for person in people] == [202, 202, last]


def test_an_address_that_hammers_is_told_to_wait(town: World) -> None:
    town.ask_for_proof(MAIL)
    with TestClient(town.app(limit_votes=Allowance(2, 0.1))) as client:
        told = [answer(client, "000000") for _ in range(3)][-1]
    assert (told.status_code, told.headers["retry-after"], told.json()["status"]) == (429, "10", 429)
    assert told.headers["content-type"] == "application/problem+json"


def test_a_printed_code_proves_once_and_for_one_person(client: Client, town: World, sheet: str) -> None:
    shown = answer(client, sheet.lower(), ZOE, way="core:one-time-code")
    assert cast(client, shown.json()["proof"], ZOE).status_code == 201
    assert answer(client, sheet, ZOE, way="core:one-time-code").status_code == 200
    stolen = answer(client, sheet, LEO, OTHER_ATTEMPT, way="core:one-time-code")
    assert (stolen.status_code, reasons(stolen)) == (422, [("core:one-time-code", "code")])
    assert "il a peut-être déjà servi" in stolen.json()["detail"]
    assert in_the_urn(town) == (1, 1)


def test_of_several_ways_one_must_be_named(client: Client, town: World) -> None:
    town.ask_for_proof(BOTH)
    told = answer(client, "0")
    assert reasons(told) == [("core:identity-proof", "way")]
    assert "core:email-code, core:one-time-code" in told.json()["detail"]
    assert reasons(ask(client, way="core:one-time-code")) == [("core:identity-proof", "way")]
    assert ask(client).status_code == 202


def test_the_edition_tells_what_it_asks_of_voters(client: Client, town: World) -> None:
    town.ask_for_proof(BOTH)
    identity = client.get(f"/api/editions/{EDITION}").json()["identity"]
    assert identity["fields"] == ["last_name", "first_name", "birth_date", "commune"]
    assert [(way["id"], way["by"], way["asks"]) for way in identity["ways"]] == [
        ("core:email-code", "sent-code", ["email"]),
        ("core:one-time-code", "held-code", []),
    ]


def test_a_mail_server_that_is_down_is_told_and_the_next_letter_serves(by_mail: Client, town: World) -> None:
    shutil.rmtree(town.letters)
    town.letters.write_text("pas un dossier")
    told = ask(by_mail)
    assert (told.status_code, told.json()["title"]) == (503, "Le code n’est pas parti")
    assert int(told.headers["retry-after"]) > 0
    town.letters.unlink()
    assert ask(by_mail).status_code == 202
    assert answer(by_mail, town.code()).status_code == 200


def test_a_database_that_is_away_is_told(by_mail: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise StoreError("La base sqlite:////srv/base.db ne répond pas.")

    monkeypatch.setattr("concitoyen.usecases.desk.Engine.begin", away)
    told = ask(by_mail)
    assert (told.status_code, told.json()["status"], "srv" in told.text) == (503, 503, False)


@pytest.mark.parametrize("address", [CODES, PROOFS])
@pytest.mark.parametrize(
    ("body", "kind", "code"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 422),
        (b"{}", "application/json", 422),
        (b'{"person": "\xff"}', "application/json", 400),
        (b"person=Zoe", "application/x-www-form-urlencoded", 415),
        (b"{}", "text/plain", 415),
        (b" " * 70_000, "application/json", 413),
    ],
)
def test_what_cannot_be_read_is_told(by_mail: Client, address: str, body: bytes, kind: str, code: int) -> None:
    told = by_mail.post(address, content=body, headers={"content-type": kind})
    assert (told.status_code, told.json()["status"]) == (code, code)
    assert told.headers["content-type"] == "application/problem+json"


def test_the_api_documents_each_step(client: Client) -> None:
    schema: dict[str, Any] = client.get("/api/schema").json()
    posts = {path.rpartition("/")[2]: steps["post"] for path, steps in schema["paths"].items() if "post" in steps}
    assert {name: step["operationId"] for name, step in posts.items()} == {
        "ballots": "CastBallot",
        "codes": "AskForCode",
        "proofs": "ShowIdentity",
    }
    assert "proof" in schema["components"]["schemas"]["BallotIn"]["properties"]
    assert {"202", "400", "409", "415", "422", "429", "503"} <= set(posts["codes"]["responses"])
