"""Taking what was replaced out of the files keeps nobody from voting elsewhere: it is done in a moment, or later."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import text

from concitoyen.domain.errors import StoreError
from concitoyen.domain.journal import SWEPT
from concitoyen.domain.urn import Envelope, Fate, ballot_id
from concitoyen.store.engine import in_mode
from concitoyen.store.intake.opening import open_intake
from concitoyen.testing.databases import Databases, PostgresDatabases
from concitoyen.testing.postgres import PostgresServer
from concitoyen.usecases.cast_ballot import OpenVote, cast_ballot
from concitoyen.usecases.cast_ballot import seal_vote as sealed
from concitoyen.usecases.desk import Engine, Signature
from concitoyen.usecases.replace_ballot import replace_ballot
from concitoyen.usecases.sweep_remains import sweep_remains, sweep_when_free
from concitoyen.web.sweeper import Sweeper
from tests.breaking.town import LONG_AFTER, SEALED, UNSEALED, choice, count, open_engine, person, vote_of
from tests.breaking.town import a_vote_that_may_change_and_a_later_one as two_votes
from tests.loops import run

MANY = 20_000
"""Ballots: enough for a table that is not written anew within a millisecond."""
SECONDS = 20
FIRST_CAST = "0" * 32
AT = datetime.now(UTC) + LONG_AFTER
"""The instant of the count, at which the vote of the second edition is open."""
NOW_OVER = Signature("site", AT + LONG_AFTER)
TAKEN = "SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND relation = 'urn'::regclass"
FILE = "SELECT pg_relation_filenode('urn')"


@dataclass(frozen=True)
class Town:
    """The first edition is over and its only ballot was replaced; the vote of the second is open at its count."""

    engine: Engine
    elsewhere: OpenVote

    def count(self) -> None:
        assert count(self.engine, SEALED).voters == 1

    def vote_elsewhere(self, number: int) -> Fate:
        """Cast a ballot in the second edition, and wait until it is on the disk."""
        chance = Random(number).randbytes  # noqa: S311 - tests are replayed
        attempt = f"{number:032x}"
        ballot = choice(self.elsewhere.contests, number)
        return run(_put(self.engine, sealed(self.elsewhere, person(number), ballot, attempt, chance)))

    def waits(self) -> bool:
        """Whether the first edition still has remains, as far as its journal tells."""
        with self.engine.read() as desk:
            return not desk.work.journal.tells(SEALED, SWEPT)

    def asked(self, statement: str) -> object:
        """What the database says, beside everybody else."""
        with self.engine.store.engine.connect() as connection:
            return connection.execute(text(statement)).scalar_one()

    @contextmanager
    def being_read(self) -> Iterator[None]:
        """Somebody reads the urn and stays there, in one transaction: a backup."""
        with in_mode(self.engine.store.engine, "read").connect() as backup:
            backup.execute(text("SELECT count(*) FROM urn")).all()
            yield


async def _put(engine: Engine, envelope: Envelope) -> Fate:
    intake = open_intake(engine.store)
    try:
        fate, _ = await asyncio.wait_for(intake.put(envelope), SECONDS)
    finally:
        await intake.stop()
    return fate


def until(holds: Callable[[], bool]) -> None:
    """Wait for something that others are doing."""
    end = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


def opened(url: str) -> Town:
    engine, now = open_engine(url), datetime.now(UTC)
    with engine.begin() as desk:
        vote = Signature("votant", now)
        contests = vote_of(engine, UNSEALED, AT).contests
        cast_ballot(desk, SEALED, person(0), choice(contests, 0), vote, attempt=FIRST_CAST)
    with engine.begin() as desk:
        before = desk.work.urn.find(SEALED, ballot_id(SEALED, FIRST_CAST))
        replace_ballot(desk, SEALED, FIRST_CAST, choice(contests, 1), vote)
        assert desk.work.urn.find(SEALED, ballot_id(SEALED, FIRST_CAST)) != before
    return Town(engine, vote_of(engine, UNSEALED, AT))


@pytest.fixture
def town(databases: Databases) -> Iterator[Town]:
    with databases.fresh(prepare=two_votes) as url:
        town = opened(url)
        yield town
        town.engine.store.close()


@pytest.fixture(scope="module")
def on_postgresql(postgres: PostgresServer) -> Databases:
    """PostgreSQL alone: there, a table is written anew."""
    return PostgresDatabases(postgres)


@pytest.fixture
def large_town(on_postgresql: Databases) -> Iterator[Town]:
    """Many have voted in the second edition."""
    with on_postgresql.fresh(prepare=two_votes) as url:
        town = opened(url)
        digits = "decode(md5(n::text), 'hex')"
        more = f"SELECT {digits}, '{UNSEALED}', {digits} FROM generate_series(1, {MANY}) AS n"  # noqa: S608 - names written above
        with town.engine.store.engine.begin() as connection:
            connection.execute(text(f"INSERT INTO urn (id, edition, entry) {more}"))
        yield town
        town.engine.store.close()


def test_a_small_urn_is_swept_at_once_though_a_vote_is_open_elsewhere(town: Town) -> None:
    town.count()
    assert not town.waits()
    assert town.vote_elsewhere(1) is Fate.KEPT


def test_voters_elsewhere_wait_for_a_moment_and_not_for_who_reads_the_table(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("concitoyen.store.sweeping.WAIT_AT_MOST", 10 * SECONDS * 1000)
    with town.being_read(), ThreadPoolExecutor(1) as beside, caplog.at_level(logging.WARNING):
        counting = beside.submit(town.count)
        if town.engine.store.engine.dialect.name == "postgresql":
            until(lambda: town.asked(TAKEN) == 1)  # from here on whoever votes stands behind the one who sweeps
        assert town.vote_elsewhere(1) is Fate.KEPT  # and the reader is still there
        counting.result(timeout=SECONDS)
    assert "stay in the files of the database until no vote is open" in caplog.text
    assert town.waits()


def test_a_large_urn_stays_as_it_is_while_a_vote_is_open_and_is_swept_afterwards(
    large_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town, before = large_town, large_town.asked(FILE)
    monkeypatch.setattr("concitoyen.usecases.sweep_remains.A_MOMENT", timedelta(milliseconds=1))
    town.count()
    assert (town.waits(), town.asked(FILE), town.asked(TAKEN)) == (True, before, 0)
    assert town.vote_elsewhere(MANY + 1) is Fate.KEPT
    with pytest.raises(StoreError, match="urn ne se réécrit pas en 0"):
        sweep_remains(town.engine, Signature("mission", AT))
    assert sweep_when_free(town.engine, Signature("site", AT)) == ()
    assert (town.waits(), town.asked(FILE)) == (True, before)
    assert sweep_when_free(town.engine, NOW_OVER) == (SEALED,)
    assert (town.waits(), town.asked(FILE) == before) == (False, False)
    assert sweep_when_free(town.engine, NOW_OVER) == ()


def test_the_administrator_may_have_it_done_while_a_vote_is_open(
    large_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("concitoyen.usecases.sweep_remains.A_MOMENT", timedelta(milliseconds=1))
    large_town.count()
    assert sweep_remains(large_town.engine, Signature("hôte", AT), forced=True) == (SEALED,)
    assert not large_town.waits()


def test_of_two_who_sweep_one_goes_away(large_town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("concitoyen.usecases.sweep_remains.A_MOMENT", timedelta(milliseconds=1))
    large_town.count()
    with ThreadPoolExecutor(1) as beside, large_town.being_read():
        first = beside.submit(sweep_remains, large_town.engine, NOW_OVER)
        until(lambda: large_town.asked(TAKEN) == 1)
        with pytest.raises(StoreError, match="Un autre processus"):
            sweep_remains(large_town.engine, NOW_OVER)
    assert first.exception(timeout=SECONDS) is None
    assert not large_town.waits()


def test_what_is_swept_before_the_next_opening_ends_before_it(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    given = list[timedelta]()
    monkeypatch.setattr("concitoyen.usecases.sweep_remains.sweep", lambda _store, patience: given.append(patience))
    town.count()
    opening = next(phase.opens for phase in town.elsewhere.rules.calendar.of_kind("vote"))
    monkeypatch.setattr("concitoyen.usecases.sweep_remains.has_remains", lambda _desk, edition: edition.id == SEALED)
    for before in (timedelta(minutes=2), timedelta(milliseconds=2), timedelta(days=1)):
        sweep_remains(town.engine, Signature("site", opening - before))
    assert given[1:] == [timedelta(minutes=2), timedelta(milliseconds=500), timedelta(hours=1)]


def test_the_site_does_it_once_no_vote_is_open(town: Town) -> None:
    with town.being_read():
        town.count()
    assert town.waits()

    async def serve() -> None:
        async with Sweeper(town.engine, lambda: NOW_OVER.at, every=0.01).at_work():
            await asyncio.to_thread(until, lambda: not town.waits())

    run(serve())


def test_a_site_whose_database_is_being_read_says_so_and_tries_again(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("concitoyen.store.sweeping.WAIT_AT_MOST", 100)
    sweeper = Sweeper(town.engine, lambda: NOW_OVER.at)
    with town.being_read():
        town.count()
        sweeper.look()
        assert "remains of ballots that were replaced stay in the files" in caplog.text
    sweeper.look()
    assert not town.waits()
