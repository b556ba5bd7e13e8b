"""The journal of acts: append-only, each act sealed by a hash over the one before it."""

import hashlib
import json
from collections.abc import Iterable, Mapping

from pydantic import AwareDatetime, JsonValue

from concitoyen.domain.errors import JournalBroken
from concitoyen.domain.model import Model

FIRST = "0" * 64


class Act(Model):
    """Who did what, when, to which thing; `hash` is the SHA-256 of everything before it, `previous` included."""

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
        """The act as one line of JSON."""
        return _canonical(self.model_dump(mode="json"))


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
        "at": at.isoformat(),
        "actor": actor,
        "kind": kind,
        "edition": edition,
        "subject": subject,
        "details": dict(details or {}),
        "previous": previous.hash if previous else FIRST,
    }
    return Act.model_validate({**body, "hash": _digest(body)})


def check_chain(acts: Iterable[Act]) -> int:
    """Recompute every hash and return how many acts hold; raises JournalBroken at the first that does not."""
    previous, number = FIRST, 0
    for act in acts:
        number += 1
        body = {**act.model_dump(mode="json"), "at": act.at.isoformat()}
        found = body.pop("hash")
        if act.number != number or act.previous != previous or found != _digest(body):
            msg = (
                f"Le journal ne tient plus à l'acte n° {act.number} ({act.kind}, {act.at.isoformat()}) : "
                "cet acte ou celui qui le précède a été modifié, ajouté ou retiré après coup."
            )
            raise JournalBroken(msg)
        previous = act.hash
    return number


def _digest(body: Mapping[str, object]) -> str:
    return hashlib.sha256(_canonical(body).encode()).hexdigest()


def _canonical(body: Mapping[str, object]) -> str:
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
