"""Have a challenge serve once, whichever process of the site receives it."""

from datetime import datetime, timedelta

from concitoyen.usecases.desk import Desk
from concitoyen.usecases.identify import keyed_hash

MINUTE = timedelta(minutes=1)
ONE_IN = 64
"""Once in so many challenges, at random, what is over is removed: each time would read the whole table."""


def spend_challenge(desk: Desk, edition: str, written: str, at: datetime, until: datetime, most: int = 1) -> bool:
    """Have a challenge serve; False when it has served `most` times already, in this process or another.

    What is kept is a keyed hash, until the whole minute after `until`: neither who brought it nor when.
    """
    key = keyed_hash(desk.engine.identity_key(edition), "challenge", written)
    if int(key, 16) % ONE_IN == 0:
        desk.work.quotas.purge(at)
    return desk.work.quotas.take(edition, key, _whole_minute(until), most)


def _whole_minute(until: datetime) -> datetime:
    return until.replace(second=0, microsecond=0) + MINUTE
