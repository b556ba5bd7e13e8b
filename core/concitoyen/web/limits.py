"""How much one address may ask: token buckets in the memory of each process.

A bucket holds `burst` tokens and gains `per_second` of them; a request takes one, or is told when to come back. Kept as
one number per key (the instant at which the bucket would be full again), which is the same thing said shorter.
Several processes each count for themselves: so many processes let through so many times as much, and have as many times
the means. What protects a person rather than the time of a process is counted in the database (`usecases.identify`).
"""

from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from threading import Lock
from time import monotonic

from litestar.types import Scope

from concitoyen.settings import Allowance, Settings
from concitoyen.web.peers import address_of, key_of

MOST_KEYS = 100_000
"""About twenty megabytes; beyond, who asked least recently is forgotten, and starts again with a full bucket."""

MINUTE = 60.0
Pulse = Callable[[], float]
Exempt = Callable[[Scope], bool]


@dataclass(frozen=True, slots=True)
class Allowed:
    """Go on."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Come back in so many whole seconds, at least one."""

    seconds: int


Decision = Allowed | Wait
GO_ON = Allowed()


class Buckets:
    """One bucket per key; without an allowance, everything is allowed."""

    def __init__(self, allowance: Allowance | None, pulse: Pulse = monotonic, most_keys: int = MOST_KEYS) -> None:
        """Every key starts with a full bucket."""
        self._pulse = pulse
        self._most = most_keys
        self._full_at: OrderedDict[str, float] = OrderedDict()
        self._lock = Lock()
        self._step = 1 / allowance.per_second if allowance else 0.0
        self._room = self._step * allowance.burst if allowance else 0.0

    def __len__(self) -> int:
        """How many keys are remembered."""
        return len(self._full_at)

    def take(self, key: str) -> Decision:
        """Take a token from the bucket of a key, or say how long until there is one."""
        if not self._step:
            return GO_ON
        with self._lock:  # handlers that run in threads ask too
            return self._decide(key, self._pulse())

    def _decide(self, key: str, now: float) -> Decision:
        full_at = max(self._full_at.get(key, now), now) + self._step
        late = full_at - now - self._room
        if late > self._step * ROUNDING:
            return Wait(max(1, ceil(late - self._step * ROUNDING)))
        self._full_at[key] = full_at
        self._full_at.move_to_end(key)
        if len(self._full_at) > self._most:
            self._full_at.popitem(last=False)
        return GO_ON


ROUNDING = 1e-6
"""The part of a token that sums of floats may be wrong by."""


class Refusals:
    """How many were refused in the last minute; more than `most` are not counted one by one."""

    def __init__(self, most: int, pulse: Pulse = monotonic) -> None:
        """Nothing has been refused yet."""
        self._pulse = pulse
        self._at: deque[float] = deque(maxlen=most)

    def add(self) -> None:
        """One more was refused."""
        self._at.append(self._pulse())

    def are_many(self) -> bool:
        """Whether as many as `most` were refused within the last minute."""
        return len(self._at) == self._at.maxlen and self._pulse() - self._at[0] < MINUTE


def nobody(_: Scope) -> bool:
    """Exempt nobody."""
    return False


class Limits:
    """The limits of a site; `exempt` says whether a request comes from an agent's place, which none of them holds up.

    `refusals` counts the forms sent away, not the readers: a program that copies the site is no attack on the vote.
    Nothing is counted by the person who is named: whoever names a voter could hold that voter up.
    """

    def __init__(self, settings: Settings, *, exempt: Exempt = nobody, pulse: Pulse = monotonic) -> None:
        """The limits that the settings ask for."""
        self.refusals = Refusals(settings.attack_refusals, pulse)
        self._pages = Buckets(settings.limit_pages, pulse)
        self._searches = Buckets(settings.limit_searches, pulse)
        self._votes = Buckets(settings.limit_votes, pulse)
        self._trusted = settings.proxies
        self._exempt = exempt

    def page(self, scope: Scope) -> Decision:
        """A page is asked for."""
        return self._take(self._pages, scope)

    def search(self, scope: Scope) -> Decision:
        """A page is asked for that must be made: a search, a ballot to fill in."""
        return self._take(self._searches, scope)

    def vote(self, scope: Scope) -> Decision:
        """A form is sent."""
        decision = self._take(self._votes, scope)
        if isinstance(decision, Wait):
            self.refusals.add()
        return decision

    def address(self, scope: Scope) -> str:
        """The visitor's address, through the proxies that the host trusts."""
        return address_of(scope, self._trusted)

    def network(self, scope: Scope) -> str:
        """The same, for what is counted by network: empty for an agent's place."""
        return "" if self._exempt(scope) else self.address(scope)

    def _take(self, buckets: Buckets, scope: Scope) -> Decision:
        decision = buckets.take(key_of(address_of(scope, self._trusted)))
        return GO_ON if isinstance(decision, Wait) and self._exempt(scope) else decision
