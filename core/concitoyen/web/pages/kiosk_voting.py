"""The vote on a tablet that an agent has lent: one voter after another, nothing left behind."""

from litestar import Request, Response, Router, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.status_codes import HTTP_200_OK, HTTP_303_SEE_OTHER
from litestar.template.base import csrf_token

from concitoyen.domain.agents import Kiosk
from concitoyen.usecases.admit_voter import desks_of
from concitoyen.usecases.identify import open_ways
from concitoyen.web.contexts import vote as context
from concitoyen.web.contexts.kiosk_start import KioskStartPage
from concitoyen.web.frame import frame
from concitoyen.web.pages.ballot_form import CODE, Answers
from concitoyen.web.pages.vote import Booth, closing_words, finality
from concitoyen.web.pages.voting import form, receive, receive_again
from concitoyen.web.public import PublicEdition
from concitoyen.web.security import VOTE_LIMIT
from concitoyen.web.signing import KioskIdle, known_kiosk, serves_now
from concitoyen.web.site import Site

DEVICE = "/agents/borne"
ALONE = "Choisissez vos projets, présentez-vous, envoyez. Deux minutes suffisent."
WITH_CODE = "Tapez le code que l’agent vous a donné, choisissez vos projets, envoyez. Deux minutes suffisent."
AnyRequest = Request[object, object, State]


@get("/{edition:str}/kiosque", sync_to_thread=True)
def start(
    request: AnyRequest, site: NamedDependency[Site], kiosk: NamedDependency[Kiosk | None], edition: FromPath[str]
) -> Response[str]:
    """The screen between two voters."""
    if not serves(kiosk, edition):
        return away()
    view = site.edition(edition)
    return site.private_page(start_page(view, booth_of(view, kiosk), csrf_token({"request": request})))


@get("/{edition:str}/kiosque/vote", sync_to_thread=True)
def ballot(
    request: AnyRequest, site: NamedDependency[Site], kiosk: NamedDependency[Kiosk | None], edition: FromPath[str]
) -> Response[str]:
    """An empty form, for the voter who begins."""
    if not serves(kiosk, edition):
        return away()
    view = site.edition(edition)
    return form(request, site, view, Answers.blank(), booth=booth_of(view, kiosk))


@post("/{edition:str}/kiosque/vote", middleware=[VOTE_LIMIT.middleware])
async def cast(request: AnyRequest, site: NamedDependency[Site], edition: FromPath[str]) -> Response[str]:
    """Cast the ballot: the same act as at home; a tablet that serves nobody any more still gives a lost receipt."""
    kiosk = await known_kiosk(request)
    if kiosk is None or not serves(kiosk, edition):
        return away()
    answers, booth = Answers.read(await request.form()), booth_at(edition, kiosk)
    if serves_now(kiosk, site.clock()):
        return await receive(request, site, edition, answers, booth)
    found = await receive_again(request, site, edition, answers, booth)
    if found is None:
        raise KioskIdle
    return found


@post("/{edition:str}/kiosque/vote/corriger", status_code=HTTP_200_OK, middleware=[VOTE_LIMIT.middleware])
async def correct(
    request: AnyRequest, site: NamedDependency[Site], kiosk: NamedDependency[Kiosk | None], edition: FromPath[str]
) -> Response[str]:
    """The form again, filled with the answers that another page carried."""
    if not serves(kiosk, edition):
        return away()
    answers = Answers.read(await request.form())
    view = await site.awaited_edition(edition)
    return form(request, site, view, answers, booth=booth_of(view, kiosk))


def start_page(
    view: PublicEdition, booth: Booth, token: str, *, typed: str = "", error: str | None = None
) -> KioskStartPage:
    """What the next voter sees first; `typed` is a code that does not open, `error` why."""
    has_desk, comes_alone = bool(desks_of(view.rules)), bool(open_ways(view.rules))
    title = "Ici, on vote"
    return KioskStartPage(
        title=f"Erreur\u00a0: {title.lower()}" if error else title,
        edition=frame(view),
        indexed=False,
        lead=WITH_CODE if has_desk else ALONE,
        action=booth.action(view) if comes_alone else None,
        code_action=f"{view.href}kiosque/code",
        code=context.FormField(id=CODE, name=CODE, value=typed, error=error) if has_desk else None,
        csrf_token=token,
        facts=(closing_words(view), finality(view), "Votre bulletin est rangé à part de votre nom."),
        agent_href=DEVICE,
        kiosk=booth.kiosk,
    )


def booth_of(view: PublicEdition, kiosk: Kiosk | None) -> Booth:
    """The booth that a tablet is, in an edition."""
    return booth_at(view.edition.id, kiosk)


def booth_at(edition: str, kiosk: Kiosk | None) -> Booth:
    """The same, before the edition is read."""
    place = kiosk.place if kiosk else ""
    return Booth(path="kiosque/vote", kiosk=context.Kiosk(start=f"/{edition}/kiosque", place=place))


def serves(kiosk: Kiosk | None, edition: str) -> bool:
    """Whether this device is a tablet that serves voters of that edition now."""
    return kiosk is not None and kiosk.edition == edition


def away() -> Response[str]:
    """Any other device is shown what it is, and what it is not."""
    return Redirect(DEVICE, status_code=HTTP_303_SEE_OTHER, headers={"Cache-Control": "no-store"})


KIOSK_VOTING = Router(path="/", route_handlers=[start, ballot, cast, correct], include_in_schema=False)
