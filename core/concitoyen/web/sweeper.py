"""Now and then, the site finishes what a count left for later because another vote was open."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime

from concitoyen.domain.errors import ConcitoyenError
from concitoyen.usecases.desk import Engine, Signature
from concitoyen.usecases.sweep_remains import sweep_when_free

log = logging.getLogger("concitoyen.web")

SITE = "site"
EVERY = 60.0
"""Seconds between two looks."""


class Sweeper:
    """Looks at what waits, in each process; whoever comes second finds that another is at it."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime], every: float = EVERY) -> None:
        """Nothing is done before `at_work`."""
        self._engine = engine
        self._clock = clock
        self._every = every

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """Look again and again while the block runs."""
        task = asyncio.create_task(self._again_and_again())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _again_and_again(self) -> None:
        while True:
            await asyncio.sleep(self._every)
            await asyncio.to_thread(self.look)

    def look(self) -> None:
        """Sweep if something waits and no vote is open; what goes wrong is told, and tried again later."""
        try:
            sweep_when_free(self._engine, Signature(SITE, self._clock()))
        except ConcitoyenError as error:
            log.warning("remains of ballots that were replaced stay in the files of the database: %s", error)
