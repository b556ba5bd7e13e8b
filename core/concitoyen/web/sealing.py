"""Ballots of one turn of the event loop, checked and sealed one right after the other, then handed in.

Reading a request, checking a ballot and answering are much code: a server that goes through all of it for each ballot
loads it into the caches of the processor again and again. Side by side, ballots cost a quarter less to check and seal.
"""

import asyncio
from collections.abc import Callable
from typing import NamedTuple, Protocol

from concitoyen.domain.urn import Envelope
from concitoyen.store.intake.intake import Told

Seal = Callable[[], Envelope]
"""Makes a vote ready to be kept, or raises Refused with every reason."""


class Takes(Protocol):
    """Takes votes in for whoever waits for the future, or raises why not: an `Intake`."""

    @property
    def room(self) -> int:
        """How many more it takes."""
        ...

    def hand(self, envelope: Envelope, answer: asyncio.Future[Told]) -> None:
        """Take one in."""
        ...


class _Waiting(NamedTuple):
    seal: Seal
    answer: asyncio.Future[Told]


class SealingTable:
    """Where the ballots of a turn wait for its end; belongs to one event loop."""

    def __init__(self, intake: Takes) -> None:
        """Hand in there; nobody waits."""
        self._intake = intake
        self._waiting: list[_Waiting] = []

    @property
    def is_full(self) -> bool:
        """Whether those of this turn leave no room where they go: one more would be sealed for nothing."""
        return len(self._waiting) >= self._intake.room

    async def put(self, seal: Seal) -> Told:
        """What became of what `seal` makes, once it is durable; raises what it raises, and what handing it in does."""
        loop = asyncio.get_running_loop()
        if not self._waiting:
            loop.call_soon(self._seal)
        one = _Waiting(seal, loop.create_future())
        self._waiting.append(one)
        return await one.answer

    def _seal(self) -> None:
        waiting, self._waiting = self._waiting, []
        for seal, answer in waiting:
            if answer.done():
                continue  # whoever asked has gone
            try:
                self._intake.hand(seal(), answer)
            except Exception as error:  # noqa: BLE001 - it is for whoever waits
                answer.set_exception(error)
