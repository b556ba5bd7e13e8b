"""Opening a database: SQLite as durable as it can be, PostgreSQL by psycopg, and errors said in French."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoFreeConnection

from concitoyen.domain.errors import NotMigrated, Overtaken, StoreError

Mode = Literal["read", "write", "migrate"]

BUSY_SECONDS = 10
POOL, MORE = 10, 10
"""Connections to PostgreSQL that a process keeps, and how many more it opens when all of them are at work."""
MOST_CONNECTIONS = POOL + MORE
PRAGMAS = {
    "busy_timeout": str(BUSY_SECONDS * 1000),
    "journal_mode": "WAL",
    "synchronous": "FULL",  # NORMAL may lose acknowledged ballots when the power fails
    "foreign_keys": "ON",
    "secure_delete": "ON",  # a ballot that is replaced leaves zeros behind it, not its bytes
}
BEGIN = {
    "read": ("PRAGMA query_only=ON", "BEGIN"),
    # Taking the write lock at once: a transaction that reads, then writes, cannot be overtaken in between.
    "write": ("PRAGMA query_only=OFF", "BEGIN IMMEDIATE"),
    # A migration that rebuilds a table drops the old one: its references are checked at the end instead.
    "migrate": ("PRAGMA query_only=OFF", "PRAGMA foreign_keys=OFF", "BEGIN IMMEDIATE"),
}
ADDRESSES = "écrivez sqlite:///chemin/du/fichier ou postgresql://utilisateur@serveur/base"
POSTGRESQL = {"postgres", "postgresql", "postgresql+psycopg"}
PRIMARY_CODE = 0xFF
FILE_TROUBLES = {
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_PERM,
}
UNDEFINED_TABLE, READ_ONLY, CONFLICTS = "42P01", "25006", {"40001", "40P01"}


def open_engine(url: str) -> Engine:
    """The engine of a database URL; raises StoreError when it cannot be used from here."""
    parsed = _parsed(url)
    if parsed.drivername in POSTGRESQL:
        return _postgresql(parsed)
    if parsed.drivername == "sqlite":
        return _sqlite(parsed)
    raise StoreError(f"La base « {parsed.render_as_string()} » n'est pas d'un genre connu : {ADDRESSES}.")


def in_mode(engine: Engine, mode: Mode) -> Engine:
    """The same engine, whose transactions read one unchanging state, write, or migrate."""
    if engine.dialect.name == "postgresql" and mode == "read":
        return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return engine.execution_options(concitoyen_mode=mode)


@contextmanager
def errors_in_french(engine: Engine) -> Iterator[None]:
    """Turn what the database's driver raises for want of a database into a StoreError with the way out."""
    try:
        yield
    except DBAPIError as error:
        told = _told(engine.url, error)
        if told is None:
            raise
        raise told from error
    except NoFreeConnection as error:
        raise StoreError("Toutes les connexions à la base sont occupées : réessayez dans un instant.") from error


def _parsed(url: str) -> URL:
    try:
        return make_url(url)
    except ArgumentError as error:
        raise StoreError(f"L'adresse de la base ne se lit pas : {ADDRESSES}.") from error


def _postgresql(url: URL) -> Engine:
    pool = {"pool_size": POOL, "max_overflow": MORE, "pool_pre_ping": True}
    options: dict[str, Any] = {"connect_args": {"connect_timeout": 5}, **pool}
    try:
        return create_engine(url.set(drivername="postgresql+psycopg"), hide_parameters=True, **options)
    except ImportError as error:
        raise StoreError(
            "PostgreSQL demande le pilote psycopg, absent d'ici : pip install 'concitoyen[postgres]'."
        ) from error


def _sqlite(url: URL) -> Engine:
    if not url.database or url.database == ":memory:":
        raise StoreError(
            "Une base SQLite est un fichier, pour survivre à un arrêt : donnez sqlite:///chemin/du/fichier."
        )
    _make_private(Path(url.database))
    engine = create_engine(url, hide_parameters=True)  # an error that reaches a log tells no mark, entry or name
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_private(path: Path) -> None:
    """Make the file readable by its owner only, if it is new; SQLite gives its logs the same permissions."""
    try:
        path.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        pass
    except OSError as error:
        raise StoreError(
            f"Le fichier « {path} » de la base ne peut pas être créé ({error.strerror}) : créez son dossier, ou "
            "corrigez l'adresse."
        ) from error


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # we send BEGIN ourselves: sqlite3 begins too late, and never for a read
    for name, value in PRAGMAS.items():
        connection.execute(f"PRAGMA {name}={value}")


def _begin_sqlite(connection: Connection) -> None:
    mode: Mode = connection.get_execution_options().get("concitoyen_mode", "write")
    for statement in BEGIN[mode]:
        connection.exec_driver_sql(statement)


def _told(url: URL, error: DBAPIError) -> StoreError | None:
    state, code = getattr(error.orig, "sqlstate", None), getattr(error.orig, "sqlite_errorcode", 0) & PRIMARY_CODE
    text, shown = str(error.orig).strip(), url.render_as_string(hide_password=True)
    if state == UNDEFINED_TABLE or text.startswith("no such table"):
        return NotMigrated(f"La base {shown} n'a pas toutes ses tables ({text}) : lancez `concitoyen migrate`.")
    if state in CONFLICTS:
        return Overtaken("Deux écritures se sont gênées, celle-ci est annulée : réessayez.")
    if state == READ_ONLY or code == sqlite3.SQLITE_READONLY:
        return StoreError(f"La base {shown} est ouverte en lecture seule ici : rien n'y est écrit.")
    if code == sqlite3.SQLITE_BUSY:
        return StoreError(
            f"La base {shown} est occupée par une autre écriture depuis plus de {BUSY_SECONDS} secondes : "
            "réessayez dans un instant."
        )
    if code in FILE_TROUBLES or (url.drivername != "sqlite" and isinstance(error, OperationalError)):
        return StoreError(
            f"La base {shown} ne répond pas comme il faut ({text}) : vérifiez qu'elle est accessible et que son "
            "disque n'est pas plein."
        )
    return None
