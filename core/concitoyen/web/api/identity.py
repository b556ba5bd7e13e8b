"""Showing who one is by JSON, for a kiosk or a page with scripts: ask for a code, give it back, receive the proof.

The use cases are those of the pages, with their limits: nothing here reads the roll, so that nobody learns from it who
has voted; and the choices do not travel along.
"""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, TypeVar

from litestar import MediaType, Request, Response, post
from litestar.concurrency import sync_to_thread
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, JSONBody
from litestar.status_codes import (
    HTTP_200_OK,
    HTTP_202_ACCEPTED,
    HTTP_400_BAD_REQUEST,
    HTTP_404_NOT_FOUND,
    HTTP_409_CONFLICT,
    HTTP_413_REQUEST_ENTITY_TOO_LARGE,
    HTTP_415_UNSUPPORTED_MEDIA_TYPE,
    HTTP_422_UNPROCESSABLE_ENTITY,
    HTTP_428_PRECONDITION_REQUIRED,
    HTTP_429_TOO_MANY_REQUESTS,
    HTTP_503_SERVICE_UNAVAILABLE,
)
from pydantic import Field, ValidationError

from concitoyen.domain.errors import Refused
from concitoyen.domain.identity import HeldCode, IdentityProvider, SentCode
from concitoyen.domain.mail import masked, plainly
from concitoyen.usecases.cast_ballot import open_vote, person_objections
from concitoyen.usecases.desk import Desk, Signature, refuse, refuse_if
from concitoyen.usecases.identify import (
    TOKEN_TIME,
    Claim,
    Verdict,
    check_held_code,
    check_sent_code,
    open_ways,
    send_code,
)
from concitoyen.web.api.ballots import (
    RANDOM,
    Answer,
    Answered,
    PersonIn,
    RefusedProblem,
    not_json,
    problem,
    refused,
    unreadable,
)
from concitoyen.web.api.effort import EffortIn, EffortProblem, effort_asked, who_of
from concitoyen.web.api.models import ApiModel, Problem
from concitoyen.web.failures import RETRY_AFTER
from concitoyen.web.letters import has_left
from concitoyen.web.security import VOTE_LIMIT
from concitoyen.web.site import Site

VOTER = "votant"
NOT_SENT = "Le code n’est pas parti"
OURS = (
    "C’est notre faute, pas la vôtre : le message n’a pas pu être envoyé. Attendez une minute, puis redemandez un code."
)
Kind = TypeVar("Kind", bound=IdentityProvider)
AnyRequest = Request[Any, Any, State]
Hook = Callable[[AnyRequest], Awaitable[Response[bytes] | None]]


class ClaimIn(ApiModel):
    """Who wants to vote, under which attempt, by which way."""

    person: PersonIn
    attempt: str = Field(pattern=RANDOM, description="That of the ballot for which the proof will serve")
    way: Answer = Field(default="", description="The id of a way of the edition; may be left out when only one fits")
    effort: EffortIn | None = Field(default=None, description="Only after an answer 428, while the site is attacked")


class AskIn(ClaimIn):
    """The same, for a letter: the first, or another one."""

    again: bool = Field(
        default=False, description="Send another code though one was sent for this attempt that may still be typed"
    )


class CodeIn(ClaimIn):
    """The same, with the code of the letter or of the printed sheet."""

    code: Answer = Field(description="Spaces and dashes do not count")


class CodeSentOut(ApiModel):
    """A code is under way: the address half hidden, and how long and how often it may be tried."""

    sent_to: str
    minutes: int
    tries: int


class ProofOut(ApiModel):
    """What goes into the ballot as `proof`: it serves this person and this attempt, for so many minutes."""

    proof: str
    minutes: int


def readable(model: type[ApiModel]) -> Hook:
    """Refuse, in our words, a body that is not JSON of this model, before the handler; for `before_request`."""

    async def look(request: AnyRequest) -> Response[bytes] | None:
        if (told := not_json(request.headers.get("content-type", ""))) is not None:
            return _response(told)
        try:
            model.model_validate_json(await request.body())
        except ValidationError as error:
            return _response(unreadable(error, model))
        return None

    return look


REFUSALS = {
    HTTP_400_BAD_REQUEST: ResponseSpec(Problem, description="The body is no JSON"),
    HTTP_404_NOT_FOUND: ResponseSpec(Problem, description="No such edition"),
    HTTP_409_CONFLICT: ResponseSpec(RefusedProblem, description="The vote is not open"),
    HTTP_413_REQUEST_ENTITY_TOO_LARGE: ResponseSpec(Problem, description="The body is too large"),
    HTTP_415_UNSUPPORTED_MEDIA_TYPE: ResponseSpec(Problem, description="The body is not application/json"),
    HTTP_422_UNPROCESSABLE_ENTITY: ResponseSpec(RefusedProblem, description="Every reason why not"),
    HTTP_429_TOO_MANY_REQUESTS: ResponseSpec(Problem, description="Try again after Retry-After seconds"),
    HTTP_503_SERVICE_UNAVAILABLE: ResponseSpec(Problem, description="Try again after Retry-After seconds"),
}


@post(
    "/editions/{edition:str}/identity/codes",
    operation_id="AskForCode",
    status_code=HTTP_202_ACCEPTED,
    media_type=MediaType.JSON,
    middleware=[VOTE_LIMIT.middleware],
    before_request=readable(AskIn),
    responses={
        HTTP_202_ACCEPTED: ResponseSpec(CodeSentOut, description="A letter is under way"),
        HTTP_428_PRECONDITION_REQUIRED: ResponseSpec(EffortProblem, description="Send it again with `effort`"),
        **REFUSALS,
    },
)
async def ask_for_code(
    request: AnyRequest, site: NamedDependency[Site], edition: FromPath[str], data: JSONBody[AskIn]
) -> Response[bytes]:
    """Have a code sent to the person's e-mail address.

    The answer is the same whether the person has voted or not. Sent twice, one letter leaves; another
    code replaces the first for who asks for it with `again`.
    """
    network = site.limits.network(request.scope)
    return await _told(partial(_send, site, edition, data, network))


@post(
    "/editions/{edition:str}/identity/proofs",
    operation_id="ShowIdentity",
    status_code=HTTP_200_OK,
    media_type=MediaType.JSON,
    middleware=[VOTE_LIMIT.middleware],
    before_request=readable(CodeIn),
    responses={HTTP_200_OK: ResponseSpec(ProofOut, description="The code is right"), **REFUSALS},
)
async def show_identity(
    request: AnyRequest, site: NamedDependency[Site], edition: FromPath[str], data: JSONBody[CodeIn]
) -> Response[bytes]:
    """Give the code of the letter, or of a printed sheet, and receive what proves the identity to `CastBallot`.

    A right code may be given again by the same person for the same attempt: a lost answer loses nothing.
    """
    network = site.limits.network(request.scope)
    return await _told(partial(_check, site, edition, data, network))


async def _told(work: Callable[[], Answered]) -> Response[bytes]:
    try:
        return _response(await sync_to_thread(work))
    except Refused as refusal:
        return _response(refused(refusal.objections))


def _send(site: Site, edition: str, sent: AskIn, network: str) -> Answered:
    asked = effort_asked(site, edition, sent.effort, who_of(sent.person, sent.attempt))
    if asked is not None:
        return Answered(asked.status, asked.model_dump_json().encode())
    with site.engine.begin() as desk:
        claim = _claim(site, desk, edition, sent, network)
        ways = open_ways(claim.vote.rules).items()
        name, way = _chosen({name: way for name, way in ways if isinstance(way, SentCode)}, sent.way)
        leaving = send_code(desk, claim, name, way, site.chance, again=sent.again)
    if leaving and not has_left(site, leaving):
        return problem(HTTP_503_SERVICE_UNAVAILABLE, NOT_SENT, OURS)
    out = CodeSentOut(sent_to=masked(plainly(sent.person.email)), minutes=way.minutes, tries=way.tries)
    return Answered(HTTP_202_ACCEPTED, out.model_dump_json().encode())


def _check(site: Site, edition: str, sent: CodeIn, network: str) -> Answered:
    with site.engine.begin() as desk:
        claim = _claim(site, desk, edition, sent, network)
        verdict = _verdict(desk, claim, sent)
    if verdict.objection:
        return refused([verdict.objection])
    out = ProofOut(proof=verdict.token, minutes=TOKEN_TIME.seconds // 60)
    return Answered(HTTP_200_OK, out.model_dump_json().encode())


def _verdict(desk: Desk, claim: Claim, sent: CodeIn) -> Verdict:
    ways = open_ways(claim.vote.rules).items()
    name, way = _chosen({name: way for name, way in ways if isinstance(way, SentCode | HeldCode)}, sent.way)
    if isinstance(way, SentCode):
        return check_sent_code(desk, claim, name, way, sent.code)
    return check_held_code(desk, claim, name, way, sent.code)


def _claim(site: Site, desk: Desk, edition: str, sent: ClaimIn, network: str) -> Claim:
    """A person who may vote, while the vote is open; raises Refused with every reason."""
    at = site.clock()
    vote = open_vote(desk, edition, Signature(VOTER, at))
    refuse_if(person_objections(sent.person, vote.rules))
    return Claim(vote, sent.person, sent.attempt, at, network)


def _chosen(fitting: Mapping[str, Kind], wanted: str) -> tuple[str, Kind]:
    """The way that is wanted among those that fit, or the only one; raises Refused when it is not there."""
    if wanted in fitting or (not wanted and len(fitting) == 1):
        name = wanted or next(iter(fitting))
        return name, fitting[name]
    message = "Cette édition n'a pas cette façon de montrer qui l'on est. Pour cette étape : {ways}."
    raise refuse("core:identity-proof", message, field="way", ways=", ".join(fitting) or "aucune")


def _response(answered: Answered) -> Response[bytes]:
    wrong = answered.status >= HTTP_400_BAD_REQUEST
    headers = {"Cache-Control": "no-store"}
    if answered.status == HTTP_503_SERVICE_UNAVAILABLE:
        headers["Retry-After"] = RETRY_AFTER
    kind = "application/problem+json" if wrong else MediaType.JSON
    return Response(answered.body, status_code=answered.status, media_type=kind, headers=headers)
