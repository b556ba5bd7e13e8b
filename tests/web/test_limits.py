"""Token buckets: a school passes, a program that hammers waits, and what was typed is never lost."""

import re
from html import unescape
from random import Random
from typing import Any, cast

import pytest
from httpx import ASGITransport, AsyncClient
from hypothesis import given
from hypothesis import strategies as st
from litestar import Litestar
from litestar.testing import TestClient
from litestar.types import Scope

from concitoyen.domain.errors import SettingsError
from concitoyen.settings import Allowance, Settings
from concitoyen.web.limits import MINUTE, Allowed, Buckets, Decision, Limits, Refusals, Wait
from tests.loops import run
from tests.web.forms import ANSWERS, again, send, token, words
from tests.web.test_page_cache import another_process
from tests.web.world import EDITION, Pulse, World

SCHOOL = 1_200
TEN_MINUTES = 600
FORMS_EACH = 4
FAR_TOO_MANY = "Trop de demandes d’un coup"

allowances = st.builds(
    Allowance, st.integers(1, 50), st.floats(0.01, 100, allow_nan=False).map(lambda rate: round(rate, 3))
)
pauses = st.lists(st.floats(0, 30, allow_nan=False, allow_infinity=False), max_size=120)


def asked_by(address: str) -> Scope:
    return cast(Scope, {"client": (address, 5000), "headers": []})


@given(allowances, pauses)
def test_never_more_than_the_burst_and_what_time_has_given_back(allowance: Allowance, waits: list[float]) -> None:
    pulse = Pulse()
    buckets = Buckets(allowance, pulse)
    passed: list[float] = []
    for wait in waits:
        pulse.seconds += wait
        if isinstance(buckets.take("one"), Allowed):
            passed.append(pulse.seconds)
    for first, start in enumerate(passed):
        for last in range(first, len(passed)):
            most = allowance.burst + (passed[last] - start) * allowance.per_second
            assert last - first + 1 <= most + 1e-3


@given(allowances, pauses)
def test_who_comes_back_when_told_is_let_in(allowance: Allowance, waits: list[float]) -> None:
    pulse = Pulse()
    buckets = Buckets(allowance, pulse)
    for wait in waits:
        pulse.seconds += wait
        decision = buckets.take("one")
        if isinstance(decision, Wait):
            assert decision.seconds >= 1
            pulse.seconds += decision.seconds
            assert isinstance(buckets.take("one"), Allowed)


@given(st.integers(0, 2**32), st.floats(0.1, TEN_MINUTES))
def test_a_school_votes_within_ten_minutes_however_it_comes(seed: int, hurry: float) -> None:
    chance = Random(seed)  # noqa: S311 - arrivals, not a secret
    arrivals = [min(chance.expovariate(1 / hurry), TEN_MINUTES) for _ in range(SCHOOL)]
    pulse = Pulse()
    limits = Limits(Settings(), pulse=pulse)
    for arrival in sorted(arrivals):
        pulse.seconds = arrival
        assert isinstance(limits.vote(asked_by("192.0.2.7")), Allowed)


def test_a_school_may_all_come_at_the_bell_and_send_four_forms_each() -> None:
    pulse = Pulse()
    limits = Limits(Settings(), pulse=pulse)
    sent = [SCHOOL, *[SCHOOL * (FORMS_EACH - 1) // TEN_MINUTES] * TEN_MINUTES]
    for second, forms in enumerate(sent):
        pulse.seconds = second
        assert {type(limits.vote(asked_by("192.0.2.7"))) for _ in range(forms)} == {Allowed}


def test_a_school_may_open_the_ballot_at_the_bell_and_read_ten_pages_each() -> None:
    pulse = Pulse()
    limits = Limits(Settings(), pulse=pulse)
    assert {type(limits.search(asked_by("192.0.2.7"))) for _ in range(SCHOOL)} == {Allowed}
    for second in range(TEN_MINUTES):
        pulse.seconds = second
        assert {type(limits.page(asked_by("192.0.2.7"))) for _ in range(10 * SCHOOL // TEN_MINUTES)} == {Allowed}
        assert {type(limits.search(asked_by("192.0.2.7"))) for _ in range(SCHOOL // TEN_MINUTES)} == {Allowed}


def test_one_address_does_not_hold_up_another() -> None:
    buckets = Buckets(Allowance(1, 0.1), Pulse())
    assert [buckets.take(key) for key in ("one", "one", "other")] == [Allowed(), Wait(10), Allowed()]


def test_off_means_no_limit() -> None:
    buckets = Buckets(None, Pulse())
    assert {type(buckets.take("one")) for _ in range(10_000)} == {Allowed}
    assert len(buckets) == 0


def test_as_many_addresses_as_one_likes_take_so_much_memory() -> None:
    buckets = Buckets(Allowance(2, 1), Pulse(), most_keys=100)
    for number in range(1_000):
        buckets.take(str(number))
        buckets.take("the one that never stops")
    assert len(buckets) == 100
    assert isinstance(buckets.take("the one that never stops"), Wait)


def test_refusals_are_many_when_there_were_as_many_in_a_minute() -> None:
    pulse = Pulse()
    refusals = Refusals(3, pulse)
    for _ in range(3):
        assert not refusals.are_many()
        refusals.add()
        pulse.seconds += 20
    assert not refusals.are_many()
    pulse.seconds -= 1
    assert refusals.are_many()
    pulse.seconds += MINUTE
    assert not refusals.are_many()


def test_hammering_does_not_lengthen_the_wait_and_a_bucket_fills_up_to_its_burst() -> None:
    pulse = Pulse()
    buckets = Buckets(Allowance(2, 1 / 30), pulse)

    def take(seconds: float) -> Decision:
        pulse.seconds = seconds
        return buckets.take("one")

    assert [take(at) for at in (0, 0, 0, 10, 20, 30)] == [*[Allowed()] * 2, Wait(30), Wait(20), Wait(10), Allowed()]
    assert [take(3600) for _ in "123"] == [Allowed(), Allowed(), Wait(30)]


def test_an_agent_s_place_waits_for_nobody() -> None:
    limits = Limits(
        Settings(limit_votes=Allowance(1, 0.01)), exempt=lambda scope: scope["client"] == ("10.1.1.1", 5000)
    )
    assert {type(limits.vote(asked_by("10.1.1.1"))) for _ in range(50)} == {Allowed}
    assert [type(limits.vote(asked_by("10.1.1.2"))) for _ in range(2)] == [Allowed, Wait]


@pytest.mark.parametrize("written", ["12 par minute", "0 + 1/s", "5 + 0/s", "+ 3/s", "12"])
def test_a_limit_that_cannot_be_read_is_told_with_its_form(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("CONCITOYEN_LIMIT_VOTES", written)
    with pytest.raises(SettingsError, match=re.escape("écrivez combien d'un coup, puis combien par seconde")):
        Settings.read()


def test_limits_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONCITOYEN_LIMIT_VOTES", "12 + 0.5/s")
    monkeypatch.setenv("CONCITOYEN_LIMIT_PAGES", "off")
    read = Settings.read()
    assert (read.limit_votes, read.limit_pages) == (Allowance(12, 0.5), None)


# ── on the site ───────────────────────────────────────────────────────────────────────────────────────


def test_a_program_that_hammers_the_ballot_is_told_to_wait(town: World) -> None:
    with TestClient(town.app(limit_votes=Allowance(3, 0.1))) as client:
        answers = [send(client, {**ANSWERS, "nom": ""}) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [422, 422, 422, 429]
        assert answers[-1].headers["retry-after"] == "10"
        assert answers[-1].headers["cache-control"] == "no-store"
        assert FAR_TOO_MANY in words(answers[-1])
        assert "Attendez 10 secondes" in words(answers[-1])


def test_the_page_that_asks_to_wait_keeps_the_form_and_sends_it(town: World) -> None:
    with TestClient(town.app(limit_votes=Allowance(1, 1))) as client:
        page = client.get(f"/{EDITION}/vote").text
        typed = {**ANSWERS, "nom": 'Delattre "Z" <b>', "_csrf_token": token(page)}
        client.post(f"/{EDITION}/vote", data={"_csrf_token": token(page)})
        waiting = client.post(f"/{EDITION}/vote", data=typed)
        assert waiting.status_code == 429
        fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', waiting.text)
        assert {unescape(name): unescape(value) for name, value in fields} == typed
        assert f'action="/{EDITION}/vote"' in waiting.text
        town.pulse.seconds += 1
        assert client.post(f"/{EDITION}/vote", data=dict(fields)).status_code == 201


def test_a_form_sent_as_parts_is_kept_too_but_for_its_files(town: World) -> None:
    with TestClient(town.app(limit_votes=Allowance(1, 1))) as client:
        csrf = {"x-csrftoken": token(client.get(f"/{EDITION}/vote").text)}
        for _ in range(2):
            answer = client.post(f"/{EDITION}/vote", data={"nom": "Delattre"}, files={"photo": b"png"}, headers=csrf)
    assert answer.status_code == 429
    assert re.findall(r'<input type="hidden" name="([^"]+)"', answer.text) == ["nom"]


@pytest.mark.parametrize(("path", "told"), [("/", FAR_TOO_MANY), ("/api/editions", '"status":429')])
def test_a_reader_who_asks_too_much_is_told_so_in_few_bytes(town: World, path: str, told: str) -> None:
    with TestClient(town.app(limit_pages=Allowance(2, 0.5))) as client:
        answers = [client.get(path) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert told in answers[-1].text
    assert answers[-1].headers["retry-after"] == "2"
    assert "content-security-policy" in answers[-1].headers


def test_pages_that_must_be_made_are_counted_apart(town: World) -> None:
    with TestClient(town.app(limit_searches=Allowance(2, 1))) as client:
        assert client.get(f"/{EDITION}/regles").status_code == 200
        town.pulse.seconds += 10
        paths = [f"/{EDITION}/projets?q=jardin", f"/{EDITION}/projets?q=eau", f"/{EDITION}/projets?q=air"]
        assert [client.get(path).status_code for path in paths] == [200, 200, 429]
        assert client.get(f"/{EDITION}/projets?q=").status_code == 429


def test_pages_in_memory_and_static_files_are_not_searches(town: World) -> None:
    with TestClient(town.app(limit_searches=Allowance(3, 0.001), limit_pages=Allowance(100, 1))) as client:
        style = re.findall(r'rel="stylesheet" href="([^"]+)"', client.get("/").text)[0]
        assert {client.get("/").status_code for _ in range(50)} == {200}
        assert {client.get(style).status_code for _ in range(200)} == {200}


def test_behind_a_trusted_proxy_each_visitor_has_a_bucket(town: World) -> None:
    async def visits(app: Litestar) -> list[int]:
        transport = ASGITransport(app=cast(Any, app), client=("127.0.0.1", 4000))
        async with AsyncClient(transport=transport, base_url="http://site") as client:
            seen = ("192.0.2.1", "192.0.2.2", "10.9.9.9, 192.0.2.1")
            return [(await client.get("/", headers={"X-Forwarded-For": one})).status_code for one in seen]

    app = town.app(limit_pages=Allowance(1, 0.1), trusted_proxies="127.0.0.0/8")
    assert run(visits(app)) == [200, 200, 429]


def test_each_process_gives_an_address_its_own_allowance(town: World) -> None:
    limited = {"limit_pages": Allowance(2, 0.001)}
    statuses = []
    with (
        another_process(town) as other,
        TestClient(town.app(**limited)) as one,
        TestClient(other.app(**limited)) as two,
    ):
        for client in (one, two):
            statuses += [client.get(f"/{EDITION}/").status_code for _ in range(3)]
    assert statuses == [200, 200, 429] * 2


def test_who_names_somebody_again_and_again_does_not_hold_them_up(town: World) -> None:
    town.ask_for_proof('["core:email-code"]')
    named = {**ANSWERS, "courriel": "autre@exemple.org"}
    with TestClient(town.app()) as stranger, TestClient(town.app()) as voter:
        for _ in range(50):
            again(stranger, send(stranger, named), code="000000")
        asked = send(voter, {**ANSWERS, "courriel": "zoe@exemple.org"})
        assert again(voter, asked, code=town.code()).status_code == 201
