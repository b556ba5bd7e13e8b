"""Rewrites fonts/coverage.txt from the shipped fonts: `python -m concitoyen_documents.coverage`.

Run it, with fonttools installed, whenever a font file is added or replaced. Nothing imports this module when
documents are printed. Private-use characters and NUL are left out: PDF/A forbids them in text.
"""

from itertools import pairwise

from fontTools.ttLib import TTFont  # type: ignore[import-untyped] # it ships no types

from concitoyen_documents.glyphs import FONTS

PRIVATE_USE = (range(0xE000, 0xF900), range(0xF0000, 0x110000))
HEADER = "# Characters that these fonts draw, in hexadecimal; written by python -m concitoyen_documents.coverage"


def covered() -> list[int]:
    """Every code point that at least one font of the folder draws."""
    points = {point for path in FONTS.glob("*.ttf") for point in TTFont(path).getBestCmap()}
    return sorted(point for point in points if point and not any(point in area for area in PRIVATE_USE))


def ranges(points: list[int]) -> list[tuple[int, int]]:
    """Sorted points as inclusive ranges."""
    breaks = [0, *(i + 1 for i, (one, two) in enumerate(pairwise(points)) if two != one + 1), len(points)]
    return [(points[start], points[stop - 1]) for start, stop in pairwise(breaks)]


def listing() -> str:
    """The whole content of coverage.txt."""
    lines = [f"{start:X}" if start == end else f"{start:X}-{end:X}" for start, end in ranges(covered())]
    return "\n".join([HEADER, *lines, ""])


if __name__ == "__main__":
    (FONTS / "coverage.txt").write_text(listing(), encoding="ascii")
