"""The rows of the core: trays between the database and the domain, with no rule of their own.

`table=True` classes skip validation; `mapping` makes domain models of them. Rows never leave the store.
The roll and the urn have no column in common but the edition, and nothing that tells when or in which order a
row was written: see docs/explanation/storage.md before adding a column to either.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Integer, LargeBinary, String, Table, UniqueConstraint
from sqlmodel import Field, SQLModel

from concitoyen.store.base import pack_metadata
from concitoyen.store.columns import Cents, HexDigits, Instant, PlainText

WITHOUT_ROWID: dict[str, Any] = {"sqlite_with_rowid": False}
"""On SQLite the table is its primary key's tree: no hidden number tells which row came first."""


class CoreTable(SQLModel):
    """The base of the core's rows."""

    metadata = pack_metadata("core")


class EditionRow(CoreTable, table=True):
    """An edition; `packs` and `deliberation` are JSON."""

    __tablename__ = "editions"

    id: str = Field(primary_key=True, sa_type=PlainText)
    title: str = Field(sa_type=PlainText)
    rulebook_source: str = Field(sa_type=PlainText)
    rulebook_text: str = Field(sa_type=PlainText)
    rulebook_sha256: str = Field(sa_type=PlainText)
    packs: str = Field(sa_type=PlainText)
    stage: str = Field(sa_type=PlainText)
    practice: bool
    simulated: bool
    deliberation: str | None = Field(default=None, sa_type=PlainText)
    created_at: datetime = Field(sa_type=Instant)
    published_at: datetime | None = Field(default=None, sa_type=Instant)


class ProposalRow(CoreTable, table=True):
    """A proposal; amounts are whole cents, `themes` and `labels` are JSON."""

    __tablename__ = "proposals"

    edition: str = Field(primary_key=True, foreign_key="editions.id", sa_type=PlainText)
    id: str = Field(primary_key=True, sa_type=PlainText)
    title: str = Field(sa_type=PlainText)
    structure: str = Field(sa_type=PlainText)
    legal_form: str = Field(sa_type=PlainText)
    summary: str = Field(sa_type=PlainText)
    commune: str = Field(sa_type=PlainText)
    territory: str = Field(sa_type=PlainText)
    category: str = Field(sa_type=PlainText)
    themes: str = Field(sa_type=PlainText)
    labels: str = Field(sa_type=PlainText)
    total_cost_cents: int = Field(sa_type=Cents)
    requested_cents: int = Field(sa_type=Cents)
    status: str = Field(sa_type=PlainText)
    status_reason: str = Field(sa_type=PlainText)
    deposited_at: datetime | None = Field(default=None, sa_type=Instant)


class RollRow(CoreTable, table=True):
    """Who has voted: a keyed hash of 32 bytes, and what another spelling of the same person would share.

    `clues` are keyed hashes too, of one length, one after the other.
    """

    __tablename__ = "roll"
    __table_args__ = (CheckConstraint("length(voter) = 32", name="voter_is_a_hash"), WITHOUT_ROWID)

    edition: str = Field(primary_key=True, foreign_key="editions.id", sa_type=PlainText)
    voter: str = Field(primary_key=True, sa_type=HexDigits)
    clues: bytes = Field(sa_type=LargeBinary)


class UrnRow(CoreTable, table=True):
    """A ballot: an id of 16 bytes that only the voter can find again, and the sealed ballot."""

    __tablename__ = "urn"
    __table_args__ = (CheckConstraint("length(id) = 16", name="id_is_random"), WITHOUT_ROWID)

    id: str = Field(primary_key=True, sa_type=HexDigits)
    edition: str = Field(foreign_key="editions.id", sa_type=PlainText)
    entry: bytes = Field(sa_type=LargeBinary)


class SealRow(CoreTable, table=True):
    """How an edition's urn is sealed, as one JSON document."""

    __tablename__ = "seals"

    edition: str = Field(primary_key=True, foreign_key="editions.id", sa_type=PlainText)
    document: str = Field(sa_type=PlainText)


class CountedRow(CoreTable, table=True):
    """A distinct ballot of a counted edition, and how many cast it; nothing leads back to the urn.

    `position` is the place of the text among the others, in their own order.
    """

    __tablename__ = "counted"
    __table_args__ = (CheckConstraint("weight > 0", name="weight_is_a_number"),)

    edition: str = Field(primary_key=True, foreign_key="editions.id", sa_type=PlainText)
    position: int = Field(primary_key=True, sa_type=Integer)
    ballot: str = Field(sa_type=PlainText)
    weight: int = Field(sa_type=Integer)


class ReceiptsRow(CoreTable, table=True):
    """The receipts of a counted edition: hashes of 32 bytes one after the other, in their own order."""

    __tablename__ = "receipts"

    edition: str = Field(primary_key=True, foreign_key="editions.id", sa_type=PlainText)
    hashes: bytes = Field(sa_type=LargeBinary)


class PlaceRow(CoreTable, table=True):
    """A place where people vote on paper; `deposited` once its cards are in the urn."""

    __tablename__ = "places"

    edition: str = Field(primary_key=True, foreign_key="editions.id", sa_type=PlainText)
    id: str = Field(primary_key=True, sa_type=PlainText)
    name: str = Field(sa_type=PlainText)
    deposited: bool


class SheetRow(CoreTable, table=True):
    """A line of a sign-in sheet: what it is worth, and a keyed proof of who signed; no name, no instant."""

    __tablename__ = "sheets"
    __table_args__ = (
        ForeignKeyConstraint(["edition", "place"], ["places.edition", "places.id"]),
        CheckConstraint("length(proof) = 64", name="proof_is_a_hash"),
    )

    edition: str = Field(primary_key=True, sa_type=PlainText)
    place: str = Field(primary_key=True, sa_type=PlainText)
    line: int = Field(primary_key=True, sa_type=Integer)
    fate: str = Field(sa_type=PlainText)
    proof: str = Field(sa_type=String(64))


class CardRow(CoreTable, table=True):
    """What one agent read on one card, sealed; gone once the cards of the place are in the urn."""

    __tablename__ = "cards"
    __table_args__ = (ForeignKeyConstraint(["edition", "place"], ["places.edition", "places.id"]),)

    edition: str = Field(primary_key=True, sa_type=PlainText)
    place: str = Field(primary_key=True, sa_type=PlainText)
    card: int = Field(primary_key=True, sa_type=Integer)
    reader: str = Field(primary_key=True, sa_type=PlainText)
    fate: str = Field(sa_type=PlainText)
    digest: str = Field(sa_type=String(64))
    entry: bytes = Field(sa_type=LargeBinary)


class ActRow(CoreTable, table=True):
    """An act of the journal; triggers of the database refuse to change or delete one."""

    __tablename__ = "journal"

    edition: str = Field(primary_key=True, sa_type=PlainText)
    number: int = Field(primary_key=True, sa_type=Integer)
    at: datetime = Field(sa_type=Instant)
    actor: str = Field(sa_type=PlainText)
    kind: str = Field(sa_type=PlainText)
    subject: str = Field(sa_type=PlainText)
    details: str = Field(sa_type=PlainText)
    previous: str = Field(sa_type=PlainText)
    hash: str = Field(sa_type=PlainText)


class OutcomeRow(CoreTable, table=True):
    """The outcome of an edition's count, as one JSON document."""

    __tablename__ = "outcomes"

    edition: str = Field(primary_key=True, foreign_key="editions.id", sa_type=PlainText)
    document: str = Field(sa_type=PlainText)


class AwardRow(CoreTable, table=True):
    """What a laureate receives, in whole cents; `position` is the place in the list as it was decided."""

    __tablename__ = "awards"
    __table_args__ = (ForeignKeyConstraint(["edition", "proposal"], ["proposals.edition", "proposals.id"]),)

    edition: str = Field(primary_key=True, sa_type=PlainText)
    proposal: str = Field(primary_key=True, sa_type=PlainText)
    position: int = Field(sa_type=Integer)
    amount_cents: int = Field(sa_type=Cents)
    line: str = Field(sa_type=PlainText)
    why: str = Field(sa_type=PlainText)


class AgentRow(CoreTable, table=True):
    """An agent; `grants` is JSON, `password` and `pin` are argon2 hashes."""

    __tablename__ = "agents"
    __table_args__ = (UniqueConstraint("login"),)

    id: str = Field(primary_key=True, sa_type=PlainText)
    login: str = Field(sa_type=PlainText)
    name: str = Field(sa_type=PlainText)
    grants: str = Field(sa_type=PlainText)
    enabled: bool
    password: str = Field(sa_type=PlainText)
    pin: str = Field(sa_type=PlainText)
    created_at: datetime = Field(sa_type=Instant)


class AgentSessionRow(CoreTable, table=True):
    """A sign-in; `token` is the SHA-256 of what the device holds, never the token itself."""

    __tablename__ = "sessions"
    __table_args__ = (CheckConstraint("length(token) = 64", name="token_is_a_hash"),)

    token: str = Field(primary_key=True, sa_type=String(64))
    agent: str = Field(foreign_key="agents.id", index=True, sa_type=PlainText)
    opened_at: datetime = Field(sa_type=Instant)
    seen_at: datetime = Field(sa_type=Instant)
    confirmed_at: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant)


class KioskRow(CoreTable, table=True):
    """A tablet lent to voters; `token` is the SHA-256 of what the tablet holds, never the token itself."""

    __tablename__ = "kiosks"
    __table_args__ = (CheckConstraint("length(token) = 64", name="token_is_a_hash"), UniqueConstraint("token"))

    id: str = Field(primary_key=True, sa_type=PlainText)
    token: str = Field(sa_type=String(64))
    edition: str = Field(foreign_key="editions.id", sa_type=PlainText)
    place: str = Field(sa_type=PlainText)
    opened_by: str = Field(foreign_key="agents.id", sa_type=PlainText)
    opened_at: datetime = Field(sa_type=Instant)
    closes_at: datetime = Field(sa_type=Instant)
    state: str = Field(sa_type=PlainText)
    tries: int = Field(sa_type=Integer)


def table_of(row: type[CoreTable]) -> Table:
    """The table of a class of rows, for statements that need no object."""
    return row.metadata.tables[str(row.__tablename__)]
