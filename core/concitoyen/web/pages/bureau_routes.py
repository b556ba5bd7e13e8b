"""The handlers of the bureau before the vote: form the key, print each member's sheet, read a share again.

The shares pass through the memory of this process and through the page that shows them, sealed; nothing keeps them. A
page read again by mistake forms no second key: the form names the key that it replaces.
"""

from typing import Any

from litestar import Response, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.status_codes import HTTP_200_OK

from concitoyen.domain.agents import Act
from concitoyen.domain.errors import DocumentError, Refused
from concitoyen.sealing.parked import Parked
from concitoyen.sealing.shares import SharesRefused
from concitoyen.usecases.form_bureau import MemberShare, form_bureau
from concitoyen.usecases.print_share import print_share, share_model, share_sheets
from concitoyen.usecases.recognise_share import bureau_seal, recognise_share
from concitoyen.web.contexts.urn import SheetToPrint
from concitoyen.web.contexts.vote import FormError
from concitoyen.web.pages.agent_routes import typed
from concitoyen.web.pages.agents import form_errors
from concitoyen.web.pages.bureau import Typed, formed_page, share_page
from concitoyen.web.pages.sitting import Sitting
from concitoyen.web.signing import requires
from concitoyen.web.wording import spaced

PDF = {"Content-Disposition": 'inline; filename="part.pdf"', "Cache-Control": "no-store"}


@post("/urne/former", status_code=HTTP_200_OK, guards=[requires(Act.OPEN_URN)])
async def form_key(sitting: NamedDependency[Sitting]) -> Response[str]:
    """A new key, and the sheets of its members."""
    parked, members, threshold, instead_of = await typed(sitting.request, "parts", "membres", "seuil", "remplace")
    given, written = sitting.given(parked), Typed(members=members, threshold=threshold)

    def make() -> Response[str]:
        try:
            number = _number(written)
            with sitting.site.engine.begin() as desk:
                made = form_bureau(
                    desk, sitting.edition, written.names, number, sitting.signature, instead_of=instead_of
                )
        except Refused as refused:
            return sitting.page(given, form_errors(refused.objections, "membres"), written)
        except SharesRefused as refused:
            return sitting.page(given, (FormError(anchor="seuil", text=spaced(str(refused))),), written)
        return _formed(sitting, given, made)

    return await sync_to_thread(make)


def _number(written: Typed) -> int:
    try:
        return int(written.threshold)
    except ValueError:
        raise SharesRefused("Écrivez en chiffres combien de parts ouvrent l'urne\u00a0: 2, par exemple.") from None


def _formed(sitting: Sitting, given: Parked, made: tuple[MemberShare, ...]) -> Response[str]:
    sheets = [
        SheetToPrint(member=one.member, parked=sitting.parked(Parked(given.agent, given.until, (one.words,))))
        for one in made
    ]
    with sitting.site.engine.read() as desk:
        edition, _ = desk.edition(sitting.edition)
        seal, model = bureau_seal(desk, sitting.edition), share_model(desk, sitting.edition)
    return sitting.site.private_page(formed_page(sitting.frame, edition, seal, sheets, as_pdf=model is not None))


@post("/urne/feuille", status_code=HTTP_200_OK, guards=[requires(Act.OPEN_URN)])
async def print_sheet(sitting: NamedDependency[Sitting]) -> Response[Any]:
    """One member's sheet, as a PDF or as a page."""
    form = await sitting.request.form()
    as_page = form.get("forme") == "page"
    given = sitting.given(str(form.get("feuille") or ""))
    if not given.shares:
        return sitting.back()
    words = given.shares[0]

    def draw() -> Response[Any]:
        site, edition = sitting.site, sitting.edition
        with site.engine.read() as desk:
            member = recognise_share(desk, edition, words)
            (sheet,) = share_sheets(desk, edition, [MemberShare(member=member, words=words)])
            model = None if as_page else share_model(desk, edition)
            if model is not None:
                try:
                    content = print_share(desk, model, sheet, site.clock())
                except DocumentError:  # a name that no font draws: a browser has others
                    return site.private_page(share_page(sheet))
                return Response(content, media_type="application/pdf", headers=PDF)
        return site.private_page(share_page(sheet))

    return await sync_to_thread(draw)


@post("/urne/verifier", status_code=HTTP_200_OK, guards=[requires(Act.OPEN_URN)])
async def check_share(sitting: NamedDependency[Sitting]) -> Response[str]:
    """A share read again: whose it is, or which word looks wrong; nothing is opened, nothing kept."""
    given, words = await sitting.typed_share()

    def read() -> Response[str]:
        try:
            with sitting.site.engine.read() as desk:
                member = recognise_share(desk, sitting.edition, words)
        except (SharesRefused, Refused) as refused:
            return sitting.page(given, (FormError(anchor="relire", text=spaced(str(refused))),), words=words)
        return sitting.page(given, told=member)

    return await sync_to_thread(read)


FORMING = (form_key, print_sheet, check_share)
