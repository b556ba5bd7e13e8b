"""The handlers of the vote: the form, the one act of casting, and the form again to correct it."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any

from litestar import Request, Response, Router, get, post
from litestar.concurrency import sync_to_thread
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import Redirect
from litestar.status_codes import (
    HTTP_200_OK,
    HTTP_201_CREATED,
    HTTP_303_SEE_OTHER,
    HTTP_403_FORBIDDEN,
    HTTP_409_CONFLICT,
    HTTP_422_UNPROCESSABLE_ENTITY,
    HTTP_503_SERVICE_UNAVAILABLE,
)
from litestar.template.base import csrf_token

from concitoyen.domain.agents import Kiosk
from concitoyen.domain.ballot import Ballot
from concitoyen.domain.errors import Busy, Overtaken, Refused, StoreError
from concitoyen.domain.people import Person
from concitoyen.domain.reasons import Objection
from concitoyen.usecases.cast_ballot import ATTEMPT_BYTES
from concitoyen.web.challenge import Passed, TooSoon
from concitoyen.web.contexts import vote as context
from concitoyen.web.contexts.challenge import ChallengePart
from concitoyen.web.failures import RETRY_AFTER
from concitoyen.web.pages.ballot_form import CODE, LONGEST_ANSWER, WAY, Answers, objection_errors, typing_errors
from concitoyen.web.pages.busy import busy_page
from concitoyen.web.pages.identity import Asked, identify
from concitoyen.web.pages.marks import ballot_of, mark_errors
from concitoyen.web.pages.thanks import thanks_page
from concitoyen.web.pages.vote import (
    ALREADY,
    AT_HOME,
    CLOSED,
    URN,
    Booth,
    belongs_on_the_form,
    closed_objection,
    contests_of,
    desk_objection,
    refused_page,
    required_fields,
    urn_objection,
    vote_page,
)
from concitoyen.web.public import PublicEdition
from concitoyen.web.security import VOTE_LIMIT
from concitoyen.web.site import Site

log = logging.getLogger("concitoyen.web")

USED = "Cet envoi n’a pas abouti. Vos réponses sont là\u00a0: vérifiez-les, puis envoyez de nouveau."
CHECKED = (
    "Une vérification de plus est demandée. Vos réponses sont là\u00a0: attendez qu’elle soit faite, puis envoyez."
)
FOUND_BY_GOING_BACK = "private, no-cache"
"""An empty form may be kept by the browser for who goes back after voting: fetched anew, it would hold another attempt,
and what the browser has put back in it would be refused as a second vote. Not where the attempt replaces a ballot."""
NAMED = ("prenom", "nom", "jour", "mois", "annee", "commune")
"""What stays the same from the form to the ballot; an e-mail address may be asked for on the way."""
AnyRequest = Request[Any, Any, State]


@get("/{edition:str}/vote", sync_to_thread=True)
def ballot(
    request: AnyRequest,
    site: NamedDependency[Site],
    kiosk: NamedDependency[Kiosk | None],
    edition: FromPath[str],
    chosen: Annotated[str, QueryParameter(name="projet")] = "",
    code: FromQuery[str] = "",
    moyen: FromQuery[str] = "",
) -> Response[str]:
    """The form, with the proposal from whose page the voter comes already ticked; a kiosk has its own."""
    if kiosk is not None:
        return Redirect(f"/{kiosk.edition}/kiosque", status_code=HTTP_303_SEE_OTHER)
    view = site.edition(edition)
    shown = {CODE: code[:LONGEST_ANSWER], WAY: moyen[:LONGEST_ANSWER]}
    answer = form(request, site, view, Answers.blank(contests_of(view), chosen).having(**shown))
    if answer.status_code == HTTP_200_OK and not (code or view.rules.rulebook.urn.replaceable):
        answer.headers["Cache-Control"] = FOUND_BY_GOING_BACK
    return answer


@post("/{edition:str}/vote", middleware=[VOTE_LIMIT.middleware])
async def cast(request: AnyRequest, site: NamedDependency[Site], edition: FromPath[str]) -> Response[str]:
    """Cast the ballot: one act, accepted or refused whole."""
    answers = Answers.read(await request.form())
    return await receive(request, site, edition, answers, AT_HOME)


@post("/{edition:str}/vote/corriger", status_code=HTTP_200_OK, middleware=[VOTE_LIMIT.middleware])
async def correct(request: AnyRequest, site: NamedDependency[Site], edition: FromPath[str]) -> Response[str]:
    """The form again, filled with the answers that another page carried."""
    answers = replace(Answers.read(await request.form()), proof={})  # whoever they become has another challenge
    view = await site.awaited_edition(edition)
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
    """The form, or why there is none; one that has no attempt yet receives it, and a challenge under attack."""
    token = csrf_token({"request": request})
    objection = urn_objection(view) if view.vote_is_open else closed_objection(view)
    if objection is None and not booth.admits:
        objection = desk_objection(view)
    if objection is not None:
        return site.private_page(refused_page(view, [objection], answers, token, booth=booth), HTTP_409_CONFLICT)
    kept = answers if answers.attempt else answers.under(new_attempt(site))
    page = vote_page(
        view, kept, token, errors, booth=booth, notice=notice, challenge=_challenge(site, view, kept, booth)
    )
    return site.private_page(page, status)


def _challenge(site: Site, view: PublicEdition, answers: Answers, booth: Booth) -> ChallengePart | None:
    """What a form must answer while the site is attacked; a tablet lent by an agent, nothing."""
    if booth.kiosk or not site.challenges.are_needed():
        return None
    return site.challenges.part(view.edition.id, site.clock(), answers.proof)


async def _unproved(
    request: AnyRequest, site: Site, view: PublicEdition, answers: Answers, booth: Booth
) -> Response[str] | None:
    """The form again where the challenge is not met: the same one to be waited for, or another."""
    if booth.kiosk or not site.challenges.are_needed():
        return None
    judge = site.challenges.judge
    verdict = await sync_to_thread(judge, view.edition.id, site.clock(), answers.proof, _who(answers))
    if isinstance(verdict, Passed):
        return None
    kept = answers if isinstance(verdict, TooSoon) else replace(answers, proof={})
    return form(request, site, view, kept, booth=booth, notice=CHECKED, status=HTTP_422_UNPROCESSABLE_ENTITY)


def new_attempt(site: Site) -> str:
    """What makes two sendings of one form the same vote."""
    return site.chance(ATTEMPT_BYTES).hex()


async def receive(request: AnyRequest, site: Site, edition: str, answers: Answers, booth: Booth) -> Response[str]:
    """Take what was sent to the urn; whatever happens, nothing that was typed is lost."""
    kept = answers if answers.attempt else answers.under(new_attempt(site))
    try:
        view = await site.awaited_edition(edition)
        return await _receive(request, site, view, kept, booth)
    except StoreError as error:
        return busy_answer(request, site, kept, booth, error)


def busy_answer(request: AnyRequest, site: Site, answers: Answers, booth: Booth, error: StoreError) -> Response[str]:
    """The answers as they were sent, to be sent again in an instant."""
    if not isinstance(error, Busy):  # a rush is no fault, a line for each refusal would make it one
        log.warning("%s %s: a ballot waits (%s)", request.method, request.url.path, type(error).__name__)
    page = busy_page(request.url.path, answers, csrf_token({"request": request}), kiosk=booth.kiosk)
    answer = site.private_page(page, HTTP_503_SERVICE_UNAVAILABLE)
    answer.headers["Retry-After"] = RETRY_AFTER
    return answer


def _in_the_booth(asked: Asked, view: PublicEdition, booth: Booth) -> context.IdentityPage:
    """The page that asks who the voter is, leading back to where they vote."""
    action = booth.action(view)
    where = {"action": action, "correct_action": f"{action}/corriger", "kiosk": booth.kiosk}
    return asked.page.model_copy(update=where)


async def _receive(
    request: AnyRequest, site: Site, view: PublicEdition, answers: Answers, booth: Booth
) -> Response[str]:
    contests = contests_of(view)
    if not contests:
        return await after_the_closing(request, site, view, answers, booth)
    if desk_objection(view) is not None:
        return form(request, site, view, answers, booth=booth)
    errors = [*mark_errors(answers, contests), *typing_errors(answers, required_fields(view), view.today)]
    birth = answers.birth_date
    if errors or birth is None:
        return form(request, site, view, answers, errors, booth=booth, status=HTTP_422_UNPROCESSABLE_ENTITY)
    person, ballot = answers.person(birth), ballot_of(answers, contests, view.rules.form.marking)
    if (unproved := await _unproved(request, site, view, answers, booth)) is not None:
        return unproved
    asked = site.challenges.are_needed() and not booth.kiosk
    done = site.challenges.done(view.edition.id, answers.proof, _who(answers)) if asked else {}
    return await _put_in(request, site, view, replace(answers, proof=done), person, ballot, booth)


def _who(answers: Answers) -> tuple[str, ...]:
    return (answers.attempt, *(answers.field(name) for name in NAMED))


async def after_the_closing(
    request: AnyRequest, site: Site, view: PublicEdition, answers: Answers, booth: Booth
) -> Response[str]:
    """Why there is no vote; but the receipt for whom this form had voted in time, when the answer was lost."""
    found = None if view.vote_is_open else await _found_again(site, view, answers, booth)
    return found or form(request, site, view, answers, booth=booth)


async def _found_again(site: Site, view: PublicEdition, answers: Answers, booth: Booth) -> Response[str] | None:
    birth = answers.birth_date
    voter = answers.field(CODE) if booth.admits else answers.person(birth) if birth else ""
    if not voter:
        return None
    found = await site.late.find(view.edition.id, voter, answers.attempt, while_open=view.vote_is_open)
    if not found:
        return None
    return site.private_page(thanks_page(view, found, site=site.public_url, repeated=True, booth=booth))


async def receive_again(
    request: AnyRequest, site: Site, edition: str, answers: Answers, booth: Booth
) -> Response[str] | None:
    """Where no ballot is taken any more: the receipt of the one that this form has put in the urn, or None."""
    try:
        return await _found_again(site, await site.awaited_edition(edition), answers, booth)
    except StoreError as error:
        return busy_answer(request, site, answers, booth, error)


async def _put_in(
    request: AnyRequest,
    site: Site,
    view: PublicEdition,
    answers: Answers,
    person: Person,
    ballot: Ballot,
    booth: Booth,
) -> Response[str]:
    token = csrf_token({"request": request})
    network = "" if booth.kiosk else site.limits.address(request.scope)  # a lent tablet has no limit of its network
    try:
        shown = await sync_to_thread(identify, site, view, answers, person, network=network, csrf_token=token)
        if isinstance(shown, Asked):
            return site.private_page(_in_the_booth(shown, view, booth), shown.status)
        answers = shown.answers
        done = await site.station.cast(view.edition.id, person, ballot, answers.attempt, shown.proof)
    except Refused as refusal:
        slip = replace(answers, proof={})  # it has served this voter: whoever they become has another
        return _refusal(request, site, view, slip, person, refusal.objections, booth)
    except Overtaken:  # another voter used this form, or two writings met: nothing was written
        fresh = replace(answers, attempt="", proof={})
        return form(request, site, view, fresh, booth=booth, notice=USED, status=HTTP_409_CONFLICT)
    except StoreError as error:  # what the voter has shown already goes along
        return busy_answer(request, site, answers, booth, error)
    page = thanks_page(
        view,
        done.receipt,
        site=site.public_url,
        repeated=done.repeated,
        code=answers.attempt,
        booth=booth,
    )
    return site.private_page(page, HTTP_201_CREATED)


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
