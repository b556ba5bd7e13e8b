"""Who stands before the page: the signed-in agent, the kiosk, and the guard that lets only the allowed pass.

A page for agents says what it needs and receives who came:

    @get("/agents/{edition:str}/papier", guards=[requires(Act.ENTER_PAPER)])
    async def cards(agent: NamedDependency[SignedIn], edition: FromPath[str]) -> Response[str]: ...

`requires` reads the edition in the path. A page without one asks for the act in every edition, or says
`somewhere=True` when it only lets choose among the agent's editions. `fresh=True` asks for the password again
when it was typed more than ten minutes ago; such a page posts to its own address.
"""

from datetime import datetime
from typing import Any

from litestar import Request
from litestar.concurrency import sync_to_thread
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.handlers import BaseRouteHandler
from litestar.status_codes import HTTP_403_FORBIDDEN
from litestar.types import AsyncAnyCallable

from concitoyen.domain.agents import Act, Kiosk, KioskState, may, may_somewhere
from concitoyen.usecases.lend_kiosk import is_live, kiosk_of
from concitoyen.usecases.sign_in import SignedIn, signed_in
from concitoyen.web.site import Site

AnyConnection = ASGIConnection[Any, Any, Any, State]
AnyRequest = Request[Any, Any, State]
__all__ = ["ConfirmFirst", "KioskIdle", "NotAllowed", "SignInFirst", "SignedIn", "known_kiosk", "requires"]
KEPT = "concitoyen signed in"


class SignInFirst(HTTPException):
    """Nobody is signed in, or not any more."""

    status_code = HTTP_403_FORBIDDEN


class NotAllowed(HTTPException):
    """The agent may not do this here."""

    status_code = HTTP_403_FORBIDDEN


class ConfirmFirst(HTTPException):
    """The agent may do this, but must type the password again."""

    status_code = HTTP_403_FORBIDDEN


class KioskIdle(HTTPException):
    """The tablet is paused, or its time is over: it serves no voter."""

    status_code = HTTP_403_FORBIDDEN


def requires(act: Act, *, somewhere: bool = False, fresh: bool = False) -> AsyncAnyCallable:
    """The guard of a page that needs an act: `guards=[requires(Act.OPEN_URN, fresh=True)]`."""

    async def guard(connection: AnyConnection, _: BaseRouteHandler) -> None:
        who = await signed_in_agent(connection)
        edition = connection.path_params.get("edition")
        allowed = may_somewhere(who.agent, act) if somewhere and edition is None else may(who.agent, act, edition)
        if not allowed:
            raise NotAllowed
        if fresh and not who.has_just_confirmed(_site(connection).clock()):
            raise ConfirmFirst

    return guard


async def signed_in_agent(connection: AnyConnection) -> SignedIn:
    """The agent before this request, looked up once; raises SignInFirst."""
    kept = connection.scope["state"].get(KEPT)
    if not isinstance(kept, SignedIn):
        kept = await _looked_up(connection)
        if kept is None:
            raise SignInFirst
        connection.scope["state"][KEPT] = kept
    return kept


async def provide_agent(request: AnyRequest) -> SignedIn:
    """The dependency `agent`: who is signed in; raises SignInFirst. What they may do is the guard's to say."""
    return await signed_in_agent(request)


async def provide_kiosk(request: AnyRequest) -> Kiosk | None:
    """The dependency `kiosk`: the kiosk that this device is and that serves voters now, or None on any other device.

    Raises KioskIdle on a kiosk that is paused or ended: the answer is then the page that says so.
    """
    site = _site(request)
    kiosk = await known_kiosk(request)
    if kiosk is not None and not serves_now(kiosk, site.clock()):
        raise KioskIdle
    return kiosk


def serves_now(kiosk: Kiosk, at: datetime) -> bool:
    """Whether a kiosk takes votes: neither paused nor ended."""
    return kiosk.state is KioskState.OPEN and is_live(kiosk, at)


async def known_kiosk(request: AnyRequest) -> Kiosk | None:
    """The kiosk that this device is or was, in any state."""
    site = _site(request)
    token = request.cookies.get(site.door.jar.name("kiosque"))
    return await sync_to_thread(kiosk_of, site.engine, token) if token else None


async def _looked_up(connection: AnyConnection) -> SignedIn | None:
    site = _site(connection)
    token = connection.cookies.get(site.door.jar.name("agent"))
    return await sync_to_thread(signed_in, site.engine, token, site.clock()) if token else None


def _site(connection: AnyConnection) -> Site:
    site: Site = connection.app.state.site
    return site
