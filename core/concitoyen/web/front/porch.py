"""The porch: every request comes here before the routes."""

from litestar import HttpMethod
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Send

from concitoyen.domain.errors import StoreError
from concitoyen.web.connections import BODY_WITHIN, in_time
from concitoyen.web.front.addresses import Address, address_of
from concitoyen.web.front.busy import Busy
from concitoyen.web.front.kept import NOT_MODIFIED, OK, Kept
from concitoyen.web.front.negotiation import holds, takes_gzip
from concitoyen.web.front.pages import Pages
from concitoyen.web.limits import Limits, Wait

READS = frozenset({"GET", "HEAD"})
BODILESS = "concitoyen.bodiless"
"""The extension of the request of a HEAD: its answer needs a start and no body."""
STATIC = "/static/"


class Porch:
    """Answers from memory what it can, sends away who asks too much, and hands the rest to the application."""

    def __init__(
        self, app: ASGIApp, pages: Pages, limits: Limits, busy: Busy, body_within: float = BODY_WITHIN
    ) -> None:
        """Stand before `app`; a body must have come within so many seconds."""
        self._body_within = body_within
        self._app = app
        self.pages = pages
        self._limits = limits
        self._busy = busy

    async def __call__(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["method"] not in READS:
            await self._behind(scope, in_time(receive, self._body_within), send)
            return
        found = await self._read(scope)
        if isinstance(found, Wait):
            await self._busy.refuse(scope["path"], found.seconds, send)
        elif found is not None:
            await answer(found, scope, send)
        elif scope["method"] == "HEAD":
            asked = scope.copy()  # the server must go on seeing HEAD in its own
            asked["method"] = HttpMethod.GET
            asked["extensions"] = {**(scope.get("extensions") or {}), BODILESS: {}}
            await self._behind(asked, receive, without_body(send))
        else:
            await self._behind(scope, receive, send)

    async def _behind(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        await self.pages.refresh()
        await self._app(scope, receive, send)

    async def _read(self, scope: HTTPScope) -> Kept | Wait | None:
        """The page in memory, a refusal, or nothing when the application must answer."""
        path, query = scope["path"], scope["query_string"]
        if not path.startswith(STATIC) and isinstance(decision := self._limits.page(scope), Wait):
            return decision
        if not query and (page := self.pages.at_hand(path)) is not None:
            return page
        address = address_of(path, query)
        if address is not None and (page := self.pages.at_hand(address.path, address.query)) is not None:
            return page
        if isinstance(decision := self._limits.search(scope), Wait):
            return decision
        return await self._made(address, scope)

    async def _made(self, address: Address | None, scope: HTTPScope) -> Kept | None:
        if address is None:
            return None
        try:
            return await self.pages.page(address, scope)
        except StoreError:  # the application meets the same trouble, and has the words for it
            return None


async def answer(page: Kept, scope: HTTPScope, send: Send) -> None:
    """Send a page in the encoding that the browser takes, or tell it that it holds the page already."""
    encodings, held = b"", b""
    for name, value in scope["headers"]:
        if name == b"accept-encoding":
            encodings = value
        elif name == b"if-none-match":
            held = value
    sent = page.zipped if takes_gzip(encodings) else page.plain
    if held and page.status == OK and holds(held, sent.etag):
        await send({"type": "http.response.start", "status": NOT_MODIFIED, "headers": sent.unchanged})
        await send({"type": "http.response.body", "body": b"", "more_body": False})
        return
    await send({"type": "http.response.start", "status": page.status, "headers": sent.headers})
    body = b"" if scope["method"] == "HEAD" else sent.body
    await send({"type": "http.response.body", "body": body, "more_body": False})


def is_bodiless(scope: HTTPScope) -> bool:
    """Whether nobody will see the body of the answer: who would read a large file may leave it closed."""
    return BODILESS in (scope.get("extensions") or {})


def without_body(send: Send) -> Send:
    """Send the start of an answer as it is, and nothing of its body."""

    async def start_only(message: Message) -> None:
        if message["type"] == "http.response.body":
            await send({**message, "body": b""})
        else:
            await send(message)

    return start_only
