"""A ballot that another has replaced is gone: who holds every file of the database after the count does not find it."""

import asyncio
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import text

from concitoyen.domain.urn import Envelope, ballot_id
from concitoyen.store.engine import in_mode
from concitoyen.store.intake.opening import open_intake
from concitoyen.store.sweeping import sweep
from concitoyen.testing.databases import Databases, PostgresDatabases
from concitoyen.testing.postgres import PostgresServer
from concitoyen.usecases.cast_ballot import seal_vote
from concitoyen.usecases.desk import Engine, Signature
from concitoyen.usecases.replace_ballot import replace_ballot
from tests.breaking.town import SEALED, a_vote_that_may_change, choice, count, entries, open_engine, person, vote_of
from tests.loops import run

VOTERS, CHANGING = 60, 25
LOGS = "pg_wal"
"""Where PostgreSQL writes what it does before it does it: kept as long as its administrator says."""


@dataclass
class Changed:
    """A vote in which some have changed their mind, once or twice: what was taken out, and what is in."""

    engine: Engine
    gone: list[bytes]
    kept: list[bytes]

    def held(self) -> bytes:
        """Every byte of every file of this database, but the logs of PostgreSQL."""
        engine = self.engine.store.engine
        if engine.dialect.name == "sqlite":
            files = Path(str(engine.url.database)).parent.iterdir()
            return b"".join(path.read_bytes() for path in sorted(files))
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("CHECKPOINT"))  # what is in memory goes to the files
            folder = Path(str(connection.execute(text("SHOW data_directory")).scalar_one()))
        files = (path for path in sorted(folder.rglob("*")) if path.is_file() and LOGS not in path.parts)
        return b"".join(path.read_bytes() for path in files)

    def found(self) -> int:
        """How many of the ballots that were replaced stand in the files."""
        held = self.held()
        return sum(entry in held for entry in self.gone)


@pytest.fixture
def changed(databases: Databases) -> Iterator[Changed]:
    with databases.fresh(prepare=a_vote_that_may_change) as url:
        yield from _changed(url)


def _changed(url: str) -> Iterator[Changed]:
    engine, chance = open_engine(url), Random("changed")  # noqa: S311 - tests are replayed
    vote = vote_of(engine, SEALED)
    attempts = [chance.randbytes(16).hex() for _ in range(VOTERS)]
    sealed = [
        seal_vote(vote, person(number), choice(vote.contests, number), attempt, chance.randbytes)
        for number, attempt in enumerate(attempts)
    ]
    run(_cast(engine, sealed))
    gone = []
    for number in [*range(CHANGING), *range(CHANGING // 2)]:
        with engine.begin() as desk:
            before = desk.work.urn.find(SEALED, ballot_id(SEALED, attempts[number]))
            assert before is not None
            gone.append(before)
            signature = Signature("votant", datetime.now(UTC))
            replace_ballot(desk, SEALED, attempts[number], choice(vote.contests, number + 1), signature)
    yield Changed(engine, gone, entries(engine, SEALED))
    engine.store.close()


async def _cast(engine: Engine, sealed: list[Envelope]) -> None:
    intake = open_intake(engine.store)
    await asyncio.gather(*map(intake.put, sealed))
    await intake.stop()


def test_until_the_count_the_files_still_hold_what_was_replaced(changed: Changed) -> None:
    assert changed.found() > CHANGING // 2  # it is there that we look


def test_after_the_count_no_file_holds_a_ballot_that_was_replaced(changed: Changed) -> None:
    assert count(changed.engine, SEALED).voters == VOTERS
    assert changed.found() == 0
    held = changed.held()
    assert [entry in held for entry in changed.kept] == [True] * VOTERS
    assert sorted(entries(changed.engine, SEALED)) == sorted(changed.kept)


def test_after_the_count_the_rows_lie_in_the_order_of_their_keys(postgres: PostgresServer) -> None:
    with PostgresDatabases(postgres).fresh(prepare=a_vote_that_may_change) as url:
        for changed in _changed(url):
            count(changed.engine, SEALED)
            with changed.engine.store.engine.connect() as connection:
                for table, key in (("urn", "id"), ("roll", "voter")):
                    lying = text(f"SELECT {key} FROM {table} WHERE edition = '{SEALED}' ORDER BY ctid")  # noqa: S608 - names written above
                    keys = list(connection.execute(lying).scalars())
                    assert (len(keys), keys) == (VOTERS, sorted(keys))


def test_a_table_that_somebody_holds_does_not_undo_the_count(
    changed: Changed, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("concitoyen.store.sweeping.WAIT_AT_MOST", 200)
    with in_mode(changed.engine.store.engine, "read").connect() as backup:
        backup.execute(text("SELECT count(*) FROM urn")).all()  # and it stays there, in its transaction
        with caplog.at_level(logging.WARNING):
            assert count(changed.engine, SEALED).voters == VOTERS
    assert "remains of ballots that were replaced stay in the files" in caplog.text
    assert changed.found() > 0
    sweep(changed.engine.store, timedelta(minutes=1))
    assert changed.found() == 0
