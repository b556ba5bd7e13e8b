"""How long a connection may keep us waiting: for its headers, its body, its next request, and to read an answer.

Uvicorn waits without end for the headers of a request, for its body, and for the visitor to read: a program that opens
connections and sends or reads a byte now and then would keep them all, with the pages that it does not read. Idle
connections cost a few kilobytes each and no time; they are closed all the same, so that whoever opens many has to keep
opening them.
"""

import asyncio
import sys
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import ClassVar, TypedDict, cast

from litestar.exceptions import HTTPException
from litestar.status_codes import HTTP_408_REQUEST_TIMEOUT
from litestar.types import HTTPReceiveMessage, HTTPScope, Receive
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

HEADERS_WITHIN = 15.0
"""Seconds from the opening of a connection, or from the first byte of a request, to the end of its headers."""

BODY_WITHIN = 20.0
"""Seconds from the headers to the end of the body: 64 KiB pass at the pace of the worst mobile network."""

NEXT_WITHIN = 15
"""Seconds for which a connection that was answered is kept for the next request."""


READING_EVERY, LEAST_READ = 30.0, 16 * 1024
"""Of an answer that the system cannot take at once, so many bytes must go in each so many seconds: the worst mobile
network takes ten times as much."""

WHOLE = "concitoyen.whole"
"""The extension of ASGI under which this protocol takes a whole answer at once."""

SendWhole = Callable[[object, bytes, bytes], bool]
"""Send a head and a body as the answer to the request of this scope; False when it goes the common way."""


def send_whole_of(scope: HTTPScope) -> SendWhole | None:
    """What takes the answer of this request whole, where the server does."""
    extension = (scope.get("extensions") or {}).get(WHOLE)
    return cast(SendWhole, extension["send"]) if extension else None


def head_of(status: int, headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """The status line and the headers, for `SendWhole`; whoever calls vouches for them."""
    lines = [b"%s: %s\r\n" % header for header in headers]
    return b"".join([f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n".encode(), *lines])


class PatientProtocol(HttpToolsProtocol):
    """Uvicorn's protocol, which also hangs up on who does not end the headers of a request, or does not read answers.

    It takes the answer to a ballot whole: uvicorn looks at each header of each answer again, and hands head and body
    to the system one after the other, which is a tenth of what a ballot costs.
    """

    within: ClassVar[float] = HEADERS_WITHIN
    reading_every: ClassVar[float] = READING_EVERY
    _patience: asyncio.TimerHandle | None = None
    _reading: asyncio.TimerHandle | None = None
    _unread = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn's own
        """Start to wait."""
        super().connection_made(transport)
        self._extensions: dict[str, dict[object, object]] = {WHOLE: {"send": self.send_whole}}
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Stop waiting when the headers are there; wait from the first byte of the next request."""
        super().data_received(data)
        request: RequestResponseCycle | None = self.cycle  # none before the first, whatever uvicorn's annotation says
        if request is not None and not request.response_complete:
            self._stop_waiting()
        elif self._patience is None:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Leave no timer behind."""
        self._stop_waiting()
        if self._reading is not None:
            self._reading.cancel()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """More waits to be read than we want to hold: watch that it goes."""
        super().pause_writing()
        self._watch()

    def on_response_complete(self) -> None:
        """The answer is given, and may wait to be read."""
        super().on_response_complete()
        self._watch()

    def on_headers_complete(self) -> None:
        """Offer to take whole answers."""
        self.scope["extensions"] = self._extensions
        super().on_headers_complete()

    def send_whole(self, scope: object, head: bytes, body: bytes) -> bool:
        """As `SendWhole` says; the request ends as uvicorn ends it."""
        cycle = self.cycle
        plain = cycle.scope is scope and cycle.keep_alive and not cycle.response_started  # else close, or a pipeline
        if not plain or cycle.disconnected or cycle.access_log or self.flow.write_paused:
            return False
        cycle.response_started = cycle.response_complete = True
        cycle.waiting_for_100_continue = False
        own = [b"%s: %s\r\n" % header for header in cycle.default_headers]
        self.transport.write(b"".join([head, *own, b"\r\n", body]))
        cycle.message_event.set()
        cycle.on_response()
        return True

    def _watch(self) -> None:
        if self._reading is None and self.transport.get_write_buffer_size():
            self._unread = unread_of(self.transport)
            self._reading = self.loop.call_later(self.reading_every, self._look)

    def _look(self) -> None:
        """Drop the connection whose visitor hardly reads; where more waits than before, what waited was read."""
        self._reading = None
        if self.transport.get_write_buffer_size() and 0 <= self._unread - unread_of(self.transport) < LEAST_READ:
            self.transport.abort()
        else:
            self._watch()

    def _wait(self) -> None:
        self._patience = self.loop.call_later(self.within, self._hang_up)

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _hang_up(self) -> None:
        self._patience = None
        if not self.transport.is_closing():
            self.transport.close()


def unread_of(transport: asyncio.Transport) -> int:
    """The bytes that a visitor has not received, in our memory and in that of the system.

    The system takes megabytes at once and then nothing for a long while: alone, what waits here would not tell who
    reads slowly from who does not read.
    """
    waiting = transport.get_write_buffer_size()
    if sys.platform == "win32":
        return waiting
    import fcntl  # noqa: PLC0415 - the modules exist on POSIX only
    import termios  # noqa: PLC0415 - as above

    counted = fcntl.ioctl(transport.get_extra_info("socket").fileno(), termios.TIOCOUTQ, bytes(4))
    return waiting + int.from_bytes(counted, sys.byteorder)


class Waits(TypedDict):
    """The arguments of `uvicorn.run` that say how long to wait, and whose word to take."""

    http: type[asyncio.Protocol]
    timeout_keep_alive: int
    proxy_headers: bool


UVICORN: Waits = {
    "http": PatientProtocol,
    "timeout_keep_alive": NEXT_WITHIN,
    "proxy_headers": False,  # `peers` reads them, from the proxies that the host names and from no other
}
"""What `concitoyen serve` tells uvicorn; `limit_concurrency` is left out, since it counts idle connections as work."""


def in_time(receive: Receive, within: float) -> Receive:
    """A `receive` that raises 408 when the body has not come whole within so many seconds.

    Past the end of the body it waits as long as it is asked to: for the visitor to leave.
    """
    loop = asyncio.get_running_loop()
    until, whole = loop.time() + within, False

    async def received() -> HTTPReceiveMessage:
        nonlocal whole
        if whole:
            return await receive()  # type: ignore[return-value] # of the two kinds of a request
        try:
            async with asyncio.timeout_at(until):
                message = await receive()
        except TimeoutError:
            headers = {"Connection": "close"}
            raise HTTPException(status_code=HTTP_408_REQUEST_TIMEOUT, headers=headers) from None
        whole = not message.get("more_body", False)
        return message  # type: ignore[return-value] # as above

    return received
