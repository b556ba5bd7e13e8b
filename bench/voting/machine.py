"""What a slice costs: CPU of the server, of the database, of the load, and of everybody else on this machine."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from waiting import wait_for

from voting.town import SECRET

SERVER = Path(__file__).with_name("server.py")


@dataclass(frozen=True)
class Used:
    """CPU seconds since the machine started."""

    server: float
    mine: float
    all: float

    def __sub__(self, earlier: "Used") -> "Used":
        return Used(self.server - earlier.server, self.mine - earlier.mine, self.all - earlier.all)

    @property
    def others(self) -> float:
        """Of those who have nothing to do with this bench."""
        return max(0.0, self.all - self.mine)


class Served:
    """A server process of the site on a database."""

    def __init__(self, url: str, port: int, process: subprocess.Popen[bytes]) -> None:
        self.url, self.port = url, port
        self._process = psutil.Process(process.pid)
        self._me = psutil.Process()

    def used(self) -> Used:
        """CPU so far; the database and its backends are among the children of this process."""
        ours = [self._me, *self._me.children(recursive=True)]
        times = psutil.cpu_times()
        idle = times.idle + times.iowait + times.steal + times.guest + times.guest_nice
        return Used(_seconds(self._process), sum(_seconds(one) for one in ours), sum(times) - idle)


def _seconds(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)


@contextmanager
def served(url: str) -> Iterator[Served]:
    """The site in a process of its own."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    chosen = {"CONCITOYEN_DATABASE_URL": url, "CONCITOYEN_SECRET": SECRET, "PYTHONPATH": str(SERVER.parents[1])}
    chosen |= dict.fromkeys(("CONCITOYEN_LIMIT_VOTES", "CONCITOYEN_LIMIT_PAGES"), "off")  # all come from one address
    command = [sys.executable, str(SERVER), str(port)]
    process = subprocess.Popen(command, env={**os.environ, **chosen})  # noqa: S603 - a script of our own
    try:
        wait_for(port)
        yield Served(url, port, process)
    finally:
        process.terminate()
        process.wait(timeout=60)
