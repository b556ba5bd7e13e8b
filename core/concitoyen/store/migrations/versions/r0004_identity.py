"""Likenesses and age brackets beside the roll, codes that prove an identity, and how often one may ask."""

import sqlalchemy as sa
from alembic import op

from concitoyen.store.columns import Instant

revision = "r0004"
down_revision = "r0003"
branch_labels = None
depends_on = None

EDITION = "editions.id"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "clues",
        sa.Column("edition", sa.Text, nullable=False),
        sa.Column("voter", sa.String(64), nullable=False),
        sa.Column("clues", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("edition", "voter", name="pk_clues"),
        sa.ForeignKeyConstraint(["edition"], [EDITION], name="fk_clues_edition_editions"),
        sa.CheckConstraint("length(voter) = 64", name="ck_clues_voter_is_a_hash"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "brackets",
        sa.Column("edition", sa.Text, nullable=False),
        sa.Column("bracket", sa.Text, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("edition", "bracket", name="pk_brackets"),
        sa.ForeignKeyConstraint(["edition"], [EDITION], name="fk_brackets_edition_editions"),
    )
    _proofs()


def _proofs() -> None:
    op.create_table(
        "codes",
        sa.Column("edition", sa.Text, nullable=False),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("revoked", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("edition", "code", name="pk_codes"),
        sa.ForeignKeyConstraint(["edition"], [EDITION], name="fk_codes_edition_editions"),
        sa.CheckConstraint("length(code) = 64", name="ck_codes_code_is_a_hash"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "mailcodes",
        sa.Column("edition", sa.Text, nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("until", Instant, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("holder", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("edition", "id", name="pk_mailcodes"),
        sa.ForeignKeyConstraint(["edition"], [EDITION], name="fk_mailcodes_edition_editions"),
        sa.CheckConstraint("length(code) = 64", name="ck_mailcodes_code_is_a_hash"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "quotas",
        sa.Column("edition", sa.Text, nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("until", Instant, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("edition", "key", name="pk_quotas"),
        sa.ForeignKeyConstraint(["edition"], [EDITION], name="fk_quotas_edition_editions"),
        sa.CheckConstraint("length(key) = 64", name="ck_quotas_key_is_a_hash"),
        sqlite_with_rowid=False,
    )
