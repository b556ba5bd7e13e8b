"""Open an urn: from sealed ballots to distinct ballots with their number and, apart from them, the receipts."""

from collections import Counter
from dataclasses import dataclass

from concitoyen.domain.ballot import Ballot
from concitoyen.domain.count import WeightedBallot
from concitoyen.domain.urn import Seal, receipt_of
from concitoyen.sealing.boxes import open_ballot, public_of
from concitoyen.usecases.desk import Desk, refuse


@dataclass(frozen=True)
class OpenedUrn:
    """What was in an urn: two lists that nothing joins, each in its own order."""

    ballots: tuple[WeightedBallot, ...]
    receipts: tuple[bytes, ...]


def urn_seal(desk: Desk, edition_id: str) -> Seal:
    """The seal of an edition; raises Refused when its urn was never sealed."""
    seal = desk.work.seals.of(edition_id)
    if seal is None:
        raise refuse("core:urn", "L'urne de l'édition « {id} » n'a jamais été scellée.", id=edition_id)
    return seal


def open_urn(desk: Desk, edition_id: str, opening_key: bytes | None = None) -> OpenedUrn:
    """What is in the urn of an edition; `opening_key` is the private key that a bureau has rebuilt.

    Raises Refused without the key that the seal asks for, SealBroken when a ballot does not open.
    """
    seal = urn_seal(desk, edition_id)
    key = _key(desk, seal, opening_key)
    texts, receipts = Counter[str](), []
    for entry in desk.work.urn.entries(edition_id):
        texts[open_ballot(entry, seal, key)] += 1
        receipts.append(bytes.fromhex(receipt_of(entry)))
    ballots = tuple(WeightedBallot(ballot=Ballot.from_canonical(text), weight=texts[text]) for text in sorted(texts))
    return OpenedUrn(ballots=ballots, receipts=tuple(sorted(receipts)))


def _key(desk: Desk, seal: Seal, opening_key: bytes | None) -> bytes:
    if seal.scheme == "host":
        return desk.engine.urn_key(seal.edition)
    if opening_key is None:
        raise refuse(
            "core:urn",
            "L'urne est scellée : il faut les parts de {threshold} membres du bureau ({members}).",
            threshold=seal.threshold,
            members=", ".join(seal.members),
        )
    if public_of(opening_key).hex() != seal.public_key:
        raise refuse("core:urn", "Ces parts forment la clé d'une autre urne : celle-ci ne s'ouvre pas.")
    return opening_key
