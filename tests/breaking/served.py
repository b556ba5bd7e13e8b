"""A site in a process of its own, and voters who insist until they have their receipt."""

import json
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Event, Thread
from typing import Any, Protocol

import psutil

from tests.breaking.town import SECRET

NURSERY = Path(__file__).with_name("nursery.py")
SECONDS_TO_ANSWER = 10


class Served:
    """A site on a port of 127.0.0.1."""

    def __init__(self, port: int, nursery: subprocess.Popen[str]) -> None:
        self.port = port
        self._nursery = nursery
        self._pid = 0

    def start(self) -> None:
        """Serve, and wait until it answers."""
        assert self._nursery.stdin is not None
        assert self._nursery.stdout is not None
        self._nursery.stdin.write("\n")
        self._nursery.stdin.flush()
        self._pid = int(self._nursery.stdout.readline())

    def files(self) -> int:
        """How many files and connections it holds open."""
        return psutil.Process(self._pid).num_fds()

    def limit(self, most: int | None) -> None:
        """Let no file of it grow beyond so many bytes, whoever starts it again included; None for no limit."""
        soft = resource.RLIM_INFINITY if most is None else most
        for pid in (self._pid, self._nursery.pid):
            _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (soft, hard))

    def kill(self) -> None:
        """As if the power failed."""
        os.kill(self._pid, signal.SIGKILL)

    def stop(self) -> None:
        """In good order."""
        os.kill(self._pid, signal.SIGTERM)
        for _ in range(SECONDS_TO_ANSWER * 100):
            if not Path(f"/proc/{self._pid}").exists():
                return
            time.sleep(0.01)

    def end(self) -> None:
        """Kill what serves still, after a test that failed: the end of its output would be waited for, for ever."""
        for child in psutil.Process(self._nursery.pid).children():
            child.kill()

    def post(self, path: str, sent: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Status and body of an answer; raises OSError or HTTPException when there is none."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=SECONDS_TO_ANSWER)
        try:
            connection.request("POST", path, json.dumps(sent), {"Content-Type": "application/json"})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()


@contextmanager
def served(url: str) -> Iterator[Served]:
    """The site over a database, killed at the end whatever happened."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    chosen = {"CONCITOYEN_DATABASE_URL": url, "CONCITOYEN_SECRET": SECRET, "CONCITOYEN_LIMIT_VOTES": "off"}
    environment = {**os.environ, **chosen}
    command = [sys.executable, str(NURSERY), str(port)]
    nursery = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    site = Served(port, nursery)
    try:
        site.start()
        yield site
        site.stop()
    finally:
        site.end()
        nursery.communicate()


class Site(Protocol):
    """What answers voters."""

    def post(self, path: str, sent: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Status and body of an answer; raises OSError or HTTPException when there is none."""
        ...


class Insistent(Thread):
    """Votes for one person after the other, again and again with the same attempt until a receipt comes."""

    def __init__(self, site: Site, path: str, votes: Sequence[dict[str, Any]], until: Event) -> None:
        super().__init__(daemon=True)
        self._site, self._path, self._votes, self._until = site, path, votes, until
        self.receipts: list[str] = []
        self.seen: set[int] = set()
        """Every status, 0 for no answer."""

    def run(self) -> None:
        for vote in self._votes:
            if self._until.is_set():
                return
            self.receipts.append(self._insist(vote))

    def _insist(self, vote: dict[str, Any]) -> str:
        while True:
            try:
                status, answer = self._site.post(self._path, vote)
            except (OSError, HTTPException):
                status, answer = 0, {}
            self.seen.add(status)
            if "receipt" in answer:
                return str(answer["receipt"])
            time.sleep(0.02)
