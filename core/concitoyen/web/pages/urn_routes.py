"""The handlers of the bureau: each member types their words in turn, then the urn opens and the count runs."""

from typing import Any

from litestar import Response, Router, get, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency, Provide
from litestar.status_codes import HTTP_200_OK

from concitoyen.domain.agents import Act
from concitoyen.domain.errors import CountError, Refused
from concitoyen.sealing.parked import Parked
from concitoyen.sealing.shares import SharesRefused, member_of, read_share, rebuild_key
from concitoyen.usecases.close_and_count import close_and_count
from concitoyen.usecases.recognise_share import bureau_seal
from concitoyen.web.contexts.vote import FormError
from concitoyen.web.pages.agent_routes import typed
from concitoyen.web.pages.bureau_routes import FORMING
from concitoyen.web.pages.sitting import Sitting, SittingOver, provide_sitting, start_again
from concitoyen.web.signing import requires
from concitoyen.web.wording import spaced


@get("/urne", guards=[requires(Act.OPEN_URN, fresh=True)])
async def urn(sitting: NamedDependency[Sitting]) -> Response[str]:
    """Where the urn stands."""
    return await sync_to_thread(sitting.page, sitting.begun())


@post("/urne", status_code=HTTP_200_OK, guards=[requires(Act.OPEN_URN)])
async def give_share(sitting: NamedDependency[Sitting]) -> Response[str]:
    """One member's words."""
    given, words = await sitting.typed_share()

    def add() -> Response[str]:
        try:
            more = given.plus(_recognised(sitting, words, given))
        except (SharesRefused, Refused) as refused:
            return sitting.page(given, (FormError(anchor="mots", text=spaced(str(refused))),), words=words)
        return sitting.page(more)

    return await sync_to_thread(add)


@post("/urne/ouvrir", status_code=HTTP_200_OK, guards=[requires(Act.OPEN_URN)])
async def open_it(sitting: NamedDependency[Sitting]) -> Response[Any]:
    """The urn opens, and the count runs."""
    given, _ = await sitting.typed_share()
    (seed,) = await typed(sitting.request, "graine")
    engine, edition = sitting.site.engine, sitting.edition

    def count() -> Response[Any]:
        try:
            with engine.read() as desk:
                desk.edition(edition)
                seal = desk.work.seals.of(edition)
            key = rebuild_key(given.shares, seal) if seal and seal.scheme == "bureau" else None
            close_and_count(engine, edition, sitting.signature, opening_key=key, draw_seed=seed.strip())
        except (SharesRefused, Refused, CountError) as refused:
            anchor = "graine" if isinstance(refused, CountError) else "urne"
            return sitting.page(given, (FormError(anchor=anchor, text=spaced(str(refused))),))
        return sitting.back()

    return await sync_to_thread(count)


def _recognised(sitting: Sitting, words: str, given: Parked) -> str:
    """The words of a share of this urn that was not given yet."""
    with sitting.site.engine.read() as desk:
        seal = bureau_seal(desk, sitting.edition)
    share = read_share(words)
    name = member_of(share, seal)
    if share.words in given.shares:
        raise SharesRefused(f"La part de {name} est déjà donnée : au membre suivant.")
    return share.words


URN = Router(
    path="/agents/{edition:str}",
    dependencies={"sitting": Provide(provide_sitting)},
    exception_handlers={SittingOver: start_again},
    route_handlers=[urn, give_share, open_it, *FORMING],
    include_in_schema=False,
)
