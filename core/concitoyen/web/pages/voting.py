"""The handlers of the vote: the form, the one act of casting, and the form again to correct it."""

import logging
from typing import Annotated, Any

from litestar import Request, Response, Router, get, post
from litestar.concurrency import sync_to_thread
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.status_codes import (
    HTTP_200_OK,
    HTTP_201_CREATED,
    HTTP_403_FORBIDDEN,
    HTTP_409_CONFLICT,
    HTTP_422_UNPROCESSABLE_ENTITY,
    HTTP_503_SERVICE_UNAVAILABLE,
)
from litestar.template.base import csrf_token

from concitoyen.domain.errors import Busy, Refused, StoreError
from concitoyen.domain.people import Person
from concitoyen.web import casting
from concitoyen.web.failures import RETRY_AFTER
from concitoyen.web.pages.ballot_form import Answers, objection_errors, typing_errors
from concitoyen.web.pages.busy import busy_page
from concitoyen.web.pages.vote import (
    ALREADY,
    CLOSED,
    belongs_on_the_form,
    closed_objection,
    contests_of,
    refused_page,
    required_fields,
    thanks_page,
    vote_page,
)
from concitoyen.web.public import PublicEdition
from concitoyen.web.security import VOTE_LIMIT
from concitoyen.web.site import Site

log = logging.getLogger("concitoyen.web")

AnyRequest = Request[Any, Any, State]


@get("/{edition:str}/vote", sync_to_thread=True)
def ballot(
    request: AnyRequest,
    site: NamedDependency[Site],
    edition: FromPath[str],
    chosen: Annotated[str, QueryParameter(name="projet")] = "",
) -> Response[str]:
    """The form, with the proposal from whose page the voter comes already ticked."""
    view = site.edition(edition)
    return _form(request, site, view, Answers.blank(contests_of(view), chosen), HTTP_200_OK)


@post("/{edition:str}/vote", middleware=[VOTE_LIMIT.middleware])
async def cast(request: AnyRequest, site: NamedDependency[Site], edition: FromPath[str]) -> Response[str]:
    """Cast the ballot: one act, accepted or refused whole."""
    answers = Answers.read(await request.form())
    return await _cast(request, site, edition, answers)


@post("/{edition:str}/vote/corriger", status_code=HTTP_200_OK, middleware=[VOTE_LIMIT.middleware])
async def correct(request: AnyRequest, site: NamedDependency[Site], edition: FromPath[str]) -> Response[str]:
    """The form again, filled with the answers that a refusal page carried."""
    answers = Answers.read(await request.form())
    view = await sync_to_thread(site.edition, edition)
    return _form(request, site, view, answers, HTTP_200_OK)


def _form(request: AnyRequest, site: Site, view: PublicEdition, answers: Answers, status: int) -> Response[str]:
    token = csrf_token({"request": request})
    if not view.vote_is_open:
        return site.private_page(refused_page(view, [closed_objection(view)], answers, token), HTTP_409_CONFLICT)
    return site.private_page(vote_page(view, answers, token), status)


async def _cast(request: AnyRequest, site: Site, edition: str, answers: Answers) -> Response[str]:
    try:
        view = await site.station.view(edition)
        if not view.vote_is_open:
            return _form(request, site, view, answers, HTTP_409_CONFLICT)
        errors = typing_errors(answers, required_fields(view), view.today)
        birth = answers.birth_date
        if errors or birth is None:
            page = vote_page(view, answers, csrf_token({"request": request}), errors)
            return site.private_page(page, HTTP_422_UNPROCESSABLE_ENTITY)
        person = answers.person(birth)
        try:
            done = await casting.cast(site, edition, person, answers.ballot)
        except Refused as refusal:
            return _refusal(request, site, view, answers, person, refusal)
    except StoreError as error:
        return _busy(request, site, edition, answers, error)
    return site.private_page(thanks_page(view, done.receipt), HTTP_201_CREATED)


def _busy(request: AnyRequest, site: Site, edition: str, answers: Answers, error: StoreError) -> Response[str]:
    if not isinstance(error, Busy):  # a rush is no fault, a line for each refusal would make it one
        log.error("%s %s: %s", request.method, request.url.path, error)
    page = busy_page(edition, answers, csrf_token({"request": request}))
    answer = site.private_page(page, HTTP_503_SERVICE_UNAVAILABLE)
    answer.headers["Retry-After"] = RETRY_AFTER
    return answer


def _refusal(
    request: AnyRequest, site: Site, view: PublicEdition, answers: Answers, person: Person, refusal: Refused
) -> Response[str]:
    token = csrf_token({"request": request})
    if belongs_on_the_form(view, person, refusal.objections):
        page = vote_page(view, answers, token, objection_errors(refusal.objections, contests_of(view)))
        return site.private_page(page, HTTP_422_UNPROCESSABLE_ENTITY)
    rules = {objection.rule for objection in refusal.objections}
    status = HTTP_409_CONFLICT if rules & {CLOSED, ALREADY} else HTTP_403_FORBIDDEN
    return site.private_page(refused_page(view, refusal.objections, answers, token), status)


VOTING = Router(path="/", route_handlers=[ballot, cast, correct], include_in_schema=False)
