"""The clues of a voter stand in the row of their mark: one tree fewer to write for each ballot."""

import sqlalchemy as sa
from alembic import op

revision = "r0006"
down_revision = "r0005"
branch_labels = None
depends_on = None

THEIRS = "FROM clues WHERE clues.edition = roll.edition AND clues.voter = roll.voter"
MARKS = f"SELECT edition, voter, coalesce((SELECT clues.clues {THEIRS}), '') FROM roll ORDER BY edition, voter"  # noqa: S608 - our own names


def upgrade() -> None:
    """Move them; no column has a default, so that none can tell when a row came."""
    if op.get_context().dialect.name == "postgresql":
        op.add_column("roll", sa.Column("clues", sa.Text, nullable=False, server_default=""))
        op.alter_column("roll", "clues", server_default=None)
        op.execute(f"UPDATE roll SET clues = (SELECT clues.clues {THEIRS}) WHERE EXISTS (SELECT 1 {THEIRS})")  # noqa: S608 - our own names
    else:
        _made_anew()
    op.drop_table("clues")


def _made_anew() -> None:
    op.create_table(
        "newroll",
        sa.Column("edition", sa.Text, nullable=False),
        sa.Column("voter", sa.String(64), nullable=False),
        sa.Column("clues", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("edition", "voter", name="pk_roll"),
        sa.ForeignKeyConstraint(["edition"], ["editions.id"], name="fk_roll_edition_editions"),
        sa.CheckConstraint("length(voter) = 64", name="ck_roll_voter_is_a_hash"),
        sqlite_with_rowid=False,
    )
    op.execute(f"INSERT INTO newroll (edition, voter, clues) {MARKS}")
    op.drop_table("roll")
    op.rename_table("newroll", "roll")
