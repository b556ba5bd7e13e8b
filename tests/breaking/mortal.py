"""A PostgreSQL that can be killed and started again on its data, as after a power cut."""

import os
import resource
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil

from concitoyen.testing.postgres import (
    SMALL,
    PostgresServer,
    PostgresUnavailableError,
    _binaries,
    _Cluster,
    _unprivileged_account,
    _within_reach,
)

SECONDS_TO_RECOVER = 30
QUICK = "recovery_init_sync_method=syncfs"  # to come back without opening every file first


class Mortal:
    """A durable server: what it has committed is there when it comes back."""

    def __init__(self, cluster: _Cluster) -> None:
        self._cluster = cluster
        self._running = ExitStack()
        self.start()
        self.server = PostgresServer(cluster.folder)

    def start(self, most: int | None = None) -> None:
        """Start it; after a kill, as soon as the system has let go of what it held.

        No file of it grows beyond `most` bytes, where this is given.
        """
        with _files_of_at_most(most):
            self._start()

    def _start(self) -> None:
        deadline = time.monotonic() + SECONDS_TO_RECOVER
        while True:
            try:
                self._running.enter_context(self._cluster.running((*SMALL, QUICK)))
            except PostgresUnavailableError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
            else:
                return

    def kill(self) -> None:
        """Kill every process of it at once: no one has the time to write a word."""
        leader = psutil.Process(int((self._cluster.folder / "data/postmaster.pid").read_text().splitlines()[0]))
        for process in (leader, *leader.children(recursive=True)):
            try:
                os.kill(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        (self._cluster.folder / "data/postmaster.pid").unlink()
        self._running.close()

    def stop(self) -> None:
        """Stop it in good order."""
        self._running.close()


@contextmanager
def _files_of_at_most(most: int | None) -> Iterator[None]:
    """Whoever is born while the block runs has this limit: nobody may give it to a server of another account."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft if most is None else most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def mortal_postgres() -> Iterator[Mortal]:
    """A server on an empty data folder, gone at the end."""
    account = _unprivileged_account()
    with tempfile.TemporaryDirectory(prefix="concitoyen-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        binaries = _binaries()
        if account is not None:
            os.chown(folder, *account)
            binaries = _within_reach(binaries, folder)
        cluster = _Cluster(folder, binaries, account)
        cluster.initialise()
        mortal = Mortal(cluster)
        try:
            yield mortal
        finally:
            mortal.stop()
