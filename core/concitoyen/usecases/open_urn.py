"""Open an urn: from sealed ballots to distinct ballots with their number and, apart from them, the receipts."""

import os
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from operator import eq

from concitoyen.domain.ballot import Ballot
from concitoyen.domain.count import WeightedBallot
from concitoyen.domain.shorthand import Shorthand
from concitoyen.domain.urn import Seal, receipt_of
from concitoyen.sealing.boxes import SealBroken, open_ballot, public_of
from concitoyen.usecases.desk import Desk, refuse

BATCH = 2_000
WAITING = 4
"""Batches read ahead for each thread: what is in memory at once does not grow with the urn."""


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

    Raises Refused without the key that the seal asks for, or for a ballot that does not open, by its receipt.
    """
    return open_entries(desk, edition_id, desk.work.urn.entries(edition_id), opening_key)


def holds_still(desk: Desk, edition_id: str, opened: OpenedUrn) -> bool:
    """Whether an urn holds the sealed ballots that were opened and no other: a hash each, nothing is opened again."""
    receipts = sorted(bytes.fromhex(receipt_of(entry)) for entry in desk.work.urn.entries(edition_id))
    return len(receipts) == len(opened.receipts) and all(map(eq, receipts, opened.receipts))


def open_entries(desk: Desk, edition_id: str, entries: Iterator[bytes], opening_key: bytes | None = None) -> OpenedUrn:
    """What is in sealed ballots of an edition, whether they are in its urn or wait for it; raises as `open_urn`."""
    seal = urn_seal(desk, edition_id)
    key = _key(desk, seal, opening_key)
    texts, receipts = Counter[str](), list[bytes]()
    for opened, leaves in _opened(_batches(entries), seal, key):
        texts.update(opened)
        receipts += leaves
    receipts.sort()
    return OpenedUrn(ballots=_distinct(texts, Shorthand(seal.names)), receipts=tuple(receipts))


def _distinct(texts: Counter[str], shorthand: Shorthand) -> tuple[WeightedBallot, ...]:
    """The ballots that these texts say, each once, in the order of their canonical texts."""
    ballots, weights = dict[str, Ballot](), Counter[str]()
    for text, weight in texts.items():
        ballot = _read(text, shorthand)
        canonical = ballot.canonical()
        ballots[canonical] = ballot
        weights[canonical] += weight
    return tuple(WeightedBallot(ballot=ballots[text], weight=weights[text]) for text in sorted(ballots))


def _read(text: str, shorthand: Shorthand) -> Ballot:
    try:
        return shorthand.read(text)
    except ValueError as error:
        raise refuse(
            "core:urn",
            "Ce que contient un bulletin de l'urne n'est pas un bulletin : il y a été mis par une autre porte. "
            "Le dépouillement s'arrête là, rien n'est écrit.",
        ) from error


Batch = tuple[list[str], list[bytes]]


def _opened(batches: Iterable[list[bytes]], seal: Seal, key: bytes) -> Iterator[Batch]:
    """Batches opened in their order. libsodium frees the interpreter while it multiplies on its curve: threads help.

    A host's boxes open in two microseconds each, less than what a thread costs.
    """
    if seal.scheme == "host":
        for batch in batches:
            yield _open(batch, seal, key)
        return
    threads = os.cpu_count() or 1
    with ThreadPoolExecutor(threads) as pool:
        waiting = deque[Future[Batch]]()
        for batch in batches:
            waiting.append(pool.submit(_open, batch, seal, key))
            if len(waiting) >= threads * WAITING:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _open(batch: list[bytes], seal: Seal, key: bytes) -> Batch:
    texts, leaves = [], []
    for entry in batch:
        try:
            texts.append(open_ballot(entry, seal, key))
        except SealBroken as error:
            raise refuse(
                "core:urn",
                "Un bulletin ne s'ouvre pas : il a été abîmé ou remplacé dans la base. Son reçu est {receipt}. "
                "Le dépouillement s'arrête là, rien n'est écrit.",
                receipt=receipt_of(entry),
            ) from error
        leaves.append(bytes.fromhex(receipt_of(entry)))
    return texts, leaves


def _batches(entries: Iterator[bytes]) -> Iterator[list[bytes]]:
    while batch := list(islice(entries, BATCH)):
        yield batch


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
