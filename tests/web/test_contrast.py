"""Every colour of a text stands out from its ground at 4.5:1, by day and by night (WCAG 2.2, 1.4.3)."""

import re
from itertools import product

import pytest

from concitoyen.web.assets import STATIC

ENOUGH = 4.5
ENOUGH_FOR_EDGES = 3.0
GROUNDS = ("page", "surface", "sunk")
TEXTS = ("ink", "ink-soft", "link", "bad")
PAIRS = (
    *product(TEXTS, GROUNDS),
    ("ink", "sky"),
    ("ink-soft", "sky"),
    ("link", "sky"),
    ("on-brick", "brick"),
    ("on-brick", "brick-deep"),
    ("on-sea", "sea"),
    ("on-sea", "sea-deep"),
    ("on-sun", "sun"),
    ("on-slate", "slate"),
    ("slate-link", "slate"),
    ("bad", "bad-ground"),
    ("ink", "bad-ground"),
    ("good", "good-ground"),
    ("soon", "soon-ground"),
    ("quiet", "quiet-ground"),
    *((f"tint{number}", f"tint{number}-ground") for number in range(1, 7)),
    *(("ink", f"tint{number}-ground") for number in range(1, 7)),
    *(("link", f"tint{number}-ground") for number in range(1, 7)),
    *(("tint" + str(number), "surface") for number in range(1, 7)),
)
EDGES = (*product(("field-line", "focus"), GROUNDS), ("tint1", "sunk"), ("tint2", "sunk"), ("tint3", "sunk"))


def colours(*, night: bool) -> dict[str, str]:
    """Return the custom properties of the style sheet, those of the night over those of the day."""
    blocks = re.findall(r":root \{([^}]*)\}", (STATIC / "site.css").read_text(encoding="utf-8"))
    day, dark = (dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", block)) for block in blocks[:2])
    return {**day, **dark} if night else day


def luminance(colour: str) -> float:
    """Return the relative luminance of « #rrggbb »."""
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("night", [False, True], ids=["day", "night"])
def test_every_text_can_be_read_on_its_ground(*, night: bool) -> None:
    known = colours(night=night)
    ratios = {pair: round(contrast(known[pair[0]], known[pair[1]]), 2) for pair in PAIRS}
    assert {pair: ratio for pair, ratio in ratios.items() if ratio < ENOUGH} == {}


@pytest.mark.parametrize("night", [False, True], ids=["day", "night"])
def test_edges_of_fields_and_focus_can_be_seen(*, night: bool) -> None:
    known = colours(night=night)
    ratios = {pair: round(contrast(known[pair[0]], known[pair[1]]), 2) for pair in EDGES}
    assert {pair: ratio for pair, ratio in ratios.items() if ratio < ENOUGH_FOR_EDGES} == {}
