"""What stands beside a voter's mark: the likenesses by which duplicates are found, and the totals by age bracket."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlalchemy import delete
from sqlmodel import Session, col, select

from concitoyen.domain.urn import Envelope
from concitoyen.store.identity_rows import BracketRow, ClueRow
from concitoyen.store.rows import table_of
from concitoyen.store.statements import insert_all, insert_into

FETCHED = 5_000


def rows_beside(envelopes: Iterable[Envelope]) -> tuple[list[ClueRow], list[BracketRow]]:
    """The rows that newly marked voters leave: one of clues each, and what each bracket grows by, in a fixed order.

    The order of the brackets is that of their names, so that two transactions never wait for each other crosswise.
    """
    kept = list(envelopes)
    clues = [
        ClueRow(edition=one.edition, voter=one.voter, clues=" ".join(sorted(set(one.clues))))
        for one in kept
        if one.clues
    ]
    grown = Counter((one.edition, one.bracket) for one in kept if one.bracket)
    brackets = [
        BracketRow(edition=edition, bracket=name, total=more) for (edition, name), more in sorted(grown.items())
    ]
    return clues, brackets


class AroundRoll:
    """The clues and the brackets of each edition."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, envelopes: Sequence[Envelope]) -> None:
        """Keep what these voters leave beside their marks; call it only for those just marked."""
        clues, brackets = rows_beside(envelopes)
        insert_all(self._session, clues)
        for row in brackets:
            self._grow(row)

    def forget(self, envelope: Envelope) -> None:
        """Take away what a voter left, because their mark is taken off the roll."""
        clues = table_of(ClueRow)
        here = (clues.c.edition == envelope.edition, clues.c.voter == envelope.voter)
        self._session.execute(delete(clues).where(*here))
        for row in rows_beside([envelope])[1]:
            self._grow(BracketRow(edition=row.edition, bracket=row.bracket, total=-1))

    def _grow(self, row: BracketRow) -> None:
        table = table_of(BracketRow)
        statement = insert_into(self._session, table)
        more = {"total": table.c.total + statement.excluded.total}
        self._session.execute(
            statement.on_conflict_do_update(index_elements=[*table.primary_key], set_=more), row.model_dump()
        )

    def clues(self, edition: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Every mark with its clues, in the order of the marks."""
        chosen = (
            select(ClueRow.voter, ClueRow.clues).where(col(ClueRow.edition) == edition).order_by(col(ClueRow.voter))
        )
        for voter, clues in self._session.exec(chosen, execution_options={"yield_per": FETCHED}):
            yield voter, tuple(clues.split())

    def totals(self, edition: str) -> Mapping[str, int]:
        """The voters of each bracket that has any."""
        chosen = select(BracketRow.bracket, BracketRow.total).where(col(BracketRow.edition) == edition)
        return dict(self._session.exec(chosen).all())
