"""The sheet on which a member of the bureau takes their share of the urn's key away: one A4 page."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from concitoyen.domain.documents import Case, DocumentModel
from concitoyen.domain.share_sheet import ShareSheet


def _nothing_of_a_case(_: Case) -> Mapping[str, object]:
    """A share is no document of a laureate: the forming of the bureau fills the fields."""
    return {}


SHARE_SHEET = DocumentModel(
    id="share-sheet",
    kind="share-sheet",
    title="Part de la clé de l'urne",
    version="1.0",
    date=date(2026, 11, 22),
    fields=ShareSheet,
    prepare=_nothing_of_a_case,
    template=Path(__file__).parent / "share.typ",
    renderer="documents:typst",
)
