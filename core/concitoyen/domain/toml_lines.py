"""Where each key of a TOML text stands, so that a fault can be told with its line."""

import re
from collections.abc import Mapping

from concitoyen.domain.problems import Path

BYTE_ORDER_MARK = "\ufeff"
"""Put by some text editors before the first letter."""

_PART = r"\"(?:\\.|[^\"\\])*\"|'[^']*'|[A-Za-z0-9_-]+"
_DOTTED = rf"(?:{_PART})(?:\s*\.\s*(?:{_PART}))*"
_HEADER = re.compile(rf"\s*(\[\[?)\s*({_DOTTED})\s*\]")
_KEY = re.compile(rf"\s*({_DOTTED})\s*=")
_TOKEN = re.compile(
    r"""
    \"{3} (?: \\. | [^\\] )*? \"{3,5}   # a text over several lines
    | '{3} .*? '{3,5}
    | \" (?: \\. | [^\"\\\n] )* \"     # a text on one line
    | ' [^'\n]* '
    | \# [^\n]*                          # a comment
    | [][{}]
    """,
    re.VERBOSE | re.DOTALL,
)


def key_lines(text: str) -> Mapping[Path, int]:
    """The line of each table and key of a TOML text, by path; what stands in an inline table has its parent's."""
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    inside = _inside_values(text)
    table: Path = ()
    for number, line in enumerate(text.removeprefix(BYTE_ORDER_MARK).split("\n"), start=1):
        if number in inside:
            continue
        if header := _HEADER.match(line):
            table = _table_path(_parts(header[2]), is_item=header[1] == "[[", counts=counts)
            found.setdefault(table, number)
        elif key := _KEY.match(line):
            found.setdefault((*table, *_parts(key[1])), number)
    return found


def _inside_values(text: str) -> frozenset[int]:
    """The lines that begin inside a list or a long text: what looks like a key or a table there is neither."""
    inside: set[int] = set()
    depth = start = 0
    for token in _TOKEN.finditer(text):
        if token[0] in "[{":
            start = start if depth else token.start()
            depth += 1
        elif token[0] in "]}":
            depth -= 1
            if not depth:
                inside.update(_lines_after_first(text, start, token.start()))
        else:
            inside.update(_lines_after_first(text, token.start(), token.end()))
    return frozenset(inside)


def _lines_after_first(text: str, start: int, end: int) -> range:
    first = text.count("\n", 0, start) + 1
    return range(first + 1, first + 1 + text.count("\n", start, end))


def _parts(dotted: str) -> Path:
    return tuple(part[1:-1] if part[0] in "\"'" else part for part in re.findall(_PART, dotted))


def _table_path(parts: Path, *, is_item: bool, counts: dict[Path, int]) -> Path:
    """The path of a table's header, each list on the way at its latest item."""
    path: Path = ()
    for depth, part in enumerate(parts, start=1):
        path = (*path, part)
        if is_item and depth == len(parts):
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path
