"""The documents pack: prints models of documents with typst."""

from collections.abc import Sequence

from concitoyen.domain.documents import Renderer
from concitoyen.plugin import Pack, hookimpl
from concitoyen_documents.renderer import TypstRenderer

PACK = Pack(name="documents", title="Documents", hook_api=1)


@hookimpl
def register_renderers() -> Sequence[type[Renderer]]:
    """Typst."""
    return [TypstRenderer]
