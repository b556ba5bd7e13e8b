"""The rows around the roll: age brackets, codes that prove an identity, and how often one may ask.

No table here has a column in common with the urn but the edition, and none tells when somebody voted: see
docs/explanation/storage.md before adding a column.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, Integer, String
from sqlmodel import Field

from concitoyen.store.columns import Instant, PlainText
from concitoyen.store.rows import WITHOUT_ROWID, CoreTable


class BracketRow(CoreTable, table=True):
    """How many voters of an age bracket have voted."""

    __tablename__ = "brackets"

    edition: str = Field(primary_key=True, foreign_key="editions.id", sa_type=PlainText)
    bracket: str = Field(primary_key=True, sa_type=PlainText)
    total: int = Field(sa_type=Integer)


class CodeRow(CoreTable, table=True):
    """A printed code, as a keyed hash; `holder` is empty until a voter uses it, then a hash that only the code tells.

    Without the sheet in hand, nobody can tell which mark on the roll used which code.
    """

    __tablename__ = "codes"
    __table_args__ = (CheckConstraint("length(code) = 64", name="code_is_a_hash"), WITHOUT_ROWID)

    edition: str = Field(primary_key=True, foreign_key="editions.id", sa_type=PlainText)
    code: str = Field(primary_key=True, sa_type=String(64))
    place: str = Field(sa_type=PlainText)
    holder: str = Field(sa_type=PlainText)
    revoked: bool


class MailCodeRow(CoreTable, table=True):
    """A code sent by e-mail, as a keyed hash, until a whole minute; `id` is a keyed hash of the address and attempt.

    `holder` is as that of a printed code.
    """

    __tablename__ = "mailcodes"
    __table_args__ = (CheckConstraint("length(code) = 64", name="code_is_a_hash"), WITHOUT_ROWID)

    edition: str = Field(primary_key=True, foreign_key="editions.id", sa_type=PlainText)
    id: str = Field(primary_key=True, sa_type=String(64))
    code: str = Field(sa_type=String(64))
    until: datetime = Field(sa_type=Instant)
    tries: int = Field(sa_type=Integer)
    holder: str = Field(sa_type=PlainText)


class AdmissionRow(CoreTable, table=True):
    """A voter admitted at a desk, until a whole minute: `id` is a keyed hash of the code that the agent gave.

    `box` holds what the roll is to know of them, sealed under a key that takes the code.
    """

    __tablename__ = "admissions"
    __table_args__ = (CheckConstraint("length(id) = 64", name="id_is_a_hash"), WITHOUT_ROWID)

    edition: str = Field(primary_key=True, foreign_key="editions.id", sa_type=PlainText)
    id: str = Field(primary_key=True, sa_type=String(64))
    box: str = Field(sa_type=PlainText)
    until: datetime = Field(sa_type=Instant)


class QuotaRow(CoreTable, table=True):
    """How often somebody has asked within a period; `key` is a keyed hash, `until` the end of the period."""

    __tablename__ = "quotas"
    __table_args__ = (CheckConstraint("length(key) = 64", name="key_is_a_hash"), WITHOUT_ROWID)

    edition: str = Field(primary_key=True, foreign_key="editions.id", sa_type=PlainText)
    key: str = Field(primary_key=True, sa_type=String(64))
    until: datetime = Field(sa_type=Instant)
    count: int = Field(sa_type=Integer)
