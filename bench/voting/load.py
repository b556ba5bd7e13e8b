"""Those who vote: a client on bare sockets, that sends prepared requests and reads little of the answers."""

import asyncio
import re
import time
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)", re.IGNORECASE)
SECONDS_TO_ANSWER = 10.0
SECONDS_BETWEEN_TICKS = 0.002


def request(path: str, body: bytes) -> bytes:
    """One request, ready to be sent."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


@dataclass
class Tally:
    """What came back: how many of each status (0 for no answer), and the seconds that each accepted one took."""

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    elapsed: float = 0.0
    lacks_retry_after: int = 0

    @property
    def acknowledged(self) -> int:
        """How many were accepted."""
        return self.statuses[200] + self.statuses[201]

    @property
    def rate(self) -> float:
        """Accepted each second."""
        return self.acknowledged / self.elapsed

    def percentile(self, part: float) -> float:
        """The milliseconds within which this part of the accepted ones was answered."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else float("nan")


class _Connection(asyncio.Protocol):
    """One keep-alive connection; a request at a time."""

    def __init__(self, load: "Load") -> None:
        self._load = load
        self._read = b""
        self._since = 0.0
        self._transport: asyncio.Transport | None = None
        self.waits = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment] # TCP gives a Transport
        self._load.idle(self)

    def send(self, asked: bytes, since: float) -> None:
        """Send a request that was due at this instant."""
        self._since, self.waits = since, True
        self._transport.write(asked)  # type: ignore[union-attr] # it is connected

    def data_received(self, data: bytes) -> None:
        self._read += data
        end = self._read.find(b"\r\n\r\n")
        if end < 0:
            return
        length = LENGTH.search(self._read, 0, end + 2)
        if len(self._read) < end + 4 + (int(length[1]) if length else 0):
            return
        status = int(self._read[9:12])
        if status == BUSY and b"\r\nretry-after:" not in self._read[:end].lower():
            self._load.tally.lacks_retry_after += 1
        self._read, self.waits = b"", False
        self._load.answered(status, time.perf_counter() - self._since)
        self._load.idle(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._load.lost(self)

    def drop(self) -> None:
        if self._transport:
            self._transport.abort()


BUSY = 503


class Load:
    """Connections to one port, and the requests that they share."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._requests: Iterable[bytes] = ()
        self._idle: deque[_Connection] = deque()
        self._all: set[_Connection] = set()
        self._due: deque[tuple[bytes, float]] = deque()
        self._closed_until = 0.0
        self._next = iter(self._requests)
        self.tally = Tally()

    async def open(self, number: int) -> None:
        """Open so many connections, some at a time."""
        loop = asyncio.get_running_loop()
        for start in range(0, number, 100):
            made = [
                loop.create_connection(lambda: _Connection(self), "127.0.0.1", self._port)
                for _ in range(min(100, number - start))
            ]
            self._all.update(protocol for _, protocol in await asyncio.gather(*made))

    def close(self) -> None:
        """Close them."""
        for connection in list(self._all):
            connection.drop()

    async def in_turn(self, requests: Sequence[bytes], seconds: float) -> Tally:
        """Closed loop: each connection sends its next request when the last one is answered."""
        self._next, self.tally = iter(requests), Tally()
        start = time.perf_counter()
        self._closed_until = start + seconds
        for connection in list(self._idle):
            self.idle(connection, again=True)
        await self._answers(start + seconds)
        self.tally.elapsed = time.perf_counter() - start
        return self.tally

    async def at_once(self, requests: Sequence[bytes]) -> Tally:
        """Every request at once, each on a connection of its own."""
        self.tally = Tally()
        await self.open(max(0, len(requests) - len(self._idle)))  # some may have been dropped
        start = time.perf_counter()
        for asked in requests:
            self._idle.popleft().send(asked, start)
        await self._answers(start)
        self.tally.elapsed = time.perf_counter() - start
        return self.tally

    async def at_rate(self, requests: Sequence[bytes], rate: float) -> Tally:
        """Open loop: requests are due at fixed instants whatever comes back; a late one counts from when it was due."""
        self.tally = Tally()
        start = time.perf_counter()
        sent = 0
        while sent < len(requests):
            now = time.perf_counter()
            while sent < len(requests) and start + sent / rate <= now:
                self._due.append((requests[sent], start + sent / rate))
                sent += 1
            self._hand_out()
            await asyncio.sleep(SECONDS_BETWEEN_TICKS)
        await self._answers(time.perf_counter())
        self.tally.elapsed = time.perf_counter() - start
        if self._due:
            self.tally.statuses[0] += len(self._due)
            self._due.clear()
        return self.tally

    def idle(self, connection: _Connection, *, again: bool = False) -> None:
        """A connection is free: the next request, if any."""
        if time.perf_counter() < self._closed_until:
            asked = next(self._next, None)
            if asked is not None:
                if again:
                    self._idle.remove(connection)
                connection.send(asked, time.perf_counter())
                return
        if not again:
            self._idle.append(connection)
            self._hand_out()

    def answered(self, status: int, seconds: float) -> None:
        """Count an answer."""
        self.tally.statuses[status] += 1
        if status in {200, 201}:
            self.tally.seconds.append(seconds)

    def lost(self, connection: _Connection) -> None:
        """A connection is gone, with its request."""
        self._all.discard(connection)
        if connection.waits:
            self.tally.statuses[0] += 1
        elif connection in self._idle:
            self._idle.remove(connection)

    def _hand_out(self) -> None:
        while self._due and self._idle:
            self._idle.popleft().send(*self._due.popleft())

    async def _answers(self, since: float) -> None:
        """Wait for what is under way, and drop what does not come."""
        while self._due or any(connection.waits for connection in self._all):
            if time.perf_counter() > since + SECONDS_TO_ANSWER:
                for connection in [one for one in self._all if one.waits]:
                    connection.drop()
                await asyncio.sleep(0.05)
                return
            await asyncio.sleep(0.005)
