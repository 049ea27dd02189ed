"""Alembic's entry: run by `engine.storage.migrate` with a connection that it has opened."""

from alembic import context

from engine.storage.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
