"""Prints documents with typst: tagged PDF, archival and accessible at once, the same bytes on any machine."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import ClassVar, NamedTuple

import typst
from pydantic import BaseModel

from concitoyen.domain.documents import DocumentModel, Renderer
from concitoyen.domain.errors import DocumentError
from concitoyen.domain.filling import refused, title_of
from concitoyen_documents.glyphs import FONTS, named, undrawable_in
from concitoyen_documents.printable import Printable, printable, printable_fields

PACKAGES = Path(__file__).parent / "typst"
# ISO 19005-2 level A (archives) and ISO 14289-1 (accessibility): typst refuses to write what breaks either.
STANDARDS: "list[typst.PDFStandard]" = ["a-2a", "ua-1"]


class Typeset(NamedTuple):
    """A printed document: its bytes and how many pages it has."""

    pdf: bytes
    pages: int


class TypstRenderer(Renderer):
    """Reads a `.typ` template whose data comes as JSON in `sys.inputs`; fonts are those of this pack only."""

    id: ClassVar[str] = "typst"
    title: ClassVar[str] = "PDF accessible et archivable (typst)"
    suffix: ClassVar[str] = ".typ"
    media_type: ClassVar[str] = "application/pdf"

    def render(self, model: DocumentModel, fields: BaseModel, *, issued: datetime) -> bytes:
        """The PDF; raises DocumentError when a character cannot be drawn or the template is wrong."""
        return self.typeset(model, fields, issued=issued).pdf

    def typeset(self, model: DocumentModel, fields: BaseModel, *, issued: datetime) -> Typeset:
        """The PDF with its page count; `issued` is an aware instant, written into the PDF's metadata."""
        if issued.tzinfo is None:
            msg = f"the instant of issue of a document needs a time zone: {issued.isoformat()}"
            raise ValueError(msg)
        values = printable_fields(fields)
        _refuse_undrawable(model, fields, values)
        compiler = self._compiler(model, values, issued)
        try:
            pdf = compiler.compile(format="pdf", pdf_standards=STANDARDS, timestamp=int(issued.timestamp()))
            pages = json.loads(compiler.query("<page-count>", field="value", one=True))
        except typst.TypstError as error:
            raise _template_error(model, error) from error
        if not isinstance(pdf, bytes):
            msg = f"typst gave {type(pdf).__name__} instead of the bytes of one PDF"
            raise TypeError(msg)
        return Typeset(pdf, int(pages))

    @cached_property
    def _fonts(self) -> typst.Fonts:
        return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])

    def _compiler(self, model: DocumentModel, values: Mapping[str, Printable], issued: datetime) -> typst.Compiler:
        data = {
            "fields": dict(values),
            "model": {"title": model.title, "version": model.version, "date": printable(model.date)},
            "issued": printable(issued),
        }
        return typst.Compiler(
            model.template,
            root=model.template.parent,
            font_paths=self._fonts,
            ignore_system_fonts=True,
            sys_inputs={"document": json.dumps(data, ensure_ascii=False)},
            package_path=PACKAGES,
        )


def _refuse_undrawable(model: DocumentModel, fields: BaseModel, values: Mapping[str, Printable]) -> None:
    """A character without a glyph would be an empty box in a contract."""
    faults = [
        f"{title_of(type(fields), (name,))} : les polices du document n'ont pas "
        f"{', '.join(named(char) for char in chars)} ; remplacez-les."
        for name, value in values.items()
        if (chars := undrawable_in(value))
    ]
    if faults:
        raise refused(model, str(getattr(fields, "subject", "")), faults)


def _template_error(model: DocumentModel, error: typst.TypstError) -> DocumentError:
    return DocumentError(
        f"Le modèle « {model.title} » ({model.template.name}, version {model.version}) ne peut pas être "
        f"composé ; corrigez ce fichier.\n{error.diagnostic.strip()}"
    )
