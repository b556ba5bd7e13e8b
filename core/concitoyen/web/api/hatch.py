"""The hatch through which ballots come in as JSON: before the framework, so that a rush costs as little as it can.

A request that cannot be taken in is refused before a byte of its body is read; the others meet a size limit and a time
limit, then the very functions that the documented route calls.
"""

import asyncio
import logging
import re
from collections.abc import Mapping
from typing import NamedTuple

from litestar.enums import HttpMethod, ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from concitoyen.domain.errors import Busy, NotFound, StoreError
from concitoyen.web.api.ballots import RECEIPT_LENGTH, Answered, problem, read_in
from concitoyen.web.connections import head_of, send_whole_of
from concitoyen.web.failures import RETRY_AFTER, WORDS
from concitoyen.web.limits import Wait
from concitoyen.web.security import LARGEST_BODY
from concitoyen.web.site import Site

log = logging.getLogger("concitoyen.web")

ADDRESS = re.compile(r"/api/editions/([^/]+)/ballots")
SECONDS_TO_SEND = 20.0
"""How long a body may take to arrive: a slow telephone needs some; who holds connections open would take forever."""
Headers = list[tuple[bytes, bytes]]


class _Gone(Exception):  # noqa: N818 - says the state, as the errors of the house do
    """The client went away before the end of its body."""


class _Head(NamedTuple):
    """The beginning of an answer, as ASGI has it and as it goes over the wire."""

    start: Message
    wire: bytes


class _Ready(NamedTuple):
    """An answer whose every byte is known."""

    head: _Head
    body: bytes


class BallotHatch:
    """Takes `POST /api/editions/{edition}/ballots`, and leaves every other request to what stands behind."""

    def __init__(self, site: Site, behind: ASGIApp, promised: Mapping[str, str]) -> None:
        """Answer with the headers that are promised on every answer."""
        self._site = site
        self._behind = behind
        stamps = {**promised, "Cache-Control": "no-store"}
        self._stamps: Headers = [(name.lower().encode(), value.encode()) for name, value in stamps.items()]
        self._accepted = {status: self._head(status, RECEIPT_LENGTH) for status in (200, 201)}
        self._busy = self._ready(_told(503))
        self._too_large = self._ready(_told(413))
        self._too_slow = self._ready(_told(408))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        found = ADDRESS.fullmatch(scope["path"])
        if found is None or scope["type"] != ScopeType.HTTP or scope["method"] != HttpMethod.POST:
            await self._behind(scope, receive, send)
            return
        try:
            ready = self._refusal(scope) or await self._answer(found[1], scope, receive)
        except _Gone:
            return
        send_whole = send_whole_of(scope)
        if send_whole is None or not send_whole(scope, ready.head.wire, ready.body):
            await send(ready.head.start)
            await send({"type": "http.response.body", "body": ready.body, "more_body": False})

    def _refusal(self, scope: HTTPScope) -> _Ready | None:
        if self._site.station.is_full:
            return self._busy
        decision = self._site.limits.vote(scope)
        return self._ready(_told(TOO_MANY), decision.seconds) if isinstance(decision, Wait) else None

    async def _answer(self, edition: str, scope: HTTPScope, receive: Receive) -> _Ready:
        length, content_type = b"0", b""
        for name, value in scope["headers"]:
            if name == b"content-length":
                length = value
            elif name == b"content-type":
                content_type = value
        if not length.isdigit() or int(length) > LARGEST_BODY:
            return self._too_large
        try:
            body = await _body(receive)
        except TimeoutError:
            return self._too_slow
        if body is None:
            return self._too_large
        return await self._cast(edition, content_type.decode("latin-1"), body)

    async def _cast(self, edition: str, content_type: str, body: bytes) -> _Ready:
        try:
            return self._ready(await read_in(self._site, edition, content_type, body))
        except Busy:
            return self._busy
        except StoreError as error:
            log.error("a ballot of %s is not kept: %s", edition, error)  # noqa: TRY400 - the sentence says it
            return self._busy
        except NotFound:
            return self._ready(_told(404))
        except Exception:
            log.exception("a ballot of %s is not kept", edition)
            return self._ready(_told(500))

    def _ready(self, answered: Answered, wait: int = 0) -> _Ready:
        head = self._accepted.get(answered.status) or self._head(answered.status, len(answered.body), wait)
        return _Ready(head, answered.body)

    def _head(self, status: int, length: int, wait: int = 0) -> _Head:
        kind = b"application/json" if status < FIRST_PROBLEM else b"application/problem+json"
        headers = [*self._stamps, (b"content-type", kind), (b"content-length", str(length).encode())]
        if wait or status == UNAVAILABLE:
            headers.append((b"retry-after", str(wait or RETRY_AFTER).encode()))
        start: Message = {"type": "http.response.start", "status": status, "headers": headers}
        return _Head(start, head_of(status, headers))


FIRST_PROBLEM, TOO_MANY, UNAVAILABLE = 400, 429, 503


def _told(status: int) -> Answered:
    heading, sentence = WORDS[status]
    return problem(status, heading, sentence)


async def _body(receive: Receive) -> bytes | None:
    """The whole body, None when it is too large; raises TimeoutError when it does not come."""
    body, more = await _piece(receive)
    if more:
        async with asyncio.timeout(SECONDS_TO_SEND):
            while more and len(body) <= LARGEST_BODY:
                piece, more = await _piece(receive)
                body += piece
    return body if len(body) <= LARGEST_BODY else None


async def _piece(receive: Receive) -> tuple[bytes, bool]:
    message = await receive()
    if message["type"] != "http.request":
        raise _Gone
    return message["body"], message["more_body"]
