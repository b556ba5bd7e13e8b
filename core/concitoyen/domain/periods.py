"""Whole minutes, hours and days: nothing that is kept around a vote is finer than that."""

from datetime import UTC, datetime, timedelta

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def up_to(at: datetime, step: timedelta) -> datetime:
    """The instant if it is a whole number of steps into its day, in UTC, else the next one that is."""
    start = _midnight(at)
    return start + -((start - at) // step) * step


def end_of(at: datetime, period: timedelta) -> datetime:
    """The end of the period of its day, in UTC, in which an instant falls."""
    start = _midnight(at)
    return start + ((at - start) // period + 1) * period


def _midnight(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
