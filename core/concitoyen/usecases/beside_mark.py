"""What goes with a voter's mark and never with the ballot: the proof of identity, the clues, the age bracket."""

from hashlib import blake2b

from concitoyen.domain.brackets import bracket_of
from concitoyen.domain.calendar import VOTE
from concitoyen.domain.identity import Proof
from concitoyen.domain.likeness import likenesses
from concitoyen.domain.people import Person, age_on
from concitoyen.domain.reasons import Objection
from concitoyen.domain.rules import Rules
from concitoyen.domain.territory import Gazetteer
from concitoyen.domain.urn import CLUE_BYTES

ECHO = b"e"
HASH_BYTES = CLUE_BYTES - 1


def proof_objections(rules: Rules, voter: str, attempt: str, proof: Proof | None) -> list[Objection]:
    """The reason when nobody has shown to be the person of this mark, for this attempt, in a way of the rulebook."""
    if rules.takes_their_word:
        return []
    if proof and proof == Proof(proof.provider, voter, attempt) and proof.provider in rules.providers:
        return []
    basis = rules.rulebook.roll.basis("providers")
    message = "Ce vote demande de montrer qui vous êtes, et cela n'a pas été fait pour ce bulletin."
    return [Objection(rule="core:identity-proof", message=message, article=basis.text if basis else "")]


def clues_of(key: bytes, person: Person, gazetteer: Gazetteer) -> bytes:
    """What other spellings of a person would share: 9 bytes for each, the letter of its kind and a keyed hash.

    The hash is a BLAKE2b (RFC 7693) of the kind and what is shared; `key` has at most 64 bytes.
    """
    keyed = blake2b(key=key, digest_size=HASH_BYTES)
    clues = []
    for kind, text in likenesses(person, gazetteer):
        clue = keyed.copy()
        clue.update(f"{kind}\n{text}".encode())
        clues.append(kind.encode() + clue.digest())
    return b"".join(clues)


def echo_of(key: bytes, voter: str, attempt: str) -> bytes:
    """What recognises a voter who comes back under the same attempt, and tells nothing to who does not hold it.

    Written as a clue, it is nobody else's: without it, whoever has voted could try other names under their own attempt,
    and the answer would tell which of them are on the roll.
    """
    return ECHO + blake2b(f"e\n{voter}\n{attempt}".encode(), key=key, digest_size=HASH_BYTES).digest()


def bracket_at_opening(rules: Rules, person: Person) -> str:
    """The age bracket of a person on the day when the vote opens; empty where the rulebook asks for none."""
    bounds = rules.rulebook.roll.brackets
    day = rules.calendar.day(VOTE) if bounds else None
    return bracket_of(max(age_on(person.birth_date, day), 0), bounds) if day else ""
