"""Run by Alembic: carries the steps out on the connection that was opened for them."""

from __future__ import annotations

from alembic import context

from tierline.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
