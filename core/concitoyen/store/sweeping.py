"""Nothing left in the files of what was taken out of the urn and of the roll: a replaced ballot, a mark taken away.

A database marks a row as gone and leaves its bytes where they are; even `VACUUM` only allows them to be written over.
"""

from contextlib import closing

from sqlalchemy import inspect, text
from sqlalchemy.exc import ProgrammingError

from concitoyen.domain.errors import StoreError
from concitoyen.store.engine import errors_in_french
from concitoyen.store.store import Store

SWEPT = ("urn", "roll", "cards")
"""Tables from which something may have been taken out that nobody should read again."""
WAIT_AT_MOST = 5_000
"""Milliseconds for which those who vote in other editions may be kept waiting for the lock; sweeping has time."""


def sweep(store: Store) -> None:
    """Write the tables anew, without what was taken out of them; for after a count, outside of any transaction.

    On PostgreSQL each table goes into new files in the order of its keys, which is not that of arrival; its old files
    are emptied when the transaction ends. On SQLite deleted bytes are zeros already, and the log is emptied. Logs that
    were archived and backups are out of reach. Raises StoreError when somebody holds a table or the log for too long.
    """
    if store.engine.dialect.name == "sqlite":
        _empty_the_log(store)
        return
    keys = {table: inspect(store.engine).get_pk_constraint(table)["name"] for table in SWEPT}
    for table, key in keys.items():  # one lock at a time: nobody can wait for us in a circle
        with errors_in_french(store.engine), store.engine.begin() as connection:
            connection.execute(text(f"SET LOCAL lock_timeout = {WAIT_AT_MOST}"))
            try:
                connection.execute(text(f'CLUSTER "{table}" USING "{key}"'))
            except ProgrammingError as error:
                raise StoreError(f"La table {table} n'est pas à qui s'y connecte : {error.orig}") from error


def _empty_the_log(store: Store) -> None:
    with errors_in_french(store.engine), closing(store.engine.raw_connection()) as connection:
        before = connection.cursor().execute("PRAGMA busy_timeout").fetchone()[0]
        connection.cursor().execute(f"PRAGMA busy_timeout={WAIT_AT_MOST}")
        blocked, *_ = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        connection.cursor().execute(f"PRAGMA busy_timeout={before}")
    if blocked:
        raise StoreError("Le journal de la base est lu par un autre : il n'a pas pu être vidé.")
