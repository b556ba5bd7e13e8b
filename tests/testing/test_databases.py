"""The databases that tests receive: fresh, of both kinds, and gone afterwards."""

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine, text

from concitoyen.testing import postgres as module
from concitoyen.testing.databases import Databases
from concitoyen.testing.postgres import PostgresServer, PostgresUnavailableError, postgres_server


def execute(url: str, *statements: str) -> list[tuple[object, ...]]:
    """Run statements in one transaction and give the rows of the last one, if it has any."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        results = [connection.execute(text(statement)) for statement in statements]
        return [tuple(row) for row in results[-1]] if results[-1].returns_rows else []


def test_a_fresh_database_is_empty_and_keeps_what_is_written(database_url: str) -> None:
    execute(database_url, "CREATE TABLE idea (title text)", "INSERT INTO idea VALUES ('Épicerie')")
    assert execute(database_url, "SELECT title FROM idea") == [("Épicerie",)]


def test_two_fresh_databases_do_not_see_each_other(databases: Databases) -> None:
    with databases.fresh() as first, databases.fresh() as second:
        execute(first, "CREATE TABLE idea (title text)")
        execute(second, "CREATE TABLE idea (title text)", "INSERT INTO idea VALUES ('Verger')")
        assert execute(first, "SELECT title FROM idea") == []


def test_a_preparation_runs_once_and_each_test_receives_an_untouched_copy(databases: Databases) -> None:
    prepared: list[str] = []

    def prepare(url: str) -> None:
        prepared.append(url)
        execute(url, "CREATE TABLE idea (title text)", "INSERT INTO idea VALUES ('Ressourcerie')")

    with databases.fresh(prepare) as url:
        execute(url, "DELETE FROM idea")
    with databases.fresh(prepare) as url:
        assert execute(url, "SELECT title FROM idea") == [("Ressourcerie",)]
    assert len(prepared) == 1


@pytest.mark.postgres
def test_a_database_is_dropped_even_if_a_connection_was_left_open(postgres: PostgresServer) -> None:
    name = postgres.create_database()
    engine = create_engine(postgres.url(name), poolclass=NullPool)
    with engine.connect() as forgotten:
        postgres.drop_database(name)
        forgotten.invalidate()
    names = execute(postgres.url("postgres"), "SELECT datname FROM pg_database")
    assert (name,) not in names


@pytest.mark.postgres
def test_the_server_of_the_tests_forgets_and_a_durable_one_does_not(postgres: PostgresServer) -> None:
    asked = "SELECT current_setting('fsync'), current_setting('synchronous_commit')"
    assert execute(postgres.url("postgres"), asked) == [("off", "off")]
    with postgres_server(durable=True) as durable:
        assert execute(durable.url("postgres"), asked) == [("on", "on")]


@pytest.mark.postgres
def test_a_killed_test_run_leaves_no_server_behind(tmp_path: Path) -> None:
    script = tmp_path / "killed.py"
    script.write_text(
        "import os, signal\n"
        "from concitoyen.testing.postgres import postgres_server\n"
        "with postgres_server() as server:\n"
        "    print(server.url('postgres'), flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    killed = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    assert killed.returncode == -signal.SIGKILL
    folder = Path(killed.stdout.strip().partition("host=")[2].replace("%2F", "/"))
    assert folder.name.startswith("concitoyen-pg-")
    assert eventually(lambda: not (folder / "data" / "postmaster.pid").exists())
    shutil.rmtree(folder)


@pytest.mark.postgres
def test_the_server_starts_from_a_folder_that_no_other_user_may_enter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    binaries = module._binaries()
    package = binaries.parent.parent
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    shutil.copytree(binaries.parent, private / package.name / binaries.parent.name)
    shutil.copytree(package.with_name(f"{package.name}.libs"), private / f"{package.name}.libs")
    monkeypatch.setattr(module, "_binaries", lambda: private / binaries.relative_to(package.parent))
    with postgres_server() as server:
        assert execute(server.url("postgres"), "SELECT 1") == [(1,)]
    assert private.stat().st_mode & 0o777 == 0o700


def test_a_missing_package_is_named_with_the_way_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PACKAGES", {"no_such_postgres": "no-such-postgres"})
    expected = "^PostgreSQL for tests is not installed here: pip install no-such-postgres$"
    with pytest.raises(PostgresUnavailableError, match=expected), postgres_server():
        pass


def eventually(holds: Callable[[], bool], seconds: float = 10) -> bool:
    """Wait until something holds; False if it does not within that time."""
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.05)
    return holds()
