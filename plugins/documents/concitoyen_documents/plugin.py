"""What the documents pack offers; a table of contents, the bodies are elsewhere."""

from collections.abc import Sequence

from concitoyen.domain.documents import DocumentModel, Renderer
from concitoyen.domain.events import DocumentRendered, LaureatesDecided
from concitoyen.plugin import Pack, Tables, hookimpl
from concitoyen_documents.models import MODELS
from concitoyen_documents.renderer import TypstRenderer
from concitoyen_documents.tables import mark_rendered, register_documents_to_prepare

PACK = Pack(name="documents", title="Documents", hook_api=1)


@hookimpl
def register_documents() -> Sequence[DocumentModel]:
    """The ballot and the sign-in sheet of a place, the sheets of printed codes, the sheets of the bureau's shares."""
    return MODELS


@hookimpl
def register_renderers() -> Sequence[type[Renderer]]:
    """Typst."""
    return [TypstRenderer]


@hookimpl
def on_laureates_decided(event: LaureatesDecided, tables: Tables) -> None:
    """Each laureate has a convention to prepare."""
    with tables.transaction() as session:
        register_documents_to_prepare(session, event, kind="convention")


@hookimpl
def on_document_rendered(event: DocumentRendered, tables: Tables) -> None:
    """The register keeps what printed the document, and the fingerprint of the file."""
    with tables.transaction() as session:
        key = (event.edition, event.proposal, event.kind)
        mark_rendered(session, key, model_id=event.model, model_version=event.version, sha256=event.sha256)
