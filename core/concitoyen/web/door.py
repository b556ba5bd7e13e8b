"""The door of the agents' pages: cookies, how often a password may be tried, how many are checked at once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from typing import Final, Literal, ParamSpec, TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from litestar.datastructures import Cookie

from concitoyen.settings import Allowance
from concitoyen.web.limits import Buckets, Pulse, Wait
from concitoyen.web.peers import key_of

PER_LOGIN = Allowance(burst=5, per_second=1 / 30)
"""For one login from one address: an agent is never shut out by tries made elsewhere."""

PER_ADDRESS = Allowance(burst=30, per_second=1 / 5)
"""For one address, whatever the login: a whole town hall behind it signs in at ease."""

CHECKED_AT_ONCE: Final = 2
WAITING_AT_MOST: Final = 20
MOST_BUCKETS: Final = 10_000
SECONDS: Final = timedelta(seconds=1)

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


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


class Door:
    """What every sign-in of this process goes through; several processes each have theirs."""

    def __init__(self, jar: Jar, pulse: Pulse = monotonic) -> None:
        """Give cookies as this jar does; `pulse` counts seconds."""
        self.jar = jar
        self._of_address = Buckets(PER_ADDRESS, pulse, MOST_BUCKETS)
        self._of_login = Buckets(PER_LOGIN, pulse, MOST_BUCKETS)
        self._limiter: CapacityLimiter | None = None

    def wait(self, address: str, login: str) -> int:
        """Take a try for an address and a login; how many seconds to wait when there is none left, else 0."""
        near = key_of(address)
        for buckets, key in ((self._of_address, near), (self._of_login, f"{near} {login}")):
            if isinstance(decision := buckets.take(key), Wait):
                return decision.seconds
        return 0

    async def slowly(self, work: Callable[Given, Answer], *args: Given.args, **kwargs: Given.kwargs) -> Answer:
        """Run what checks a password in a thread, few at a time; raises Crowded when too many wait already.

        A check takes 64 MiB: a flood of them must neither fill the memory nor hold the threads of the voters.
        """
        if self._limiter is None:
            self._limiter = CapacityLimiter(CHECKED_AT_ONCE)
        if self._limiter.statistics().tasks_waiting >= WAITING_AT_MOST:
            raise Crowded
        return await run_sync(lambda: work(*args, **kwargs), limiter=self._limiter)
