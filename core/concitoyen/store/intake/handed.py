"""What is written of an envelope, and what its fate is: one place for both databases.

A new field of `Envelope` is one line of `FIELDS`, and a word of `TABLES` for the table that keeps it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from concitoyen.domain.errors import AttemptUsed, ConcitoyenError, Overtaken
from concitoyen.domain.urn import USED, Envelope, Fate, receipt_of
from concitoyen.store.intake.intake import Told

FIELDS: Mapping[str, str] = {
    "edition": "text",
    "rulebook": "text",
    "voter": "bytea",
    "id": "bytea",
    "entry": "bytea",
    "clues": "bytea",
    "bracket": "text",
}
"""The fields of an envelope, in their order, and their types in SQL."""

TABLES: Mapping[str, tuple[str, ...]] = {
    "roll": ("edition", "voter", "clues"),
    "urn": ("id", "edition", "entry"),
}
"""What each table keeps of an envelope: its key first, in the order of which rows are written.

Nothing then tells in which order ballots came. The totals of `brackets` grow beside them, for voters of whom the
rulebook asks the bracket of age.
"""

UNFIT = "Ce bulletin ne peut pas être conservé : rouvrez la page du vote, puis recommencez."


@dataclass(frozen=True, slots=True)
class Found:
    """What stands in the database about an envelope that was not kept."""

    entry: bytes | None
    clues: bytes | None
    """Of the voter's mark; None where there is none."""
    is_open: bool


def fields(envelope: Envelope) -> tuple[str, str, bytes, bytes, bytes, bytes, str]:
    """The fields of an envelope as they are kept: its keys are bytes. Raises ValueError for a key that is no digits."""
    edition, rulebook, voter, id, entry, clues, bracket = envelope
    return edition, rulebook, bytes.fromhex(voter), bytes.fromhex(id), entry, clues, bracket


def fate(envelope: Envelope, found: Found) -> Told | ConcitoyenError:
    """What became of an envelope that was not kept, and the receipt if its ballot was in already."""
    if found.entry is not None and found.clues is not None and envelope.echoes(found.clues):
        return Fate.REPEATED, receipt_of(found.entry)
    if found.entry is not None:
        return AttemptUsed(USED) if found.is_open else (Fate.CLOSED, "")
    if found.clues is not None:
        return Fate.ALREADY_VOTED, ""
    if not found.is_open:
        return Fate.CLOSED, ""
    return Overtaken("Deux écritures se sont gênées, celle-ci est annulée : réessayez.")
