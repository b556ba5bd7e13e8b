"""The urn: what a ballot becomes once cast, who can open it, and the receipt that the voter keeps."""

import hashlib
from enum import StrEnum
from typing import Literal, NamedTuple

from pydantic import Field

from concitoyen.domain.model import Model

LEAF = b"\0"
"""RFC 6962, 2.1: a leaf is hashed after a zero byte, a node after a one: neither passes for the other."""
CLUE_BYTES = 9
"""A clue: the letter of its kind, and eight bytes of a keyed hash.

Among a million voters, two strangers share 64 bits by mere chance once in a million votes.
"""
SCHEMES = Literal["bureau", "host"]


class Seal(Model):
    """How the urn of an edition is sealed, and the proof that the host's secret has not changed since the opening.

    Under `bureau`, `public_key` is a Curve25519 key of 64 hexadecimal digits whose private half is shared between
    `members`, `threshold` of whom can open the urn; `marks` are hashes by which their shares are recognised, in the
    order of members. Under `host`, the key is derived from the host's secret.
    Every ballot is padded to `size` bytes, so that its length tells nothing; `names` are those that stand as numbers in
    it (`domain.shorthand`); `check` is a keyed hash that only the host's secret gives.
    """

    edition: str
    scheme: SCHEMES
    public_key: str = ""
    threshold: int = 0
    members: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    size: int = Field(default=0, ge=0)
    names: tuple[str, ...] = ()
    check: str = ""


class Fate(StrEnum):
    """What became of an envelope that was handed in."""

    KEPT = "kept"
    REPEATED = "repeated"
    ALREADY_VOTED = "already-voted"
    CLOSED = "closed"


USED = "Ce formulaire a déjà servi à une autre personne : rouvrez la page du vote, puis recommencez."
"""Said alike whether that other person has voted or not: nobody learns it by trying names."""


class Admission(NamedTuple):
    """Somebody found entitled to vote, as the roll will know them: nothing says who they are.

    `rulebook` is the hash of the rulebook under which they were; `voter`, `clues` (without the echo) and `bracket` are
    those of the envelope to come.
    """

    edition: str
    rulebook: str
    voter: str
    clues: bytes
    bracket: str


class Envelope(NamedTuple):
    """A vote ready to be kept: the voter's mark for the roll and, apart from it, the sealed ballot for the urn.

    `voter` is 64 hexadecimal digits, `id` 32, derived from the voter's `attempt` alone; `rulebook` is the hash
    of the rulebook under which the ballot was found valid. The two halves part in the database and never meet
    again. `clues` (what other spellings of the same person would share, as keyed hashes of 9 bytes one after the other,
    the last being the echo of voter and attempt together) and `bracket` (« 18-25 », empty where none is asked) go with
    the mark, and not with the ballot.
    """

    edition: str
    rulebook: str
    voter: str
    id: str
    entry: bytes
    clues: bytes = b""
    bracket: str = ""

    @property
    def receipt(self) -> str:
        """What the voter keeps."""
        return receipt_of(self.entry)

    def echoes(self, clues: bytes) -> bool:
        """Whether the mark that has these clues was made by the same voter under the same attempt."""
        return echo_in(self.clues) == echo_in(clues)


def echo_in(clues: bytes) -> bytes:
    """The echo of voter and attempt among the clues of a mark: the last of them."""
    return clues[-CLUE_BYTES:]


def receipt_of(entry: bytes) -> str:
    """The hash of a sealed ballot as a leaf of the published tree, 64 hexadecimal digits.

    It says that this sealed ballot is in the urn; what is in it stays sealed.
    """
    return hashlib.sha256(LEAF + entry).hexdigest()


def ballot_id(edition: str, attempt: str) -> str:
    """The urn's id of the ballot cast under an attempt: whoever holds the attempt finds it again, nobody else does."""
    return hashlib.sha256(f"concitoyen ballot {edition} {attempt}".encode()).hexdigest()[:32]
