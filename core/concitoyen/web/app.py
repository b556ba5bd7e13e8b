"""The Litestar application: routes, security and errors put together."""

import gc
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from typing import cast

from litestar import Litestar
from litestar.config.compression import CompressionConfig
from litestar.di import Provide
from litestar.enums import ScopeType
from litestar.exceptions import HTTPException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.types import ASGIApp, HTTPScope, LifeSpanReceive, LifeSpanScope, LifeSpanSend, Receive, Scope, Send

from concitoyen.domain.errors import NotFound, Refused, StoreError
from concitoyen.plugin.packs import Packs
from concitoyen.settings import Settings
from concitoyen.store.migrate import require_migrated
from concitoyen.store.store import Store
from concitoyen.usecases.desk import Engine
from concitoyen.web import security
from concitoyen.web.api.hatch import BallotHatch
from concitoyen.web.api.routes import API
from concitoyen.web.assets import Assets
from concitoyen.web.failures import Failures
from concitoyen.web.pages.routes import READING
from concitoyen.web.pages.voting import VOTING
from concitoyen.web.rendering import Renderer
from concitoyen.web.site import Clock, Site
from concitoyen.web.station import PollingStation

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
    """The routes, with a front door that sees every request first."""

    door: ASGIApp

    async def __call__(
        self, scope: Scope | LifeSpanScope, receive: Receive | LifeSpanReceive, send: Send | LifeSpanSend
    ) -> None:
        """Let a request in by the door; the life of the process is none of its business."""
        if scope["type"] == ScopeType.HTTP:
            await self.door(cast(HTTPScope, scope), cast(Receive, receive), cast(Send, send))
        else:
            await super().__call__(scope, receive, send)


def served() -> Application:
    """The site that the environment describes: what each process of `concitoyen serve` runs."""
    app = create_app(Settings.read())
    settle()
    return app


def settle() -> None:
    """Tell the collector of garbage that what is loaded by now stays: it looked at all of it in the midst of a rush."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTED)


def create_app(settings: Settings, *, engine: Engine | None = None, clock: Clock = now) -> Application:
    """The site over the database that the settings name, or over an engine already open, which is left open."""
    running = engine or open_engine(settings)
    assets = Assets()
    chance = secrets.token_bytes
    station = PollingStation(running, clock, chance)
    site = Site(running, assets, Renderer(assets), clock, chance, station)
    failures = Failures(site.renderer)

    @asynccontextmanager
    async def lifespan(_: Litestar) -> AsyncIterator[None]:
        yield
        await station.close()
        if engine is None:
            running.store.close()

    def provide_site() -> Site:
        return site

    app = Application(
        route_handlers=[READING, VOTING, API],
        dependencies={"site": Provide(provide_site, sync_to_thread=False)},
        exception_handlers={
            HTTPException: failures.http,
            NotFound: failures.not_found,
            Refused: failures.refused,
            StoreError: failures.store,
            Exception: failures.unexpected,
        },
        csrf_config=security.csrf(settings),
        compression_config=CompressionConfig(backend="gzip"),
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
    app.door = BallotHatch(site, partial(Litestar.__call__, app), security.promises(settings))
    return app
