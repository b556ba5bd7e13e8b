"""What the pack's distribution carries, and that its README does not lie."""

import re
from pathlib import Path

from concitoyen_documents.glyphs import FONTS
from concitoyen_documents.renderer import PACKAGES

PACK = Path(__file__).parents[3] / "plugins" / "documents"
ACT = PACKAGES / "concitoyen" / "act" / "1.0.0" / "act.typ"


def test_every_font_stands_beside_its_licence() -> None:
    families = {font.name.partition("_")[0] for font in FONTS.glob("*.ttf")}
    assert families == {licence.name.removesuffix("-OFL.txt") for licence in FONTS.glob("*-OFL.txt")}


def test_every_name_that_the_readme_promises_to_templates_exists() -> None:
    promised = re.findall(r"^\| (`.+`) \|", (PACK / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    names = {name for row in promised for name in re.findall(r"`([\w-]+)`", row)}
    defined = set(re.findall(r"^#let ([\w-]+)", ACT.read_text(encoding="utf-8"), re.MULTILINE))
    assert names - defined == set()
    assert {"fields", "model", "issued"} <= defined
