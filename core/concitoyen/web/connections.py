"""How long a connection may keep us waiting: for its headers, for its body, and for its next request.

Uvicorn waits without end for the headers of a request, and for its body: a program that opens connections and sends a
byte now and then would keep them all. Idle connections cost a few kilobytes each and no time; they are closed all the
same, so that whoever opens many has to keep opening them.
"""

import asyncio
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
    """Uvicorn's protocol, which also hangs up on who does not end the headers of a request.

    It takes the answer to a ballot whole: uvicorn looks at each header of each answer again, and hands head and body
    to the system one after the other, which is a tenth of what a ballot costs.
    """

    within: ClassVar[float] = HEADERS_WITHIN
    _patience: asyncio.TimerHandle | None = None

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
        super().connection_lost(exc)

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
