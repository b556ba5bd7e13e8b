"""Batches on PostgreSQL: one statement, which is one transaction, whatever the number of ballots."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import asyncpg
from asyncpg import Connection

from concitoyen.domain.errors import ConcitoyenError, StoreError
from concitoyen.domain.urn import Envelope, Fate
from concitoyen.store.intake.handed import FIELDS, TABLES, UNFIT, Found, fate, fields
from concitoyen.store.intake.intake import Told

LANES = 2
"""Connections of a process for ballots: while one commits, the other takes what has come since."""
SECONDS_TO_CLOSE = 5
AWAY = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,  # it stops, or starts
    asyncpg.InsufficientResourcesError,  # its disk is full, or its connections are taken
    asyncpg.PostgresSystemError,  # its disk fails
    asyncpg.InternalServerError,  # a file that may not grow, for one: no row is to blame, and none is tried alone
)
# A plan made while the urn was empty must not read all of it once it is full.
PREPARED = "SET jit = off; SET enable_seqscan = off; SET enable_bitmapscan = off"

_HANDED = f"""handed AS MATERIALIZED (
    SELECT * FROM unnest({", ".join(f"${place}::{kind}[]" for place, kind in enumerate(FIELDS.values(), start=1))})
        AS handed ({", ".join(FIELDS)})
)"""
_SAME_ID = "FROM urn WHERE urn.id = handed.id"
_CLUES = "SELECT roll.clues FROM roll WHERE roll.edition = handed.edition AND roll.voter = handed.voter"


def _insert(table: str, source: str) -> str:
    columns = ", ".join(TABLES[table])
    return f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {source} ORDER BY {columns}"


KEEP = f"""WITH {_HANDED}, voting AS MATERIALIZED (
    SELECT id, rulebook_sha256 FROM editions
    WHERE id IN (SELECT edition FROM handed) AND stage = 'frozen' ORDER BY id FOR SHARE
), fresh AS MATERIALIZED (
    SELECT handed.* FROM handed JOIN voting ON voting.id = handed.edition AND voting.rulebook_sha256 = handed.rulebook
    WHERE (SELECT true {_SAME_ID}) IS NULL
), marked AS (
    {_insert("roll", "fresh")} ON CONFLICT DO NOTHING RETURNING edition, voter
), grown AS (
    INSERT INTO brackets (edition, bracket, total)
    SELECT edition, bracket, count(*) FROM fresh JOIN marked USING (edition, voter)
    WHERE bracket <> '' GROUP BY edition, bracket ORDER BY edition, bracket
    ON CONFLICT (edition, bracket) DO UPDATE SET total = brackets.total + excluded.total
), kept AS (
    {_insert("urn", "fresh JOIN marked USING (edition, voter)")} RETURNING id
)
SELECT CASE WHEN count(*) < (SELECT count(*) FROM handed) THEN coalesce(array_agg(id), '{{}}') END FROM kept"""
"""Gives nothing when every ballot is kept, else the ids of those that are."""

TELL = f"""WITH {_HANDED}
SELECT handed.id, (SELECT urn.entry {_SAME_ID} AND urn.edition = handed.edition) AS entry,
    ({_CLUES}) AS clues,
    (SELECT true FROM editions WHERE editions.id = handed.edition AND editions.stage = 'frozen'
        AND editions.rulebook_sha256 = handed.rulebook) IS NOT NULL AS is_open
FROM handed"""


class PostgresqlWriter:
    """The writer of a process; several processes, on one machine or several, share the database."""

    lanes = LANES

    def __init__(self, options: Mapping[str, Any], shown: str) -> None:
        """Connect with these options of asyncpg; `shown` is the address without its password."""
        self._options = options
        self._shown = shown
        self._free: list[Connection] = []

    async def write(self, batch: Sequence[Envelope]) -> Sequence[Told | ConcitoyenError]:
        """What became of each envelope of the batch."""
        connection = await self._connection()
        try:
            told = await self._written(connection, batch)
        except BaseException:
            connection.terminate()
            raise
        self._free.append(connection)
        return told

    async def close(self) -> None:
        """Close the connections."""
        while self._free:
            with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):  # it may be gone already
                await self._free.pop().close(timeout=SECONDS_TO_CLOSE)

    async def _connection(self) -> Connection:
        while self._free:
            connection = self._free.pop()
            if not connection.is_closed():
                return connection
        try:
            connection = await asyncpg.connect(**self._options)
            await connection.execute(PREPARED)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise self._silent(error) from error
        return connection

    async def _written(self, connection: Connection, batch: Sequence[Envelope]) -> Sequence[Told | ConcitoyenError]:
        try:
            return await _together(connection, batch)
        except (OSError, *AWAY) as error:
            raise self._silent(error) from error
        except (asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
            if connection.is_closed():
                raise self._silent(error) from error
            if len(batch) == 1:
                return [StoreError(UNFIT)]
        return [(await self._written(connection, [envelope]))[0] for envelope in batch]

    def _silent(self, error: Exception) -> StoreError:
        said = str(error) or type(error).__name__
        return StoreError(
            f"La base {self._shown} ne répond pas comme il faut ({said}) : vérifiez qu'elle est accessible."
        )


async def _together(connection: Connection, batch: Sequence[Envelope]) -> list[Told | ConcitoyenError]:
    ids = await connection.fetchval(KEEP, *_columns(batch))
    if ids is None:
        return [(Fate.KEPT, envelope.receipt) for envelope in batch]
    kept = {id.hex() for id in ids}
    others = [envelope for envelope in batch if envelope.id not in kept]
    found = {id.hex(): Found(*rest) for id, *rest in await connection.fetch(TELL, *_columns(others))}
    return [
        (Fate.KEPT, envelope.receipt) if envelope.id in kept else fate(envelope, found[envelope.id])
        for envelope in batch
    ]


def _columns(batch: Sequence[Envelope]) -> list[tuple[str | bytes, ...]]:
    return [*zip(*map(fields, batch), strict=True)]
