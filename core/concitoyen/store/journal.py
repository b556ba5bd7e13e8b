"""The journal of acts, kept: one chain per edition, which only grows."""

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, literal, text
from sqlmodel import Session, col, select

from concitoyen.domain.errors import Overtaken
from concitoyen.domain.journal import QUIET, Act, follows
from concitoyen.store.mapping import act_of_row, row_of_act
from concitoyen.store.rows import ActRow
from concitoyen.store.statements import insert_if_new, reads_only, rows_where

LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('concitoyen journal ' || :edition, 0))")


def head_of(edition: ColumnElement[str]) -> ScalarSelect[str]:
    """The hash that the pages of an edition print, for a statement that has the edition in one of its columns."""
    shown = and_(col(ActRow.edition) == edition, col(ActRow.kind).not_in(QUIET))
    return select(ActRow.hash).where(shown).order_by(col(ActRow.number).desc()).limit(1).scalar_subquery()


class Journal:
    """The acts of every edition."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def last(self, edition: str) -> Act | None:
        """The last act of an edition, on which the next is sealed; none when nothing was done yet.

        In a transaction that writes, nobody else appends to this edition's journal until the end.
        """
        self._alone(edition)
        number = select(func.max(ActRow.number)).where(col(ActRow.edition) == edition).scalar_subquery()
        for row in rows_where(self._session, ActRow, col(ActRow.edition) == edition, col(ActRow.number) == number):
            return act_of_row(row)
        return None

    def shown(self, edition: str) -> str:
        """The hash that public pages print: that of the last act but the quiet ones; empty when nothing was done."""
        return self._session.scalar(select(head_of(literal(edition)))) or ""

    def tells(self, edition: str, kind: str) -> bool:
        """Whether an act of this kind was ever done in an edition."""
        found = select(ActRow.number).where(col(ActRow.edition) == edition, col(ActRow.kind) == kind).limit(1)
        return self._session.exec(found).first() is not None

    def append(self, act: Act) -> None:
        """Add an act at the end of its chain.

        Raises Overtaken when it does not follow the last act: another one was written since, or its hash does
        not hold. Nothing is written; read `last` again, seal again, append again.
        """
        if not follows(act, self.last(act.edition)) or not insert_if_new(self._session, row_of_act(act)):
            raise Overtaken(
                f"L'acte n° {act.number} ({act.kind}) ne suit pas le dernier du journal « {act.edition} », "
                "où un autre acte vient d'être inscrit : rien n'est enregistré, recommencez."
            )

    def of(self, edition: str) -> tuple[Act, ...]:
        """Every act of an edition, in order."""
        rows = rows_where(self._session, ActRow, col(ActRow.edition) == edition)
        return tuple(act_of_row(row) for row in sorted(rows, key=lambda row: row.number))

    def _alone(self, edition: str) -> None:
        # On SQLite BEGIN IMMEDIATE has already made us the only writer.
        if self._session.get_bind().dialect.name == "postgresql" and not reads_only(self._session):
            self._session.connection().execute(LOCK, {"edition": edition})
