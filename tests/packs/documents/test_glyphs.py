"""Every character that is said to be drawable is drawn, and no empty box is ever printed."""

import unicodedata
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pydantic import BaseModel, Field

from concitoyen.domain.documents import DocumentModel
from concitoyen.domain.errors import DocumentError
from concitoyen_documents.coverage import covered, listing
from concitoyen_documents.glyphs import FONTS, drawable, named, undrawable
from concitoyen_documents.renderer import TypstRenderer


class Note(BaseModel):
    text: str = Field(title="Texte")


@pytest.fixture
def note(tmp_path: Path) -> DocumentModel:
    """A model of one line."""
    template = tmp_path / "note.typ"
    template.write_text(
        '#import "@concitoyen/act:1.0.0": *\n#show: act.with(title: "Note", subject: "essai")\n'
        "#paragraphs(fields.text)\n",
        encoding="utf-8",
    )
    return DocumentModel(
        id="note",
        kind="note",
        title="Note",
        version="1",
        date=date(2023, 1, 1),
        fields=Note,
        prepare=lambda case: case.facts,
        template=template,
        renderer="documents:typst",
    )


def test_the_list_of_characters_is_that_of_the_shipped_fonts() -> None:
    assert (FONTS / "coverage.txt").read_text(encoding="ascii") == listing()


def test_french_greek_cyrillic_and_emoji_are_drawable() -> None:
    assert undrawable("ÀÂÇÉÈÊËÎÏÔŒÙÛÜŸàâæçéèêëîïôœùûüÿ «»’“”…–— € n° 1er αβγ Жизнь 🎉👩‍🌾❤️🇫🇷 ½ ² ₂ →") == ()


def test_letters_of_other_scripts_and_control_characters_are_not() -> None:
    assert undrawable("a漢b\x07c漢") == ("漢", "\x07")
    assert [named(char) for char in ("漢", "\x07")] == ["« 漢 » (U+6F22)", "U+0007"]


def test_every_drawable_character_passes_the_accessible_and_archival_standards(
    renderer: TypstRenderer, note: DocumentModel
) -> None:
    every = " ".join(chr(point) for point in covered() if unicodedata.category(chr(point)) != "Cc")
    printed = renderer.typeset(note, Note(text=every), issued=datetime(2023, 11, 21, tzinfo=UTC))
    assert printed.pages > 1
    assert all(drawable(char) for char in every)


def test_a_character_without_glyph_is_refused_by_field_and_by_name(
    renderer: TypstRenderer, note: DocumentModel
) -> None:
    with pytest.raises(DocumentError) as caught:
        renderer.render(note, Note(text="Bonjour 漢字 !"), issued=datetime(2023, 11, 21, tzinfo=UTC))
    assert str(caught.value) == (
        "Le document « Note » n'est pas imprimé. Texte : les polices du document n'ont pas "
        "« 漢 » (U+6F22), « 字 » (U+5B57) ; remplacez-les."
    )
