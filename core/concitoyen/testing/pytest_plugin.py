"""Fixtures for whoever tests Concitoyen or a pack; pytest finds them through the entry point `pytest11`."""

from collections.abc import Iterator

import pytest

from concitoyen.testing.databases import Databases, PostgresDatabases, SqliteDatabases
from concitoyen.testing.postgres import PostgresServer, PostgresUnavailableError, postgres_server


@pytest.fixture(scope="session", name="postgres")
def _postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server, started when the first test asks for it: one for each process that runs tests."""
    try:
        with postgres_server() as server:
            yield server
    except PostgresUnavailableError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def databases(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Databases:
    """Databases of either kind: a test that asks for them runs once on SQLite and once on PostgreSQL.

    `with databases.fresh(prepare=migrate) as url:` gives a database that `migrate(url)` has prepared; it does
    so once a session, and each test receives a copy.
    """
    if request.param == "sqlite":
        return SqliteDatabases(tmp_path_factory.mktemp("sqlite"))
    return PostgresDatabases(request.getfixturevalue("postgres"))


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    """The URL of an empty database, of either kind."""
    with databases.fresh() as url:
        yield url


def pytest_configure(config: pytest.Config) -> None:
    """Name our marker, so that a pack's tests may be strict about markers."""
    config.addinivalue_line("markers", "postgres: needs a PostgreSQL server, which the tests start")
