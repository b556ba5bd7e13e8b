"""Rewrites fonts/coverage.txt from the shipped fonts: `pip install fonttools`, then run this file.

Run it whenever a font file is added or replaced. Private-use characters and NUL are left out: PDF/A
forbids them in text.
"""

from itertools import pairwise
from pathlib import Path

from fontTools.ttLib import TTFont

FONTS = Path(__file__).parent.parent / "concitoyen_documents" / "fonts"
PRIVATE_USE = (range(0xE000, 0xF900), range(0xF0000, 0x110000))
HEADER = "# Characters that the fonts of this folder draw, in hexadecimal ranges; written by tools/coverage.py."


def covered() -> list[int]:
    """Every code point that at least one font of the folder draws."""
    points = {point for path in FONTS.glob("*.ttf") for point in TTFont(path).getBestCmap()}
    return sorted(point for point in points if point and not any(point in area for area in PRIVATE_USE))


def ranges(points: list[int]) -> list[tuple[int, int]]:
    """Sorted points as inclusive ranges."""
    breaks = [0, *(i + 1 for i, (one, two) in enumerate(pairwise(points)) if two != one + 1), len(points)]
    return [(points[start], points[stop - 1]) for start, stop in pairwise(breaks)]


def main() -> None:
    """Write the file."""
    lines = [f"{start:X}" if start == end else f"{start:X}-{end:X}" for start, end in ranges(covered())]
    (FONTS / "coverage.txt").write_text("\n".join([HEADER, *lines, ""]), encoding="ascii")


if __name__ == "__main__":
    main()
