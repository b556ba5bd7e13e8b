"""The documents of the Budget citoyen: their models, their fields, their templates."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from concitoyen.domain.documents import DocumentModel
from concitoyen_pasdecalais.documents.convention import ConventionFields
from concitoyen_pasdecalais.documents.preparation import convention_values

_HERE = Path(__file__).parent

DOCUMENTS: Sequence[DocumentModel] = (
    DocumentModel(
        id="convention-2023",
        kind="convention",
        title="Convention du Budget citoyen 2023",
        version="1.0",
        date=date(2023, 11, 20),
        fields=ConventionFields,
        prepare=convention_values,
        template=_HERE / "convention.typ",
        renderer="documents:typst",
    ),
)
