"""What handlers share: the engine, the clock, chance, the templates."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from litestar import Response
from litestar.concurrency import sync_to_thread
from litestar.enums import MediaType

from concitoyen.domain.money import tell_amounts_in
from concitoyen.mailing import Post
from concitoyen.sealing.boxes import Chance
from concitoyen.usecases.desk import Engine
from concitoyen.web import public
from concitoyen.web.assets import Assets
from concitoyen.web.bundles import Bundles
from concitoyen.web.challenge import Challenges
from concitoyen.web.contexts.base import Page
from concitoyen.web.door import Door
from concitoyen.web.front.views import Views
from concitoyen.web.late import LateReceipts
from concitoyen.web.limits import Limits
from concitoyen.web.public import PublicEdition
from concitoyen.web.rendering import Renderer
from concitoyen.web.station import PollingStation

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Site:
    """A running site; `clock` and `chance` are the only sources of time and chance."""

    engine: Engine
    assets: Assets
    renderer: Renderer
    clock: Clock
    chance: Chance
    post: Post
    station: PollingStation
    late: LateReceipts
    limits: Limits
    challenges: Challenges
    views: Views
    door: Door
    bundles: Bundles
    public_url: str = ""

    def edition(self, name: str) -> PublicEdition:
        """An edition as the public may see it now; raises NotFound. This request then tells amounts in its currency."""
        view = self.views.edition(name, self.clock())
        tell_amounts_in(view.rules.currency)
        return view

    async def awaited_edition(self, name: str) -> PublicEdition:
        """The same for a handler that waits: what it says itself is in the currency of the edition, too."""
        view = await sync_to_thread(self.edition, name)
        tell_amounts_in(view.rules.currency)  # the thread told it to its own copy of the context
        return view

    def editions(self) -> tuple[PublicEdition, ...]:
        """Every edition as the public may see it now."""
        tell_amounts_in("")
        return public.editions(self.engine, self.clock())

    def page(self, page: Page, status: int = 200) -> Response[str]:
        """A page as an answer; never kept without asking again, since a phase may change at any minute."""
        return Response(
            self.renderer.render(page),
            media_type=MediaType.HTML,
            status_code=status,
            headers={"Cache-Control": "no-cache"},
        )

    def private_page(self, page: Page, status: int = 200) -> Response[str]:
        """A page that holds what somebody typed: kept nowhere."""
        answer = self.page(page, status)
        answer.headers["Cache-Control"] = "no-store"
        return answer
