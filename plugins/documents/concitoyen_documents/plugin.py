"""What the documents pack offers; a table of contents, the bodies are elsewhere."""

from collections.abc import Sequence

from concitoyen.domain.documents import Renderer
from concitoyen.domain.events import LaureatesDecided
from concitoyen.plugin import Pack, Tables, hookimpl
from concitoyen_documents.renderer import TypstRenderer
from concitoyen_documents.tables import register_documents_to_prepare

PACK = Pack(name="documents", title="Documents", hook_api=1)


@hookimpl
def register_renderers() -> Sequence[type[Renderer]]:
    """Typst."""
    return [TypstRenderer]


@hookimpl
def on_laureates_decided(event: LaureatesDecided, tables: Tables) -> None:
    """Each laureate has a convention to prepare."""
    with tables.transaction() as session:
        register_documents_to_prepare(session, event, kind="convention")
