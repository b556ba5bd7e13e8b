"""The roll and the urn: who has voted, and the sealed ballots; after the count, the ballots and the receipts.

Nothing here joins the roll and the urn: no common column but the edition, no instant, no sequence.
"""

import re
from collections.abc import Iterator, Sequence

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from concitoyen.domain.ballot import Ballot
from concitoyen.domain.count import WeightedBallot
from concitoyen.domain.urn import CLUE_BYTES, Seal
from concitoyen.store.counted_lines import counted_lines
from concitoyen.store.mapping import row_of_seal, seal_of_row
from concitoyen.store.rows import CountedRow, ReceiptsRow, RollRow, SealRow, UrnRow, table_of
from concitoyen.store.statements import affected, insert_all, insert_if_new, rows_where, upsert

HASH = re.compile(r"[0-9a-f]{64}")
CLUES = re.compile(rb"(?:[a-z].{%d})*" % (CLUE_BYTES - 1), re.DOTALL)
RANDOM = re.compile(r"[0-9a-f]{32}")
FETCHED = 5_000
HASH_BYTES = 32


class Roll:
    """Who has voted, by a keyed hash of their identity, and the clues by which one person marked twice is found."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def mark(self, edition: str, voter: str, clues: bytes = b"") -> bool:
        """Mark a voter; False when already marked. Of two marks at the same time, one is True.

        `voter` is 64 hexadecimal digits, `clues` those of `usecases.beside_mark`; anything else raises ValueError, so
        that no name is ever kept.
        """
        if not HASH.fullmatch(voter):
            raise ValueError("the roll keeps a keyed hash of 64 hexadecimal digits, and nothing else")
        if not CLUES.fullmatch(clues):
            raise ValueError("the clues of a voter are letters, each with eight bytes of a hash")
        return insert_if_new(self._session, RollRow(edition=edition, voter=voter, clues=clues))

    def unmark(self, edition: str, voter: str) -> bool:
        """Take a mark away, because a line of a paper sheet was typed wrong; tells whether there was one."""
        table = table_of(RollRow)
        same = (table.c.edition == edition, table.c.voter == voter)
        return affected(self._session, delete(table).where(*same)) == 1

    def holds(self, edition: str, voter: str) -> bool:
        """Whether a voter is marked."""
        found = select(RollRow.voter).where(col(RollRow.edition) == edition, col(RollRow.voter) == voter)
        return self._session.exec(found).first() is not None

    def count(self, edition: str) -> int:
        """How many have voted."""
        found = select(func.count()).select_from(RollRow).where(col(RollRow.edition) == edition)
        return self._session.exec(found).one()

    def clues_of(self, edition: str, voter: str) -> bytes:
        """The clues of one mark, empty where there is none."""
        found = select(RollRow.clues).where(col(RollRow.edition) == edition, col(RollRow.voter) == voter)
        return self._session.exec(found).first() or b""

    def clues(self, edition: str) -> Iterator[tuple[str, tuple[bytes, ...]]]:
        """Every mark that has clues with them, in the order of the marks."""
        chosen = (
            select(RollRow.voter, RollRow.clues)
            .where(col(RollRow.edition) == edition, col(RollRow.clues) != b"")
            .order_by(col(RollRow.voter))
        )
        for voter, clues in self._session.exec(chosen, execution_options={"yield_per": FETCHED}):
            yield voter, tuple(clues[start : start + CLUE_BYTES] for start in range(0, len(clues), CLUE_BYTES))


class Urn:
    """The sealed ballots, in no order."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, edition: str, id: str, entry: bytes) -> None:
        """Put a sealed ballot in; `id` is the 32 hexadecimal digits of `domain.urn.ballot_id`.

        Raises ValueError on another id, IntegrityError when the id is taken: a ballot never replaces another.
        """
        if not RANDOM.fullmatch(id):
            raise ValueError("a ballot's id is 32 hexadecimal digits that look random")
        insert_all(self._session, [UrnRow(id=id, edition=edition, entry=entry)])

    def find(self, edition: str, id: str) -> bytes | None:
        """The sealed ballot under an id, or None."""
        found = select(UrnRow.entry).where(col(UrnRow.id) == id, col(UrnRow.edition) == edition)
        return self._session.exec(found).first()

    def remove(self, edition: str, id: str) -> bool:
        """Take a ballot out, because another replaces it in the same transaction; tells whether there was one."""
        table = table_of(UrnRow)
        statement = delete(table).where(table.c.id == id, table.c.edition == edition)
        return affected(self._session, statement) == 1

    def count(self, edition: str) -> int:
        """How many ballots are in."""
        found = select(func.count()).select_from(UrnRow).where(col(UrnRow.edition) == edition)
        return self._session.exec(found).one()

    def entries(self, edition: str) -> Iterator[bytes]:
        """Every sealed ballot, in an order that tells nothing of when it came."""
        chosen = select(UrnRow.entry).where(col(UrnRow.edition) == edition).order_by(col(UrnRow.id))
        yield from self._session.exec(chosen, execution_options={"yield_per": FETCHED})


class Seals:
    """How each edition's urn is sealed."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def save(self, seal: Seal) -> None:
        """Keep the seal of an edition, in place of an earlier one."""
        upsert(self._session, row_of_seal(seal))

    def of(self, edition: str) -> Seal | None:
        """The seal of an edition, or None until it has one."""
        rows = rows_where(self._session, SealRow, col(SealRow.edition) == edition)
        return seal_of_row(rows[0]) if rows else None


class Counted:
    """What came out of the urn of each counted edition."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def save(self, edition: str, texts: Sequence[tuple[str, int]], receipts: Sequence[bytes]) -> None:
        """Keep the canonical texts of distinct ballots with their numbers and, apart from them, the receipts.

        Each list is kept in its own order.
        """
        # Plain values: there may be hundreds of thousands, and a row object costs ten times what it carries.
        rows = [
            {"edition": edition, "position": position, "ballot": text, "weight": weight}
            for position, (text, weight) in enumerate(sorted(texts), start=1)
        ]
        if rows:
            self._session.execute(table_of(CountedRow).insert(), rows)
        insert_all(self._session, [ReceiptsRow(edition=edition, hashes=b"".join(sorted(receipts)))])

    def ballots(self, edition: str) -> tuple[WeightedBallot, ...]:
        """The distinct ballots, each with the number of voters who cast it, in the order of their texts."""
        chosen = (
            select(CountedRow.ballot, CountedRow.weight)
            .where(col(CountedRow.edition) == edition)
            .order_by(col(CountedRow.position))
        )
        return tuple(
            WeightedBallot(ballot=Ballot.from_canonical(text), weight=weight)
            for text, weight in self._session.exec(chosen)
        )

    def lines(self, edition: str) -> Iterator[str]:
        """The same as lines, « number, space, text », sorted, a few at a time."""
        return counted_lines(self._session, edition)

    def receipts(self, edition: str) -> tuple[bytes, ...]:
        """The receipts, 32 bytes each, in their own order."""
        rows = rows_where(self._session, ReceiptsRow, col(ReceiptsRow.edition) == edition)
        hashes = rows[0].hashes if rows else b""
        return tuple(hashes[start : start + HASH_BYTES] for start in range(0, len(hashes), HASH_BYTES))
