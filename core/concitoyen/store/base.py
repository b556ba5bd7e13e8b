"""What a pack with tables imports: the base of its rows, the session of a transaction, the column types.

A pack writes one base class, and its rows under it; every table name begins with the pack's name:

    class DocumentsTable(SQLModel):
        metadata = pack_metadata("documents")

    class RegisterRow(DocumentsTable, table=True):
        __tablename__ = "documents_register"
"""

from sqlalchemy import MetaData
from sqlmodel import Field, Session, SQLModel

from concitoyen.store.columns import Cents, Instant, PlainText

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
"""Every constraint has a name, so that a later migration can change it on both databases."""


def pack_metadata(pack: str) -> MetaData:
    """Where a pack's tables are declared, apart from the core's and from every other pack's."""
    return MetaData(naming_convention=NAMING, info={"pack": pack})


__all__ = ["NAMING", "Cents", "Field", "Instant", "PlainText", "SQLModel", "Session", "pack_metadata"]
