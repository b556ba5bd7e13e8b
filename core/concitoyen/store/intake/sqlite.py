"""Batches on SQLite: one thread, one connection, a few statements per transaction whatever its size.

Each statement hands the interpreter's lock over once, not once per ballot: between two of them the site goes on reading
requests. A batch is first written as if all its ballots were new, which nearly all are; when one is not, the whole is
taken back, and each is looked up before the rest is written.
"""

import asyncio
import json
import sqlite3
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import chain
from operator import attrgetter

from concitoyen.domain.errors import ConcitoyenError, StoreError
from concitoyen.domain.urn import Envelope, Fate
from concitoyen.store.engine import PRAGMAS
from concitoyen.store.intake.handed import FIELDS, TABLES, UNFIT, Found, fate, ordered
from concitoyen.store.intake.intake import Told

PLACE = {name: f"json_extract(handed.value, '$[{place}]')" for place, name in enumerate(FIELDS)}
OPEN = f"""EXISTS (SELECT 1 FROM editions WHERE editions.id = {PLACE["edition"]}
    AND editions.stage = 'frozen' AND editions.rulebook_sha256 = {PLACE["rulebook"]})"""
MARKED = f"""(SELECT roll.clues FROM roll
    WHERE roll.edition = {PLACE["edition"]} AND roll.voter = {PLACE["voter"]})"""
SAME_ID = f"FROM urn WHERE urn.id = {PLACE['id']}"
FRESH = f"""SELECT json_group_array(handed.key) FROM json_each(?) AS handed
WHERE {OPEN} AND {MARKED} IS NULL AND NOT EXISTS (SELECT 1 {SAME_ID})"""
TOLD = f"""SELECT handed.key, (SELECT urn.entry {SAME_ID} AND urn.edition = {PLACE["edition"]}), {MARKED}, {OPEN}
FROM json_each(?) AS handed ORDER BY handed.key"""
IS_OPEN = "SELECT 1 FROM editions WHERE id = ? AND rulebook_sha256 = ? AND stage = 'frozen'"
AT_ONCE = 64
"""How many rows one statement inserts at most; each number of rows is a statement that stays prepared."""
INSERT = {
    table: [
        f"INSERT OR ROLLBACK INTO {table} ({', '.join(columns)}) VALUES "
        + ", ".join([f"({', '.join('?' * len(columns))})"] * rows)
        for rows in range(AT_ONCE + 1)
    ]
    for table, columns in TABLES.items()
}
PREPARED = len(TABLES) * AT_ONCE + 16
GROW = f"""INSERT INTO brackets (edition, bracket, total)
SELECT {PLACE["edition"]} AS edition, {PLACE["bracket"]} AS bracket, count(*) FROM json_each(?) AS handed
WHERE {PLACE["bracket"]} <> '' GROUP BY 1, 2
ON CONFLICT (edition, bracket) DO UPDATE SET total = brackets.total + excluded.total"""

PAGES_OF_LOG = 4_000
"""16 MB of log before it goes into the file: each page is then written there once for several batches."""
UNDONE_WHOLE = {"foreign_keys": "OFF", "ignore_check_constraints": "ON"}
"""What lets SQLite insert many rows without a journal of the statement, to which each page goes before it is written.

A statement that may fail halfway and leave its transaction standing needs one: ours undo the transaction (`OR
ROLLBACK`) and do not ask for what was made sure of just before: that the edition is there and open, and the lengths of
the keys.
"""
VOTER_LENGTH, ID_LENGTH = 64, 32


class _NotAllNew(Exception):  # noqa: N818 - says the state, as the errors of the house do
    """A ballot of the batch is for a vote that is not open."""


class SqliteWriter:
    """The one writer of a process; other processes wait for its transactions, as it waits for theirs."""

    lanes = 1

    def __init__(self, path: str) -> None:
        """Write in the database at this path."""
        self._path = path
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="concitoyen-intake")
        self._kept: sqlite3.Connection | None = None

    async def write(self, batch: Sequence[Envelope]) -> Sequence[Told | ConcitoyenError]:
        """What became of each envelope of the batch."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._write, batch)

    async def close(self) -> None:
        """Close the connection and end the thread."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._close)
        self._thread.shutdown()

    def _write(self, batch: Sequence[Envelope]) -> Sequence[Told | ConcitoyenError]:
        try:
            return self._together(batch)
        except (sqlite3.IntegrityError, sqlite3.DataError, ValueError):
            if len(batch) == 1:
                return [StoreError(UNFIT)]
            return [self._write([envelope])[0] for envelope in batch]
        except sqlite3.Error as error:
            self._close()
            raise StoreError(f"La base {self._path} ne répond pas comme il faut ({error}).") from error

    def _together(self, batch: Sequence[Envelope]) -> Sequence[Told | ConcitoyenError]:
        try:
            return self._all_new(batch)
        except (_NotAllNew, sqlite3.IntegrityError):
            return self._looked_up(batch)

    def _all_new(self, batch: Sequence[Envelope]) -> list[Told | ConcitoyenError]:
        with self._transaction() as connection:
            for known in {(envelope.edition, envelope.rulebook) for envelope in batch}:
                if connection.execute(IS_OPEN, known).fetchone() is None:
                    raise _NotAllNew
            _insert(connection, batch)
        return [(Fate.KEPT, envelope.receipt) for envelope in batch]

    def _looked_up(self, batch: Sequence[Envelope]) -> list[Told | ConcitoyenError]:
        with self._transaction() as connection:
            kept = set(json.loads(connection.execute(FRESH, [_handed(batch)]).fetchone()[0]))
            _insert(connection, [envelope for place, envelope in enumerate(batch) if place in kept])
            others = [envelope for place, envelope in enumerate(batch) if place not in kept]
            told = iter(self._told(connection, others))
        return [(Fate.KEPT, envelope.receipt) if place in kept else next(told) for place, envelope in enumerate(batch)]

    def _told(self, connection: sqlite3.Connection, batch: Sequence[Envelope]) -> list[Told | ConcitoyenError]:
        if not batch:
            return []
        found = connection.execute(TOLD, [_handed(batch)]).fetchall()
        return [
            fate(envelope, Found(entry, clues, bool(is_open)))
            for envelope, (_, entry, clues, is_open) in zip(batch, found, strict=True)
        ]

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        if self._kept is None:
            self._kept = _connected(self._path)
        connection = self._kept
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise

    def _close(self) -> None:
        kept, self._kept = self._kept, None
        if kept is not None:
            kept.close()


def _connected(path: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"file:{path}?mode=rw", uri=True, isolation_level=None, check_same_thread=False, cached_statements=PREPARED
    )
    for name, value in {**PRAGMAS, **UNDONE_WHOLE, "wal_autocheckpoint": str(PAGES_OF_LOG)}.items():
        connection.execute(f"PRAGMA {name}={value}")
    return connection


def _handed(batch: Sequence[Envelope]) -> str:
    return json.dumps([*map(attrgetter(*FIELDS), batch)])


def _insert(connection: sqlite3.Connection, batch: Sequence[Envelope]) -> None:
    """Write new ballots of open votes, each table in the order of its keys; raises ValueError when a key is none."""
    for envelope in batch:
        if len(envelope.voter) != VOTER_LENGTH or len(envelope.id) != ID_LENGTH:
            msg = "a voter has 64 digits, an id 32"
            raise ValueError(msg)
    for table, columns in TABLES.items():
        read = attrgetter(*columns)
        rows = [read(envelope) for envelope in ordered(batch, table)]
        for start in range(0, len(rows), AT_ONCE):
            some = rows[start : start + AT_ONCE]
            connection.execute(INSERT[table][len(some)], [*chain.from_iterable(some)])
    if any(envelope.bracket for envelope in batch):
        connection.execute(GROW, [_handed(batch)])
