"""A database is opened as durable as it can be, or the sentence says what to do."""

import stat
import sys
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from concitoyen.domain.errors import NotMigrated, StoreError
from concitoyen.store import engine
from concitoyen.store.migrate import migrate
from concitoyen.store.store import Store
from tests.store.examples import CORE_HISTORY


def pragmas(store: Store) -> dict[str, object]:
    """The settings of a connection that writes, as SQLite reads them back."""
    with store.transaction() as session:
        names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "query_only")
        return {name: session.execute(text(f"PRAGMA {name}")).scalar_one() for name in names}


def test_sqlite_survives_a_power_cut_and_checks_its_references(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path}/c.sqlite")
    full = 2
    expected = {
        "journal_mode": "wal",
        "synchronous": full,
        "foreign_keys": 1,
        "busy_timeout": 10_000,
        "query_only": 0,
    }
    assert pragmas(store) == expected
    migrate(store, {})
    assert pragmas(store) == expected
    store.close()


def test_a_new_sqlite_file_and_its_logs_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path}/c.sqlite")
    migrate(store, {})
    with store.read() as work:
        work.editions.list()
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes == {"c.sqlite": 0o600, "c.sqlite-wal": 0o600, "c.sqlite-shm": 0o600}
    store.close()


def test_a_database_that_exists_is_opened_again_with_what_it_holds(tmp_path: Path) -> None:
    for applied in (CORE_HISTORY, ()):
        store = Store.open(f"sqlite:///{tmp_path}/c.sqlite")
        assert migrate(store, {}) == applied
        store.close()


@pytest.mark.postgres
def test_a_connection_that_the_server_has_cut_is_replaced(postgres_url: str) -> None:
    store = Store.open(postgres_url)
    migrate(store, {})
    with store.read() as work:
        assert work.editions.list() == ()
    administrator = Store.open(postgres_url)
    with administrator.transaction() as session:
        others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        cut = f"SELECT count(pg_terminate_backend(pid)) {others}"
        assert session.execute(text(cut)).scalar_one() >= 1
    with store.read() as work:
        assert work.editions.list() == ()
    administrator.close()
    store.close()


@pytest.mark.postgres
def test_postgresql_waits_for_the_disk_unless_someone_has_told_it_not_to(postgres_url: str) -> None:
    store = Store.open(postgres_url)
    with store.transaction() as session:
        sets = "SELECT source FROM pg_settings WHERE name = 'synchronous_commit'"
        assert session.execute(text(sets)).scalar_one() != "session"
    store.close()


@pytest.mark.postgres
def test_the_usual_spellings_of_a_postgresql_address_are_understood(postgres_url: str) -> None:
    for scheme in ("postgres", "postgresql", "postgresql+psycopg"):
        store = Store.open(postgres_url.replace("postgresql+psycopg", scheme))
        assert store.engine.driver == "psycopg"
        store.close()


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("mysql://root:secret@serveur/base", r"« mysql://root:\*\*\*@serveur/base » n'est pas d'un genre connu"),
        ("n'importe quoi", "ne se lit pas : écrivez sqlite:///"),
        ("sqlite://", "Une base SQLite est un fichier"),
        ("sqlite:///:memory:", "Une base SQLite est un fichier"),
        (
            "sqlite:////nulle/part/c.sqlite",
            r"« /nulle/part/c\.sqlite » de la base ne peut pas être créé \(No such file",
        ),
        ("postgresql://moi:secret@127.0.0.1:1/base", r"moi:\*\*\*@127.0.0.1:1/base ne répond pas"),
    ],
)
def test_an_address_that_leads_nowhere_is_said_in_french_without_its_password(url: str, told: str) -> None:
    with pytest.raises(StoreError, match=told) as refused:
        Store.open(url)
    assert "secret" not in str(refused.value)


def test_a_missing_driver_is_said_with_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreError, match=r"pip install 'concitoyen\[postgres\]'"):
        Store.open("postgresql://moi@serveur/base")


def test_a_database_without_tables_says_to_migrate(empty_store: Store) -> None:
    with pytest.raises(NotMigrated, match="lancez `concitoyen migrate`"), empty_store.read() as work:
        work.editions.list()


def test_a_writer_who_waits_too_long_is_told_to_try_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(engine.PRAGMAS, "busy_timeout", "50")
    store = Store.open(f"sqlite:///{tmp_path}/c.sqlite")
    migrate(store, {})
    with store.begin() as slow:
        slow.editions.list()
        with pytest.raises(StoreError, match="réessayez dans un instant"), store.begin() as other:
            other.editions.list()
    store.close()


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(b"not a database" * 100)
    with pytest.raises(StoreError, match=r"photo\.jpg ne répond pas comme il faut \(file is not a database\)"):
        Store.open(f"sqlite:///{path}")


def test_a_mistake_of_ours_is_not_blamed_on_the_database(store: Store) -> None:
    with pytest.raises(DBAPIError, match="colour"), store.transaction() as session:
        session.execute(text("SELECT colour FROM editions"))
