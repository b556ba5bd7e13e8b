"""Which addresses are public pages, and the one way of writing each: unknown parameters make no other page."""

from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl, urlencode

Kind = Literal["constant", "together", "edition"]
PAGES = frozenset({"projets", "regles", "resultats"})
FILTERED = "projets"
FILTERS = ("categorie", "territoire", "theme", "page")
TYPED = "q"
OPEN_DATA = frozenset({"proposals", "outcome"})
LONGEST_QUERY = 512
MOST_PARAMETERS = 20
STATIC, API = "static", "api"
SECOND = 2
THIRD = 3


@dataclass(frozen=True, slots=True)
class Address:
    """A public page in its one writing: it depends on nothing, on every edition together, or on one edition."""

    path: str
    kind: Kind
    edition: str | None = None
    query: str = ""

    @property
    def text(self) -> str:
        """The whole address."""
        return f"{self.path}?{self.query}" if self.query else self.path


def address_of(path: str, query: bytes) -> Address | None:
    """The public page at this address; None when it is another thing, or holds what somebody typed."""
    parts = path.strip("/").split("/")
    if "" in parts[1:] or path.startswith("//"):
        return None
    found = _page(parts)
    if found is None or not query or parts[1:] != [FILTERED]:
        return found
    filters = _filters(query)
    return None if filters is None else Address(found.path, found.kind, found.edition, filters)


def _page(parts: list[str]) -> Address | None:
    first, rest = parts[0], parts[1:]
    path = "/" + "/".join(parts)
    if first == STATIC:
        return Address(path, "constant") if rest else None
    if first == API:
        return _data(path, rest)
    if not first:
        return Address(path, "together")
    if not rest:
        return Address(f"{path}/", "edition", first)
    is_page = rest[0] in PAGES if len(rest) == 1 else rest[0] == FILTERED and len(rest) == SECOND
    return Address(path, "edition", first) if is_page else None


def _data(path: str, rest: list[str]) -> Address | None:
    if not rest or rest[0] != "editions":
        return None
    if len(rest) == 1:
        return Address(path, "together")
    if len(rest) == SECOND or (len(rest) == THIRD and rest[2] in OPEN_DATA):
        return Address(path, "edition", rest[1])
    return Address(path, "edition", rest[1]) if len(rest) == THIRD + 1 and rest[2] == "proposals" else None


def _filters(query: bytes) -> str | None:
    """The filters of a list in their one order; None when a word is searched for, or a filter is given twice."""
    if len(query) > LONGEST_QUERY:
        return None
    try:
        given = parse_qsl(query.decode("ascii"), max_num_fields=MOST_PARAMETERS)
    except (UnicodeDecodeError, ValueError):
        return None
    known = [(name, value) for name, value in given if name in FILTERS]
    asked = dict(known)
    if len(asked) < len(known) or any(name == TYPED and value.strip() for name, value in given):
        return None
    return urlencode({name: asked[name] for name in FILTERS if name in asked and (name, asked[name]) != ("page", "1")})
