"""The handlers of the vote: the form, the one act of casting, and the form again to correct it."""

import logging
from collections.abc import Sequence
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

from concitoyen.domain.ballot import Ballot
from concitoyen.domain.errors import Overtaken, Refused, StoreError
from concitoyen.domain.people import Person
from concitoyen.domain.reasons import Objection
from concitoyen.usecases.cast_ballot import ATTEMPT_BYTES, Cast, cast_ballot
from concitoyen.usecases.desk import Signature
from concitoyen.web.contexts import vote as context
from concitoyen.web.failures import RETRY_AFTER
from concitoyen.web.pages.ballot_form import Answers, objection_errors, typing_errors
from concitoyen.web.pages.marks import ballot_of, mark_errors
from concitoyen.web.pages.thanks import busy_page, thanks_page
from concitoyen.web.pages.vote import (
    ALREADY,
    AT_HOME,
    CLOSED,
    URN,
    Booth,
    belongs_on_the_form,
    closed_objection,
    contests_of,
    refused_page,
    required_fields,
    urn_objection,
    vote_page,
)
from concitoyen.web.public import PublicEdition
from concitoyen.web.security import VOTE_LIMIT
from concitoyen.web.site import Site

log = logging.getLogger("concitoyen.web")

VOTER = "votant"
BUSY = "Le site est très demandé"
WAIT = (
    "Votre bulletin n’est pas encore dans l’urne. Vos réponses sont gardées sur cette page\u00a0: réessayez dans un "
    "instant. Appuyer plusieurs fois ne fait pas voter deux fois."
)
USED = "Cet envoi n’a pas abouti. Vos réponses sont là\u00a0: vérifiez-les, puis envoyez de nouveau."
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
    return form(request, site, view, Answers.blank(contests_of(view), chosen))


@post("/{edition:str}/vote", middleware=[VOTE_LIMIT.middleware])
async def cast(request: AnyRequest, site: NamedDependency[Site], edition: FromPath[str]) -> Response[str]:
    """Cast the ballot: one act, accepted or refused whole."""
    answers = Answers.read(await request.form())
    return await sync_to_thread(receive, request, site, edition, answers, AT_HOME)


@post("/{edition:str}/vote/corriger", status_code=HTTP_200_OK, middleware=[VOTE_LIMIT.middleware])
async def correct(request: AnyRequest, site: NamedDependency[Site], edition: FromPath[str]) -> Response[str]:
    """The form again, filled with the answers that another page carried."""
    answers = Answers.read(await request.form())
    view = await sync_to_thread(site.edition, edition)
    return form(request, site, view, answers)


def form(
    request: AnyRequest,
    site: Site,
    view: PublicEdition,
    answers: Answers,
    errors: Sequence[context.FormError] = (),
    *,
    booth: Booth = AT_HOME,
    notice: str | None = None,
    status: int = HTTP_200_OK,
) -> Response[str]:
    """The form, or why there is none; a form that has no attempt yet receives one."""
    token = csrf_token({"request": request})
    objection = urn_objection(view) if view.vote_is_open else closed_objection(view)
    if objection is not None:
        page = refused_page(view, [objection], answers, token, booth=booth)
        return site.private_page(page, HTTP_409_CONFLICT)
    kept = answers if answers.attempt else answers.under(new_attempt(site))
    return site.private_page(vote_page(view, kept, token, errors, booth=booth, notice=notice), status)


def new_attempt(site: Site) -> str:
    """What makes two sendings of one form the same vote."""
    return site.chance(ATTEMPT_BYTES).hex()


def receive(request: AnyRequest, site: Site, edition: str, answers: Answers, booth: Booth) -> Response[str]:
    """Take what was sent to the urn; whatever happens, nothing that was typed is lost."""
    kept = answers if answers.attempt else answers.under(new_attempt(site))
    view: PublicEdition | None = None
    try:
        view = site.edition(edition)
        return _receive(request, site, view, kept, booth)
    except StoreError as error:
        log.warning("%s: a ballot waits: %s", request.url.path, type(error).__name__)
        token = csrf_token({"request": request})
        page = busy_page(view, kept, token, action=request.url.path, heading=BUSY, sentence=WAIT)
        answer = site.private_page(page, HTTP_503_SERVICE_UNAVAILABLE)
        answer.headers["Retry-After"] = RETRY_AFTER
        return answer


def _receive(request: AnyRequest, site: Site, view: PublicEdition, answers: Answers, booth: Booth) -> Response[str]:
    contests = contests_of(view)
    if not contests:
        return form(request, site, view, answers, booth=booth)
    errors = [*mark_errors(answers, contests), *typing_errors(answers, required_fields(view), view.today)]
    birth = answers.birth_date
    if errors or birth is None:
        return form(request, site, view, answers, errors, booth=booth, status=HTTP_422_UNPROCESSABLE_ENTITY)
    person, ballot = answers.person(birth), ballot_of(answers, contests, view.rules.form.marking)
    try:
        done = _cast(site, view, person, ballot, answers.attempt)
    except Refused as refusal:
        return _refusal(request, site, view, answers, person, refusal.objections, booth)
    except Overtaken:  # another voter used this form, or two writings met: nothing was written
        fresh = answers.under("")
        return form(request, site, view, fresh, booth=booth, notice=USED, status=HTTP_409_CONFLICT)
    page = thanks_page(
        view,
        done.receipt,
        site=site.public_url,
        repeated=done.repeated,
        code=answers.attempt,
        booth=booth,
    )
    return site.private_page(page, HTTP_201_CREATED)


def _cast(site: Site, view: PublicEdition, person: Person, ballot: Ballot, attempt: str) -> Cast:
    with site.engine.begin() as desk:
        signature = Signature(VOTER, view.at)
        return cast_ballot(desk, view.edition.id, person, ballot, signature, attempt=attempt, chance=site.chance)


def _refusal(
    request: AnyRequest,
    site: Site,
    view: PublicEdition,
    answers: Answers,
    person: Person,
    objections: Sequence[Objection],
    booth: Booth,
) -> Response[str]:
    if belongs_on_the_form(view, person, objections):
        errors = objection_errors(objections, contests_of(view))
        return form(request, site, view, answers, errors, booth=booth, status=HTTP_422_UNPROCESSABLE_ENTITY)
    rules = {objection.rule for objection in objections}
    status = HTTP_409_CONFLICT if rules & {CLOSED, ALREADY, URN} else HTTP_403_FORBIDDEN
    token = csrf_token({"request": request})
    return site.private_page(refused_page(view, objections, answers, token, booth=booth), status)


VOTING = Router(path="/", route_handlers=[ballot, cast, correct], include_in_schema=False)
