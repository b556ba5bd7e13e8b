"""The handlers of the API."""

from litestar import Router, get
from litestar.concurrency import sync_to_thread
from litestar.datastructures import CacheControlHeader
from litestar.di import NamedDependency
from litestar.params import FromPath

from concitoyen.domain.errors import NotFound
from concitoyen.web.api.answers import edition_out, outcome_out, proposal_out
from concitoyen.web.api.ballots import cast_ballot
from concitoyen.web.api.bundles import download_bundle
from concitoyen.web.api.identity import ask_for_code, show_identity
from concitoyen.web.api.models import EditionOut, OutcomeOut, ProposalOut
from concitoyen.web.api.receipts import download_receipts, get_receipts, get_stretch
from concitoyen.web.security import NO_CSRF
from concitoyen.web.site import Site


@get("/editions", sync_to_thread=True)
def list_editions(site: NamedDependency[Site]) -> list[EditionOut]:
    """Every edition, the newest vote first."""
    return [edition_out(view) for view in site.editions()]


@get("/editions/{edition:str}", sync_to_thread=True)
def get_edition(site: NamedDependency[Site], edition: FromPath[str]) -> EditionOut:
    """One edition."""
    return edition_out(site.edition(edition))


@get("/editions/{edition:str}/proposals", sync_to_thread=True)
def list_proposals(site: NamedDependency[Site], edition: FromPath[str]) -> list[ProposalOut]:
    """The public proposals, in alphabetical order of titles."""
    view = site.edition(edition)
    return [proposal_out(view, proposal) for proposal in view.proposals]


@get("/editions/{edition:str}/proposals/{proposal:str}", sync_to_thread=True)
def get_proposal(site: NamedDependency[Site], edition: FromPath[str], proposal: FromPath[str]) -> ProposalOut:
    """One public proposal."""
    view = site.edition(edition)
    return proposal_out(view, view.proposal(proposal))


@get("/editions/{edition:str}/outcome")
async def get_outcome(site: NamedDependency[Site], edition: FromPath[str]) -> OutcomeOut:
    """The outcome, once it is published; 404 before that."""
    offered = await site.bundles.offered(edition)

    def told() -> OutcomeOut:
        view = site.edition(edition)
        if view.results is None:
            msg = "Les résultats ne sont pas publiés."
            raise NotFound(msg)
        return outcome_out(view, view.results, offered)

    return await sync_to_thread(told)


API = Router(
    path="/api",
    route_handlers=[
        list_editions,
        get_edition,
        list_proposals,
        get_proposal,
        get_outcome,
        ask_for_code,
        show_identity,
        cast_ballot,
        download_bundle,
        get_receipts,
        get_stretch,
        download_receipts,
    ],
    opt={NO_CSRF: True},
    cache_control=CacheControlHeader(no_cache=True),
)
