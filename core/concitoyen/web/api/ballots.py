"""Casting a ballot by JSON: for a page with scripts, a kiosk, or another application of the collectivité."""

from collections.abc import Sequence
from typing import Annotated, NamedTuple

from litestar import MediaType, Response, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, JSONBody
from litestar.status_codes import (
    HTTP_200_OK,
    HTTP_201_CREATED,
    HTTP_400_BAD_REQUEST,
    HTTP_404_NOT_FOUND,
    HTTP_409_CONFLICT,
    HTTP_413_REQUEST_ENTITY_TOO_LARGE,
    HTTP_415_UNSUPPORTED_MEDIA_TYPE,
    HTTP_422_UNPROCESSABLE_ENTITY,
    HTTP_428_PRECONDITION_REQUIRED,
    HTTP_503_SERVICE_UNAVAILABLE,
)
from pydantic import Field, StringConstraints, ValidationError

from concitoyen.domain.ballot import Ballot
from concitoyen.domain.errors import AttemptUsed, Refused
from concitoyen.domain.identity import Proof
from concitoyen.domain.people import Person
from concitoyen.domain.problems import problems_of
from concitoyen.domain.reasons import Objection
from concitoyen.usecases.identify import Claim, proof_of
from concitoyen.web.api.effort import EffortIn, EffortProblem, effort_asked, who_of
from concitoyen.web.api.models import ApiModel, Problem
from concitoyen.web.site import Site

CLOSED = "core:calendar"
CONFLICTS = frozenset({"core:attempt", CLOSED, "core:count", "core:one-ballot-each", "core:urn"})
"""What the state of the vote refuses; everything else is in what was sent."""
LONGEST_ANSWER = 254
MOST_DECLARED = 50
JSON = "application/json"
RANDOM = r"^[0-9a-f]{32}$"
RECEIPT = b'{"receipt":"%s"}'
RECEIPT_LENGTH = len(RECEIPT % (b"0" * 64))
UNREADABLE = "Ce bulletin est mal écrit"
REFUSED = "Ce vote ne peut pas être reçu"

Answer = Annotated[str, StringConstraints(max_length=LONGEST_ANSWER)]


class PersonIn(Person):
    """Who votes; the règlement says which fields it needs."""

    last_name: Answer = ""
    first_name: Answer = ""
    commune: Answer = Field(description="Name or INSEE code")
    email: Answer = ""
    declared: dict[Answer, Answer] = Field(default_factory=dict, max_length=MOST_DECLARED)


class BallotIn(ApiModel):
    """A vote: whoever casts it, the choices, and the value that makes sending it twice harmless."""

    person: PersonIn
    choices: dict[Answer, dict[Answer, int]] = Field(
        description="Contest → proposal → value: 1 for an approval, else a rank, points or a grade"
    )
    attempt: str = Field(
        pattern=RANDOM,
        description="Drawn at random by the sender, once for each vote, and sent again with each retry",
    )
    proof: Answer = Field(default="", description="What `ShowIdentity` gave, where the règlement asks for a proof")
    effort: EffortIn | None = Field(default=None, description="Only after an answer 428, while the site is attacked")


class ReceiptOut(ApiModel):
    """The ballot is in the urn: the hash of the sealed ballot, that the voter keeps."""

    receipt: str


class ReasonOut(ApiModel):
    """A reason: the sentence, the rule and its article, and what to correct: a field, or a project's mark in it."""

    text: str
    rule: str = ""
    article: str = ""
    field: str = ""
    project: str = ""


class RefusedProblem(Problem):
    """Problem details with every reason."""

    reasons: tuple[ReasonOut, ...] = ()


class Answered(NamedTuple):
    """A status and a body of JSON."""

    status: int
    body: bytes


async def read_in(site: Site, edition: str, content_type: str, body: bytes) -> Answered:
    """Cast the ballot that a body describes; raises NotFound, Busy and StoreError as `Station.cast` does.

    A form of another site cannot send this type of content without this site's leave, and no cookie is read: the route
    needs no token against forged requests.
    """
    if content_type != JSON and (told := not_json(content_type)) is not None:
        return told
    try:
        sent = BallotIn.model_validate_json(body)
    except ValidationError as error:
        return unreadable(error, BallotIn)
    return await take_in(site, edition, sent)


def not_json(content_type: str) -> Answered | None:
    """What is told of a body that a form of another site could have sent; None for JSON."""
    if content_type.partition(";")[0].strip().casefold() == JSON:
        return None
    return problem(HTTP_415_UNSUPPORTED_MEDIA_TYPE, "Ce format n’est pas lu ici", "Envoyez application/json.")


async def take_in(site: Site, edition: str, sent: BallotIn) -> Answered:
    """Cast a ballot that was read."""
    ballot = Ballot(choices=sent.choices)
    try:
        if site.challenges.are_needed():
            who = who_of(sent.person, sent.attempt)
            asked = await sync_to_thread(effort_asked, site, edition, sent.effort, who)
            if asked is not None:
                return Answered(asked.status, asked.model_dump_json().encode())
        proof = await _proved(site, edition, sent) if sent.proof else None
        done = await site.station.cast(edition, sent.person, ballot, sent.attempt, proof)
    except Refused as refusal:
        found = await _found_late(site, edition, sent, refusal)
        return Answered(HTTP_200_OK, RECEIPT % found.encode()) if found else refused(refusal.objections)
    except AttemptUsed as used:  # no retry helps: another attempt does
        return refused([Objection(rule="core:attempt", message=str(used), field="attempt")])
    status = HTTP_200_OK if done.repeated else HTTP_201_CREATED
    return Answered(status, RECEIPT % done.receipt.encode())


async def _proved(site: Site, edition: str, sent: BallotIn) -> Proof | None:
    """What the token of a ballot proves of its voter now; None for nothing. The database is not read."""
    return proof_of(Claim(await site.station.vote(edition), sent.person, sent.attempt, site.clock()), sent.proof)


async def _found_late(site: Site, edition: str, sent: BallotIn, refusal: Refused) -> str | None:
    """The receipt of a vote that was refused because it came after the closing, if it had come in time before."""
    if any(objection.rule != CLOSED for objection in refusal.objections):
        return None
    return await site.late.find(edition, sent.person, sent.attempt)


@post(
    "/editions/{edition:str}/ballots",
    operation_id="CastBallot",
    media_type=MediaType.JSON,
    responses={
        HTTP_200_OK: ResponseSpec(ReceiptOut, description="The same vote was received before: its receipt"),
        HTTP_201_CREATED: ResponseSpec(ReceiptOut, description="The ballot is in the urn, on the disk"),
        HTTP_400_BAD_REQUEST: ResponseSpec(Problem, description="The body is no JSON"),
        HTTP_404_NOT_FOUND: ResponseSpec(Problem, description="No such edition"),
        HTTP_409_CONFLICT: ResponseSpec(
            RefusedProblem, description="The vote is not open, this person has voted, or the attempt served another"
        ),
        HTTP_413_REQUEST_ENTITY_TOO_LARGE: ResponseSpec(Problem, description="The body is too large"),
        HTTP_415_UNSUPPORTED_MEDIA_TYPE: ResponseSpec(Problem, description="The body is not application/json"),
        HTTP_422_UNPROCESSABLE_ENTITY: ResponseSpec(RefusedProblem, description="Every reason why it is not received"),
        HTTP_428_PRECONDITION_REQUIRED: ResponseSpec(EffortProblem, description="Send it again with `effort`"),
        HTTP_503_SERVICE_UNAVAILABLE: ResponseSpec(Problem, description="Try again after Retry-After seconds"),
    },
)
async def cast_ballot(site: NamedDependency[Site], edition: FromPath[str], data: JSONBody[BallotIn]) -> Response[bytes]:
    """Cast a ballot: one act, answered once it is durable.

    Send the same body again when no answer came: the same `attempt` of the same person finds its receipt, after the
    closing too, until the count. Where the règlement does not take a person's word, the body carries the `proof` that
    `ShowIdentity` gave.
    """
    answered = await take_in(site, edition, data)
    return Response(answered.body, status_code=answered.status, media_type=MediaType.JSON)


def unreadable(error: ValidationError, model: type[ApiModel]) -> Answered:
    """What a body that is no JSON, or not of this model, is told."""
    if any(fault["type"] == "json_invalid" for fault in error.errors()):
        return problem(HTTP_400_BAD_REQUEST, "Ce n’est pas du JSON", "Le corps de la demande ne se lit pas.")
    reasons = [ReasonOut(text=f"{fault.key} : {fault.text}") for fault in problems_of(error, model)]
    return problem(HTTP_422_UNPROCESSABLE_ENTITY, UNREADABLE, "Corrigez chaque champ cité.", reasons)


def refused(objections: Sequence[Objection]) -> Answered:
    """Every reason why an act is refused: a conflict, or something in what was sent."""
    conflict = any(objection.rule in CONFLICTS for objection in objections)
    status = HTTP_409_CONFLICT if conflict else HTTP_422_UNPROCESSABLE_ENTITY
    reasons = [
        ReasonOut(text=one.text, rule=one.rule, article=one.article, field=one.field, project=one.project)
        for one in objections
    ]
    return problem(status, REFUSED, " ".join(reason.text for reason in reasons), reasons)


def problem(status: int, title: str, detail: str, reasons: Sequence[ReasonOut] = ()) -> Answered:
    """Problem details as an answer."""
    told = RefusedProblem(title=title, status=status, detail=detail, reasons=tuple(reasons))
    return Answered(status, told.model_dump_json().encode())
