"""The intake of a database, from its address."""

from typing import Any

from sqlalchemy import URL

from concitoyen.domain.errors import StoreError
from concitoyen.store.intake.intake import Intake, Writer
from concitoyen.store.store import Store

WITHOUT_EFFECT = frozenset(
    {"channel_binding", "gssencmode", "keepalives", "keepalives_count", "keepalives_idle", "keepalives_interval"}
)
"""Options of libpq that change nothing here, and that asyncpg would hand to the server, which does not know them."""


def open_intake(store: Store) -> Intake:
    """The intake of a store's database; nothing is connected before the first ballot.

    Raises StoreError when the driver is missing.
    """
    return Intake(_writer(store.engine.url))


def _writer(url: URL) -> Writer:
    if url.get_backend_name() == "sqlite":
        from concitoyen.store.intake.sqlite import SqliteWriter  # noqa: PLC0415 - one writer or the other

        return SqliteWriter(url.database or "")
    try:
        from concitoyen.store.intake.postgresql import (  # noqa: PLC0415 - the driver is not installed everywhere
            PostgresqlWriter,
        )
    except ImportError as error:
        raise StoreError(
            "PostgreSQL demande le pilote asyncpg, absent d'ici : pip install 'concitoyen[postgres]'."
        ) from error
    return PostgresqlWriter(asyncpg_options(url), url.render_as_string(hide_password=True))


def asyncpg_options(url: URL) -> dict[str, Any]:
    """How asyncpg reaches what SQLAlchemy and psycopg call by this address.

    Folders of sockets, passwords, `sslmode` and its certificates are understood alike; `connect_timeout` is in
    seconds.
    """
    query = {name: value for name, value in url.query.items() if name not in WITHOUT_EFFECT}
    seconds = query.pop("connect_timeout", "5")
    dsn = url.set(drivername="postgresql", query=query).render_as_string(hide_password=False)
    return {"dsn": dsn, "timeout": float(str(seconds)), "command_timeout": 30.0}
