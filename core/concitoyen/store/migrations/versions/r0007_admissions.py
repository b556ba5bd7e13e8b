"""Voters admitted at an agent's desk, for the minutes until they vote on a tablet."""

import sqlalchemy as sa
from alembic import op

from concitoyen.store.columns import Instant

revision = "r0007"
down_revision = "r0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "admissions",
        sa.Column("edition", sa.Text, nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("box", sa.Text, nullable=False),
        sa.Column("until", Instant, nullable=False),
        sa.PrimaryKeyConstraint("edition", "id", name="pk_admissions"),
        sa.ForeignKeyConstraint(["edition"], ["editions.id"], name="fk_admissions_edition_editions"),
        sa.CheckConstraint("length(id) = 64", name="ck_admissions_id_is_a_hash"),
        sqlite_with_rowid=False,
    )
