"""Idle connections and slow ones, against a real server: they hold up nobody, and are closed in time."""

import json
import resource
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPConnection, HTTPResponse
from io import BufferedIOBase
from typing import ClassVar, cast

import pytest
import uvicorn
from litestar import Litestar

from concitoyen.web.app import Application
from concitoyen.web.connections import UVICORN, PatientProtocol
from concitoyen.web.front.porch import Porch
from tests.web.world import EDITION, World

IDLE = 2_000
WITHIN = 1.0
LONG_ENOUGH = 10.0
"""Seconds after which a test stops waiting for what should have come after one."""


class HurriedProtocol(PatientProtocol):
    """The same, for tests that cannot wait."""

    within: ClassVar[float] = WITHIN
    reading_every: ClassVar[float] = WITHIN


@contextmanager
def served(app: Litestar, protocol: type[PatientProtocol] = PatientProtocol) -> Iterator[int]:
    """Serve as `concitoyen serve` does, and give the port."""
    with serving(app, protocol) as (port, _):
        yield port


@contextmanager
def serving(app: Litestar, protocol: type[PatientProtocol]) -> Iterator[tuple[int, uvicorn.Server]]:
    """The same, with the server, that knows which connections it holds."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=IDLE)
    waits = {**UVICORN, "http": protocol}
    config = uvicorn.Config(app, log_level="error", lifespan="on", backlog=IDLE, **waits)  # type: ignore[arg-type] # a changed copy of typed arguments
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield int(listening.getsockname()[1]), server
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


@pytest.fixture
def many_files() -> Iterator[None]:
    """Both ends of each connection are files of this process."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=LONG_ENOUGH)


def status_of(port: int, path: str) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=LONG_ENOUGH)
    connection.request("GET", path)
    status = connection.getresponse().status
    connection.close()
    return status


def closed_after(line: socket.socket, began: float) -> float:
    """Seconds until the server hangs up."""
    while line.recv(65_536):
        pass
    return time.monotonic() - began


@pytest.mark.usefixtures("many_files")
def test_thousands_of_idle_connections_hold_up_nobody(town: World) -> None:
    with served(town.app()) as port, ExitStack() as idle:
        for _ in range(IDLE):
            idle.enter_context(connected(port))
        began = time.monotonic()
        assert {status_of(port, f"/{EDITION}/{page}") for page in ("", "projets", "regles", "vote")} == {200}
        assert time.monotonic() - began < LONG_ENOUGH


def test_a_connection_that_asks_nothing_is_closed(town: World) -> None:
    with served(town.app(), HurriedProtocol) as port, connected(port) as line:
        assert WITHIN * 0.5 < closed_after(line, time.monotonic()) < LONG_ENOUGH


def test_headers_that_come_byte_by_byte_are_cut_off(town: World) -> None:
    with served(town.app(), HurriedProtocol) as port, connected(port) as line:
        began = time.monotonic()
        for byte in b"GET / HTTP/1.1\r\nHost: site\r\nX-Slow: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa":
            time.sleep(WITHIN / 20)
            try:
                line.send(bytes([byte]))
            except OSError:
                break
        else:
            pytest.fail("the server was still listening")
        assert time.monotonic() - began < LONG_ENOUGH


def test_a_connection_that_was_answered_may_ask_again(town: World) -> None:
    with served(town.app(), HurriedProtocol) as port:
        connection = HTTPConnection("127.0.0.1", port, timeout=LONG_ENOUGH)
        for _ in range(3):
            connection.request("GET", "/api/editions")
            assert connection.getresponse().read().startswith(b"[")
            time.sleep(WITHIN * 0.6)
        connection.close()


def test_a_body_that_comes_too_slowly_is_cut_off_and_told_so(town: World) -> None:
    app = town.app()
    hurried = cast(Application, app)
    hurried.porch = Porch(
        hurried.porch._app, hurried.porch.pages, hurried.porch._limits, hurried.porch._busy, body_within=WITHIN
    )
    with served(app) as port, connected(port) as line:
        began = time.monotonic()
        line.sendall(f"POST /{EDITION}/vote HTTP/1.1\r\nHost: site\r\nContent-Length: 5000\r\n".encode())
        line.sendall(b"Content-Type: application/x-www-form-urlencoded\r\nCookie: csrf=x\r\n\r\nnom=")
        answer = b""
        while part := line.recv(65_536):
            answer += part
        assert WITHIN * 0.9 < time.monotonic() - began < LONG_ENOUGH
    assert answer.startswith(b"HTTP/1.1 408")
    assert b"connection: close" in answer
    assert "L’envoi est trop lent" in answer.decode()


PAGE = f"/{EDITION}/projets"
ASKED = f"GET {PAGE} HTTP/1.1\r\nHost: site\r\n\r\n".encode()
MANY = 150
"""So many answers of one page that the system does not take them all: the rest waits in our memory."""
PACE = 1_200_000
"""Bytes a second, for who reads steadily: everything then takes several times as long as one look of the server."""


@contextmanager
def narrow(port: int) -> Iterator[socket.socket]:
    """A line whose end holds little of what it has not read, as that of who reads on purpose slowly."""
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        line.settimeout(LONG_ENOUGH)
        line.connect(("127.0.0.1", port))
        yield line


def held(server: uvicorn.Server) -> int:
    """How many bytes wait in our memory for somebody to read them."""
    connections = cast(set[PatientProtocol], server.server_state.connections)
    return sum(one.transport.get_write_buffer_size() for one in connections.copy())


def becomes(wanted: Callable[[], bool]) -> bool:
    """Whether something comes true before long."""
    until = time.monotonic() + LONG_ENOUGH
    while not wanted() and time.monotonic() < until:
        time.sleep(0.02)
    return wanted()


@pytest.mark.parametrize("at_a_time", [0, 1], ids=["reads nothing", "reads byte by byte"])
def test_who_does_not_read_what_was_asked_for_is_cut_off_and_holds_no_memory(town: World, at_a_time: int) -> None:
    with serving(town.app(limit_pages=None), HurriedProtocol) as (port, server), narrow(port) as line:
        line.sendall(ASKED * MANY)
        assert becomes(lambda: held(server) > 0)
        assert held(server) < 1_000_000
        began = time.monotonic()
        while server.server_state.connections and time.monotonic() < began + LONG_ENOUGH:
            time.sleep(WITHIN / 20)
            with suppress(ConnectionResetError):
                line.recv(at_a_time)
        assert WITHIN * 0.5 < time.monotonic() - began < LONG_ENOUGH
        assert not server.server_state.tasks


def test_who_reads_nothing_keeps_nobody_else_waiting(town: World) -> None:
    with serving(town.app(limit_pages=None), HurriedProtocol) as (port, server), narrow(port) as line:
        line.sendall(ASKED * MANY)
        assert becomes(lambda: held(server) > 0)
        began = time.monotonic()
        assert {status_of(port, PAGE) for _ in range(20)} == {200}
        assert time.monotonic() - began < WITHIN * 5


def test_who_reads_steadily_gets_everything_however_long_it_takes(town: World) -> None:
    with serving(town.app(limit_pages=None), HurriedProtocol) as (port, server), narrow(port) as line:
        line.sendall(ASKED * (MANY - 1) + ASKED.replace(b"Host", b"Connection: close\r\nHost"))
        assert becomes(lambda: held(server) > 0)
        got, began = bytearray(), time.monotonic()
        while part := line.recv(65_536):
            got += part
            time.sleep(len(part) / PACE)
        assert time.monotonic() - began > 2 * WITHIN
    assert got.count(b"HTTP/1.1 200 OK") == MANY


def ballot(edition: str, *headers: str, version: str = "1.1", body: bytes = b"{}") -> bytes:
    """A ballot as it goes over the wire."""
    lines = [
        f"POST /api/editions/{edition}/ballots HTTP/{version}",
        *("Host: site", "Content-Type: application/json", f"Content-Length: {len(body)}"),
        *headers,
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


def answers(line: socket.socket, number: int) -> list[HTTPResponse]:
    """So many answers from one connection, read to their ends."""
    found = []
    reader = line.makefile("rb")
    for _ in range(number):
        one = HTTPResponse(Line(reader))  # type: ignore[arg-type] # all that it asks of a socket
        one.begin()
        one.body = one.read()  # type: ignore[attr-defined] # kept for the test
        found.append(one)
    return found


class Line:
    """What `HTTPResponse` reads from, without letting it close what the next answer comes by."""

    def __init__(self, reader: BufferedIOBase) -> None:
        self._reader = reader

    def makefile(self, _: str) -> "Line":
        return self

    def __getattr__(self, name: str) -> object:
        return (lambda: None) if name == "close" else getattr(self._reader, name)


def test_the_answer_to_a_ballot_comes_whole_and_as_promised(town: World) -> None:
    with served(town.app()) as port, connected(port) as line:
        for _ in range(3):
            line.sendall(ballot(EDITION))
            (told,) = answers(line, 1)
            assert told.status == 422
            assert told.getheader("date")
            assert told.getheader("x-content-type-options") == "nosniff"
            assert told.getheader("cache-control") == "no-store"
            assert json.loads(told.body)["title"] == "Ce bulletin est mal écrit"  # type: ignore[attr-defined] # as above


def test_ballots_that_follow_each_other_without_waiting_are_answered_in_their_order(town: World) -> None:
    with served(town.app()) as port, connected(port) as line:
        line.sendall(ballot("inconnue") + ballot(EDITION) + ballot("inconnue", body=b"{"))
        assert [told.status for told in answers(line, 3)] == [422, 422, 400]


@pytest.mark.parametrize("last", [ballot(EDITION, "Connection: close"), ballot(EDITION, version="1.0")])
def test_who_asks_to_close_after_a_ballot_is_answered_and_hung_up_on(town: World, last: bytes) -> None:
    with served(town.app()) as port, connected(port) as line:
        line.sendall(last)
        (told,) = answers(line, 1)
        assert (told.status, told.getheader("connection")) == (422, "close")
        assert line.recv(1) == b""
