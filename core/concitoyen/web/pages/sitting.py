"""The bureau at its urn: the agent who holds the page, the request that asks, and the shares that the page carries."""

from dataclasses import dataclass
from datetime import timedelta

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.status_codes import HTTP_200_OK, HTTP_422_UNPROCESSABLE_ENTITY

from concitoyen.sealing.parked import Parked, park, unpark
from concitoyen.usecases.desk import Signature
from concitoyen.usecases.sign_in import SignedIn
from concitoyen.web.contexts.agents import AgentFrame
from concitoyen.web.contexts.vote import FormError
from concitoyen.web.pages.agent_routes import AnyRequest, go, token_of
from concitoyen.web.pages.agents import frame
from concitoyen.web.pages.bureau import Typed
from concitoyen.web.pages.urn import NOTHING_TYPED, Ceremony, urn_page
from concitoyen.web.site import Site

A_CEREMONY = timedelta(minutes=20)
"""From the password typed again to the opening: shares given are forgotten after that."""


class SittingOver(Exception):  # noqa: N818 - says the state, as those of the domain do
    """The ceremony has lasted too long, or the page is another agent's: it starts again at the urn of this edition."""

    def __init__(self, edition: str) -> None:
        super().__init__(edition)
        self.edition = edition


@dataclass(frozen=True)
class Sitting:
    """An agent of the bureau before the urn of an edition."""

    request: AnyRequest
    site: Site
    agent: SignedIn
    edition: str

    @property
    def signature(self) -> Signature:
        """What the agent signs acts with."""
        return self.agent.signature(self.site.clock())

    @property
    def frame(self) -> AgentFrame:
        """The frame of the agent's pages."""
        return frame(self.agent, token_of(self.request))

    def begun(self) -> Parked:
        """A ceremony that begins now, without a share."""
        return Parked(self.agent.agent.id, self.site.clock() + A_CEREMONY)

    def parked(self, given: Parked) -> str:
        """The shares given so far as the page carries them: a text that this server alone reads again."""
        return park(given, self.site.engine.parking_key(self.edition), self.site.chance)

    def given(self, parked: str) -> Parked:
        """What the page of this agent carries; raises SittingOver when it is over, or another's page."""
        key = self.site.engine.parking_key(self.edition)
        found = unpark(parked, key, self.agent.agent.id, self.site.clock())
        if found is None:
            raise SittingOver(self.edition)
        return found

    async def typed_share(self) -> tuple[Parked, str]:
        """What the page carries, and the words that were typed; neither is cut short, since both are long."""
        form = await self.request.form()
        return self.given(str(form.get("parts") or "")), str(form.get("mots") or form.get("relire") or "")

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
        token, at = token_of(self.request), self.site.clock()
        ceremony = Ceremony(self.agent, token, at, given.shares, self.parked(given), typed, told, words)
        with self.site.engine.read() as desk:
            page = urn_page(desk, self.edition, ceremony, errors)
        return self.site.private_page(page, HTTP_422_UNPROCESSABLE_ENTITY if errors else HTTP_200_OK)

    def back(self) -> Redirect:
        """To the urn, by its own address."""
        return back_to_the_urn(self.edition)


async def provide_sitting(
    request: AnyRequest, site: NamedDependency[Site], agent: NamedDependency[SignedIn], edition: FromPath[str]
) -> Sitting:
    """The dependency `sitting` of the pages of the urn."""
    return Sitting(request, site, agent, edition)


def start_again(_: AnyRequest, over: SittingOver) -> Redirect:
    """What whoever comes too late is answered."""
    return back_to_the_urn(over.edition)


def back_to_the_urn(edition: str) -> Redirect:
    """To the page of an urn."""
    return go(f"/agents/{edition}/urne")
