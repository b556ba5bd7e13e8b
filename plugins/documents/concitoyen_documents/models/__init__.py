"""What the pack prints: the ballot and the sign-in sheet of a place, the slips of codes, the share of a key."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from concitoyen.domain.code_sheets import CodeSheets
from concitoyen.domain.documents import DocumentModel
from concitoyen.domain.share_sheet import ShareSheet
from concitoyen_documents.models.paper_fields import BallotFields, SheetFields, ballot_values, sheet_values

_HERE = Path(__file__).parent


def _nothing_of_a_case(_: object) -> Mapping[str, object]:
    """Of a document that is about no laureate and no place: the command that prints it fills the fields."""
    return {}


def _printed(
    kind: str,
    title: str,
    template: str,
    fields: type[BaseModel],
    prepare: Callable[[Any], Mapping[str, object]] = _nothing_of_a_case,
) -> DocumentModel:
    """A model of which the pack has one for each kind, drawn by Typst."""
    return DocumentModel(
        id=kind,
        kind=kind,
        title=title,
        version="1.0",
        date=date(2026, 11, 22),
        fields=fields,
        prepare=prepare,
        template=_HERE / template,
        renderer="documents:typst",
    )


BALLOT = _printed("ballot-paper", "Bulletin de vote", "ballot.typ", BallotFields, ballot_values)
SIGN_IN_SHEET = _printed("sign-in-sheet", "Feuille d'émargement", "sheet.typ", SheetFields, sheet_values)
CODE_SHEETS = _printed("codes", "Codes de vote à découper", "codes.typ", CodeSheets)
SHARE_SHEET = _printed("share-sheet", "Part de la clé de l'urne", "share.typ", ShareSheet)
MODELS = (BALLOT, SIGN_IN_SHEET, CODE_SHEETS, SHARE_SHEET)
