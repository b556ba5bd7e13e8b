"""How many voters of each age bracket have voted: totals, beside the roll and tied to nobody."""

from collections.abc import Mapping

from sqlmodel import Session, col, select

from concitoyen.store.identity_rows import BracketRow
from concitoyen.store.rows import table_of
from concitoyen.store.statements import insert_into


class Brackets:
    """The totals of each edition whose rulebook asks for them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def grow(self, edition: str, bracket: str, by: int = 1) -> None:
        """Count a voter just marked, or take back one whose mark is taken away; nothing without a bracket."""
        if not bracket:
            return
        table = table_of(BracketRow)
        statement = insert_into(self._session, table)
        more = {"total": table.c.total + statement.excluded.total}
        row = BracketRow(edition=edition, bracket=bracket, total=by)
        self._session.execute(
            statement.on_conflict_do_update(index_elements=[*table.primary_key], set_=more), row.model_dump()
        )

    def totals(self, edition: str) -> Mapping[str, int]:
        """The voters of each bracket that has any."""
        chosen = select(BracketRow.bracket, BracketRow.total).where(col(BracketRow.edition) == edition)
        return dict(self._session.exec(chosen).all())
