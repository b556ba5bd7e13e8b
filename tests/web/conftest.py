"""A world and a client for the tests of pages."""

from collections.abc import Iterator

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from concitoyen.testing.databases import SqliteDatabases
from tests.web.world import World, world

Client = TestClient[Litestar]


@pytest.fixture(scope="session")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> SqliteDatabases:
    """Copies of one prepared database."""
    return SqliteDatabases(tmp_path_factory.mktemp("worlds"))


@pytest.fixture
def town(worlds: SqliteDatabases) -> Iterator[World]:
    """A world that a test may change."""
    with world(worlds) as made:
        yield made


@pytest.fixture(scope="module")
def published(worlds: SqliteDatabases) -> Iterator[World]:
    """A world in which the results of 2023 are public; for tests that only read."""
    with world(worlds) as made:
        made.play()
        yield made


@pytest.fixture
def client(town: World) -> Iterator[Client]:
    """A browser without JavaScript, before the site of `town`."""
    with TestClient(town.app()) as made:
        yield made


@pytest.fixture(scope="module")
def reader(published: World) -> Iterator[Client]:
    """A browser before the site of `published`."""
    with TestClient(published.app()) as made:
        yield made
