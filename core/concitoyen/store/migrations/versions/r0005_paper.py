"""Votes on paper: places, sign-in sheets and cards."""

import sqlalchemy as sa
from alembic import op

revision = "r0005"
down_revision = "r0004"
branch_labels = None
depends_on = None

PLACE = ["places.edition", "places.id"]


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "places",
        sa.Column("edition", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("deposited", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("edition", "id", name="pk_places"),
        sa.ForeignKeyConstraint(["edition"], ["editions.id"], name="fk_places_edition_editions"),
    )
    op.create_table(
        "sheets",
        sa.Column("edition", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("line", sa.Integer, nullable=False),
        sa.Column("fate", sa.Text, nullable=False),
        sa.Column("proof", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("edition", "place", "line", name="pk_sheets"),
        sa.ForeignKeyConstraint(["edition", "place"], PLACE, name="fk_sheets_edition_places"),
        sa.CheckConstraint("length(proof) = 64", name="ck_sheets_proof_is_a_hash"),
    )
    op.create_table(
        "cards",
        sa.Column("edition", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("card", sa.Integer, nullable=False),
        sa.Column("reader", sa.Text, nullable=False),
        sa.Column("fate", sa.Text, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("entry", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("edition", "place", "card", "reader", name="pk_cards"),
        sa.ForeignKeyConstraint(["edition", "place"], PLACE, name="fk_cards_edition_places"),
    )
