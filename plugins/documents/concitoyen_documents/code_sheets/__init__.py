"""The sheets of printed codes: ten slips a page, to be cut along the lines and handed out one by one."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from concitoyen.domain.code_sheets import CodeSheets
from concitoyen.domain.documents import Case, DocumentModel


def _nothing_of_a_case(_: Case) -> Mapping[str, object]:
    """Codes are no document of a laureate: `concitoyen codes print` fills the fields."""
    return {}


CODE_SHEETS = DocumentModel(
    id="codes",
    kind="codes",
    title="Codes de vote à découper",
    version="1.0",
    date=date(2026, 11, 22),
    fields=CodeSheets,
    prepare=_nothing_of_a_case,
    template=Path(__file__).parent / "codes.typ",
    renderer="documents:typst",
)
