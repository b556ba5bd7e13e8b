"""Retries that come after the closing: few at a time, and no way to learn by trying names who has voted."""

import hashlib
from collections import OrderedDict
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
MOST_REMEMBERED = 20_000


class LateReceipts:
    """Finds receipts once the vote is closed.

    Under one attempt, a process answers for one person: the first who is named. Otherwise whoever has voted could try
    other names under their own attempt, where the règlement takes people's word, and learn which are on the roll.
    What is remembered are hashes that only who holds the attempt can make again.
    """

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        """Nobody has asked yet."""
        self._engine = engine
        self._clock = clock
        self._asked: OrderedDict[bytes, bytes] = OrderedDict()
        self._limiter: CapacityLimiter | None = None

    def __len__(self) -> int:
        """Under how many attempts somebody was named."""
        return len(self._asked)

    async def find(self, edition: str, person: Person, attempt: str, *, token: str = "", code: str = "") -> str | None:
        """The receipt of this person's ballot under this attempt, None for anybody else.

        Raises Busy when too many ask.
        """
        if not attempt or not self._is_first(edition, person, attempt):
            return None
        if self._limiter is None:
            self._limiter = CapacityLimiter(AT_ONCE)
        if self._limiter.statistics().tasks_waiting >= WAITING_AT_MOST:
            raise Busy("Le vote est fermé, et trop de reçus sont demandés à la fois : réessayez dans un instant.")
        retry = Retry(person, attempt, self._clock(), token, code)
        return await run_sync(self._find, edition, retry, limiter=self._limiter)

    def _find(self, edition: str, retry: Retry) -> str | None:
        with self._engine.read() as desk:
            return find_receipt(desk, edition, retry)

    def _is_first(self, edition: str, person: Person, attempt: str) -> bool:
        key, who = (_hash(edition, attempt, text) for text in ("", person.model_dump_json()))
        known = self._asked.setdefault(key, who)
        if len(self._asked) > MOST_REMEMBERED:
            self._asked.popitem(last=False)
        return known == who


def _hash(*parts: str) -> bytes:
    return hashlib.sha256("\n".join(("concitoyen late", *parts)).encode()).digest()
