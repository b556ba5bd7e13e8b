"""What a place needs to vote on paper: the ballot and the sign-in sheet."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from concitoyen.domain.documents import DocumentModel
from concitoyen_documents.paper.fields import BallotFields, SheetFields, ballot_values, sheet_values

_HERE = Path(__file__).parent

PAPER: Sequence[DocumentModel] = (
    DocumentModel(
        id="ballot-paper",
        kind="ballot-paper",
        title="Bulletin de vote",
        version="1.0",
        date=date(2026, 11, 22),
        fields=BallotFields,
        prepare=ballot_values,
        template=_HERE / "ballot.typ",
        renderer="documents:typst",
    ),
    DocumentModel(
        id="sign-in-sheet",
        kind="sign-in-sheet",
        title="Feuille d'émargement",
        version="1.0",
        date=date(2026, 11, 22),
        fields=SheetFields,
        prepare=sheet_values,
        template=_HERE / "sheet.typ",
        renderer="documents:typst",
    ),
)
