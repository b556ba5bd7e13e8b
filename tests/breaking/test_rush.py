"""Everybody at the same time: one ballot each, refusals in order, and an end at the minute."""

import asyncio
import resource
import socket
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest

from concitoyen.domain.ballot import Ballot
from concitoyen.domain.identity import Proof
from concitoyen.domain.people import Person
from concitoyen.domain.urn import Envelope
from concitoyen.sealing.boxes import Chance
from concitoyen.testing.databases import Databases
from concitoyen.usecases.cast_ballot import OpenVote, seal_vote
from tests.breaking.served import Served, served
from tests.breaking.site import Asked, at_the_site
from tests.breaking.town import LONG_AFTER, SEALED, body, count, open_engine, two_open_votes, vote_of

PATH = f"/api/editions/{SEALED}/ballots"
IDLE, SLOW = 10_000, 50
AT_EASE = 10
"""Seconds for a few ballots among idle connections, on a busy machine."""


@pytest.fixture
def url(databases: Databases) -> Iterator[str]:
    """Two open votes."""
    with databases.fresh(prepare=two_open_votes) as made:
        yield made


def test_five_hundred_requests_of_one_person_at_once_are_one_ballot(url: str) -> None:
    async def story(site: Asked) -> None:
        (vote,) = site.votes([1])
        pages = [{**vote, "attempt": f"{number:032x}"} for number in range(500)]
        statuses = await site.statuses(pages)
        assert (statuses.count(201), statuses.count(409)) == (1, 499)
        assert site.books() == (1, 1)

    at_the_site(url, story)


def test_five_hundred_sendings_of_one_page_get_one_receipt(url: str) -> None:
    async def story(site: Asked) -> None:
        (vote,) = site.votes([1])
        answers = await asyncio.gather(*(site.post(vote) for _ in range(500)))
        assert sorted({answer.status_code for answer in answers}) == [200, 201]
        assert len({answer.json()["receipt"] for answer in answers}) == 1
        assert site.books() == (1, 1)

    at_the_site(url, story)


def test_the_vote_closes_in_the_midst_of_a_burst_and_everyone_knows_where_they_stand(url: str) -> None:
    async def story(site: Asked) -> int:
        votes = site.votes(range(300))
        burst = asyncio.gather(*map(site.post, votes))
        early = await site.statuses(site.votes(range(300, 310)))
        site.moved = LONG_AFTER
        late = await site.statuses(site.votes(range(310, 400)))
        thanked = [answer.status_code for answer in await burst].count(201) + early.count(201)
        assert set(late) == {409}
        assert site.books() == (thanked, thanked)
        return thanked

    thanked = at_the_site(url, story)
    engine = open_engine(url)
    assert count(engine, SEALED).voters == thanked > 0
    engine.store.close()


def test_what_is_counted_takes_no_ballot_even_from_who_thinks_the_vote_open(url: str) -> None:
    async def story(site: Asked) -> None:
        votes = site.votes(range(40))
        assert await site.statuses(votes[:20]) == [201] * 20
        count(site.engine, SEALED)
        assert set(await site.statuses(votes[20:])) == {409}
        assert site.books() == (20, 20)

    at_the_site(url, story)


@pytest.mark.parametrize("jump", [LONG_AFTER, -LONG_AFTER, timedelta(days=-9)])
def test_a_clock_that_jumps_opens_and_closes_the_vote_and_loses_nothing(url: str, jump: timedelta) -> None:
    async def story(site: Asked) -> None:
        votes = site.votes(range(30))
        assert await site.statuses(votes[:10]) == [201] * 10
        site.moved = jump
        assert set(await site.statuses(votes[10:20])) == {409}
        site.moved = timedelta()
        assert await site.statuses(votes[20:]) == [201] * 10
        assert site.books() == (20, 20)

    at_the_site(url, story)


def test_who_comes_when_too_many_wait_is_told_when_to_come_back_and_then_is_received(url: str) -> None:
    async def story(site: Asked) -> None:
        site.intake._room = 40
        answers = await asyncio.gather(*map(site.post, site.votes(range(200))))
        refused = [number for number, answer in enumerate(answers) if answer.status_code == 503]
        assert {answer.status_code for answer in answers} == {201, 503}
        assert {answers[number].headers["retry-after"] for number in refused} == {"5"}
        assert site.books() == (200 - len(refused), 200 - len(refused))
        while refused:
            again = await site.statuses(site.votes(refused))
            refused = [number for number, status in zip(refused, again, strict=True) if status == 503]
        assert site.books() == (200, 200)

    at_the_site(url, story)


def test_who_is_told_to_come_back_costs_no_sealing(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed: list[str] = []

    def counted(
        vote: OpenVote, person: Person, ballot: Ballot, attempt: str, chance: Chance, *, proof: Proof | None
    ) -> Envelope:
        sealed.append(attempt)
        return seal_vote(vote, person, ballot, attempt, chance, proof=proof)

    monkeypatch.setattr("concitoyen.web.station.seal_vote", counted)

    async def story(site: Asked) -> None:
        site.intake._room = 40
        statuses = await site.statuses(site.votes(range(200)))
        assert set(statuses) == {201, 503}
        assert len(sealed) == statuses.count(201)

    at_the_site(url, story)


@pytest.fixture(scope="module")
def site(databases: Databases) -> Iterator[tuple[Served, str]]:
    """A site in a process of its own."""
    with databases.fresh(prepare=two_open_votes) as url, served(url) as made:
        yield made, url


def vote(url: str, number: int) -> dict[str, object]:
    engine = open_engine(url)
    made = body(vote_of(engine, SEALED).contests, number)
    engine.store.close()
    return made


def test_those_who_send_slowly_or_half_keep_nobody_waiting(site: tuple[Served, str]) -> None:
    here, url = site
    slow = [socket.create_connection(("127.0.0.1", here.port)) for _ in range(SLOW)]
    for number, one in enumerate(slow):
        head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 400\r\n\r\n"
        one.sendall((head + '{"person": {')[: 10 + 4 * number].encode())
    assert here.post(PATH, vote(url, 1))[0] == 201
    for one in slow:
        one.close()
    assert here.post(PATH, vote(url, 2))[0] == 201


def test_ten_thousand_idle_connections_keep_nobody_out(site: tuple[Served, str]) -> None:
    here, url = site
    votes = [vote(url, number) for number in range(3, 8)]
    before, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert hard > IDLE + 500, f"this machine lets a process hold {hard} files: allow {IDLE + 500} (ulimit -Hn)"
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    idle = [socket.create_connection(("127.0.0.1", here.port)) for _ in range(IDLE)]
    began = time.monotonic()
    assert [here.post(PATH, one)[0] for one in votes] == [201] * len(votes)
    assert time.monotonic() - began < AT_EASE
    assert here.files() > IDLE  # the site holds them all, they do not wait at its door
    for one in idle:
        one.close()
    resource.setrlimit(resource.RLIMIT_NOFILE, (before, hard))
    assert here.post(PATH, vote(url, 8))[0] == 201
