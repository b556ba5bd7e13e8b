"""Where agents work on the vote on paper: a place of an edition, and who types there."""

from dataclasses import dataclass

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK, HTTP_422_UNPROCESSABLE_ENTITY

from concitoyen.usecases.desk import Signature
from concitoyen.usecases.sign_in import SignedIn
from concitoyen.web.contexts.vote import FormError
from concitoyen.web.pages.agent_routes import AnyRequest, token_of
from concitoyen.web.pages.paper import Seat
from concitoyen.web.public import PublicEdition
from concitoyen.web.site import Site


@dataclass(frozen=True)
class Hall:
    """Who types, and what: the agent before a place of an edition, and the request that asks."""

    request: AnyRequest
    site: Site
    agent: SignedIn
    edition: str
    place: str

    @property
    def view(self) -> PublicEdition:
        """The edition now."""
        return self.site.edition(self.edition)

    @property
    def signature(self) -> Signature:
        """What the agent signs acts with."""
        return self.agent.signature(self.site.clock())

    @property
    def href(self) -> str:
        """The address of the place's report."""
        return f"/agents/{self.edition}/papier/{self.place}"

    def seat(self, view: PublicEdition) -> Seat:
        """The agent before this edition."""
        return Seat(view, self.agent, token_of(self.request))


async def provide_hall(
    request: AnyRequest,
    site: NamedDependency[Site],
    agent: NamedDependency[SignedIn],
    edition: FromPath[str],
    place: FromPath[str],
) -> Hall:
    """The dependency `hall` of the pages of a place."""
    return Hall(request, site, agent, edition, place)


def status_of(errors: tuple[FormError, ...]) -> int:
    """The status of a page with these errors, or none."""
    return HTTP_422_UNPROCESSABLE_ENTITY if errors else HTTP_200_OK
