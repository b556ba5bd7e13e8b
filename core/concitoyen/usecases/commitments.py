"""What the acts of a vote commit to beside ballots and outcome: who was on the ballot, and who receives what.

A bundle leaves out acts that are not of the vote, and whoever changes one may leave out more: what an act left out said
must then be missed by another act, which is told.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence

from concitoyen.domain.award import Award
from concitoyen.domain.proposal import Proposal


def projects_digest(proposals: Iterable[Proposal]) -> str:
    """The fingerprint of the projects put on the ballot, as voters knew them: id, title, structure, commune."""
    return _digest(sorted([one.id, one.title, one.structure, one.commune] for one in proposals))


def awards_digest(awards: Iterable[Award]) -> str:
    """The fingerprint of a list of laureates: project, amount in cents, line of the budget."""
    return _digest(sorted([one.proposal, one.amount.cents, one.line] for one in awards))


def _digest(rows: Sequence[Sequence[object]]) -> str:
    text = json.dumps(rows, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
