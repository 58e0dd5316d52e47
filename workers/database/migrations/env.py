"""Called by Alembic. The connection comes from `workers.database.upgrade`; nothing is read from the environment."""

from __future__ import annotations

from alembic import context

from workers.database.tables import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata, compare_type=True)
with context.begin_transaction():
    context.run_migrations()
