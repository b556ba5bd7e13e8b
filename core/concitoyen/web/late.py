"""Retries that come after the closing of a vote or of a tablet: a receipt that was lost, for few people at a time."""

from collections.abc import Callable
from datetime import datetime

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

from concitoyen.domain.errors import Busy
from concitoyen.domain.people import Person
from concitoyen.usecases.desk import Engine
from concitoyen.usecases.find_receipt import Retry, find_receipt

AT_ONCE = 2
WAITING_AT_MOST = 200


class LateReceipts:
    """Finds receipts once the vote is closed, without keeping the threads of everybody else busy."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        """Nobody has asked yet."""
        self._engine = engine
        self._clock = clock
        self._limiter: CapacityLimiter | None = None

    async def find(self, edition: str, voter: Person | str, attempt: str, *, while_open: bool = False) -> str | None:
        """The receipt of this voter's ballot under this attempt, None for anybody else.

        `voter` is the person, or the code that an agent gave them. While the vote is open it is found only for who says
        `while_open`. Raises Busy when too many ask.
        """
        if not attempt:
            return None
        if self._limiter is None:
            self._limiter = CapacityLimiter(AT_ONCE)
        if self._limiter.statistics().tasks_waiting >= WAITING_AT_MOST:
            raise Busy("Le vote est fermé, et trop de reçus sont demandés à la fois : réessayez dans un instant.")
        retry = Retry(voter, attempt, self._clock(), while_open)
        return await run_sync(self._find, edition, retry, limiter=self._limiter)

    def _find(self, edition: str, retry: Retry) -> str | None:
        with self._engine.read() as desk:
            return find_receipt(desk, edition, retry)
