"""What a browser accepts, what it already holds, what it still lacks (RFC 9110, §§ 8.8.3, 12.5.3, 13.1.2, 14.2)."""

import re
from functools import lru_cache

REMEMBERED = 256
ONE_RANGE = re.compile(r"bytes=[ \t]*([0-9]{0,18})-([0-9]{0,18})[ \t]*", re.IGNORECASE)
LONGEST = 256
"""Bytes of an `Accept-Encoding` header worth reading: a browser sends about twenty."""


def takes_gzip(accept_encoding: bytes) -> bool:
    """Whether gzip may be sent: named, or covered by `*`, and not at weight zero."""
    return len(accept_encoding) <= LONGEST and _takes_gzip(accept_encoding)


@lru_cache(REMEMBERED)
def _takes_gzip(accept_encoding: bytes) -> bool:
    weights = dict(_weight(coding) for coding in accept_encoding.decode("latin-1").lower().split(","))
    return weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0))) > 0


def _weight(coding: str) -> tuple[str, float]:
    name, _, parameter = coding.partition(";")
    key, _, value = parameter.replace(" ", "").partition("=")
    try:
        return name.strip(), float(value) if key == "q" else 1.0
    except ValueError:
        return name.strip(), 0.0


def holds(if_none_match: bytes, etag: bytes) -> bool:
    """Whether the browser says that it holds this representation; a weak tag compares as a strong one here."""
    if if_none_match in (etag, b"*"):
        return True
    return etag in (tag.strip().removeprefix(b"W/") for tag in if_none_match.split(b","))


def stretch_of(asked: str, size: int) -> range | None:
    """The bytes that a `Range` header asks for, of `size`: an empty range where there are none of them.

    None is all of them: for what is no single range of bytes, which a server may pass over.
    """
    found = ONE_RANGE.fullmatch(asked)
    first, last = found.groups() if found else ("", "")
    if not (first or last):
        return None
    if not first:
        return range(max(0, size - int(last)), size)
    if last and int(last) < int(first):
        return None
    return range(int(first), min(int(last) + 1, size) if last else size)
