"""Shares on their way: sealed in the page of the bureau, between the first member who types and the last.

The server keeps nothing of them, neither on disk nor in memory: the browser that shows the page holds what only the
server can read again, for a short time and for one agent.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from concitoyen.sealing.boxes import Chance, SealBroken, lock, unlock


@dataclass(frozen=True, slots=True)
class Parked:
    """The shares given so far: whose page it is, until when, and the words of each member."""

    agent: str
    until: datetime
    shares: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Without the words."""
        return f"Parked({self.agent!r}, {len(self.shares)} shares)"

    def plus(self, words: str) -> "Parked":
        """The same with one more share."""
        return replace(self, shares=(*self.shares, words))


def park(parked: Parked, key: bytes, chance: Chance) -> str:
    """A text that says nothing without the key."""
    plain = json.dumps({**asdict(parked), "until": parked.until.isoformat()}).encode()
    return urlsafe_b64encode(lock(plain, key, chance)).decode()


def unpark(token: str, key: bytes, agent: str, at: datetime) -> Parked | None:
    """What was parked for this agent; None when it is over, another's, or not what was given out."""
    try:
        told = json.loads(unlock(urlsafe_b64decode(token.encode()), key))
    except (SealBroken, ValueError, TypeError):
        return None
    parked = Parked(told["agent"], datetime.fromisoformat(told["until"]), tuple(told["shares"]))
    return parked if parked.agent == agent and at < parked.until else None
