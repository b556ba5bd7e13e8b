"""First tables: editions, proposals, roll, urn, journal, outcomes, awards."""

import sqlalchemy as sa
from alembic import op

revision = "r0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")
EDITION = "editions.id"

APPEND_ONLY_SQLITE = (
    """CREATE TRIGGER journal_refuses_update BEFORE UPDATE ON journal
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
    """CREATE TRIGGER journal_refuses_delete BEFORE DELETE ON journal
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
    # INSERT OR REPLACE deletes without telling the trigger above.
    """CREATE TRIGGER journal_refuses_replace BEFORE INSERT ON journal
    WHEN EXISTS (SELECT 1 FROM journal WHERE edition = NEW.edition AND number = NEW.number)
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
)
APPEND_ONLY_POSTGRESQL = (
    """CREATE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$""",
    """CREATE TRIGGER journal_refuses_change BEFORE UPDATE OR DELETE ON journal
    FOR EACH ROW EXECUTE FUNCTION journal_is_append_only()""",
    """CREATE TRIGGER journal_refuses_truncate BEFORE TRUNCATE ON journal
    FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only()""",
)


def upgrade() -> None:
    """Create the tables, and the triggers that keep the journal append-only."""
    _editions_and_proposals()
    _vote()
    _journal()
    _results()


def _editions_and_proposals() -> None:
    op.create_table(
        "editions",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("rulebook_source", sa.Text, nullable=False),
        sa.Column("rulebook_text", sa.Text, nullable=False),
        sa.Column("rulebook_sha256", sa.Text, nullable=False),
        sa.Column("packs", sa.Text, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("practice", sa.Boolean, nullable=False),
        sa.Column("simulated", sa.Boolean, nullable=False),
        sa.Column("deliberation", sa.Text, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("published_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_editions"),
    )
    op.create_table(
        "proposals",
        sa.Column("edition", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("structure", sa.Text, nullable=False),
        sa.Column("legal_form", sa.Text, nullable=False),
        sa.Column("summary", sa.Text, nullable=False),
        sa.Column("commune", sa.Text, nullable=False),
        sa.Column("territory", sa.Text, nullable=False),
        sa.Column("category", sa.Text, nullable=False),
        sa.Column("themes", sa.Text, nullable=False),
        sa.Column("labels", sa.Text, nullable=False),
        sa.Column("total_cost_cents", sa.BigInteger, nullable=False),
        sa.Column("requested_cents", sa.BigInteger, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("status_reason", sa.Text, nullable=False),
        sa.Column("deposited_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("edition", "id", name="pk_proposals"),
        sa.ForeignKeyConstraint(["edition"], [EDITION], name="fk_proposals_edition_editions"),
    )


def _vote() -> None:
    op.create_table(
        "roll",
        sa.Column("edition", sa.Text, nullable=False),
        sa.Column("voter", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("edition", "voter", name="pk_roll"),
        sa.ForeignKeyConstraint(["edition"], [EDITION], name="fk_roll_edition_editions"),
        sa.CheckConstraint("length(voter) = 64", name="ck_roll_voter_is_a_hash"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "urn",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("edition", sa.Text, nullable=False),
        sa.Column("ballot", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_urn"),
        sa.ForeignKeyConstraint(["edition"], [EDITION], name="fk_urn_edition_editions"),
        sa.CheckConstraint("length(id) = 32", name="ck_urn_id_is_random"),
        sqlite_with_rowid=False,
    )


def _journal() -> None:
    op.create_table(
        "journal",
        sa.Column("edition", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("details", sa.Text, nullable=False),
        sa.Column("previous", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("edition", "number", name="pk_journal"),
    )
    triggers = {"sqlite": APPEND_ONLY_SQLITE, "postgresql": APPEND_ONLY_POSTGRESQL}
    for trigger in triggers[op.get_bind().dialect.name]:
        op.execute(trigger)


def _results() -> None:
    op.create_table(
        "outcomes",
        sa.Column("edition", sa.Text, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("edition", name="pk_outcomes"),
        sa.ForeignKeyConstraint(["edition"], [EDITION], name="fk_outcomes_edition_editions"),
    )
    op.create_table(
        "awards",
        sa.Column("edition", sa.Text, nullable=False),
        sa.Column("proposal", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("amount_cents", sa.BigInteger, nullable=False),
        sa.Column("line", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("edition", "proposal", name="pk_awards"),
        sa.ForeignKeyConstraint(
            ["edition", "proposal"], ["proposals.edition", "proposals.id"], name="fk_awards_edition_proposals"
        ),
    )
