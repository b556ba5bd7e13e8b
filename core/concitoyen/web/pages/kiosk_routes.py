"""The handlers of the tablets lent to voters: opening, pausing, the PIN, closing."""

from datetime import timedelta
from typing import Annotated, Any

from litestar import Response, Router, get, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.status_codes import (
    HTTP_200_OK,
    HTTP_409_CONFLICT,
    HTTP_422_UNPROCESSABLE_ENTITY,
    HTTP_503_SERVICE_UNAVAILABLE,
)

from concitoyen.domain.agents import Act, Kiosk, may
from concitoyen.domain.errors import Refused
from concitoyen.usecases.desk import Signature
from concitoyen.usecases.lend_kiosk import close_kiosk, is_live, open_kiosk, pause_kiosk, unlock_kiosk
from concitoyen.usecases.sign_in import SignedIn
from concitoyen.web.contexts.vote import FormError
from concitoyen.web.door import Crowded
from concitoyen.web.pages.agent_routes import AnyRequest, go, token_of, typed
from concitoyen.web.pages.agents import form_errors
from concitoyen.web.pages.kiosks import closing_instant, kiosk_page, kiosks_page, lent_from
from concitoyen.web.public import PublicEdition
from concitoyen.web.signing import NotAllowed, known_kiosk, requires
from concitoyen.web.site import Site

DEVICE = "/agents/borne"
REMEMBERED = timedelta(days=1)
"""How long past its hour a tablet still knows that it was a kiosk, to say that it is closed."""


@get("/kiosque", guards=[requires(Act.OPEN_KIOSK, somewhere=True)])
async def kiosks(
    request: AnyRequest,
    site: NamedDependency[Site],
    agent: NamedDependency[SignedIn],
    chosen: Annotated[str, QueryParameter(name="edition", max_length=100)] = "",
) -> Response[str]:
    """Lend this device, and the tablets that are lent."""
    return await sync_to_thread(_lending, request, site, agent, {"edition": chosen})


@post("/kiosque", status_code=HTTP_200_OK, guards=[requires(Act.OPEN_KIOSK, somewhere=True)])
async def lend(request: AnyRequest, site: NamedDependency[Site], agent: NamedDependency[SignedIn]) -> Response[Any]:
    """Make a kiosk of this device: the agent is signed out of it, since voters will hold it."""
    edition, place, hour = await typed(request, "edition", "lieu", "heure")
    given = {"edition": edition, "lieu": place, "heure": hour}
    try:
        token, kiosk = await sync_to_thread(_lend, site, agent, given)
    except Refused as refusal:
        errors = form_errors(refusal.objections, "lieu")
        return await sync_to_thread(_lending, request, site, agent, given, errors)
    answer = go(DEVICE)
    jar = site.door.jar
    answer.set_cookie(jar.give("kiosque", token, kiosk.closes_at - site.clock() + REMEMBERED))
    answer.set_cookie(jar.take("agent"))
    return answer


@post("/kiosque/{kiosk_id:str}/fermer", guards=[requires(Act.OPEN_KIOSK, somewhere=True)])
async def close_from_afar(
    site: NamedDependency[Site], agent: NamedDependency[SignedIn], kiosk_id: FromPath[str]
) -> Response[Any]:
    """Close a tablet that is lent in one of the agent's editions, from another device."""
    await sync_to_thread(_close, site, agent, kiosk_id)
    return go("/agents/kiosque")


@get("/borne")
async def device(request: AnyRequest, site: NamedDependency[Site]) -> Response[Any]:
    """The tablet itself; one that has ended forgets that it was a kiosk, once somebody reads so."""
    kiosk = await known_kiosk(request)
    answer = site.private_page(kiosk_page(kiosk, site.clock(), token_of(request)))
    is_read = request.headers.get("sec-fetch-dest") != "empty"  # and not by a script, which then comes here again
    if kiosk is not None and is_read and not is_live(kiosk, site.clock()):
        answer.set_cookie(site.door.jar.take("kiosque"))
    return answer


@post("/borne/pause")
async def pause(request: AnyRequest, site: NamedDependency[Site]) -> Response[Any]:
    """Keep voters away until the PIN; whoever stands before the tablet may."""
    await sync_to_thread(_pause, site, await _this_kiosk(request))
    return go(DEVICE)


@post("/borne/code", status_code=HTTP_200_OK)
async def unlock(request: AnyRequest, site: NamedDependency[Site]) -> Response[Any]:
    """The PIN: serve voters again, or leave kiosk mode for good."""
    kiosk = await _this_kiosk(request)
    pin, wish = await typed(request, "code", "suite")
    try:
        await site.door.slowly(_unlock, site, kiosk, pin, wish)
    except Refused as refusal:
        return await _refused(request, site, form_errors(refusal.objections, "code"), HTTP_422_UNPROCESSABLE_ENTITY)
    except Crowded:
        busy = FormError(anchor="code", text="Beaucoup de codes arrivent en même temps. Réessayez dans un instant.")
        return await _refused(request, site, (busy,), HTTP_503_SERVICE_UNAVAILABLE)
    return go(DEVICE)


async def _refused(request: AnyRequest, site: Site, errors: tuple[FormError, ...], status: int) -> Response[Any]:
    kiosk = await known_kiosk(request)
    at = site.clock()
    if kiosk is None or not is_live(kiosk, at):
        return site.private_page(kiosk_page(kiosk, at, token_of(request)), HTTP_409_CONFLICT)
    return site.private_page(kiosk_page(kiosk, at, token_of(request), errors=errors), status)


async def _this_kiosk(request: AnyRequest) -> Kiosk:
    kiosk = await known_kiosk(request)
    if kiosk is None:
        raise NotAllowed
    return kiosk


def _lending(
    request: AnyRequest,
    site: Site,
    who: SignedIn,
    given: dict[str, str],
    errors: tuple[FormError, ...] = (),
) -> Response[str]:
    views = lent_from(who, site.editions())
    with site.engine.read() as desk:
        found = [kiosk for view in views for kiosk in desk.work.kiosks.of(view.edition.id)]
    found.sort(key=lambda kiosk: (kiosk.opened_at, kiosk.id))
    page = kiosks_page(who, token_of(request), views, found, typed=given, errors=errors)
    return site.private_page(page, HTTP_422_UNPROCESSABLE_ENTITY if errors else HTTP_200_OK)


def _lend(site: Site, who: SignedIn, given: dict[str, str]) -> tuple[str, Kiosk]:
    if not may(who.agent, Act.OPEN_KIOSK, given["edition"]):
        raise NotAllowed
    view: PublicEdition = site.edition(given["edition"])
    closes_at = closing_instant(view, given["heure"]) or view.at
    wanted = (given["edition"], given["lieu"], closes_at)
    with site.engine.begin() as desk:
        token, kiosk = open_kiosk(desk, who.agent, wanted, view.at, chance=site.chance)
        desk.work.sessions.end(who.session.token)
    return token, kiosk


def _close(site: Site, who: SignedIn, kiosk_id: str) -> None:
    with site.engine.begin() as desk:
        kiosk = desk.work.kiosks.get(kiosk_id)
        if not may(who.agent, Act.OPEN_KIOSK, kiosk.edition):
            raise NotAllowed
        close_kiosk(desk, kiosk, who.signature(site.clock()))


def _pause(site: Site, kiosk: Kiosk) -> None:
    with site.engine.begin() as desk:
        pause_kiosk(desk, kiosk)


def _unlock(site: Site, kiosk: Kiosk, pin: str, wish: str) -> None:
    at = site.clock()
    unlock_kiosk(site.engine, kiosk, pin, at)
    if wish == "quitter":
        with site.engine.begin() as desk:
            agent = desk.work.agents.get(kiosk.opened_by)
            close_kiosk(desk, kiosk, Signature(agent.actor, at))


KIOSKS = Router(
    path="/agents",
    route_handlers=[kiosks, lend, close_from_afar, device, pause, unlock],
    include_in_schema=False,
)
