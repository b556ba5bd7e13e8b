"""A migrated store on SQLite, and the same on a real PostgreSQL."""

from collections.abc import Iterator

import pytest

from concitoyen.store.migrate import migrate
from concitoyen.store.store import Store
from concitoyen.testing.databases import Databases
from concitoyen.testing.postgres import PostgresServer
from tests.store.examples import EDITION


def with_the_core_tables(url: str) -> None:
    store = Store.open(url)
    migrate(store, {})
    with store.begin() as work:
        work.editions.add(EDITION)
    store.close()


@pytest.fixture
def store(databases: Databases) -> Iterator[Store]:
    """A store with one edition, for one test."""
    with databases.fresh(prepare=with_the_core_tables) as url:
        opened = Store.open(url)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def shared_store(databases: Databases) -> Iterator[Store]:
    """A store with one edition, for tests that undo what they write."""
    with databases.fresh(prepare=with_the_core_tables) as url:
        opened = Store.open(url)
        yield opened
        opened.close()


@pytest.fixture
def empty_store(database_url: str) -> Iterator[Store]:
    """A store without any table."""
    opened = Store.open(database_url)
    yield opened
    opened.close()


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> Iterator[str]:
    """The URL of an empty PostgreSQL database."""
    name = postgres.create_database()
    yield postgres.url(name)
    postgres.drop_database(name)
