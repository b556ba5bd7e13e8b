"""The handlers of the bureau before the vote: form the key, print each member's sheet, read a share again.

The shares pass through the memory of this process and through the page that shows them, sealed; nothing keeps them. A
page read again by mistake forms no second key: the form names the key that it replaces.
"""

from typing import Any

from litestar import Response, Router, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK

from concitoyen.domain.agents import Act
from concitoyen.domain.errors import DocumentError, Refused
from concitoyen.sealing.parked import Parked, park
from concitoyen.sealing.shares import SharesRefused
from concitoyen.usecases.form_bureau import MemberShare, form_bureau
from concitoyen.usecases.print_share import print_share, share_model, share_sheets
from concitoyen.usecases.recognise_share import bureau_seal, recognise_share
from concitoyen.usecases.sign_in import SignedIn
from concitoyen.web.contexts.urn import SheetToPrint
from concitoyen.web.contexts.vote import FormError
from concitoyen.web.pages.agent_routes import AnyRequest, go, token_of, typed
from concitoyen.web.pages.agents import form_errors, frame
from concitoyen.web.pages.bureau import Typed, formed_page, share_page
from concitoyen.web.pages.urn_routes import Shown, typed_share, unparked
from concitoyen.web.signing import requires
from concitoyen.web.site import Site
from concitoyen.web.wording import spaced

PDF = {"Content-Disposition": 'inline; filename="part.pdf"', "Cache-Control": "no-store"}


@post("/urne/former", status_code=HTTP_200_OK, guards=[requires(Act.OPEN_URN)])
async def form_key(
    request: AnyRequest, site: NamedDependency[Site], agent: NamedDependency[SignedIn], edition: FromPath[str]
) -> Response[Any]:
    """A new key, and the sheets of its members."""
    parked, members, threshold, instead_of = await typed(request, "parts", "membres", "seuil", "remplace")
    given = unparked(site, agent, edition, parked)
    if given is None:
        return go(f"/agents/{edition}/urne")
    shown = Shown(request, site, agent, edition)
    written = Typed(members=members, threshold=threshold)

    def make() -> Response[str]:
        try:
            number = _number(written)
            with site.engine.begin() as desk:
                signature = agent.signature(site.clock())
                made = form_bureau(desk, edition, written.names, number, signature, instead_of=instead_of)
        except Refused as refused:
            return shown.page(given, form_errors(refused.objections, "membres"), written)
        except SharesRefused as refused:
            return shown.page(given, (FormError(anchor="seuil", text=spaced(str(refused))),), written)
        return _formed(shown, given, made)

    return await sync_to_thread(make)


def _number(written: Typed) -> int:
    try:
        return int(written.threshold)
    except ValueError:
        raise SharesRefused("Écrivez en chiffres combien de parts ouvrent l'urne\u00a0: 2, par exemple.") from None


def _formed(shown: Shown, given: Parked, made: tuple[MemberShare, ...]) -> Response[str]:
    site, edition_id = shown.site, shown.edition
    key = site.engine.parking_key(edition_id)
    sheets = [
        SheetToPrint(member=one.member, parked=park(Parked(given.agent, given.until, (one.words,)), key, site.chance))
        for one in made
    ]
    with site.engine.read() as desk:
        edition, _ = desk.edition(edition_id)
        seal, model = bureau_seal(desk, edition_id), share_model(desk, edition_id)
    band = frame(shown.agent, token_of(shown.request))
    return site.private_page(formed_page(band, edition, seal, sheets, as_pdf=model is not None))


@post("/urne/feuille", status_code=HTTP_200_OK, guards=[requires(Act.OPEN_URN)])
async def print_sheet(
    request: AnyRequest, site: NamedDependency[Site], agent: NamedDependency[SignedIn], edition: FromPath[str]
) -> Response[Any]:
    """One member's sheet, as a PDF or as a page."""
    form = await request.form()
    parked, as_page = str(form.get("feuille") or ""), form.get("forme") == "page"
    given = unparked(site, agent, edition, parked)
    if given is None or not given.shares:
        return go(f"/agents/{edition}/urne")
    words = given.shares[0]

    def draw() -> Response[Any]:
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
async def check_share(
    request: AnyRequest, site: NamedDependency[Site], agent: NamedDependency[SignedIn], edition: FromPath[str]
) -> Response[Any]:
    """A share read again: whose it is, or which word looks wrong; nothing is opened, nothing kept."""
    parked, words = await typed_share(request)
    given = unparked(site, agent, edition, parked)
    if given is None:
        return go(f"/agents/{edition}/urne")
    shown = Shown(request, site, agent, edition)

    def read() -> Response[str]:
        try:
            with site.engine.read() as desk:
                member = recognise_share(desk, edition, words)
        except (SharesRefused, Refused) as refused:
            return shown.page(given, (FormError(anchor="relire", text=spaced(str(refused))),), words=words)
        return shown.page(given, told=member)

    return await sync_to_thread(read)


BUREAU = Router(
    path="/agents/{edition:str}", route_handlers=[form_key, print_sheet, check_share], include_in_schema=False
)
