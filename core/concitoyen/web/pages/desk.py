"""The agent's desk: type the person who is there, and give them the code with which they vote on a lent tablet."""

from collections.abc import Sequence

from litestar import Response, Router, get, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK, HTTP_422_UNPROCESSABLE_ENTITY

from concitoyen.domain.agents import Act, KioskState
from concitoyen.domain.errors import Refused
from concitoyen.domain.identity import Vouched
from concitoyen.domain.reasons import Objection
from concitoyen.usecases.admit_voter import Given, admit, desks_of
from concitoyen.usecases.cast_ballot import open_vote
from concitoyen.usecases.lend_kiosk import is_live
from concitoyen.usecases.sign_in import SignedIn
from concitoyen.web.contexts.base import Link
from concitoyen.web.contexts.desk import DeskCodePage, DeskPage
from concitoyen.web.contexts.vote import FormError, KeptField, Way
from concitoyen.web.pages.agent_routes import AnyRequest, token_of
from concitoyen.web.pages.agents import frame
from concitoyen.web.pages.ballot_form import FIELD_OF, MISSING_OF_SOMEBODY, WAY, Answers, typing_errors
from concitoyen.web.pages.thanks import in_groups_of
from concitoyen.web.pages.vote import closed_objection, communes_of, identity_fields, required_fields, urn_objection
from concitoyen.web.public import PublicEdition
from concitoyen.web.signing import requires
from concitoyen.web.site import Site
from concitoyen.web.wording import spaced

GUARD = requires(Act.ASSIST_VOTE)
GROUP = 3


@get("/guichet", guards=[GUARD])
async def desk_page(
    request: AnyRequest, site: NamedDependency[Site], agent: NamedDependency[SignedIn], edition: FromPath[str]
) -> Response[str]:
    """Type the person who is there."""
    return await sync_to_thread(_shown, request, site, agent, edition, Answers.blank())


@post("/guichet", status_code=HTTP_200_OK, guards=[GUARD])
async def admit_person(
    request: AnyRequest, site: NamedDependency[Site], agent: NamedDependency[SignedIn], edition: FromPath[str]
) -> Response[str]:
    """The agent answers for a person, who receives a code."""
    answers = Answers.read(await request.form())
    return await sync_to_thread(_admit, request, site, agent, edition, answers)


def _admit(request: AnyRequest, site: Site, who: SignedIn, edition: str, answers: Answers) -> Response[str]:
    view = site.edition(edition)
    ways, chosen = desks_of(view.rules), answers.field(WAY)
    errors = typing_errors(answers, required_fields(view), view.today, MISSING_OF_SOMEBODY)
    if ways and chosen not in ways:
        errors.append(FormError(anchor=WAY, text="Choisissez comment vous savez qui est cette personne."))
    birth = answers.birth_date
    if errors or birth is None or _closed(view, ways):
        return _shown(request, site, who, edition, answers, errors)
    signature = who.signature(site.clock())
    try:
        with site.engine.begin() as desk:
            vote = open_vote(desk, edition, signature)
            given = admit(desk, vote, answers.person(birth), chosen, signature, site.chance)
    except Refused as refusal:
        return _shown(request, site, who, edition, answers, reasons=refusal.objections)
    return site.private_page(_code_page(request, site, view, who, answers, given))


def _shown(
    request: AnyRequest,
    site: Site,
    who: SignedIn,
    edition: str,
    answers: Answers,
    errors: Sequence[FormError] = (),
    reasons: Sequence[Objection] = (),
) -> Response[str]:
    view = site.edition(edition)
    ways = desks_of(view.rules)
    beside = [FormError(anchor=FIELD_OF[one.field], text=spaced(one.text)) for one in reasons if one.field in FIELD_OF]
    wrong = (*errors, *beside)
    only = next(iter(ways)) if len(ways) == 1 else ""
    closed = _closed(view, ways)
    page = DeskPage(
        title="Erreur\u00a0: guichet" if wrong or reasons else "Guichet",
        indexed=False,
        frame=frame(who, token_of(request)),
        edition_title=view.edition.title,
        closed=closed,
        reasons=tuple(spaced(one.text) for one in reasons if one.field not in FIELD_OF),
        errors=wrong,
        action=f"/agents/{edition}/guichet",
        ways=() if only else _ways(ways, answers.field(WAY)),
        way=KeptField(name=WAY, value=only) if only else None,
        identity=None if closed else identity_fields(view, answers, wrong),
        communes=() if closed else communes_of(view),
        tablets=_tablets(site, view),
        lend=_lend(edition),
    )
    return site.private_page(page, HTTP_422_UNPROCESSABLE_ENTITY if wrong or reasons else HTTP_200_OK)


def _code_page(
    request: AnyRequest, site: Site, view: PublicEdition, who: SignedIn, answers: Answers, given: Given
) -> DeskCodePage:
    name = " ".join(part for part in (answers.field("prenom"), answers.field("nom")) if part)
    hour = view.rules.calendar.local(given.until)
    return DeskCodePage(
        title="Code donné",
        indexed=False,
        frame=frame(who, token_of(request)),
        edition_title=view.edition.title,
        heading=f"Le code de {name}" if name else "Le code de cette personne",
        digits=in_groups_of(GROUP, given.digits),
        until=f"{hour.hour} h {hour.minute:02}",
        tablets=_tablets(site, view),
        lend=_lend(view.edition.id),
        next_href=f"/agents/{view.edition.id}/guichet",
    )


def _closed(view: PublicEdition, ways: dict[str, Vouched]) -> str:
    """Why nobody can be admitted now, or nothing."""
    if not ways:
        return "Le règlement de cette édition ne prévoit pas de guichet\u00a0: les personnes se présentent elles-mêmes."
    objection = urn_objection(view) if view.vote_is_open else closed_objection(view)
    return spaced(objection.text) if objection else ""


def _ways(ways: dict[str, Vouched], chosen: str) -> tuple[Way, ...]:
    return tuple(
        Way(id=f"{WAY}-{number}", value=name, label=way.label, checked=name == chosen)
        for number, (name, way) in enumerate(ways.items(), start=1)
    )


def _tablets(site: Site, view: PublicEdition) -> tuple[str, ...]:
    """Where tablets serve voters of the edition now."""
    with site.engine.read() as desk:
        found = desk.work.kiosks.of(view.edition.id)
    now = site.clock()
    return tuple(sorted({one.place for one in found if one.state is KioskState.OPEN and is_live(one, now)}))


def _lend(edition: str) -> Link:
    return Link(href=f"/agents/kiosque?edition={edition}", label="Prêter une tablette")


DESK = Router(path="/agents/{edition:str}", route_handlers=[desk_page, admit_person], include_in_schema=False)
