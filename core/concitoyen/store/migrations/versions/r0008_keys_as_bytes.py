"""The keys of the roll and the urn, and the clues, are bytes: half the room of their digits."""

import sqlite3
from typing import cast

import sqlalchemy as sa
from alembic import op

revision = "r0008"
down_revision = "r0007"
branch_labels = None
depends_on = None

CLUES_OF_WORDS = """CREATE FUNCTION pg_temp.bytes_of_clues(words text) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(decode(string_agg(to_hex(ascii(word)) || substr(word, 2), '' ORDER BY place), 'hex'), '')
    FROM regexp_split_to_table(words, ' ') WITH ORDINALITY AS split (word, place) WHERE word <> ''
$$"""


def upgrade() -> None:
    """Write them so, and let whoever was admitted at a desk in that minute ask for another code."""
    op.execute("DELETE FROM admissions")
    if op.get_context().dialect.name == "postgresql":
        _changed()
    else:
        _made_anew()


def _changed() -> None:
    op.execute(CLUES_OF_WORDS)
    for table, key, name, size in (("roll", "voter", "voter_is_a_hash", 32), ("urn", "id", "id_is_random", 16)):
        op.drop_constraint(op.f(f"ck_{table}_{name}"), table)
        op.alter_column(table, key, type_=sa.LargeBinary, postgresql_using=f"decode({key}, 'hex')")
        op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, f"length({key}) = {size}")
    op.alter_column("roll", "clues", type_=sa.LargeBinary, postgresql_using="pg_temp.bytes_of_clues(clues)")
    op.execute("DROP FUNCTION pg_temp.bytes_of_clues")


def _made_anew() -> None:
    connection = cast("sqlite3.Connection", op.get_bind().connection.dbapi_connection)
    connection.create_function("bytes_of", 1, bytes.fromhex, deterministic=True)
    connection.create_function("bytes_of_clues", 1, _bytes_of_clues, deterministic=True)
    op.create_table(
        "newroll",
        sa.Column("edition", sa.Text, nullable=False),
        sa.Column("voter", sa.LargeBinary, nullable=False),
        sa.Column("clues", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("edition", "voter", name="pk_roll"),
        sa.ForeignKeyConstraint(["edition"], ["editions.id"], name="fk_roll_edition_editions"),
        sa.CheckConstraint("length(voter) = 32", name="ck_roll_voter_is_a_hash"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "newurn",
        sa.Column("id", sa.LargeBinary, nullable=False),
        sa.Column("edition", sa.Text, nullable=False),
        sa.Column("entry", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_urn"),
        sa.ForeignKeyConstraint(["edition"], ["editions.id"], name="fk_urn_edition_editions"),
        sa.CheckConstraint("length(id) = 16", name="ck_urn_id_is_random"),
        sqlite_with_rowid=False,
    )
    op.execute("INSERT INTO newroll SELECT edition, bytes_of(voter), bytes_of_clues(clues) FROM roll ORDER BY 1, 2")
    op.execute("INSERT INTO newurn SELECT bytes_of(id), edition, entry FROM urn ORDER BY 1")
    for table in ("roll", "urn"):
        op.drop_table(table)
        op.rename_table(f"new{table}", table)


def _bytes_of_clues(words: str) -> bytes:
    return b"".join(word[0].encode() + bytes.fromhex(word[1:]) for word in words.split())
