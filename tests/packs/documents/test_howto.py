"""The page that tells a collectivité how to replace the convention names every field, by its real title."""

import re
from pathlib import Path

from concitoyen.domain.documents import DocumentModel

PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "convention.md"


def test_the_page_lists_every_field_with_its_title(model: DocumentModel) -> None:
    listed = re.findall(r"^\| `(\w+)` \| (.+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert listed == [(name, field.title) for name, field in model.fields.model_fields.items()]
