"""The pages kept in memory: each made once for all who ask for it at the same time, by the application behind.

The application is asked without the visitor's headers: no cookie, no language, no address of theirs can be in what
others will see.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import cast

from litestar.types import ASGIApp, HTTPReceiveMessage, HTTPScope, Message

from concitoyen.web.front.addresses import Address
from concitoyen.web.front.gate import ALWAYS, Gate, State
from concitoyen.web.front.kept import Headers, Kept, Shelf, kept

FOR_LISTS = 4
"""One part in so many is for filtered lists, so that however many filters are tried no plain page goes."""

UNCHANGING = State(None, (), *ALWAYS)
Clock = Callable[[], datetime]
Flight = tuple[str, State]


class Pages:
    """Public pages by address, valid as long as their state holds."""

    def __init__(self, app: ASGIApp, gate: Gate, clock: Clock, most_bytes: int) -> None:
        """Ask `app` for what is not kept yet."""
        self._app = app
        self._gate = gate
        self._clock = clock
        self._lists = Shelf(most_bytes // FOR_LISTS)
        self._plain = Shelf(most_bytes - most_bytes // FOR_LISTS)
        self._flights: dict[Flight, asyncio.Future[Kept]] = {}

    @property
    def size(self) -> int:
        """The bytes of memory in use."""
        return self._plain.size + self._lists.size

    def at_hand(self, path: str, query: str = "") -> Kept | None:
        """The page at an address, if it stands here and still holds; nothing is waited for."""
        page = self._lists.get(f"{path}?{query}") if query else self._plain.get(path)
        if page is None or page.state is None:
            return None
        return page if page.state is UNCHANGING or self._holds(page.state) else None

    def _holds(self, state: State) -> bool:
        standing = self._gate.at_hand()
        if standing is None:
            return False
        return state.holds(standing.marks.get(state.edition, ()), self._clock())

    async def refresh(self) -> None:
        """Read again where the editions stand, if it is time: the application is about to ask."""
        await self._gate.refresh()

    async def page(self, address: Address, scope: HTTPScope) -> Kept | None:
        """The page at an address, kept or made now; None when its edition does not exist."""
        state = await self._state(address)
        if state is None:
            return None
        page = self._shelf(address).get(address.text)
        if page is not None and page.state == state:
            return page
        return await self._made_once(address, state, scope)

    async def _state(self, address: Address) -> State | None:
        if address.kind == "constant":
            return UNCHANGING
        standing = await self._gate.standing()
        return standing.state(address.edition, self._clock()) if address.edition in standing.marks else None

    def _shelf(self, address: Address) -> Shelf:
        return self._lists if address.query else self._plain

    async def _made_once(self, address: Address, state: State, scope: HTTPScope) -> Kept:
        flight = (address.text, state)
        making = self._flights.get(flight)
        if making is None:
            making = asyncio.ensure_future(self._make(address, state, scope))
            self._flights[flight] = making
            making.add_done_callback(lambda _: self._flights.pop(flight))
        return await asyncio.shield(making)

    async def _make(self, address: Address, state: State, scope: HTTPScope) -> Kept:
        status, headers, body = await ask(self._app, address, scope)
        page = await asyncio.to_thread(kept, status, headers, body, state)
        # What was read is at least as new as `state`; the clock must not have left its period meanwhile.
        if page.shareable and state.since <= self._clock() < state.until:
            self._shelf(address).put(address.text, page)
        return page


async def ask(app: ASGIApp, address: Address, scope: HTTPScope) -> tuple[int, Headers, bytes]:
    """What the application answers to anybody who asks for this address: status, headers, body."""
    status, headers, body = 0, Headers(), bytearray()

    async def receive() -> HTTPReceiveMessage:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        nonlocal status, headers
        if message["type"] == "http.response.start":
            status, headers = message["status"], [(bytes(name), bytes(value)) for name, value in message["headers"]]
        elif message["type"] == "http.response.body":
            body.extend(message["body"])

    await app(anonymous(scope, address), receive, send)
    return status, headers, bytes(body)


def anonymous(scope: HTTPScope, address: Address) -> HTTPScope:
    """A request for the address that comes from nobody."""
    asked: dict[str, object] = {
        **{name: scope[name] for name in ("type", "asgi", "http_version", "scheme", "server") if name in scope},
        "method": "GET",
        "path": address.path,
        "raw_path": address.path.encode(),
        "query_string": address.query.encode(),
        "root_path": "",
        "headers": [],
        "client": None,
        "extensions": None,
        "state": dict(scope.get("state") or {}),
    }
    return cast(HTTPScope, asked)
