"""Nothing left in the files of what was taken out of the urn and of the roll: a replaced ballot, a mark taken away.

A database marks a row as gone and leaves its bytes where they are; even `VACUUM` only allows them to be written over.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from concitoyen.domain.errors import StoreError
from concitoyen.store.engine import errors_in_french
from concitoyen.store.store import Store

SWEPT = ("urn", "roll", "cards")
"""Tables from which something may have been taken out that nobody should read again."""
WAIT_AT_MOST = 5_000
"""Milliseconds for which a table or a log that somebody reads is waited for; whoever comes next waits behind us."""
PUT_OFF = {
    "55P03": "La table {table} est lue par un autre : elle reste comme elle est.",
    "57014": "La table {table} ne se réécrit pas en {seconds:g} s : elle reste comme elle est.",
}
"""What PostgreSQL says when a lock is not to be had in time, and when a statement has used up its own."""
ALONE = "hashtextextended('concitoyen sweep', 0)"


def sweep(store: Store, patience: timedelta) -> None:
    """Write the tables anew, without what was taken out of them; for after a count, outside of any transaction.

    On PostgreSQL each table goes into new files in the order of its keys, which is not that of arrival; its old files
    are emptied when the transaction ends. Nobody reads or writes a table meanwhile, for at most `patience`: one that
    takes longer stays as it is. On SQLite deleted bytes are zeros already, and the log is emptied. Logs that were
    archived and backups are out of reach. Raises StoreError when this takes longer than that, or when another process
    is at it.
    """
    most = max(1, int(patience / timedelta(milliseconds=1)))
    if store.engine.dialect.name == "sqlite":
        _empty_the_log(store, min(most, WAIT_AT_MOST))
        return
    keys = {table: inspect(store.engine).get_pk_constraint(table)["name"] for table in SWEPT}
    with errors_in_french(store.engine), store.engine.connect() as connection, _alone(connection):
        for table, key in keys.items():  # one lock at a time: nobody can wait for us in a circle
            with connection.begin():
                _write_anew(connection, table, str(key), most)


@contextmanager
def _alone(connection: Connection) -> Iterator[None]:
    """No other process sweeps while the block runs."""
    with connection.begin():
        mine = connection.execute(text(f"SELECT pg_try_advisory_lock({ALONE})")).scalar_one()
    if not mine:
        raise StoreError("Un autre processus efface ces restes en ce moment.")
    try:
        yield
    finally:
        with connection.begin():
            connection.execute(text(f"SELECT pg_advisory_unlock({ALONE})"))


def _write_anew(connection: Connection, table: str, key: str, most: int) -> None:
    connection.execute(text(f"SET LOCAL lock_timeout = {min(most, WAIT_AT_MOST)}"))
    connection.execute(text(f"SET LOCAL statement_timeout = {most}"))
    try:
        connection.execute(text(f'CLUSTER "{table}" USING "{key}"'))
    except ProgrammingError as error:
        raise StoreError(f"La table {table} n'est pas à qui s'y connecte : {error.orig}") from error
    except OperationalError as error:
        told = PUT_OFF.get(getattr(error.orig, "sqlstate", None) or "")
        if told is None:
            raise
        raise StoreError(told.format(table=table, seconds=most / 1000)) from error


def _empty_the_log(store: Store, most: int) -> None:
    with errors_in_french(store.engine), closing(store.engine.raw_connection()) as connection:
        connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()  # nobody waits for most of the work
        before = connection.cursor().execute("PRAGMA busy_timeout").fetchone()[0]
        connection.cursor().execute(f"PRAGMA busy_timeout={most}")
        blocked, *_ = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        connection.cursor().execute(f"PRAGMA busy_timeout={before}")
    if blocked:
        raise StoreError("Le journal de la base est lu par un autre : il n'a pas pu être vidé.")
