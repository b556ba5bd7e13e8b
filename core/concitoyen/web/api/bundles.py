"""The published bundle of an edition: one file to recount the vote far from here."""

from base64 import b64encode
from typing import Any

from litestar import Request, Response, get
from litestar.datastructures import CacheControlHeader, State
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream
from litestar.status_codes import HTTP_304_NOT_MODIFIED, HTTP_503_SERVICE_UNAVAILABLE

from concitoyen.web.bundles import log, read
from concitoyen.web.front.negotiation import holds
from concitoyen.web.site import Site

UNCOMPRESSED = "uncompressed"
"""Routes with this option answer the bytes of a file as they are."""
KEPT = CacheControlHeader(public=True, max_age=300)
LATER = "60"


@get("/editions/{edition:str}/bundle.zip", opt={UNCOMPRESSED: True}, cache_control=KEPT)
async def download_bundle(
    request: Request[Any, Any, State], site: NamedDependency[Site], edition: FromPath[str]
) -> Response[Any]:
    """All that is needed to recount, the same bytes as `concitoyen bundle`; 404 until the results are public."""
    try:
        kept = await site.bundles.kept(edition)
    except OSError as error:
        log.warning("bundle of %s: %s", edition, error)
        return Response("", status_code=HTTP_503_SERVICE_UNAVAILABLE, headers={"Retry-After": LATER})
    etag = f'"{kept.sha256}"'
    headers = {"ETag": etag}
    if (held := request.headers.get("if-none-match")) and holds(held.encode(), etag.encode()):
        return Response(None, status_code=HTTP_304_NOT_MODIFIED, headers=headers)
    digest = b64encode(bytes.fromhex(kept.sha256)).decode()
    return Stream(
        read(kept.path),
        media_type="application/zip",
        headers={
            **headers,
            "Content-Length": str(kept.size),
            "Content-Disposition": f'attachment; filename="{edition}.zip"',
            "Repr-Digest": f"sha-256=:{digest}:",
        },
    )
