"""A token bucket: how often something may be tried, and how long to wait before the next try."""

from datetime import datetime, timedelta

from pydantic import AwareDatetime

from concitoyen.domain.model import Model


class Pace(Model):
    """So many tries at once, then one each `every`."""

    burst: int
    every: timedelta


class Bucket(Model):
    """How many tries were left at an instant; a fraction is a try on its way back."""

    left: float
    at: AwareDatetime


def tried(bucket: Bucket | None, pace: Pace, at: datetime) -> tuple[Bucket, timedelta]:
    """The bucket after a try, and how long the person must wait for it: nothing when there was a try left.

    A try that must wait takes nothing, so that hammering does not lengthen the wait.
    """
    left = _left(bucket, pace, at)
    if left >= 1:
        return Bucket(left=left - 1, at=at), timedelta(0)
    return Bucket(left=left, at=at), pace.every * (1 - left)


def full(bucket: Bucket, pace: Pace, at: datetime) -> bool:
    """Whether a bucket holds all its tries again, and may be forgotten."""
    return _left(bucket, pace, at) >= pace.burst


def _left(bucket: Bucket | None, pace: Pace, at: datetime) -> float:
    if bucket is None:
        return pace.burst
    return min(pace.burst, bucket.left + max(at - bucket.at, timedelta(0)) / pace.every)
