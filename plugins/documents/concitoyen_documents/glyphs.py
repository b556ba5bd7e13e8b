"""Which characters the shipped fonts can draw; a contract never prints an empty box."""

from bisect import bisect_right
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
_LINE_SPACE = frozenset("\n\t")


@cache
def _ranges() -> tuple[tuple[int, ...], tuple[int, ...]]:
    lines = (FONTS / "coverage.txt").read_text(encoding="ascii").splitlines()
    pairs = [line.split("-") for line in lines if not line.startswith("#")]
    return tuple(int(pair[0], 16) for pair in pairs), tuple(int(pair[-1], 16) for pair in pairs)


def drawable(char: str) -> bool:
    """Whether a shipped font has this character, or it only moves the pen."""
    starts, ends = _ranges()
    place = bisect_right(starts, ord(char)) - 1
    return char in _LINE_SPACE or (place >= 0 and ord(char) <= ends[place])


def undrawable(text: str) -> tuple[str, ...]:
    """The characters of this text that no shipped font has, each once, in order of appearance."""
    return tuple(dict.fromkeys(char for char in text if not drawable(char)))


def named(char: str) -> str:
    """The character as an agent can find it: « 漢 » (U+6F22), or the code alone for an invisible one."""
    code = f"U+{ord(char):04X}"
    return f"« {char} » ({code})" if char.isprintable() else code


def undrawable_in(value: object) -> tuple[str, ...]:
    """The undrawable characters anywhere inside a printable value."""
    match value:
        case str():
            return undrawable(value)
        case Mapping():
            return tuple(dict.fromkeys(char for item in value.values() for char in undrawable_in(item)))
        case list():
            return tuple(dict.fromkeys(char for item in value for char in undrawable_in(item)))
        case _:
            return ()
