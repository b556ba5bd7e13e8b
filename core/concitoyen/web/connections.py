"""How long a connection may keep us waiting: for its headers, for its body, and for its next request.

Uvicorn waits without end for the headers of a request, and for its body: a program that opens connections and sends a
byte now and then would keep them all. Idle connections cost a few kilobytes each and no time; they are closed all the
same, so that whoever opens many has to keep opening them.
"""

import asyncio
from typing import ClassVar, TypedDict

from litestar.exceptions import HTTPException
from litestar.status_codes import HTTP_408_REQUEST_TIMEOUT
from litestar.types import HTTPReceiveMessage, Receive
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

HEADERS_WITHIN = 15.0
"""Seconds from the opening of a connection, or from the first byte of a request, to the end of its headers."""

BODY_WITHIN = 20.0
"""Seconds from the headers to the end of the body: 64 KiB pass at the pace of the worst mobile network."""

NEXT_WITHIN = 15
"""Seconds for which a connection that was answered is kept for the next request."""


class PatientProtocol(HttpToolsProtocol):
    """Uvicorn's protocol, which also hangs up on who does not end the headers of a request."""

    within: ClassVar[float] = HEADERS_WITHIN
    _patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn's own
        """Start to wait."""
        super().connection_made(transport)
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
