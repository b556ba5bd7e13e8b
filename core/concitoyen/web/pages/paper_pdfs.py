"""What a place prints to vote on paper, for agents: the ballot and the sign-in sheet."""

from collections.abc import Callable
from typing import Annotated

from litestar import Response, get
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from concitoyen.domain.agents import Act
from concitoyen.usecases.desk import Desk
from concitoyen.usecases.print_paper import print_ballot, print_sheet
from concitoyen.web.signing import requires
from concitoyen.web.site import Site

SEE = requires(Act.PRINT_PAPER)
USUAL_LINES = 100
Lines = Annotated[int, QueryParameter(name="lignes", ge=1, le=2_000)]


@get("/bulletin.pdf", guards=[SEE])
async def ballot_pdf(site: NamedDependency[Site], edition: FromPath[str]) -> Response[bytes]:
    """The ballot to print."""
    return await _pdf(site, "bulletin.pdf", lambda desk: print_ballot(desk, edition, site.clock()))


@get("/{place:str}/feuille.pdf", guards=[SEE])
async def sheet_pdf(
    site: NamedDependency[Site], edition: FromPath[str], place: FromPath[str], lines: Lines = USUAL_LINES
) -> Response[bytes]:
    """The sign-in sheet to print."""

    def printed(desk: Desk) -> bytes:
        name = desk.work.paper.place(edition, place).name
        return print_sheet(desk, edition, name, lines, site.clock())

    return await _pdf(site, f"feuille-{place}.pdf", printed)


async def _pdf(site: Site, name: str, printed: Callable[[Desk], bytes]) -> Response[bytes]:
    def run() -> bytes:
        with site.engine.read() as desk:
            return printed(desk)

    content = await sync_to_thread(run)
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/pdf", headers=headers)
