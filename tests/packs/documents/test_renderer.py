"""The PDF: same bytes anywhere, readable by everybody, kept for ever, and deaf to typst code in the data."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pypdf import PdfReader

from concitoyen.domain.documents import DocumentModel
from concitoyen.domain.errors import DocumentError
from concitoyen_documents.renderer import TypstRenderer

Print = Callable[..., bytes]
Read = Callable[[bytes], str]
Values = Mapping[str, object]


def test_the_same_fields_and_instant_give_the_same_bytes(
    model: DocumentModel, values: Values, issued: datetime
) -> None:
    fields = model.fields.model_validate(values)
    elsewhere = issued.astimezone(timezone(timedelta(hours=2)))
    printed = {TypstRenderer().typeset(model, fields, issued=instant) for instant in (issued, issued, elsewhere)}
    assert len(printed) == 1


def test_another_instant_gives_other_bytes(
    renderer: TypstRenderer, model: DocumentModel, values: Values, issued: datetime
) -> None:
    fields = model.fields.model_validate(values)
    later = issued + timedelta(seconds=1)
    assert renderer.render(model, fields, issued=issued) != renderer.render(model, fields, issued=later)


def test_an_instant_without_time_zone_is_refused(renderer: TypstRenderer, model: DocumentModel, values: Values) -> None:
    fields = model.fields.model_validate(values)
    with pytest.raises(ValueError, match="needs a time zone"):
        renderer.render(model, fields, issued=datetime(2023, 11, 21, 9, 30))  # noqa: DTZ001 - the very fault under test


def test_the_pdf_claims_accessibility_and_archiving_and_names_itself(convention: Print) -> None:
    with pikepdf.open(BytesIO(convention())) as pdf:
        metadata = pdf.open_metadata()
        told = {key: str(metadata[key]) for key in ("pdfuaid:part", "pdfaid:part", "pdfaid:conformance", "dc:title")}
        assert told == {
            "pdfuaid:part": "1",
            "pdfaid:part": "2",
            "pdfaid:conformance": "A",
            "dc:title": "Convention Budget citoyen 2023 — Réparer plutôt que jeter",
        }
        assert str(pdf.Root.Lang) == "fr-FR"
        assert bool(pdf.Root.MarkInfo.Marked)
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert str(pdf.docinfo.CreationDate) == "D:20231121093000Z"


def tags(node: pikepdf.Object) -> list[str]:
    """The structure tags of a PDF in reading order."""
    if isinstance(node, pikepdf.Array):
        return [tag for child in node.as_list() for tag in tags(child)]
    if not isinstance(node, pikepdf.Dictionary):
        return []
    own = [str(node.S)] if "/S" in node else []
    return own + (tags(node.K) if "/K" in node else [])


def test_headings_lists_and_tables_are_tagged(convention: Print) -> None:
    with pikepdf.open(BytesIO(convention())) as pdf:
        found = tags(pdf.Root.StructTreeRoot)
    articles_and_parts = 11 + 2 + 1
    assert found.count("/H1") == articles_and_parts
    assert found.count("/H2") == 2
    assert found.count("/Table") == 2
    assert found.count("/TH") == 2 + 3
    assert {"/L", "/LI", "/Lbl", "/LBody", "/TR", "/TD", "/P"} <= set(found)


def test_fonts_are_embedded_and_come_from_the_pack(convention: Print) -> None:
    with pikepdf.open(BytesIO(convention(summary="Bravo 🎉"))) as pdf:
        names = {
            str(font.BaseFont).rpartition("+")[2]
            for page in pdf.pages
            for font in page.Resources.Font.as_dict().values()
        }
    assert {name.partition("-")[0] for name in names} == {"NotoEmoji", "SourceSans3", "SourceSerif4"}


def test_the_page_count_is_that_of_the_pdf(
    renderer: TypstRenderer, model: DocumentModel, values: Values, issued: datetime, read: Read
) -> None:
    long = model.fields.model_validate({**values, "summary": "Une phrase de plus. " * 900})
    printed = renderer.typeset(model, long, issued=issued)
    assert printed.pages == len(PdfReader(BytesIO(printed.pdf)).pages)
    assert f"comptant chacun {printed.pages} pages" in read(printed.pdf)
    assert f"page {printed.pages} / {printed.pages}" in read(printed.pdf)


HOSTILE = (
    '#panic("piégé") #import "x.typ" #sys.inputs $x^2$ *gras* _ital_ `code` = Titre <etiquette> '
    "@art-objet // rien \\u{41} \\ \"guillemets\" 'apostrophe' [crochets] {accolades} ~ -- --- ... "
    "<b>&amp;</b> 🎉👩‍🌾 100 % d'été"
)


@pytest.mark.parametrize("field", ["project_title", "structure", "summary", "representative", "account_holder"])
def test_what_a_citizen_types_is_printed_as_typed(convention: Print, field: str, read: Read) -> None:
    assert HOSTILE in read(convention(**{field: HOSTILE}))


def test_two_thousand_characters_and_endless_words_stay_on_the_paper(convention: Print) -> None:
    endless = "https://exemple.fr/" + "a" * 181
    text = (endless + " ") * 10
    pages = PdfReader(BytesIO(convention(summary=text))).pages
    printed = "".join("".join(page.extract_text().split()) for page in pages).replace("\u200b", "")
    assert printed.count(endless) == 10


def test_a_template_with_a_fault_is_told_with_file_line_and_cause(
    convention: Print, model: DocumentModel, tmp_path: Path
) -> None:
    template = tmp_path / "convention.typ"
    template.write_text("= Objet\n\n#fields.adress\n", encoding="utf-8")
    with pytest.raises(DocumentError) as caught:
        convention(model.model_copy(update={"template": template}))
    told = str(caught.value)
    assert told.startswith(
        "Le modèle « Convention du Budget citoyen 2023 » (convention.typ, version 1.0) "
        "ne peut pas être composé ; corrigez ce fichier.\nerror: unknown variable: fields"
    )
    assert "convention.typ:3" in told


def test_a_template_cannot_read_outside_its_folder(convention: Print, model: DocumentModel, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    folder = tmp_path / "models"
    folder.mkdir()
    template = folder / "convention.typ"
    template.write_text('#read("../secret.txt")', encoding="utf-8")
    with pytest.raises(DocumentError, match="corrigez ce fichier"):
        convention(model.model_copy(update={"template": template}))


def test_dates_of_issue_are_universal_time(convention: Print) -> None:
    reader = PdfReader(BytesIO(convention()))
    assert reader.metadata is not None
    assert reader.metadata.creation_date == datetime(2023, 11, 21, 9, 30, tzinfo=UTC)
