"""One site served by several processes, as its host runs it, and lines to each of them."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from typing import Any

import psutil

from tests.breaking.town import SECRET

PROCESSES = 2
SECONDS_TO_START, SECONDS_TO_STOP, SECONDS_TO_ANSWER = 40, 20, 10
AT_ONCE = 12
COMMAND = [sys.executable, "-c", "from concitoyen.cli import main; main()", "serve"]
LIMITS = {"CONCITOYEN_LIMIT_VOTES": "off", "CONCITOYEN_LIMIT_PAGES": "off", "CONCITOYEN_LIMIT_SEARCHES": "off"}


@dataclass
class Line:
    """A connection that stays open, and the process that took it."""

    pid: int
    http: HTTPConnection

    def post(self, path: str, sent: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Status and body of an answer."""
        self.http.request("POST", path, json.dumps(sent), {"Content-Type": "application/json"})
        answer = self.http.getresponse()
        return answer.status, json.loads(answer.read())

    def get(self, path: str) -> str:
        """The page at an address."""
        self.http.request("GET", path)
        return self.http.getresponse().read().decode()


class Several:
    """A site served by several processes: on PostgreSQL one command starts them; on SQLite each has its own."""

    def __init__(self, url: str, settings: Mapping[str, str]) -> None:
        self._environment = {
            **os.environ,
            **LIMITS,
            "CONCITOYEN_DATABASE_URL": url,
            "CONCITOYEN_SECRET": SECRET,
            **settings,
        }
        self._shared = not url.startswith("sqlite")
        self.ports = [_free_port() for _ in range(1 if self._shared else PROCESSES)]
        self._commands: list[subprocess.Popen[str]] = []
        self._turn = 0

    @property
    def port(self) -> int:
        """A port of the site; where each process has its own, the next one in turn."""
        self._turn += 1
        return self.ports[self._turn % len(self.ports)]

    @property
    def serves(self) -> bool:
        """Whether it was started, and not stopped since."""
        return bool(self._commands) and all(command.poll() is None for command in self._commands)

    @property
    def top(self) -> int:
        """The process that the host has started."""
        return self._commands[0].pid

    def start(self) -> None:
        """Serve, and wait until each process answers."""
        self._commands = [self._command(port) for port in self.ports]
        self.hang_up(self.lines())

    def _command(self, port: int) -> subprocess.Popen[str]:
        workers = ["--workers", str(PROCESSES)] if self._shared else []
        command = [*COMMAND, "--port", str(port), *workers]
        return subprocess.Popen(command, env=self._environment, stdout=subprocess.DEVNULL, text=True)

    def pids(self) -> list[int]:
        """The processes that serve."""
        if not self._shared:
            return [command.pid for command in self._commands if command.poll() is None]
        found = []
        for child in psutil.Process(self.top).children():
            with suppress(psutil.Error):
                if "spawn_main" in " ".join(child.cmdline()) and child.status() != psutil.STATUS_ZOMBIE:
                    found.append(child.pid)
        return found

    def lines(self) -> list[Line]:
        """One line to each process, as soon as all of them serve."""
        deadline = time.monotonic() + SECONDS_TO_START
        held: dict[int, Line] = {}
        while time.monotonic() < deadline:
            for line in self._taken():
                if line.pid in held:
                    line.http.close()
                else:
                    held[line.pid] = line
            if len(held) == PROCESSES and set(held) == set(self.pids()):
                return list(held.values())
            for pid in set(held) - set(self.pids()):
                held.pop(pid).http.close()
            time.sleep(0.05)
        raise AssertionError(f"after {SECONDS_TO_START} s, only {sorted(held)} of {self.pids()} serve")

    def spread(self, many: int) -> dict[int, int]:
        """How many of so many connections opened in a row each process has taken."""
        lines = self._taken(many)
        self.hang_up(lines)
        return {pid: sum(line.pid == pid for line in lines) for pid in self.pids()}

    def _taken(self, many: int = AT_ONCE) -> list[Line]:
        """New lines that were taken and answered; those that were not are let go."""
        opened = [HTTPConnection("127.0.0.1", self.port, timeout=SECONDS_TO_ANSWER) for _ in range(many)]
        owners: dict[int, int] = {}
        taken = []
        asked = [one for one in opened if _has_asked(one)]
        for one in asked:
            with suppress(OSError, HTTPException):
                one.getresponse().read()
        for pid in self.pids():
            with suppress(psutil.Error):
                held = psutil.Process(pid).net_connections("tcp")
                owners.update({one.raddr.port: pid for one in held if one.status == psutil.CONN_ESTABLISHED})
        for one in opened:
            if one.sock is not None and (port := one.sock.getsockname()[1]) in owners:
                taken.append(Line(owners[port], one))
            else:
                one.close()
        return taken

    @staticmethod
    def hang_up(lines: list[Line]) -> None:
        """Close lines."""
        for line in lines:
            line.http.close()

    def post(self, path: str, sent: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Ask whichever process takes a new connection; raises OSError or HTTPException when there is no answer."""
        line = Line(0, HTTPConnection("127.0.0.1", self.port, timeout=SECONDS_TO_ANSWER))
        try:
            return line.post(path, sent)
        finally:
            line.http.close()

    def get(self, path: str) -> int:
        """The status of the page at an address."""
        http = HTTPConnection("127.0.0.1", self.port, timeout=SECONDS_TO_ANSWER)
        try:
            http.request("GET", path)
            return http.getresponse().status
        finally:
            http.close()

    def kill(self) -> int:
        """As if the system had killed one of the processes; its number."""
        pid = self.pids()[0]
        os.kill(pid, signal.SIGKILL)
        return pid

    def revive(self) -> None:
        """What the host must do once a process was killed: nothing, if another stands above it."""
        for place, command in enumerate(self._commands):
            if command.poll() is not None:
                self._commands[place] = self._command(self.ports[place])

    def behead(self) -> None:
        """Kill the process that the host has started, and no other."""
        self._commands[0].kill()
        self._commands[0].wait()

    def stop(self) -> list[int]:
        """In good order: what each command gives."""
        for command in self._commands:
            command.send_signal(signal.SIGTERM)
        return [command.wait(timeout=SECONDS_TO_STOP) for command in self._commands]

    def end(self) -> None:
        """Leave nothing behind, whatever happened."""
        left = [psutil.Process(pid) for pid in self.pids()] if self.serves else []
        for command in self._commands:
            command.kill()
            command.wait()
        for process in left:
            with suppress(psutil.Error):
                process.kill()


@contextmanager
def several(url: str, **settings: str) -> Iterator[Several]:
    """The site over a database, gone at the end whatever happened."""
    site = Several(url, settings)
    try:
        site.start()
        yield site
    finally:
        site.end()


def _has_asked(http: HTTPConnection) -> bool:
    try:
        http.request("GET", "/api/none")
    except OSError:
        http.close()
        return False
    return True


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])
