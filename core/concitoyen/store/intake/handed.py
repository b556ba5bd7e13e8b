"""What is written of an envelope, and what its fate is: one place for both databases.

A new field of `Envelope` is one line of `FIELDS`, and one of `TABLES` for the table that keeps it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from concitoyen.domain.errors import AttemptUsed, ConcitoyenError, Overtaken
from concitoyen.domain.urn import USED, Envelope, Fate, receipt_of
from concitoyen.store.intake.intake import Told

FIELDS = ("edition", "rulebook", "voter", "id", "clues", "bracket")
"""The texts of an envelope, by name; its only bytes are `entry`."""

TABLES: Mapping[str, tuple[str, ...]] = {
    "roll": ("edition", "voter", "clues"),
    "urn": ("id", "edition", "entry"),
}
"""What each table keeps of an envelope: its key first, in the order of which rows are written.

The totals of `brackets` grow beside them, for voters of whom the rulebook asks the bracket of age.
"""

UNFIT = "Ce bulletin ne peut pas être conservé : rouvrez la page du vote, puis recommencez."


@dataclass(frozen=True, slots=True)
class Found:
    """What stands in the database about an envelope that was not kept."""

    entry: bytes | None
    clues: str | None
    """Of the voter's mark; None where there is none."""
    is_open: bool


def ordered(batch: Sequence[Envelope], table: str) -> list[Envelope]:
    """The batch in the order of a table's keys: nothing then tells in which order ballots came."""
    return sorted(batch, key=attrgetter(*[name for name in TABLES[table] if name in FIELDS]))


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
