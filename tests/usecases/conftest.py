"""A town on SQLite, and the same on a real PostgreSQL; what it starts from is made once a session and copied."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from concitoyen.store.migrate import migrate
from concitoyen.store.store import Store
from concitoyen.testing.databases import Databases, SqliteDatabases
from tests.usecases.bundles import (
    SHAPES,
    bundle_of,
    held,
)
from tests.usecases.town import Town, packs_with
from tests.usecases.ville import Ville


def with_the_core_tables(url: str) -> None:
    store = Store.open(url)
    migrate(store, {})
    store.close()


def three_stand(url: str) -> None:
    _lived(url, Town.with_three_candidates)


def vote_is_open(url: str) -> None:
    _lived(url, Town.with_an_open_vote)


def vote_is_counted(url: str) -> None:
    _lived(url, Town.with_a_count)


def _lived(url: str, story: Callable[[Town], None]) -> None:
    with_the_core_tables(url)
    store = Store.open(url)
    story(Town(store, packs_with(Ville())))
    store.close()


@contextmanager
def opened(databases: Databases, prepare: Callable[[str], None], ville: Ville) -> Iterator[Town]:
    """A town in a copy of a prepared database."""
    with databases.fresh(prepare=prepare) as url:
        store = Store.open(url)
        yield Town(store, packs_with(ville))
        store.close()


@pytest.fixture
def ville() -> Ville:
    """The town's own pack, fresh for each test."""
    return Ville()


@pytest.fixture
def town(databases: Databases, ville: Ville) -> Iterator[Town]:
    """A town whose database has its tables and nothing in them."""
    with opened(databases, with_the_core_tables, ville) as found:
        yield found


@pytest.fixture
def standing(databases: Databases, ville: Ville) -> Iterator[Town]:
    """The town with three candidates, before its vote."""
    with opened(databases, three_stand, ville) as found:
        yield found


@pytest.fixture
def voting(databases: Databases, ville: Ville) -> Iterator[Town]:
    """The town while its vote is open; nobody has voted."""
    with opened(databases, vote_is_open, ville) as found:
        yield found


@pytest.fixture
def counted(databases: Databases, ville: Ville) -> Iterator[Town]:
    """The town after the count: Fablab and Jardin are laureates, Atelier is not retained."""
    with opened(databases, vote_is_counted, ville) as found:
        yield found


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bundles")


@pytest.fixture(scope="session")
def bundles(folder: Path) -> dict[str, bytes]:
    """The bundle of an edition of each shape."""
    made, databases = {}, SqliteDatabases(folder)
    for name, rulebook in SHAPES.items():
        with opened(databases, with_the_core_tables, Ville()) as town:
            held(town, rulebook)
            made[name] = bundle_of(town)
    return made
