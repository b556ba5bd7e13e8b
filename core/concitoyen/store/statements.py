"""The few statements that every repository shares, the same on both databases."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TypeVar

from sqlalchemy import ColumnElement, Delete, Table, Update, and_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from concitoyen.store.rows import CoreTable, table_of

Insert = postgresql.Insert | sqlite.Insert
Kind = TypeVar("Kind", bound=CoreTable)


def rows_where(
    session: Session, kind: type[Kind], *conditions: ColumnElement[bool], lock: bool = False, shared: bool = False
) -> list[Kind]:
    """Rows as they are now, apart from the session; `lock` keeps others from changing them until the end.

    `shared` does so too, and several may at the same time.
    """
    statement = select(table_of(kind)).where(*conditions)
    if lock or shared:  # SQLite ignores it: there, a transaction that writes is alone
        statement = statement.with_for_update(read=not lock)
    return [kind(**row) for row in session.execute(statement).mappings()]


def reads_only(session: Session) -> bool:
    """Whether the session's transaction cannot write; `Store.read` says so when it opens it."""
    return bool(session.info.get("reads_only"))


def insert_into(session: Session, table: Table) -> Insert:
    """An INSERT that knows ON CONFLICT, of the session's database."""
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def insert_if_new(session: Session, row: CoreTable) -> bool:
    """Insert a row unless its key is taken, and tell whether it was; of two at the same time, one is."""
    statement = _insert_or_nothing(session.get_bind().dialect.name, table_of(type(row)))
    return affected(session, statement, row.model_dump()) == 1


def insert_all(session: Session, rows: Sequence[CoreTable]) -> None:
    """Insert rows of one table in few statements; a key that is taken is an IntegrityError."""
    if rows:
        session.execute(table_of(type(rows[0])).insert(), [row.model_dump() for row in rows])


def upsert(session: Session, row: CoreTable) -> None:
    """Insert a row, or write it over the one that has its key."""
    table = table_of(type(row))
    statement = insert_into(session, table)
    others = {name: column for name, column in statement.excluded.items() if not table.c[name].primary_key}
    session.execute(statement.on_conflict_do_update(index_elements=[*table.primary_key], set_=others), row.model_dump())


def overwrite(session: Session, row: CoreTable) -> bool:
    """Write a row over the one that has its key; tells whether there was one."""
    table, values = table_of(type(row)), row.model_dump()
    same = and_(*(column == values[column.name] for column in table.primary_key))
    return affected(session, update(table).where(same), row.model_dump()) == 1


def affected(session: Session, statement: Insert | Update | Delete, values: Mapping[str, object] | None = None) -> int:
    """How many rows a statement wrote or took away."""
    counted = statement.execution_options(preserve_rowcount=True)  # else psycopg's is lost for an INSERT
    return session.connection().execute(counted, values).rowcount


@cache
def _insert_or_nothing(dialect: str, table: Table) -> Insert:
    # Built once: a vote runs it for every voter.
    if dialect == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()
