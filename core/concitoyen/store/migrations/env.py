"""How Alembic runs a history, the core's or a pack's: on the connection that `migrate` gives."""

from alembic import context

given = context.config.attributes
context.configure(connection=given["connection"], version_table=given["version_table"], render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
