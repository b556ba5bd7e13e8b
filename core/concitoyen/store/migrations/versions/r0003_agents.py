"""Agents, their sign-ins, and the tablets that they lend to voters."""

import sqlalchemy as sa
from alembic import op

revision = "r0003"
down_revision = "r0002"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")


def upgrade() -> None:
    """Create the three tables."""
    _agents()
    _sessions()
    _kiosks()


def _agents() -> None:
    op.create_table(
        "agents",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("login", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("grants", sa.Text, nullable=False),
        sa.Column("enabled", sa.Boolean, nullable=False),
        sa.Column("password", sa.Text, nullable=False),
        sa.Column("pin", sa.Text, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_agents"),
        sa.UniqueConstraint("login", name="uq_agents_login"),
    )


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("agent", sa.Text, nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("confirmed_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("token", name="pk_sessions"),
        sa.ForeignKeyConstraint(["agent"], ["agents.id"], name="fk_sessions_agent_agents"),
        sa.CheckConstraint("length(token) = 64", name="ck_sessions_token_is_a_hash"),
    )
    op.create_index("ix_sessions_agent", "sessions", ["agent"])


def _kiosks() -> None:
    op.create_table(
        "kiosks",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("edition", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("opened_by", sa.Text, nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("closes_at", INSTANT, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_kiosks"),
        sa.UniqueConstraint("token", name="uq_kiosks_token"),
        sa.ForeignKeyConstraint(["edition"], ["editions.id"], name="fk_kiosks_edition_editions"),
        sa.ForeignKeyConstraint(["opened_by"], ["agents.id"], name="fk_kiosks_opened_by_agents"),
        sa.CheckConstraint("length(token) = 64", name="ck_kiosks_token_is_a_hash"),
    )
