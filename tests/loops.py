"""Event loops of the tests, each in a thread of its own: a browser under way keeps one in the main thread."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Value = TypeVar("Value")


class Loop:
    """One loop for several coroutines in turn."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._runner = asyncio.Runner()

    def run(self, work: Coroutine[Any, Any, Value]) -> Value:
        """What a coroutine gives."""
        return self._thread.submit(self._runner.run, work).result()

    def close(self) -> None:
        """End the loop and its thread."""
        self._thread.submit(self._runner.close).result()
        self._thread.shutdown()


def run(work: Coroutine[Any, Any, Value]) -> Value:
    """What a coroutine gives, in a loop of its own."""
    loop = Loop()
    try:
        return loop.run(work)
    finally:
        loop.close()
