"""Whatever is killed, and when: every voter who was thanked is in the urn, once."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Event

import pytest

from concitoyen.domain.urn import receipt_of
from concitoyen.testing.databases import Databases, PostgresDatabases
from tests.breaking.mortal import Mortal, mortal_postgres
from tests.breaking.served import Insistent, Served, served
from tests.breaking.town import SEALED, body, count, entries, open_engine, roll_and_urn, two_open_votes, vote_of

VOTERS, VOTES_EACH, KILLS = 6, 2_000, 10
SECONDS_TO_THANK = 30
PATH = f"/api/editions/{SEALED}/ballots"


@pytest.fixture(scope="module")
def mortal() -> Iterator[Mortal]:
    """A PostgreSQL of our own."""
    with mortal_postgres() as made:
        yield made


@contextmanager
def rush(site: Served, url: str) -> Iterator[list[Insistent]]:
    """Voters insist while the block does its worst; then the books must balance."""
    engine, over = open_engine(url), Event()
    contests = vote_of(engine, SEALED).contests
    voters = [
        Insistent(site, PATH, [body(contests, VOTES_EACH * one + number) for number in range(VOTES_EACH)], over)
        for one in range(VOTERS)
    ]
    for voter in voters:
        voter.start()
    yield voters
    over.set()
    for voter in voters:
        voter.join(timeout=60)
    receipts = [receipt for voter in voters for receipt in voter.receipts]
    assert {voter.is_alive() for voter in voters} == {False}
    assert set[int]().union(*(voter.seen for voter in voters)) <= {0, 200, 201, 503}
    assert cut_off(voters)
    assert sorted(receipts) == sorted(receipt_of(entry) for entry in entries(engine, SEALED))
    assert roll_and_urn(engine, SEALED) == (len(receipts), len(receipts))
    assert count(engine, SEALED).voters == len(receipts)
    engine.store.close()


def thanked(voters: Sequence[Insistent]) -> int:
    """How many have their receipt."""
    return sum(len(voter.receipts) for voter in voters)


def cut_off(voters: Sequence[Insistent]) -> bool:
    """Whether somebody had no answer, or a refusal; of few who vote on a busy machine, sometimes nobody has."""
    return any(voter.seen & {0, 503} for voter in voters)


def thank_more(voters: Sequence[Insistent], more: int = VOTERS) -> None:
    """Wait until more voters have their receipt: the site serves, and under load."""
    before, until = thanked(voters), time.monotonic() + SECONDS_TO_THANK
    while thanked(voters) < before + more:
        assert time.monotonic() < until, f"{thanked(voters) - before} voters were thanked in {SECONDS_TO_THANK} s"
        time.sleep(0.002)


def ten_times(kill: Callable[[], None], start: Callable[[], None], voters: Sequence[Insistent]) -> None:
    """Kill while voters are being thanked, each time a little later after a commit, and start again."""
    for number in range(KILLS):
        thank_more(voters)
        time.sleep(0.003 * number)
        kill()
        start()
    thank_more(voters)


def test_a_site_killed_ten_times_in_a_rush_loses_no_ballot_and_doubles_none(databases: Databases) -> None:
    with databases.fresh(prepare=two_open_votes) as url, served(url) as site, rush(site, url) as voters:
        ten_times(site.kill, site.start, voters)


def test_a_postgresql_killed_ten_times_in_a_rush_loses_no_ballot_and_doubles_none(mortal: Mortal) -> None:
    databases = PostgresDatabases(mortal.server)
    with databases.fresh(prepare=two_open_votes) as url, served(url) as site, rush(site, url) as voters:
        ten_times(mortal.kill, mortal.start, voters)


def test_a_site_that_is_stopped_in_a_rush_answers_those_whom_it_has_heard(databases: Databases) -> None:
    with databases.fresh(prepare=two_open_votes) as url, served(url) as site, rush(site, url) as voters:
        for _ in range(KILLS):
            thank_more(voters, 100)
            site.stop()
            site.start()
            if cut_off(voters):
                break
        thank_more(voters)
