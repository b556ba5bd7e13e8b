"""A convention ready to print, a renderer that has read its fonts, and an eye that reads PDFs."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from concitoyen.domain.documents import DocumentModel
from concitoyen_documents.renderer import TypstRenderer
from concitoyen_pasdecalais.documents import DOCUMENTS
from concitoyen_pasdecalais.documents.convention import ConventionFields

_ISSUED = datetime(2023, 11, 21, 9, 30, tzinfo=UTC)

_VALUES: Mapping[str, object] = {
    "reference": "2023-513/atelier-des-marais",
    "edition_title": "Budget citoyen 2023",
    "structure": "L'Atelier des Marais",
    "legal_form": "Association",
    "address": "12 rue de l'Exemple\n62500 Saint-Omer",
    "siret": "00000001800010",
    "civility": "Madame",
    "representative": "Zoé Delexemple",
    "capacity": "présidente",
    "project_title": "Réparer plutôt que jeter",
    "summary": "Un atelier où l'on répare ensemble.\nOuvert le samedi, œuvre de bénévoles dévoués.",
    "category": "Innovation sociale",
    "themes": ("Citoyenneté", "Environnement"),
    "commune": "Saint-Omer",
    "territory": "Audomarois",
    "amount": 16000,
    "iban": "FR1420041010050500013M02606",
    "bic": "PSSTFRPPLIL",
    "bank": "La Banque d'essai",
    "account_holder": "L'Atelier des Marais",
    "deliberation_number": "2023-513",
    "deliberation_date": date(2023, 11, 20),
}


def _read(pdf: bytes) -> str:
    """The text of a PDF on one line, words cut by the typesetter put together again.

    Narrow no-break spaces stay; the wide one shares its glyph with the space and reads as one.
    """
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    whole = re.sub(r"(?<=[a-zéè])-\n(?=[a-zéè])", "", text)
    return re.sub(r"[ \n\u00a0]+", " ", whole)


@pytest.fixture(scope="session")
def issued() -> datetime:
    """The instant at which every document of these tests is issued."""
    return _ISSUED


@pytest.fixture(scope="session")
def values() -> Mapping[str, object]:
    """A complete and right set of values for the convention."""
    return _VALUES


@pytest.fixture(scope="session")
def read() -> Callable[[bytes], str]:
    """The eye: from a PDF to its text."""
    return _read


@pytest.fixture(scope="session")
def renderer() -> TypstRenderer:
    """One renderer for all tests, as one serves a whole run."""
    return TypstRenderer()


@pytest.fixture(scope="session")
def model() -> DocumentModel:
    """Model A, the convention of the Budget citoyen 2023."""
    return DOCUMENTS[0]


@pytest.fixture(scope="session")
def convention(renderer: TypstRenderer, model: DocumentModel) -> Callable[..., bytes]:
    """Prints the convention of these tests, with some of its values changed."""

    def printed(template: DocumentModel = model, **changes: object) -> bytes:
        fields = ConventionFields.model_validate({**_VALUES, **changes})
        return renderer.render(template, fields, issued=_ISSUED)

    return printed
