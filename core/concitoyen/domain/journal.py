"""The journal of acts: append-only, each act sealed by a hash over the one before it."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from pydantic import AwareDatetime, JsonValue

from concitoyen.domain.errors import JournalBroken
from concitoyen.domain.model import Model

FIRST = "0" * 64

REPLACED = "ballot.replaced"
ADMITTED = "desk.admitted"
SWEPT = "remains.swept"
QUIET = frozenset({REPLACED, ADMITTED, SWEPT})
"""Acts that change no public page, some by thousands in a rush: the head that pages print is that of the others."""


class Act(Model):
    """Who did what, when, to which thing; `hash` is the SHA-256 of everything before it, `previous` included.

    The hash takes the instant in UTC: the same act read back from a database in another time zone still holds.
    """

    number: int
    at: AwareDatetime
    actor: str
    kind: str
    edition: str
    subject: str = ""
    details: Mapping[str, JsonValue]
    previous: str
    hash: str

    def line(self) -> str:
        """The act as one line of JSON: what was hashed, and its hash."""
        return _canonical({**_body(self), "hash": self.hash})


def seal(
    *,
    previous: Act | None,
    at: AwareDatetime,
    actor: str,
    kind: str,
    edition: str,
    subject: str = "",
    details: Mapping[str, JsonValue] | None = None,
) -> Act:
    """The next act of a chain."""
    body = {
        "number": previous.number + 1 if previous else 1,
        "at": _instant(at),
        "actor": actor,
        "kind": kind,
        "edition": edition,
        "subject": subject,
        "details": dict(details or {}),
        "previous": previous.hash if previous else FIRST,
    }
    return Act.model_validate({**body, "hash": _digest(body)})


def follows(act: Act, previous: Act | None) -> bool:
    """Whether an act is the next one of a chain, and its own hash holds."""
    number, before = (previous.number + 1, previous.hash) if previous else (1, FIRST)
    return act.number == number and act.previous == before and act.hash == _digest(_body(act))


def check_chain(acts: Iterable[Act]) -> int:
    """Recompute every hash and return how many acts hold; raises JournalBroken at the first that does not."""
    previous: Act | None = None
    number = 0
    for act in acts:
        if not follows(act, previous):
            msg = (
                f"Le journal ne tient plus à l'acte n° {act.number} ({act.kind}, {act.at.isoformat()}) : "
                "cet acte ou celui qui le précède a été modifié, ajouté ou retiré après coup."
            )
            raise JournalBroken(msg)
        previous, number = act, act.number
    return number


def _body(act: Act) -> dict[str, object]:
    return {**act.model_dump(mode="json", exclude={"hash"}), "at": _instant(act.at)}


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def _digest(body: Mapping[str, object]) -> str:
    return hashlib.sha256(_canonical(body).encode()).hexdigest()


def _canonical(body: Mapping[str, object]) -> str:
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
