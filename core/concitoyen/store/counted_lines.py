"""The counted ballots as lines of text, straight from the database: a million of them need no memory of ours."""

from collections.abc import Iterator

from sqlalchemy import String, cast
from sqlmodel import Session, select

from concitoyen.store.rows import CountedRow, table_of

FETCHED = 5_000


def counted_lines(session: Session, edition: str) -> Iterator[str]:
    """« number, space, text » of each distinct ballot, in the order of the bytes of these lines on both databases."""
    table = table_of(CountedRow)
    line = cast(table.c.weight, String) + " " + table.c.ballot
    order = line.collate("C") if session.get_bind().dialect.name == "postgresql" else line
    chosen = select(line).where(table.c.edition == edition).order_by(order)
    for (found,) in session.execute(chosen, execution_options={"yield_per": FETCHED}):
        yield str(found)
