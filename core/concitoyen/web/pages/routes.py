"""The handlers of the pages that only read: parse, read what is public, template."""

from typing import Annotated

from litestar import HttpMethod, Response, Router, route
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery, QueryParameter

from concitoyen.web.pages.editions import editions_page
from concitoyen.web.pages.home import home_page
from concitoyen.web.pages.proposal import proposal_page
from concitoyen.web.pages.proposals import LONGEST_QUERY, Search, is_for_everybody, proposals_page
from concitoyen.web.pages.results import results_page
from concitoyen.web.pages.rules import rules_page
from concitoyen.web.security import NO_CSRF
from concitoyen.web.site import Site

READ = (HttpMethod.GET, HttpMethod.HEAD)
A_YEAR = "public, max-age=31536000, immutable"


@route("/", http_method=READ, sync_to_thread=True)
def editions(site: NamedDependency[Site]) -> Response[str]:
    """The editions of this site."""
    return site.page(editions_page(site.editions()))


@route("/{edition:str}/", http_method=READ, sync_to_thread=True)
def home(site: NamedDependency[Site], edition: FromPath[str]) -> Response[str]:
    """The home of an edition."""
    return site.page(home_page(site.edition(edition)))


@route("/{edition:str}/projets", http_method=READ, sync_to_thread=True)
def proposals(
    site: NamedDependency[Site],
    edition: FromPath[str],
    q: FromQuery[str] = "",
    categorie: FromQuery[str] = "",
    territoire: FromQuery[str] = "",
    theme: FromQuery[str] = "",
    numero: Annotated[int, QueryParameter(name="page", ge=1, le=10_000)] = 1,
) -> Response[str]:
    """The proposals, filtered."""
    search = Search(q=q.strip()[:LONGEST_QUERY], categorie=categorie, territoire=territoire, theme=theme)
    view = site.edition(edition)
    answer = site.page(proposals_page(view, search, numero))
    if not is_for_everybody(view, search, numero):
        answer.headers["Cache-Control"] = "private, no-cache"
    return answer


@route("/{edition:str}/projets/{proposal:str}", http_method=READ, sync_to_thread=True)
def proposal(site: NamedDependency[Site], edition: FromPath[str], proposal: FromPath[str]) -> Response[str]:
    """One proposal."""
    view = site.edition(edition)
    return site.page(proposal_page(view, view.proposal(proposal)))


@route("/{edition:str}/regles", http_method=READ, sync_to_thread=True)
def rules(site: NamedDependency[Site], edition: FromPath[str]) -> Response[str]:
    """The règlement."""
    return site.page(rules_page(site.edition(edition)))


@route("/{edition:str}/resultats", http_method=READ)
async def results(site: NamedDependency[Site], edition: FromPath[str]) -> Response[str]:
    """The results, once they are public."""
    offered = await site.bundles.offered(edition)

    def shown() -> Response[str]:
        view = site.edition(edition)
        answer = site.page(results_page(view, offered))
        if view.results is not None and offered is None:  # the next who asks may find the bundle
            answer.headers["Cache-Control"] = "private, no-cache"
        return answer

    return await sync_to_thread(shown)


@route("/static/{name:path}", http_method=READ, sync_to_thread=False)
def static(site: NamedDependency[Site], name: FromPath[str]) -> Response[bytes]:
    """A static file by its hashed name, to be kept for a year."""
    asset = site.assets.by_name.get(name.lstrip("/"))
    if asset is None:
        raise NotFoundException
    return Response(asset.content, media_type=asset.media_type, headers={"Cache-Control": A_YEAR})


READING = Router(
    path="/",
    route_handlers=[editions, home, proposals, proposal, rules, results, static],
    include_in_schema=False,
    opt={NO_CSRF: True},
)
