"""Votes on paper: signatures on a sheet, cards in a box, and the report in which both must add up."""

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum

from pydantic import Field

from concitoyen.domain.model import Model

READERS = 2
"""A card is read by two agents, each without seeing what the other has typed."""


class Place(Model):
    """Where people vote on paper: a town hall, a market, a school. `deposited` once its cards are in the urn."""

    edition: str
    id: str
    name: str = Field(min_length=1, max_length=120)
    deposited: bool = False


class SignatureFate(StrEnum):
    """What a line of the sign-in sheet is worth."""

    ACCEPTED = "accepted"
    ALREADY_VOTED = "already-voted"
    INELIGIBLE = "ineligible"
    UNKNOWN = "unknown"
    LATE = "late"


class CardFate(StrEnum):
    """What a card is worth: valid, or why it is not."""

    VALID = "valid"
    BLANK = "blank"
    TOO_MANY = "too-many"
    UNREADABLE = "unreadable"


SIGNATURES_IN_FRENCH = {
    SignatureFate.ACCEPTED: "acceptée",
    SignatureFate.ALREADY_VOTED: "a déjà voté",
    SignatureFate.INELIGIBLE: "ne remplit pas les conditions",
    SignatureFate.UNKNOWN: "personne non identifiable",
    SignatureFate.LATE: "arrivée après la clôture",
}
CARDS_IN_FRENCH = {
    CardFate.VALID: "valable",
    CardFate.BLANK: "blanc",
    CardFate.TOO_MANY: "trop de choix",
    CardFate.UNREADABLE: "illisible",
}


class SheetLine(Model):
    """A line of the sign-in sheet of a place. It holds no name: `proof` recognises the person who is typed again."""

    edition: str
    place: str
    line: int = Field(ge=1)
    fate: SignatureFate
    proof: str


class CardReading(Model):
    """What one agent read on a card: a keyed digest to compare with the other's reading, and the sealed choices."""

    edition: str
    place: str
    card: int = Field(ge=1)
    reader: str
    fate: CardFate
    digest: str
    entry: bytes


class CardState(StrEnum):
    """How far the reading of a card has come."""

    READ_ONCE = "read-once"
    DISAGREED = "disagreed"
    AGREED = "agreed"


def state_of(readings: Sequence[CardReading]) -> CardState:
    """Whether two agents have read the same on one card."""
    if agreed_reading(readings):
        return CardState.AGREED
    return CardState.READ_ONCE if len(readings) < READERS else CardState.DISAGREED


def agreed_reading(readings: Sequence[CardReading]) -> CardReading | None:
    """The reading that two different agents share, if there is one."""
    seen: dict[str, CardReading] = {}
    for reading in sorted(readings, key=lambda one: one.reader):
        if (twin := seen.get(reading.digest)) and twin.reader != reading.reader:
            return twin
        seen.setdefault(reading.digest, reading)
    return None


class PlaceReport(Model):
    """The reconciliation of a place: what was signed, what was in the box, and what does not add up.

    Every signature of the sheet stands for a card in the box, an accepted one or not: who votes in two ways is
    found when the sheet is typed, after the card was dropped. So as many cards as there are refused signatures are
    set aside, drawn by lot, since no card bears a name. `missing` counts the accepted signatures without a card, which
    enter the urn as blank ballots; `extra` the cards without a signature, which are set aside too.
    """

    place: Place
    signatures: Counter[SignatureFate]
    cards: Counter[CardFate]
    read_once: tuple[int, ...] = ()
    disagreed: tuple[int, ...] = ()

    @property
    def signed(self) -> int:
        """Lines of the sheet."""
        return self.signatures.total()

    @property
    def accepted(self) -> int:
        """Signatures that count."""
        return self.signatures[SignatureFate.ACCEPTED]

    @property
    def refused(self) -> int:
        """Signatures that do not."""
        return self.signed - self.accepted

    @property
    def in_the_box(self) -> int:
        """Cards, read by two agents or not yet."""
        return self.cards.total() + len(self.read_once) + len(self.disagreed)

    @property
    def gap(self) -> int:
        """Cards in the box beyond the lines of the sheet; negative when cards are missing."""
        return self.in_the_box - self.signed

    @property
    def set_aside(self) -> int:
        """How many cards must be drawn by lot and set aside: one per refused signature, and those in excess."""
        return min(self.in_the_box, max(0, self.in_the_box - self.accepted))

    @property
    def missing(self) -> int:
        """Accepted signatures for which no card is left: they become blank ballots."""
        return max(0, self.accepted - self.in_the_box)

    def problems(self, explanation: str = "") -> tuple[str, ...]:
        """What must be settled before the cards go into the urn, in sentences; none when all adds up."""
        found = []
        if self.read_once:
            found.append(f"Cartes lues par un seul agent : {_some(self.read_once)}. Un autre agent doit les lire.")
        if self.disagreed:
            found.append(
                f"Cartes lues différemment par deux agents : {_some(self.disagreed)}. Reprenez-les ensemble, puis l'un "
                "des deux corrige sa lecture."
            )
        if self.gap and not explanation.strip():
            what = f"{_of(abs(self.gap), 'carte')} de {'plus' if self.gap > 0 else 'moins'} que de signatures"
            found.append(
                f"La boîte contient {what} ({_of(self.in_the_box, 'carte')}, {_of(self.signed, 'signature')}) : "
                "recomptez, ou écrivez au procès-verbal ce qui l'explique."
            )
        return tuple(found)


def _of(count: int, noun: str) -> str:
    return f"{count} {noun}" if count <= 1 else f"{count} {noun}s"


def _some(numbers: Sequence[int], shown: int = 12) -> str:
    told = ", ".join(str(number) for number in sorted(numbers)[:shown])
    return told if len(numbers) <= shown else f"{told}… ({len(numbers)} en tout)"
