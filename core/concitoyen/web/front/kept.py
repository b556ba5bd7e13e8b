"""An answer ready to be sent: its bytes, plain and compressed, and its headers, made once."""

import gzip
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from concitoyen.web.front.gate import State

OK, NOT_MODIFIED = 200, 304
Headers = list[tuple[bytes, bytes]]

REPLACED = frozenset({b"content-length", b"content-encoding", b"vary", b"etag"})
OF_THE_BODY = frozenset({b"content-length", b"content-encoding", b"content-type"})
PUBLIC = (b"no-cache", b"public")
"""How the `Cache-Control` of an answer begins when it may be kept: the handlers say it, nothing else is guessed."""

LEVEL = 6
ETAG_LENGTH = 32
OVERHEAD = 2_048
"""Bytes counted for the headers and the objects around a page."""


@dataclass(frozen=True, slots=True)
class Representation:
    """One encoding of a page: what starts its answer, what starts a 304, and its bytes."""

    etag: bytes
    headers: Headers
    unchanged: Headers
    body: bytes


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer, the state in which it holds, and whether it may be shown to others than who asked first."""

    status: int
    plain: Representation
    zipped: Representation
    state: State | None
    shareable: bool

    @property
    def size(self) -> int:
        """The bytes of memory it takes, nearly."""
        zipped = 0 if self.zipped is self.plain else len(self.zipped.body)
        return len(self.plain.body) + zipped + OVERHEAD


def kept(status: int, headers: Iterable[tuple[bytes, bytes]], body: bytes, state: State | None) -> Kept:
    """Prepare both encodings of an answer; compression that saves nothing is left out."""
    given = [(name.lower(), value) for name, value in headers if name.lower() not in REPLACED]
    plain = _representation(status, given, body)
    small = gzip.compress(body, LEVEL, mtime=0)
    zipped = plain if len(small) >= len(body) else _representation(status, given, small, gzipped=True)
    return Kept(status, plain, zipped, state, shareable=status == OK and _is_public(given))


def _is_public(headers: Headers) -> bool:
    fields = dict(headers)
    return b"set-cookie" not in fields and fields.get(b"cache-control", b"").startswith(PUBLIC)


def _representation(status: int, given: Headers, body: bytes, *, gzipped: bool = False) -> Representation:
    etag = f'"{sha256(body).hexdigest()[:ETAG_LENGTH]}"'.encode()
    headers = [*given, (b"vary", b"Accept-Encoding"), (b"content-length", str(len(body)).encode())]
    if gzipped:
        headers.append((b"content-encoding", b"gzip"))
    if status == OK:
        headers.append((b"etag", etag))
    unchanged = [(name, value) for name, value in headers if name not in OF_THE_BODY]
    return Representation(etag, headers, unchanged, body)


class Shelf:
    """Pages in memory, within so many bytes; the one that was asked for least recently goes first."""

    def __init__(self, most_bytes: int) -> None:
        """A shelf of no bytes keeps nothing."""
        self._most = most_bytes
        self._pages: OrderedDict[str, Kept] = OrderedDict()
        self.size = 0

    def __len__(self) -> int:
        """How many pages stand here."""
        return len(self._pages)

    def get(self, address: str) -> Kept | None:
        """The page of an address, in whatever state it was made."""
        page = self._pages.get(address)
        if page is not None:
            self._pages.move_to_end(address)
        return page

    def put(self, address: str, page: Kept) -> None:
        """Keep a page in place of the earlier one of its address; a page larger than the shelf is not kept."""
        earlier = self._pages.pop(address, None)
        self.size -= earlier.size if earlier else 0
        if page.size > self._most:
            return
        self._pages[address] = page
        self.size += page.size
        while self.size > self._most:
            _, oldest = self._pages.popitem(last=False)
            self.size -= oldest.size
