"""The published receipts: the whole list, or the few around a prefix, so that nobody tells which one is theirs."""

from collections.abc import Iterator
from typing import Annotated

from litestar import get
from litestar.di import NamedDependency
from litestar.enums import MediaType
from litestar.params import FromPath, QueryParameter
from litestar.response import Stream

from concitoyen.domain.merkle import Tree
from concitoyen.domain.receipts import prefix_digits, stretch_around
from concitoyen.usecases.published_receipts import published_receipts
from concitoyen.web.api.models import ReceiptsOut, StretchOut
from concitoyen.web.site import Site

LINES = 4_096
"""How many receipts go out at once."""


@get("/editions/{edition:str}/receipts", sync_to_thread=True)
def get_receipts(site: NamedDependency[Site], edition: FromPath[str]) -> ReceiptsOut:
    """How many receipts there are, and the root of their tree; 404 until the results are public."""
    tree = _tree(site, edition)
    return ReceiptsOut(edition=edition, size=tree.size, root=tree.root.hex(), prefix_digits=prefix_digits(tree.size))


@get("/editions/{edition:str}/receipts/stretch", sync_to_thread=True)
def get_stretch(
    site: NamedDependency[Site],
    edition: FromPath[str],
    prefix: Annotated[str, QueryParameter(max_length=64, description="At most `prefix_digits` characters")] = "",
) -> StretchOut:
    """The receipts that begin with a prefix, one neighbour on each side, and what proves them; 404 before that."""
    tree = _tree(site, edition)
    stretch = stretch_around(tree, prefix)
    return StretchOut(
        edition=edition,
        prefix=prefix,
        size=tree.size,
        root=tree.root.hex(),
        first=stretch.first,
        receipts=_hex(stretch.leaves),
        left=_hex(stretch.left),
        right=_hex(stretch.right),
    )


@get("/editions/{edition:str}/receipts.txt", sync_to_thread=True)
def download_receipts(site: NamedDependency[Site], edition: FromPath[str]) -> Stream:
    """Every receipt, one a line, sorted; 404 until the results are public."""
    return Stream(_lines(_tree(site, edition)), media_type=MediaType.TEXT)


def _tree(site: Site, edition: str) -> Tree:
    with site.engine.read() as desk:
        return published_receipts(desk, edition)


def _lines(tree: Tree) -> Iterator[str]:
    for start in range(0, tree.size, LINES):
        end = min(start + LINES, tree.size)
        yield "".join(f"{tree.leaf(position).hex()}\n" for position in range(start, end))


def _hex(hashes: tuple[bytes, ...]) -> tuple[str, ...]:
    return tuple(one.hex() for one in hashes)
