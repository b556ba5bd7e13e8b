"""A site in the process of the test, asked by many at the same time, on a clock that the test moves."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar, cast

import httpx
from pydantic import SecretStr

from concitoyen.settings import Settings
from concitoyen.store.intake.intake import Intake
from concitoyen.usecases.desk import Engine
from concitoyen.web.app import Application, create_app
from tests.breaking.town import SEALED, SECRET, body, open_engine, roll_and_urn, vote_of
from tests.loops import run

Result = TypeVar("Result")


@dataclass
class Asked:
    """A site and its voters."""

    engine: Engine
    app: Application
    client: httpx.AsyncClient
    moved: timedelta = field(default_factory=timedelta)

    @property
    def intake(self) -> Intake:
        """What writes the ballots of this site."""
        return self.app.hatch._site.station.intake

    def votes(self, numbers: Sequence[int]) -> list[dict[str, Any]]:
        """The votes of these people."""
        contests = vote_of(self.engine, SEALED).contests
        return [body(contests, number) for number in numbers]

    async def post(self, sent: dict[str, Any]) -> httpx.Response:
        """Cast a ballot."""
        return await self.client.post(f"/api/editions/{SEALED}/ballots", json=sent)

    async def statuses(self, votes: Sequence[dict[str, Any]]) -> list[int]:
        """Cast them all at once."""
        return [answer.status_code for answer in await asyncio.gather(*map(self.post, votes))]

    def books(self) -> tuple[int, int]:
        """Marks on the roll and ballots in the urn."""
        return roll_and_urn(self.engine, SEALED)


@asynccontextmanager
async def _asked(url: str) -> AsyncIterator[Asked]:
    engine = open_engine(url)
    settings = Settings(database_url=url, secret=SecretStr(SECRET), limit_votes=None)
    made: list[Asked] = []
    app = cast(Application, create_app(settings, engine=engine, clock=lambda: datetime.now(UTC) + made[0].moved))
    asgi: Any = app  # Litestar has words of its own for ASGI
    async with httpx.AsyncClient(transport=httpx.ASGITransport(asgi), base_url="http://site.test") as client:
        made.append(Asked(engine, app, client))
        try:
            yield made[0]
        finally:
            await made[0].intake.stop()
            engine.store.close()


def at_the_site(url: str, story: Callable[[Asked], Awaitable[Result]]) -> Result:
    """Run a story at the site over a database."""

    async def told() -> Result:
        async with _asked(url) as asked:
            return await story(asked)

    return run(told())
