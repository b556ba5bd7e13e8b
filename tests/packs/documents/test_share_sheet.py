"""The sheet of a member of the bureau: one page, big numbered words in their order, nothing to scan."""

import re
from datetime import UTC, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from concitoyen.domain.errors import DocumentError
from concitoyen.domain.share_sheet import ShareSheet
from concitoyen.sealing.shares import share_key
from concitoyen_documents.models import SHARE_SHEET
from concitoyen_documents.renderer import TypstRenderer

ISSUED = datetime(2023, 8, 25, 10, tzinfo=UTC)
WORDS = share_key(b"x" * 32, threshold=2, members=3)[0]


def sheet(member: str = "Présidente du bureau") -> ShareSheet:
    return ShareSheet(
        subject=member,
        edition="Budget citoyen 2023",
        authority="Département du Pas-de-Calais",
        member=member,
        threshold=2,
        members=3,
        fingerprint="0123456789abcdef" * 4,
        words=tuple(WORDS.split()),
    )


def read(member: str = "Présidente du bureau") -> PdfReader:
    return PdfReader(BytesIO(TypstRenderer().render(SHARE_SHEET, sheet(member), issued=ISSUED)))


def test_the_words_are_numbered_and_read_downwards() -> None:
    text = read().pages[0].extract_text()
    found = re.findall(r"^(\d{1,2})\s+([a-z]+)$", text, re.MULTILINE)
    assert found == [(str(number), word) for number, word in enumerate(WORDS.split(), start=1)]


@pytest.mark.parametrize(
    "member", ["Ana", "Madame la première vice-présidente déléguée à la citoyenneté et aux usages"]
)
def test_a_sheet_is_one_page_that_a_screen_reader_can_follow(member: str) -> None:
    pdf = read(member)
    assert len(pdf.pages) == 1
    assert pdf.metadata is not None
    assert pdf.metadata.title == f"Part de la clé de l'urne — {member}"
    assert str(pdf.root_object["/Lang"]) == "fr-FR"
    assert str(pdf.root_object["/MarkInfo"]) == "{'/Marked': True, '/Suspects': False}"


def test_nothing_on_it_can_be_scanned() -> None:
    assert [image for page in read().pages for image in page.images] == []


def test_the_words_are_not_in_what_a_log_would_say_of_a_sheet() -> None:
    assert WORDS.split()[20] not in repr(sheet())


def test_a_name_that_no_font_draws_is_refused_and_no_word_is_told() -> None:
    with pytest.raises(DocumentError) as refused:
        read("Présidente \U0001343f")
    assert "Membre du bureau" in str(refused.value)
    assert WORDS.split()[20] not in str(refused.value)
