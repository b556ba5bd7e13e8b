"""The published bundle of an edition: one file to recount the vote far from here, in one download or several."""

from base64 import b64encode
from typing import Any

from litestar import MediaType, Request, Response, get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream
from litestar.status_codes import (
    HTTP_200_OK,
    HTTP_206_PARTIAL_CONTENT,
    HTTP_304_NOT_MODIFIED,
    HTTP_416_REQUESTED_RANGE_NOT_SATISFIABLE,
    HTTP_503_SERVICE_UNAVAILABLE,
)

from concitoyen.usecases.bundle.keep import KeptBundle
from concitoyen.web.bundles import log, read
from concitoyen.web.front.negotiation import holds, stretch_of
from concitoyen.web.front.porch import is_bodiless
from concitoyen.web.site import Site

UNCOMPRESSED = "uncompressed"
"""Routes with this option answer the bytes of a file as they are."""
KEPT = {"cache-control": "max-age=300, public"}
NOT_KEPT = {"cache-control": "no-store"}
"""In small letters, as that of the other answers of the API, in place of which they stand."""
LATER = "60"

AnyRequest = Request[Any, Any, State]


@get("/editions/{edition:str}/bundle.zip", opt={UNCOMPRESSED: True})
async def download_bundle(request: AnyRequest, site: NamedDependency[Site], edition: FromPath[str]) -> Response[Any]:
    """All that is needed to recount, the same bytes as `concitoyen bundle`; 404 until the results are public.

    A download that broke off goes on with `Range`, and `If-Range` with the ETag.
    """
    try:
        kept = await site.bundles.kept(edition)
    except OSError as error:
        log.warning("bundle of %s: %s", edition, error)
        headers = {"Retry-After": LATER, **NOT_KEPT}
        return Response("", media_type=MediaType.TEXT, status_code=HTTP_503_SERVICE_UNAVAILABLE, headers=headers)
    etag = f'"{kept.sha256}"'
    if (held := request.headers.get("if-none-match")) and holds(held.encode(), etag.encode()):
        return Response(None, status_code=HTTP_304_NOT_MODIFIED, headers={"ETag": etag, **KEPT})
    stretch = _wanted(request, kept, etag)
    if stretch is not None and not stretch:
        headers = {"Content-Range": f"bytes */{kept.size}", **NOT_KEPT}
        return Response(
            "", media_type=MediaType.TEXT, status_code=HTTP_416_REQUESTED_RANGE_NOT_SATISFIABLE, headers=headers
        )
    return _sent(request, kept, stretch, {"ETag": etag, "Content-Disposition": f'attachment; filename="{edition}.zip"'})


def _wanted(request: AnyRequest, kept: KeptBundle, etag: str) -> range | None:
    """The bytes that are still wanted of the file that was begun; None for all of it, if it was another file too."""
    asked = request.headers.get("range")
    if not asked or is_bodiless(request.scope) or request.headers.get("if-range", etag) != etag:
        return None
    return stretch_of(asked, kept.size)


def _sent(request: AnyRequest, kept: KeptBundle, stretch: range | None, headers: dict[str, str]) -> Response[Any]:
    sent = range(kept.size) if stretch is None else stretch
    part = {} if stretch is None else {"Content-Range": f"bytes {sent.start}-{sent.stop - 1}/{kept.size}"}
    digest = b64encode(bytes.fromhex(kept.sha256)).decode()
    return Stream(
        iter(()) if is_bodiless(request.scope) else read(kept.path, sent),
        status_code=HTTP_200_OK if stretch is None else HTTP_206_PARTIAL_CONTENT,
        media_type="application/zip",
        headers={
            **headers,
            **KEPT,
            **part,
            "Accept-Ranges": "bytes",
            "Content-Length": str(len(sent)),
            "Repr-Digest": f"sha-256=:{digest}:",
        },
    )
