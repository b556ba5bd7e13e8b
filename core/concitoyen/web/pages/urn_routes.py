"""The handlers of the bureau: each member types their words in turn, then the urn opens and the count runs."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from litestar import Response, Router, get, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK, HTTP_422_UNPROCESSABLE_ENTITY

from concitoyen.domain.agents import Act
from concitoyen.domain.errors import CountError, Refused
from concitoyen.sealing.parked import Parked, park, unpark
from concitoyen.sealing.shares import SharesRefused, member_of, read_share, rebuild_key
from concitoyen.usecases.close_and_count import close_and_count
from concitoyen.usecases.recognise_share import bureau_seal
from concitoyen.usecases.sign_in import SignedIn
from concitoyen.web.contexts.vote import FormError
from concitoyen.web.pages.agent_routes import AnyRequest, go, token_of, typed
from concitoyen.web.pages.bureau import Typed
from concitoyen.web.pages.urn import NOTHING_TYPED, Ceremony, urn_page
from concitoyen.web.signing import requires
from concitoyen.web.site import Site
from concitoyen.web.wording import spaced

A_CEREMONY = timedelta(minutes=20)
"""From the password typed again to the opening: shares given are forgotten after that."""


@get("/urne", guards=[requires(Act.OPEN_URN, fresh=True)])
async def urn(
    request: AnyRequest, site: NamedDependency[Site], agent: NamedDependency[SignedIn], edition: FromPath[str]
) -> Response[str]:
    """Where the urn stands."""
    given = Parked(agent.agent.id, site.clock() + A_CEREMONY)
    return await sync_to_thread(Shown(request, site, agent, edition).page, given)


@post("/urne", status_code=HTTP_200_OK, guards=[requires(Act.OPEN_URN)])
async def give_share(
    request: AnyRequest, site: NamedDependency[Site], agent: NamedDependency[SignedIn], edition: FromPath[str]
) -> Response[Any]:
    """One member's words."""
    parked, words = await typed_share(request)
    given = unparked(site, agent, edition, parked)
    if given is None:
        return go(f"/agents/{edition}/urne")

    shown = Shown(request, site, agent, edition)

    def add() -> Response[str]:
        try:
            more = given.plus(_recognised(site, edition, words, given))
        except (SharesRefused, Refused) as refused:
            return shown.page(given, (FormError(anchor="mots", text=spaced(str(refused))),), words=words)
        return shown.page(more)

    return await sync_to_thread(add)


@post("/urne/ouvrir", status_code=HTTP_200_OK, guards=[requires(Act.OPEN_URN)])
async def open_it(
    request: AnyRequest, site: NamedDependency[Site], agent: NamedDependency[SignedIn], edition: FromPath[str]
) -> Response[Any]:
    """The urn opens, and the count runs."""
    parked, _ = await typed_share(request)
    (seed,) = await typed(request, "graine")
    given = unparked(site, agent, edition, parked)
    if given is None:
        return go(f"/agents/{edition}/urne")

    shown = Shown(request, site, agent, edition)

    def count() -> Response[Any]:
        try:
            with site.engine.begin() as desk:
                desk.edition(edition)
                seal = desk.work.seals.of(edition)
                key = rebuild_key(given.shares, seal) if seal and seal.scheme == "bureau" else None
                close_and_count(desk, edition, agent.signature(site.clock()), opening_key=key, draw_seed=seed.strip())
        except (SharesRefused, Refused, CountError) as refused:
            anchor = "graine" if isinstance(refused, CountError) else "urne"
            return shown.page(given, (FormError(anchor=anchor, text=spaced(str(refused))),))
        return go(f"/agents/{edition}/urne")

    return await sync_to_thread(count)


def _recognised(site: Site, edition: str, words: str, given: Parked) -> str:
    """The words of a share of this urn that was not given yet."""
    with site.engine.read() as desk:
        seal = bureau_seal(desk, edition)
    share = read_share(words)
    name = member_of(share, seal)
    if share.words in given.shares:
        raise SharesRefused(f"La part de {name} est déjà donnée : au membre suivant.")
    return share.words


async def typed_share(request: AnyRequest) -> tuple[str, str]:
    """What the page carries, and the words; neither is cut short, since both are long."""
    form = await request.form()
    return str(form.get("parts") or ""), str(form.get("mots") or form.get("relire") or "")


def unparked(site: Site, agent: SignedIn, edition: str, parked: str) -> Parked | None:
    """What the page of this agent holds; None once the ceremony has lasted too long, or for another's page."""
    return unpark(parked, site.engine.parking_key(edition), agent.agent.id, site.clock())


@dataclass(frozen=True)
class Shown:
    """The page of the urn, shown again to the agent who sent it."""

    request: AnyRequest
    site: Site
    agent: SignedIn
    edition: str

    def page(
        self,
        given: Parked,
        errors: tuple[FormError, ...] = (),
        typed: Typed = NOTHING_TYPED,
        *,
        told: str = "",
        words: str = "",
    ) -> Response[str]:
        """Where the urn stands, with what was given so far, what is wrong and whose share was read again."""
        site = self.site
        carried = park(given, site.engine.parking_key(self.edition), site.chance)
        ceremony = Ceremony(self.agent, token_of(self.request), site.clock(), given.shares, carried, typed, told, words)
        with site.engine.read() as desk:
            page = urn_page(desk, self.edition, ceremony, errors)
        return site.private_page(page, HTTP_422_UNPROCESSABLE_ENTITY if errors else HTTP_200_OK)


URN = Router(path="/agents/{edition:str}", route_handlers=[urn, give_share, open_it], include_in_schema=False)
