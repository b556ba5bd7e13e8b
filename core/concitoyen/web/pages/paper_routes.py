"""The handlers of the vote on paper: the places, what they print, the deposit in the urn."""

from typing import Any

from litestar import Response, Router, get, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK

from concitoyen.domain.agents import Act, may
from concitoyen.domain.errors import Refused
from concitoyen.usecases.paper_vote import (
    deposit_cards,
    open_place,
    reconcile,
)
from concitoyen.usecases.sign_in import SignedIn
from concitoyen.web.contexts.vote import FormError
from concitoyen.web.pages.agent_routes import AnyRequest, go, token_of, typed
from concitoyen.web.pages.agents import form_errors
from concitoyen.web.pages.paper import (
    Seat,
    place_page,
    places_page,
)
from concitoyen.web.pages.paper_hall import Hall, provide_hall, status_of
from concitoyen.web.pages.paper_pdfs import ballot_pdf, sheet_pdf
from concitoyen.web.pages.paper_typing import TYPING
from concitoyen.web.signing import requires
from concitoyen.web.site import Site

SEE = requires(Act.PRINT_PAPER)


@get("/", guards=[SEE])
async def places(
    request: AnyRequest, site: NamedDependency[Site], agent: NamedDependency[SignedIn], edition: FromPath[str]
) -> Response[str]:
    """The places of an edition."""
    return await sync_to_thread(_places, request, site, agent, edition)


@post("/", guards=[SEE], status_code=HTTP_200_OK)
async def add_place(
    request: AnyRequest, site: NamedDependency[Site], agent: NamedDependency[SignedIn], edition: FromPath[str]
) -> Response[Any]:
    """A new place."""
    (name,) = await typed(request, "name")

    def add() -> Response[Any]:
        try:
            with site.engine.begin() as desk:
                open_place(desk, edition, name, agent.signature(site.clock()))
        except Refused as refusal:
            return _places(request, site, agent, edition, name, form_errors(refusal.objections, "name"))
        return go(f"/agents/{edition}/papier")

    return await sync_to_thread(add)


@get("/{place:str}", guards=[SEE])
async def place_report(hall: NamedDependency[Hall]) -> Response[str]:
    """One place and its reconciliation."""
    return await sync_to_thread(_report, hall)


@post("/{place:str}/urne", guards=[requires(Act.RECONCILE_PAPER)], status_code=HTTP_200_OK)
async def deposit(hall: NamedDependency[Hall]) -> Response[Any]:
    """Put the cards in the urn, and close the place."""
    (explanation,) = await typed(hall.request, "motif")

    def put() -> Response[Any]:
        try:
            with hall.site.engine.begin() as desk:
                deposit_cards(
                    desk, hall.edition, hall.place, hall.signature, explanation=explanation, chance=hall.site.chance
                )
        except Refused as refusal:
            errors = form_errors(refusal.objections, "motif")
            return _report(hall, explanation, errors)
        return go(hall.href)

    return await sync_to_thread(put)


def _places(
    request: AnyRequest,
    site: Site,
    who: SignedIn,
    edition: str,
    name: str = "",
    errors: tuple[FormError, ...] = (),
) -> Response[str]:
    view = site.edition(edition)
    with site.engine.read() as desk:
        reports = [reconcile(desk, edition, place.id) for place in desk.work.paper.places(edition)]
    page = places_page(Seat(view, who, token_of(request)), reports, name, errors)
    return site.private_page(page, status_of(errors))


def _report(
    hall: Hall,
    explanation: str = "",
    errors: tuple[FormError, ...] = (),
) -> Response[str]:
    view = hall.view
    with hall.site.engine.read() as desk:
        report = reconcile(desk, hall.edition, hall.place)
    page = place_page(
        hall.seat(view),
        report,
        may_enter=may(hall.agent.agent, Act.ENTER_PAPER, hall.edition),
        may_deposit=may(hall.agent.agent, Act.RECONCILE_PAPER, hall.edition),
        explanation=explanation,
        errors=errors,
    )
    return hall.site.private_page(page, status_of(errors))


PAPER = Router(
    path="/agents/{edition:str}/papier",
    dependencies={"hall": Provide(provide_hall)},
    route_handlers=[
        places,
        add_place,
        ballot_pdf,
        sheet_pdf,
        place_report,
        deposit,
        *TYPING,
    ],
    include_in_schema=False,
)
