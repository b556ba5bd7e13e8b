"""Whatever is killed, and when: every voter who was thanked is in the urn, once."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event

import pytest

from concitoyen.domain.urn import receipt_of
from concitoyen.testing.databases import Databases, PostgresDatabases
from tests.breaking.mortal import Mortal, mortal_postgres
from tests.breaking.served import Insistent, Served, served
from tests.breaking.town import SEALED, body, count, entries, open_engine, roll_and_urn, two_open_votes, vote_of

VOTERS, VOTES_EACH, KILLS = 6, 2_000, 10
PATH = f"/api/editions/{SEALED}/ballots"


@pytest.fixture(scope="module")
def mortal() -> Iterator[Mortal]:
    """A PostgreSQL of our own."""
    with mortal_postgres() as made:
        yield made


@contextmanager
def rush(site: Served, url: str) -> Iterator[None]:
    """Voters insist while the block does its worst; then the books must balance."""
    engine, over = open_engine(url), Event()
    contests = vote_of(engine, SEALED).contests
    voters = [
        Insistent(site, PATH, [body(contests, VOTES_EACH * one + number) for number in range(VOTES_EACH)], over)
        for one in range(VOTERS)
    ]
    for voter in voters:
        voter.start()
    yield
    over.set()
    for voter in voters:
        voter.join(timeout=60)
    receipts = [receipt for voter in voters for receipt in voter.receipts]
    assert {voter.is_alive() for voter in voters} == {False}
    assert set().union(*(voter.seen for voter in voters)) <= {0, 200, 201, 503}
    assert len(receipts) > KILLS
    assert sorted(receipts) == sorted(receipt_of(entry) for entry in entries(engine, SEALED))
    assert roll_and_urn(engine, SEALED) == (len(receipts), len(receipts))
    assert count(engine, SEALED).voters == len(receipts)
    engine.store.close()


def ten_times(kill: Callable[[], None], start: Callable[[], None]) -> None:
    for number in range(KILLS):
        time.sleep(0.15 + 0.02 * number)
        kill()
        start()
    time.sleep(0.2)


def test_a_site_killed_ten_times_in_a_rush_loses_no_ballot_and_doubles_none(databases: Databases) -> None:
    with databases.fresh(prepare=two_open_votes) as url, served(url) as site, rush(site, url):
        ten_times(site.kill, site.start)


def test_a_postgresql_killed_ten_times_in_a_rush_loses_no_ballot_and_doubles_none(mortal: Mortal) -> None:
    databases = PostgresDatabases(mortal.server)
    with databases.fresh(prepare=two_open_votes) as url, served(url) as site, rush(site, url):
        ten_times(mortal.kill, mortal.start)


def test_a_site_that_is_stopped_in_a_rush_answers_those_whom_it_has_heard(databases: Databases) -> None:
    with databases.fresh(prepare=two_open_votes) as url, served(url) as site, rush(site, url):
        time.sleep(0.5)
        site.stop()
        site.start()
        time.sleep(0.5)
