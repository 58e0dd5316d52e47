"""PostgreSQL: connections and the shape of the database."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, NullPool, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from workers.settings import Settings

_MIGRATION_LOCK = 0x686F736F
"""Any constant will do as long as it is ours: the letters `hoso`."""


def connect(settings: Settings, *, pooled: bool = True) -> Engine:
    """An engine for the database. `pooled=False` where processes are forked: a connection must not be shared by two."""
    url = make_url(settings.database_url.get_secret_value()).set(drivername="postgresql+psycopg")
    options = {"pool_pre_ping": True, "pool_size": 10} if pooled else {"poolclass": NullPool}
    # What is in a statement may name a person, so errors quote no values.
    return create_engine(url, hide_parameters=True, connect_args={"connect_timeout": 10, "application_name": "hoso"}, **options)


CHANNEL = "hoso"
"""Where the dispatcher listens for the names of chores that have something to do."""


def wake(transaction: Connection | Session, chore: str) -> None:
    """Tells the dispatcher, once this transaction is committed, that a chore has something to do."""
    transaction.execute(text("SELECT pg_notify(:channel, :chore)"), {"channel": CHANNEL, "chore": chore})


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Brings the database to the newest shape, or to `revision`; two that try at once take turns."""
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
        command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Takes the database back to `revision`; `base` removes every table and what is in it."""
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
        command.downgrade(_config(connection), revision)


def _config(connection: object) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config
