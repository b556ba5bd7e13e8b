"""Batches on SQLite: one thread, one connection, a few statements per transaction whatever its size.

Each statement hands the interpreter's lock over once, not once per ballot: between two of them the site goes on reading
requests. A batch is first written as if all its ballots were new, which nearly all are; when one is not, the whole is
taken back, and each is looked up before the rest is written.
"""

import asyncio
import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import chain
from typing import TypeVar

from concitoyen.domain.errors import ConcitoyenError, StoreError
from concitoyen.domain.urn import Envelope, Fate
from concitoyen.store.engine import PRAGMAS
from concitoyen.store.intake.handed import TABLES, UNFIT, Found, fate, fields
from concitoyen.store.intake.intake import Told

AT_ONCE = 64
"""How many rows one statement takes at most; each number of rows is a statement that stays prepared."""
IS_OPEN = "SELECT 1 FROM editions WHERE id = ? AND rulebook_sha256 = ? AND stage = 'frozen'"
OPEN = """EXISTS (SELECT 1 FROM editions WHERE editions.id = handed.edition
    AND editions.stage = 'frozen' AND editions.rulebook_sha256 = handed.rulebook)"""
MARKED = "(SELECT roll.clues FROM roll WHERE roll.edition = handed.edition AND roll.voter = handed.voter)"
SAME_ID = "FROM urn WHERE urn.id = handed.id"


def _rows(columns: Sequence[str], rows: int) -> str:
    return ", ".join([f"({', '.join('?' * len(columns))})"] * rows)


HANDED = ("place", "edition", "rulebook", "voter", "id")
HANDED_OVER = [f"WITH handed ({', '.join(HANDED)}) AS (VALUES {_rows(HANDED, rows)})" for rows in range(AT_ONCE + 1)]
FRESH = [
    f"{handed} SELECT json_group_array(place) FROM handed WHERE {OPEN} AND {MARKED} IS NULL"
    f" AND NOT EXISTS (SELECT 1 {SAME_ID})"
    for handed in HANDED_OVER
]
TOLD = [
    f"{handed} SELECT (SELECT urn.entry {SAME_ID} AND urn.edition = handed.edition), {MARKED}, {OPEN}"
    f" FROM handed ORDER BY place"
    for handed in HANDED_OVER
]
INSERT = {
    table: [
        f"INSERT OR ROLLBACK INTO {table} ({', '.join(columns)}) VALUES {_rows(columns, rows)}"
        for rows in range(AT_ONCE + 1)
    ]
    for table, columns in TABLES.items()
}
GROW = """INSERT INTO brackets (edition, bracket, total) VALUES (?, ?, ?)
ON CONFLICT (edition, bracket) DO UPDATE SET total = brackets.total + excluded.total"""
PREPARED = (len(TABLES) + 2) * AT_ONCE + 16

PAGES_OF_LOG = 4_000
"""16 MB of log before it goes into the file: each page is then written there once for several batches."""
UNDONE_WHOLE = {"foreign_keys": "OFF", "ignore_check_constraints": "ON"}
"""What lets SQLite insert many rows without a journal of the statement, to which each page goes before it is written.

A statement that may fail halfway and leave its transaction standing needs one: ours undo the transaction (`OR
ROLLBACK`) and do not ask for what was made sure of just before: that the edition is there and open, and the lengths of
the keys.
"""
VOTER_BYTES, ID_BYTES = 32, 16

Row = TypeVar("Row")


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
            kept = {
                place
                for statement, handed in _handed(FRESH, batch)
                for place in json.loads(connection.execute(statement, handed).fetchone()[0])
            }
            _insert(connection, [envelope for place, envelope in enumerate(batch) if place in kept])
            others = [envelope for place, envelope in enumerate(batch) if place not in kept]
            found = [
                Found(entry, clues, bool(is_open))
                for statement, handed in _handed(TOLD, others)
                for entry, clues, is_open in connection.execute(statement, handed).fetchall()
            ]
        told = map(fate, others, found)
        return [(Fate.KEPT, envelope.receipt) if place in kept else next(told) for place, envelope in enumerate(batch)]

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


def _stretches(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    return (rows[start : start + AT_ONCE] for start in range(0, len(rows), AT_ONCE))


def _handed(statements: Sequence[str], batch: Sequence[Envelope]) -> Iterator[tuple[str, list[object]]]:
    """The statements that ask about a batch, each with what it is handed; a place is that of the whole batch."""
    rows = [(place, *fields(envelope)[: len(HANDED) - 1]) for place, envelope in enumerate(batch)]
    return ((statements[len(some)], [*chain.from_iterable(some)]) for some in _stretches(rows))


def _insert(connection: sqlite3.Connection, batch: Sequence[Envelope]) -> None:
    """Write new ballots of open votes, each table in the order of its keys; raises ValueError when a key is none."""
    roll, urn, brackets = [], [], Counter[tuple[str, str]]()
    for edition, _, voter, id, entry, clues, bracket in map(fields, batch):
        if len(voter) != VOTER_BYTES or len(id) != ID_BYTES:
            msg = "a voter has 64 digits, an id 32"
            raise ValueError(msg)
        roll.append((edition, voter, clues))
        urn.append((id, edition, entry))
        if bracket:
            brackets[edition, bracket] += 1
    for table, rows in (("roll", roll), ("urn", urn)):
        rows.sort()
        for some in _stretches(rows):
            connection.execute(INSERT[table][len(some)], [*chain.from_iterable(some)])
    for (edition, bracket), total in sorted(brackets.items()):
        connection.execute(GROW, (edition, bracket, total))
