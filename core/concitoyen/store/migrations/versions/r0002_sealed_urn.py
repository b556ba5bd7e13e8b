"""The urn holds sealed ballots; the ballots of counted editions stand apart, with their receipts."""

import sqlalchemy as sa
from alembic import op

from concitoyen.domain.errors import StoreError

revision = "r0002"
down_revision = "r0001"
branch_labels = None
depends_on = None

EDITION = "editions.id"
VOTING = """SELECT DISTINCT urn.edition FROM urn JOIN editions ON editions.id = urn.edition
WHERE editions.stage NOT IN ('counted', 'published') ORDER BY 1"""
DISTINCT = "SELECT edition, ballot, count(*) FROM urn GROUP BY edition, ballot"


def upgrade() -> None:
    """Move the ballots of counted editions, and make the urn anew."""
    voting = [row[0] for row in op.get_bind().exec_driver_sql(VOTING)]
    if voting:
        raise StoreError(
            f"Un vote est en cours ({', '.join(voting)}) et ses bulletins ne sont pas scellés : finissez-le et "
            "dépouillez-le avec la version qui l'a ouvert, puis migrez."
        )
    distinct = sorted(tuple(row) for row in op.get_bind().exec_driver_sql(DISTINCT))
    _tables()
    positions: dict[str, int] = {}
    counted = sa.table("counted", *(sa.column(name) for name in ("edition", "position", "ballot", "weight")))
    for edition, ballot, weight in distinct:
        positions[edition] = positions.get(edition, 0) + 1
        values = {"edition": edition, "position": positions[edition], "ballot": ballot, "weight": weight}
        op.execute(counted.insert().values(values))


def _tables() -> None:
    op.drop_table("urn")
    op.create_table(
        "urn",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("edition", sa.Text, nullable=False),
        sa.Column("entry", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_urn"),
        sa.ForeignKeyConstraint(["edition"], [EDITION], name="fk_urn_edition_editions"),
        sa.CheckConstraint("length(id) = 32", name="ck_urn_id_is_random"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "seals",
        sa.Column("edition", sa.Text, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("edition", name="pk_seals"),
        sa.ForeignKeyConstraint(["edition"], [EDITION], name="fk_seals_edition_editions"),
    )
    op.create_table(
        "counted",
        sa.Column("edition", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("ballot", sa.Text, nullable=False),
        sa.Column("weight", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("edition", "position", name="pk_counted"),
        sa.ForeignKeyConstraint(["edition"], [EDITION], name="fk_counted_edition_editions"),
        sa.CheckConstraint("weight > 0", name="ck_counted_weight_is_a_number"),
    )
    op.create_table(
        "receipts",
        sa.Column("edition", sa.Text, nullable=False),
        sa.Column("hashes", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("edition", name="pk_receipts"),
        sa.ForeignKeyConstraint(["edition"], [EDITION], name="fk_receipts_edition_editions"),
    )
