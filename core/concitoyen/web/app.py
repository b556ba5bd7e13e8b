"""The Litestar application: routes, security and errors put together."""

import gc
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from time import monotonic
from typing import cast

from litestar import Litestar
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.enums import ScopeType
from litestar.exceptions import HTTPException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.types import HTTPScope, LifeSpanReceive, LifeSpanScope, LifeSpanSend, Receive, Scope, Send

from concitoyen.domain.errors import NotFound, Refused, StoreError
from concitoyen.mailing import post_of
from concitoyen.plugin.packs import Packs
from concitoyen.settings import Settings
from concitoyen.store.migrate import require_migrated
from concitoyen.store.store import Store
from concitoyen.usecases.desk import Engine
from concitoyen.web import security
from concitoyen.web.api.bundles import UNCOMPRESSED
from concitoyen.web.api.hatch import BallotHatch
from concitoyen.web.api.routes import API
from concitoyen.web.assets import shipped
from concitoyen.web.bundles import Bundles
from concitoyen.web.challenge import Challenges, spending
from concitoyen.web.door import Door, Jar
from concitoyen.web.failures import Failures
from concitoyen.web.front.busy import Busy
from concitoyen.web.front.gate import Gate, Pulse
from concitoyen.web.front.pages import Pages
from concitoyen.web.front.porch import Porch
from concitoyen.web.front.views import Views
from concitoyen.web.late import LateReceipts
from concitoyen.web.limits import Exempt, Limits
from concitoyen.web.pages.agent_routes import AGENTS
from concitoyen.web.pages.desk import DESK
from concitoyen.web.pages.kiosk_admission import KIOSK_ADMISSION
from concitoyen.web.pages.kiosk_routes import KIOSKS
from concitoyen.web.pages.kiosk_voting import KIOSK_VOTING
from concitoyen.web.pages.paper_routes import PAPER
from concitoyen.web.pages.publication import PUBLICATION
from concitoyen.web.pages.receipts import RECEIPTS
from concitoyen.web.pages.replacing import REPLACING
from concitoyen.web.pages.routes import READING
from concitoyen.web.pages.urn_routes import URN
from concitoyen.web.pages.voting import VOTING
from concitoyen.web.places import AgentsPlaces
from concitoyen.web.rendering import Renderer
from concitoyen.web.signing import ConfirmFirst, KioskIdle, NotAllowed, SignInFirst, provide_agent, provide_kiosk
from concitoyen.web.site import Clock, Site
from concitoyen.web.station import PollingStation
from concitoyen.web.sweeper import Sweeper

COLLECTED = (20_000, 20, 100)
"""How often young objects are looked at: a batch of ballots makes thousands that are gone a moment later."""


def now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


def open_engine(settings: Settings) -> Engine:
    """The engine that the settings describe; raises PackError, StoreError or NotMigrated with the way out."""
    packs = Packs.discover(settings.disabled)
    settings.make_home()
    store = Store.open(settings.database_url)
    require_migrated(store, packs.folders)
    return Engine(store=store, packs=packs, secret=settings.secret_key())


class Application(Litestar):
    """The routes, behind a hatch for ballots and a porch that sees every other request first."""

    hatch: BallotHatch
    porch: Porch

    async def __call__(
        self, scope: Scope | LifeSpanScope, receive: Receive | LifeSpanReceive, send: Send | LifeSpanSend
    ) -> None:
        """Let a request in by the hatch or the porch; the life of the process is none of their business."""
        if scope["type"] == ScopeType.HTTP:
            await self.hatch(cast(HTTPScope, scope), cast(Receive, receive), cast(Send, send))
        else:
            await super().__call__(scope, receive, send)

    async def enter(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in by the porch."""
        await self.porch(cast(HTTPScope, scope), receive, send)


def served() -> Litestar:
    """The site that the environment describes: what each process of `concitoyen serve` runs."""
    app = create_app(Settings.read())
    settle()
    return app


def settle() -> None:
    """Tell the collector of garbage that what is loaded by now stays: it looked at all of it in the midst of a rush."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTED)


def create_app(
    settings: Settings,
    *,
    engine: Engine | None = None,
    clock: Clock = now,
    pulse: Pulse = monotonic,
    exempt: Exempt | None = None,
) -> Litestar:
    """The site over the database that the settings name, or over an engine already open, which is left open.

    `pulse` counts seconds, for what is kept and for who asks too much; it tells no time of day. `exempt` says which
    requests come from an agent's place; without it, those of the tablets that agents have lent.
    """
    running = engine or open_engine(settings)
    assets = shipped()
    mail_url = settings.mail_url.get_secret_value() if settings.mail_url else ""
    gate = Gate(running, pulse)
    jar = Jar(secure=security.is_https(settings))
    limits = Limits(settings, exempt=exempt or AgentsPlaces(running, jar, clock), pulse=pulse)
    station = PollingStation(running, clock, os.urandom)
    site = Site(
        engine=running,
        assets=assets,
        renderer=Renderer(assets),
        clock=clock,
        chance=os.urandom,
        post=post_of(mail_url, settings.mail_from, settings.mail_timeout),
        station=station,
        late=LateReceipts(running, clock),
        limits=limits,
        challenges=Challenges(
            running.secret, settings.challenge, limits.refusals.are_many, os.urandom, spending(running)
        ),
        views=Views(running, gate, keep=settings.page_cache_bytes > 0),
        door=Door(jar, pulse),
        bundles=Bundles(running, settings.bundles),
        public_url=settings.public_url,
    )
    failures = Failures(site.renderer)

    @asynccontextmanager
    async def lifespan(_: Litestar) -> AsyncIterator[None]:
        async with Sweeper(running, clock).at_work():
            yield
        await station.close()
        gate.close()
        if engine is None:
            running.store.close()

    def provide_site() -> Site:
        return site

    app = Application(
        route_handlers=[
            READING,
            VOTING,
            REPLACING,
            RECEIPTS,
            KIOSK_VOTING,
            KIOSK_ADMISSION,
            API,
            AGENTS,
            KIOSKS,
            URN,
            PUBLICATION,
            PAPER,
            DESK,
        ],
        dependencies={
            "site": Provide(provide_site, sync_to_thread=False),
            "agent": Provide(provide_agent),
            "kiosk": Provide(provide_kiosk),
        },
        state=State({"site": site}),
        exception_handlers={
            SignInFirst: failures.sign_in_first,
            ConfirmFirst: failures.confirm_first,
            NotAllowed: failures.not_allowed,
            KioskIdle: failures.kiosk_idle,
            HTTPException: failures.http,
            NotFound: failures.not_found,
            Refused: failures.refused,
            StoreError: failures.store,
            Exception: failures.unexpected,
        },
        csrf_config=security.csrf(settings),
        compression_config=CompressionConfig(backend="gzip", exclude_opt_key=UNCOMPRESSED),
        request_max_body_size=security.LARGEST_BODY,
        before_send=[security.stamped(settings)],
        openapi_config=OpenAPIConfig(
            title="Concitoyen",
            version=version("concitoyen"),
            description="Les données publiques des budgets participatifs, et le dépôt d’un bulletin.",
            path="/api/schema",
            render_plugins=[JsonRenderPlugin(path="/")],
            use_handler_docstrings=True,
        ),
        lifespan=[lifespan],
        logging_config=None,  # the host decides what is logged, and where
        debug=False,
    )
    behind = partial(Litestar.__call__, app)
    pages = Pages(behind, gate, clock, settings.page_cache_bytes)
    app.porch = Porch(behind, pages, limits, Busy(failures.busy, security.promised(settings)))
    app.hatch = BallotHatch(site, app.enter, security.promised(settings))
    return app
