"""What the count decided, kept: the outcome, and the awards as they stand."""

from collections.abc import Sequence

from sqlalchemy import delete
from sqlmodel import Session, col

from concitoyen.domain.award import Award
from concitoyen.domain.count import Outcome
from concitoyen.domain.errors import NotFound
from concitoyen.store.mapping import award_of_row, outcome_of_row, row_of_award, row_of_outcome
from concitoyen.store.rows import AwardRow, OutcomeRow, table_of
from concitoyen.store.statements import insert_all, rows_where, upsert


class Outcomes:
    """The outcome of each edition, as it was counted."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def save(self, edition: str, outcome: Outcome) -> None:
        """Keep the outcome of an edition; a later count takes the place of an earlier one."""
        upsert(self._session, row_of_outcome(edition, outcome))

    def get(self, edition: str) -> Outcome:
        """The outcome of an edition; raises NotFound until it is counted."""
        for row in rows_where(self._session, OutcomeRow, col(OutcomeRow.edition) == edition):
            return outcome_of_row(row)
        raise NotFound(f"L'édition « {edition} » n'a pas encore été dépouillée : elle n'a pas de résultat.")


class Awards:
    """The awards of each edition; an amendment replaces the whole list."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def replace(self, edition: str, awards: Sequence[Award]) -> None:
        """Keep this list of awards, in this order, in place of the edition's earlier one."""
        table = table_of(AwardRow)
        self._session.execute(delete(table).where(table.c.edition == edition))
        rows = [row_of_award(edition, position, award) for position, award in enumerate(awards, start=1)]
        insert_all(self._session, rows)

    def of(self, edition: str) -> tuple[Award, ...]:
        """The awards of an edition, in the order in which they were decided."""
        rows = rows_where(self._session, AwardRow, col(AwardRow.edition) == edition)
        return tuple(award_of_row(row) for row in sorted(rows, key=lambda row: row.position))
