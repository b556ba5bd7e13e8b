"""What every request needs of the database: kept in memory, and read again about every second beside the requests."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

log = logging.getLogger("concitoyen.web")

FRESH_SECONDS, STALE_SECONDS = 1.0, 5.0
MOST_KEPT = 64
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class _Read(Generic[Value]):
    value: Value
    at: float


class Rereading(Generic[Value]):
    """A value by name: after a second the next request has it read again and goes on with what is known.

    After five seconds without a good reading, requests wait for the next one and get its error.
    """

    def __init__(self, read: Callable[[str], Value]) -> None:
        """Read by this function, in a thread, one reading of a name at a time."""
        self._read = read
        self._known: dict[str, _Read[Value]] = {}
        self._under_way: dict[str, asyncio.Task[Value]] = {}

    async def get(self, name: str) -> Value:
        """The value; raises what reading raises."""
        known = self._known.get(name)
        age = asyncio.get_running_loop().time() - known.at if known else STALE_SECONDS
        if known is None or age >= STALE_SECONDS:
            return await self.read_again(name)
        if age >= FRESH_SECONDS:
            self._start(name)
        return known.value

    async def read_again(self, name: str) -> Value:
        """The value as it is now, or as the reading under way finds it."""
        return await asyncio.shield(self._start(name))

    def forget(self, name: str) -> None:
        """Have it read before it is used again."""
        self._known.pop(name, None)
        self._under_way.pop(name, None)

    def _start(self, name: str) -> asyncio.Task[Value]:
        task = self._under_way.get(name)
        if task is None:
            task = self._under_way[name] = asyncio.create_task(self._reading(name))
            task.add_done_callback(_told)
        return task

    async def _reading(self, name: str) -> Value:
        this = asyncio.current_task()
        try:
            value = await asyncio.to_thread(self._read, name)
            if self._under_way.get(name) is this:  # else it was forgotten meanwhile
                if len(self._known) >= MOST_KEPT:
                    self._known.clear()
                self._known[name] = _Read(value, asyncio.get_running_loop().time())
            return value
        finally:
            if self._under_way.get(name) is this:
                del self._under_way[name]


def _told(task: "asyncio.Task[Value]") -> None:
    """A reading that fails beside the requests is told to nobody else."""
    if not task.cancelled() and (error := task.exception()):
        log.debug("reading again failed: %s", error)
