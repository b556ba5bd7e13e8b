"""The vote on a lent tablet by somebody whom an agent has admitted: six digits, then the ballot and nothing else."""

from collections.abc import Sequence
from dataclasses import replace

from litestar import Response, Router, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.status_codes import (
    HTTP_200_OK,
    HTTP_201_CREATED,
    HTTP_409_CONFLICT,
    HTTP_422_UNPROCESSABLE_ENTITY,
)
from litestar.template.base import csrf_token

from concitoyen.domain.agents import Kiosk
from concitoyen.domain.errors import Overtaken, Refused, StoreError
from concitoyen.domain.reasons import Objection
from concitoyen.domain.urn import Admission
from concitoyen.usecases.admit_voter import PAUSED, enter
from concitoyen.usecases.cast_ballot import OpenVote
from concitoyen.web.contexts.vote import FormError
from concitoyen.web.pages.ballot_form import CODE, Answers, objection_errors
from concitoyen.web.pages.kiosk_voting import away, booth_at, serves, start_page
from concitoyen.web.pages.marks import ballot_of, mark_errors
from concitoyen.web.pages.thanks import thanks_page
from concitoyen.web.pages.vote import ALREADY, CLOSED, URN, Booth, contests_of, refused_page
from concitoyen.web.pages.voting import (
    USED,
    AnyRequest,
    after_the_closing,
    busy_answer,
    form,
    new_attempt,
    receive_again,
)
from concitoyen.web.public import PublicEdition
from concitoyen.web.security import VOTE_LIMIT
from concitoyen.web.signing import KioskIdle, known_kiosk, serves_now
from concitoyen.web.site import Site
from concitoyen.web.wording import spaced


@post("/{edition:str}/kiosque/code", status_code=HTTP_200_OK, middleware=[VOTE_LIMIT.middleware])
async def type_code(
    request: AnyRequest, site: NamedDependency[Site], kiosk: NamedDependency[Kiosk | None], edition: FromPath[str]
) -> Response[str]:
    """The code that the agent gave opens the ballot."""
    if kiosk is None or not serves(kiosk, edition):
        return away()
    answers = Answers.read(await request.form())
    try:
        view = await site.awaited_edition(edition)
        return await _opened(request, site, view, answers, kiosk)
    except StoreError as error:
        return busy_answer(request, site, answers, _booth(edition, kiosk), error)


@post("/{edition:str}/kiosque/code/vote", middleware=[VOTE_LIMIT.middleware])
async def cast(request: AnyRequest, site: NamedDependency[Site], edition: FromPath[str]) -> Response[str]:
    """Cast the ballot: the same act as everywhere, for the voter of the code; or give a lost receipt again."""
    kiosk = await known_kiosk(request)
    if kiosk is None or not serves(kiosk, edition):
        return away()
    typed = Answers.read(await request.form())
    answers = typed if typed.attempt else typed.under(new_attempt(site))
    if not serves_now(kiosk, site.clock()):
        found = await receive_again(request, site, edition, answers, _booth(edition, kiosk))
        if found is None:
            raise KioskIdle
        return found
    try:
        view = await site.awaited_edition(edition)
        return await _cast(request, site, view, answers, kiosk)
    except StoreError as error:
        return busy_answer(request, site, answers, _booth(edition, kiosk), error)


@post("/{edition:str}/kiosque/code/vote/corriger", status_code=HTTP_200_OK, middleware=[VOTE_LIMIT.middleware])
async def correct(
    request: AnyRequest, site: NamedDependency[Site], kiosk: NamedDependency[Kiosk | None], edition: FromPath[str]
) -> Response[str]:
    """The form again, filled with the answers that another page carried."""
    if not serves(kiosk, edition):
        return away()
    answers = Answers.read(await request.form())
    view = await site.awaited_edition(edition)
    return form(request, site, view, answers, booth=_booth(edition, kiosk))


def _booth(edition: str, kiosk: Kiosk | None) -> Booth:
    return replace(booth_at(edition, kiosk), path="kiosque/code/vote", admits=True)


async def _entered(site: Site, edition: str, answers: Answers, kiosk: Kiosk) -> Admission | Objection:
    vote: OpenVote = await site.station.vote(edition)

    def look() -> Admission | Objection:
        with site.engine.begin() as desk:
            return enter(desk, vote, answers.field(CODE), kiosk, site.clock())

    return await sync_to_thread(look)


async def _opened(
    request: AnyRequest, site: Site, view: PublicEdition, answers: Answers, kiosk: Kiosk
) -> Response[str]:
    """The ballot of who typed a code that opens, else the first screen again, or why there is no vote."""
    booth, found = _booth(view.edition.id, kiosk), None
    try:
        if contests_of(view):
            found = await _entered(site, view.edition.id, answers, kiosk)
    except Refused as refusal:
        return _refused(request, site, view, answers, refusal.objections, booth)
    if not isinstance(found, Objection):
        return form(request, site, view, answers, booth=booth)
    if found.message == PAUSED:
        return away()
    token, start = csrf_token({"request": request}), booth_at(view.edition.id, kiosk)
    page = start_page(view, start, token, typed=answers.field(CODE), error=spaced(found.text))
    return site.private_page(page, HTTP_422_UNPROCESSABLE_ENTITY)


async def _cast(request: AnyRequest, site: Site, view: PublicEdition, answers: Answers, kiosk: Kiosk) -> Response[str]:
    edition, booth = view.edition.id, _booth(view.edition.id, kiosk)

    def again(errors: Sequence[FormError]) -> Response[str]:
        return form(request, site, view, answers, errors, booth=booth, status=HTTP_422_UNPROCESSABLE_ENTITY)

    contests = contests_of(view)
    if not contests:
        return await after_the_closing(request, site, view, answers, booth)
    if errors := mark_errors(answers, contests):
        return again(errors)
    try:
        found = await _entered(site, edition, answers, kiosk)
        if isinstance(found, Objection):
            return again([FormError(anchor=CODE, text=spaced(found.text))])
        ballot = ballot_of(answers, contests, view.rules.form.marking)
        done = await site.station.cast_admitted(edition, found, ballot, answers.attempt)
    except Refused as refusal:
        return _refused(request, site, view, answers, refusal.objections, booth)
    except Overtaken:  # somebody else used this form, or two writings met: nothing was written
        fresh = replace(answers, attempt="")
        return form(request, site, view, fresh, booth=booth, notice=USED, status=HTTP_409_CONFLICT)
    page = thanks_page(
        view, done.receipt, site=site.public_url, repeated=done.repeated, code=answers.attempt, booth=booth
    )
    return site.private_page(page, HTTP_201_CREATED)


def _refused(
    request: AnyRequest,
    site: Site,
    view: PublicEdition,
    answers: Answers,
    objections: Sequence[Objection],
    booth: Booth,
) -> Response[str]:
    """The form again where the ballot can be mended, else why not."""
    if {objection.rule for objection in objections} & {CLOSED, ALREADY, URN}:
        token = csrf_token({"request": request})
        return site.private_page(refused_page(view, objections, answers, token, booth=booth), HTTP_409_CONFLICT)
    errors = objection_errors(objections, contests_of(view))
    return form(request, site, view, answers, errors, booth=booth, status=HTTP_422_UNPROCESSABLE_ENTITY)


KIOSK_ADMISSION = Router(path="/", route_handlers=[type_code, cast, correct], include_in_schema=False)
