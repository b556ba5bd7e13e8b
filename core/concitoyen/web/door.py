"""The door of the agents' pages: cookies, how often a password may be tried, how many are checked at once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from typing import Final, Literal, ParamSpec, TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from litestar.datastructures import Cookie

from concitoyen.domain.pace import Pace, tried

PER_LOGIN = Pace(burst=5, every=timedelta(seconds=30))
"""For one login from one address: an agent is never shut out by tries made elsewhere."""

PER_ADDRESS = Pace(burst=30, every=timedelta(seconds=5))
"""For one address, whatever the login: a whole town hall behind it signs in at ease."""

CHECKED_AT_ONCE: Final = 2
WAITING_AT_MOST: Final = 20
MOST_BUCKETS: Final = 10_000
SECONDS: Final = timedelta(seconds=1)
NETWORK_BITS: Final = 64

Given = ParamSpec("Given")
Answer = TypeVar("Answer")
Key = tuple[str, str]


class Crowded(Exception):  # noqa: N818 - says the state, as those of the domain do
    """Too many passwords wait to be checked."""


@dataclass(frozen=True)
class Jar:
    """The two cookies; under TLS they are bound to this host and never sent in clear."""

    secure: bool

    def name(self, kind: Literal["agent", "kiosque"]) -> str:
        """The name of a cookie."""
        return f"__Host-{kind}" if self.secure else kind

    def give(self, kind: Literal["agent", "kiosque"], value: str, lasts: timedelta | None = None) -> Cookie:
        """A cookie that no script reads and no other site has sent; without `lasts`, until the browser is closed."""
        return Cookie(
            key=self.name(kind),
            value=value,
            max_age=int(lasts / SECONDS) if lasts is not None else None,
            path="/",
            secure=self.secure,
            httponly=True,
            samesite="strict",
        )

    def take(self, kind: Literal["agent", "kiosque"]) -> Cookie:
        """The same, so that the browser deletes it."""
        return self.give(kind, "", timedelta(0))


@dataclass
class Door:
    """What every sign-in of this process goes through; several processes each have theirs."""

    jar: Jar
    full_at: dict[Key, datetime] = field(default_factory=dict)
    _limiter: CapacityLimiter | None = None

    def wait(self, address: str, login: str, at: datetime) -> timedelta:
        """Take a try for an address and a login; how long to wait when there is none left, else nothing."""
        near = _network(address)
        overall = self._try((near, ""), PER_ADDRESS, at)
        return overall or self._try((near, login), PER_LOGIN, at)

    async def slowly(self, work: Callable[Given, Answer], *args: Given.args, **kwargs: Given.kwargs) -> Answer:
        """Run what checks a password in a thread, few at a time; raises Crowded when too many wait already.

        A check takes 64 MiB: a flood of them must neither fill the memory nor hold the threads of the voters.
        """
        if self._limiter is None:
            self._limiter = CapacityLimiter(CHECKED_AT_ONCE)
        if self._limiter.statistics().tasks_waiting >= WAITING_AT_MOST:
            raise Crowded
        return await run_sync(lambda: work(*args, **kwargs), limiter=self._limiter)

    def _try(self, key: Key, pace: Pace, at: datetime) -> timedelta:
        self.full_at[key], wait = tried(self.full_at.pop(key, None), pace, at)
        if len(self.full_at) > MOST_BUCKETS:
            self._forget(at)
        return wait

    def _forget(self, at: datetime) -> None:
        """Let go of the buckets that are full again, then of those not tried for longest."""
        kept = [(key, full_at) for key, full_at in self.full_at.items() if full_at > at]
        self.full_at = dict(kept[-MOST_BUCKETS // 2 :])


def _network(address: str) -> str:
    """An address, or the network of an IPv6 one: its owner has them all."""
    try:
        read = ip_address(address)
    except ValueError:
        return address
    return str(int(read) >> NETWORK_BITS) if isinstance(read, IPv6Address) else address
