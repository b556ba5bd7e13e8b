"""Fresh databases for tests, the same way on SQLite and on PostgreSQL.

What prepares a database (migrations, say) runs once a session; every test then receives a copy of the result.
"""

import itertools
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from concitoyen.testing.postgres import PostgresServer

Prepare = Callable[[str], None]  # receives the URL of an empty database and leaves no connection open


class Databases(Protocol):
    """Hands out databases that nobody else uses."""

    def fresh(self, prepare: Prepare | None = None) -> AbstractContextManager[str]:
        """Give the URL of a database, empty or as `prepare` leaves it, and delete it at the end."""
        ...


class SqliteDatabases:
    """SQLite files in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count(1)
        self._prepared: dict[Prepare, Path] = {}

    @contextmanager
    def fresh(self, prepare: Prepare | None = None) -> Iterator[str]:
        """Give the URL of a new file; `prepare` runs the first time only."""
        folder = self._new_folder()
        path = folder / "test.sqlite"
        if prepare is not None:
            shutil.copyfile(self._as_prepared_by(prepare), path)
        try:
            yield f"sqlite:///{path}"
        finally:
            shutil.rmtree(folder)  # with the -wal and -shm files that stand beside it

    def _as_prepared_by(self, prepare: Prepare) -> Path:
        if prepare not in self._prepared:
            path = self._new_folder() / "prepared.sqlite"
            prepare(f"sqlite:///{path}")
            self._prepared[prepare] = path
        return self._prepared[prepare]

    def _new_folder(self) -> Path:
        folder = self._folder / f"database-{next(self._numbers)}"
        folder.mkdir()
        return folder


class PostgresDatabases:
    """Databases of one PostgreSQL server, copied by the server itself."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self._prepared: dict[Prepare, str] = {}

    @contextmanager
    def fresh(self, prepare: Prepare | None = None) -> Iterator[str]:
        """Give the URL of a new database; `prepare` runs the first time only."""
        template = "template0" if prepare is None else self._as_prepared_by(prepare)
        name = self._server.create_database(template)
        try:
            yield self._server.url(name)
        finally:
            self._server.drop_database(name)

    def _as_prepared_by(self, prepare: Prepare) -> str:
        if prepare not in self._prepared:
            name = self._server.create_database()
            prepare(self._server.url(name))
            self._prepared[prepare] = name
        return self._prepared[prepare]
