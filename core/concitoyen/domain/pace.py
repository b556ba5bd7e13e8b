"""A token bucket: how often something may be tried, and how long to wait before the next try."""

from datetime import datetime, timedelta

from concitoyen.domain.model import Model

NOTHING = timedelta(0)


class Pace(Model):
    """So many tries at once, then one each `every`."""

    burst: int
    every: timedelta


def tried(full_at: datetime | None, pace: Pace, at: datetime) -> tuple[datetime, timedelta]:
    """When the bucket will be full again after a try, and how long this try must wait: nothing when one was left.

    The bucket is kept as the instant at which it is full (None or the past: now), which is exact. A try that must
    wait takes nothing, so that hammering does not lengthen the wait.
    """
    empty = at + pace.burst * pace.every
    filled = min(max(full_at or at, at), empty)  # a clock set back does not shut anybody out for long
    wait = filled + pace.every - empty
    return (filled, wait) if wait > NOTHING else (filled + pace.every, NOTHING)
