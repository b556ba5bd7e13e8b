"""The handlers of the vote: the form, the one act of casting, and the form again to correct it."""

import logging
from typing import Annotated, Any

from litestar import Request, Response, Router, get, post
from litestar.concurrency import sync_to_thread
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.status_codes import (
    HTTP_200_OK,
    HTTP_201_CREATED,
    HTTP_403_FORBIDDEN,
    HTTP_409_CONFLICT,
    HTTP_422_UNPROCESSABLE_ENTITY,
    HTTP_503_SERVICE_UNAVAILABLE,
)
from litestar.template.base import csrf_token

from concitoyen.domain.errors import Refused, StoreError
from concitoyen.domain.people import Person
from concitoyen.usecases.cast_ballot import Cast, cast_ballot
from concitoyen.usecases.desk import Signature
from concitoyen.web.failures import RETRY_AFTER
from concitoyen.web.pages.ballot_form import CODE, LONGEST_ANSWER, WAY, Answers, objection_errors, typing_errors
from concitoyen.web.pages.identity import Asked, Shown, identify, retry_page
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

VOTER = "votant"
log = logging.getLogger("concitoyen.web")
AnyRequest = Request[Any, Any, State]


@get("/{edition:str}/vote", sync_to_thread=True)
def ballot(
    request: AnyRequest,
    site: NamedDependency[Site],
    edition: FromPath[str],
    chosen: Annotated[str, QueryParameter(name="projet")] = "",
    code: FromQuery[str] = "",
    moyen: FromQuery[str] = "",
) -> Response[str]:
    """The form, with the proposal from whose page the voter comes already ticked, and the code of a printed sheet."""
    view = site.edition(edition)
    answers = Answers.blank(contests_of(view), chosen)
    shown = {CODE: code[:LONGEST_ANSWER], WAY: moyen[:LONGEST_ANSWER]}
    return _form(request, site, view, answers.having(**shown), HTTP_200_OK)


@post("/{edition:str}/vote", middleware=[VOTE_LIMIT.middleware])
async def cast(request: AnyRequest, site: NamedDependency[Site], edition: FromPath[str]) -> Response[str]:
    """Cast the ballot: one act, accepted or refused whole."""
    answers = Answers.read(await request.form())
    return await sync_to_thread(_cast, request, site, edition, answers)


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


def _cast(request: AnyRequest, site: Site, edition: str, answers: Answers) -> Response[str]:
    view = site.edition(edition)
    if not view.vote_is_open:
        return _form(request, site, view, answers, HTTP_409_CONFLICT)
    errors = typing_errors(answers, required_fields(view), view.today)
    birth = answers.birth_date
    if errors or birth is None:
        page = vote_page(view, answers, csrf_token({"request": request}), errors)
        return site.private_page(page, HTTP_422_UNPROCESSABLE_ENTITY)
    person = answers.person(birth)
    token = csrf_token({"request": request})
    try:
        network = site.limits.address(request.scope)
        shown = identify(site, view, answers, person, network=network, csrf_token=token)
        if isinstance(shown, Asked):
            return site.private_page(shown.page, shown.status)
        answers = shown.answers
        cast = _keep(site, view, answers, person, shown)
    except Refused as refusal:
        return _refusal(request, site, view, answers, person, refusal)
    except StoreError as error:
        log.warning("%s %s: %s", request.method, request.url.path, error)
        again = site.private_page(retry_page(view, answers, token), HTTP_503_SERVICE_UNAVAILABLE)
        again.headers["Retry-After"] = RETRY_AFTER
        return again
    return site.private_page(thanks_page(view, cast.receipt), HTTP_201_CREATED)


def _keep(site: Site, view: PublicEdition, answers: Answers, person: Person, shown: Shown) -> Cast:
    with site.engine.begin() as desk:
        return cast_ballot(
            desk,
            view.edition.id,
            person,
            answers.ballot,
            Signature(VOTER, view.at),
            attempt=answers.attempt,
            chance=site.chance,
            proof=shown.proof,
        )


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
