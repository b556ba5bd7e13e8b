"""The queue before the writer: bounded, without timer, emptied before it stops."""

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from concitoyen.domain.errors import Busy, ConcitoyenError, StoreError
from concitoyen.domain.urn import Envelope, Fate

log = logging.getLogger("concitoyen.store.intake")

ROOM = 4_096
"""How many ballots may wait: every voter of a full hall at once, and no more than a second or two of writing."""
LARGEST = 512
"""How many ballots share a transaction at most: beyond, the first of them would wait for the last."""

Told = tuple[Fate, str]
"""What became of an envelope, and the receipt of what is in the urn under its id."""

Key = str | tuple[str, str]
"""An id, or a voter of an edition: what two envelopes of one batch must not share."""


class Writer(Protocol):
    """Writes batches; no two envelopes of a batch are of one voter or have one id."""

    lanes: int
    """How many batches it writes at the same time."""

    async def write(self, batch: Sequence[Envelope]) -> Sequence[Told | ConcitoyenError]:
        """What became of each envelope, in the order of the batch; raises StoreError when none could be written."""
        ...

    async def close(self) -> None:
        """Give back connections and threads."""
        ...


class _Waiting(NamedTuple):
    envelope: Envelope
    keys: tuple[Key, Key]
    answer: asyncio.Future[Told]


class Intake:
    """Takes envelopes in and answers once they are on the disk; belongs to one event loop."""

    def __init__(self, writer: Writer, *, room: int = ROOM, largest: int = LARGEST) -> None:
        self._writer = writer
        self._room = room
        self._largest = largest
        self._waiting: deque[_Waiting] = deque()
        self._at_work: set[asyncio.Task[None]] = set()
        self._being_written: set[Key] = set()
        self._stopping = False

    @property
    def room(self) -> int:
        """How many more may wait; at 0 the next is refused."""
        return max(0, self._room - len(self._waiting))

    async def put(self, envelope: Envelope) -> Told:
        """What became of an envelope, once it is durable: its fate, and the receipt of what is in the urn.

        Raises Busy at once when too many wait, Overtaken when another voter's ballot was cast under the same
        attempt, StoreError when the database does not answer: then nobody knows whether it is in, and the same
        envelope may be put again.
        """
        answer: asyncio.Future[Told] = asyncio.get_running_loop().create_future()
        self.hand(envelope, answer)
        return await answer

    def hand(self, envelope: Envelope, answer: asyncio.Future[Told]) -> None:
        """The same for whoever waits for `answer`; raises Busy, and StoreError when the server stops, at once."""
        if self._stopping:
            raise StoreError("Le serveur s'arrête : rien n'est enregistré, réessayez dans un instant.")
        if not self.room:
            raise Busy("Trop de bulletins arrivent en même temps : rien n'est enregistré, réessayez dans un instant.")
        self._waiting.append(_Waiting(envelope, ((envelope.edition, envelope.voter), envelope.id), answer))
        if len(self._at_work) < self._writer.lanes:
            self._at_work.add(asyncio.create_task(self._empty()))

    async def stop(self) -> None:
        """Take nothing more in, write what waits, and close the writer."""
        first, self._stopping = not self._stopping, True
        while self._at_work:
            await asyncio.wait(self._at_work)
        if first:
            await self._writer.close()

    async def _empty(self) -> None:
        while batch := self._next_batch():
            _answer(batch, await self._written([one.envelope for one in batch]))
            self._being_written.difference_update(*[one.keys for one in batch])
        # In the same step as the last look at the queue: whoever puts next must find nobody at work.
        self._at_work.discard(asyncio.current_task())

    async def _written(self, batch: Sequence[Envelope]) -> Sequence[Told | ConcitoyenError]:
        try:
            return await self._writer.write(batch)
        except StoreError as error:
            log.error("%d ballots could not be written: %s", len(batch), error)  # noqa: TRY400 - the sentence says it
            return [error] * len(batch)
        except Exception:
            log.exception("%d ballots could not be written", len(batch))
            return [StoreError("La base ne répond pas comme il faut : réessayez dans un instant.")] * len(batch)

    def _next_batch(self) -> list[_Waiting]:
        """The oldest that wait; whose voter or id is being written waits, and whoever writes it comes back for them."""
        batch: list[_Waiting] = []
        later: list[_Waiting] = []
        while self._waiting and len(batch) < self._largest:
            one = self._waiting.popleft()
            if self._being_written.isdisjoint(one.keys):
                self._being_written.update(one.keys)
                batch.append(one)
            else:
                later.append(one)
        self._waiting.extendleft(reversed(later))
        return batch


def _answer(batch: Sequence[_Waiting], told: Sequence[Told | ConcitoyenError]) -> None:
    for one, result in zip(batch, told, strict=True):
        if one.answer.done():
            continue  # whoever asked has gone; the ballot is where it should be
        if isinstance(result, ConcitoyenError):
            one.answer.set_exception(result)
        else:
            one.answer.set_result(result)
