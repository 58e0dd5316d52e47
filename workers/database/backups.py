"""The database as something that is copied and put back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, column, delete, func, inspect, select, table, text, update

from workers.database import migrations
from workers.database.tables import Base, DossierFile, DossierRow, IdempotencyRow

TABLES = (*sorted(Base.metadata.tables), "alembic_version")
"""All that is copied."""
_BY_THEMSELVES = {"configurations", "reconciliations"}
"""What a service writes that nobody has asked for anything yet."""


@dataclass(frozen=True)
class Moment:
    """The database at one moment: a snapshot that other connections can see too, while this one lives."""

    snapshot: str
    schema: str
    postgres: int
    """Major version of the server."""
    size: int
    """Bytes on the server's disk, indexes and all."""
    rows: Mapping[str, int]
    buckets: tuple[str, ...]
    """Buckets that dossiers lie in."""


@contextmanager
def moment(engine: Engine) -> Iterator[Moment]:
    """Holds on to the database as it is now."""
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection, connection.begin():
        yield Moment(
            snapshot=_text(connection, "SELECT pg_export_snapshot()"),
            schema=_text(connection, "SELECT version_num FROM alembic_version"),
            postgres=int(_text(connection, "SHOW server_version_num")) // 10_000,
            size=int(_text(connection, "SELECT pg_database_size(current_database())")),
            rows=_rows(connection, sorted(Base.metadata.tables)),
            buckets=tuple(connection.execute(select(DossierRow.bucket).distinct()).scalars()),
        )


def postgres(engine: Engine) -> int:
    """Major version of the server."""
    with engine.connect() as connection:
        return int(_text(connection, "SHOW server_version_num")) // 10_000


def rows(engine: Engine, tables: Iterable[str]) -> dict[str, int]:
    """How many rows these tables have."""
    with engine.connect() as connection:
        return _rows(connection, tables)


def is_known(schema: str) -> bool:
    """Whether this version of the service has the migration that a database was brought to."""
    return schema in {each.revision for each in ScriptDirectory(str(Path(migrations.__file__).parent)).walk_revisions()}


def is_empty(engine: Engine) -> bool:
    """Whether there are no tables, or nothing is in them but what a service writes by itself."""
    with engine.connect() as connection:
        known = set(inspect(connection).get_table_names())
        return all(_is_bare(connection, each) for each in known & set(Base.metadata.tables) - _BY_THEMSELVES)


def clear(engine: Engine) -> None:
    """Removes every table and what is in it."""
    with engine.begin() as connection:
        Base.metadata.drop_all(connection)
        connection.execute(text("DROP TABLE IF EXISTS alembic_version"))


def take_up(engine: Engine) -> int:
    """After a restore nobody works on anything: what is unfinished waits to be given to the queue; returns how much that is."""
    with engine.begin() as connection:
        # An answer that was being given when the copy was made will never be.
        connection.execute(delete(IdempotencyRow).where(IdempotencyRow.status.is_(None)))
        waiting = update(DossierRow).where(DossierRow.state.in_(("queued", "running")))
        return connection.execute(waiting.values(state="queued", enqueued_at=None, not_before=None)).rowcount


def renew_etags(engine: Engine, changed: Iterable[tuple[str, str, str, str]]) -> None:
    """Restored scans may have got other etags: `changed` are bucket, key, the old etag, the new one."""
    with engine.begin() as connection:
        connection.execute(text("CREATE TEMPORARY TABLE renewed (bucket text, key text, old text, new text) ON COMMIT DROP"))
        driver = connection.connection.cursor()
        with driver.copy("COPY renewed FROM STDIN") as copy:
            for each in changed:
                copy.write_row(each)
        connection.execute(text("ANALYZE renewed"))
        renewed = table("renewed", column("bucket"), column("key"), column("old"), column("new"))
        connection.execute(
            update(DossierFile)
            .where(
                DossierFile.key == renewed.c.key,
                DossierFile.etag == renewed.c.old,
                DossierFile.dossier_id == DossierRow.id,
                DossierRow.bucket == renewed.c.bucket,
            )
            .values(etag=renewed.c.new)
        )


def _rows(connection: Connection, tables: Iterable[str]) -> dict[str, int]:
    return {name: connection.execute(select(func.count()).select_from(table(name))).scalar_one() for name in tables}


def _is_bare(connection: Connection, name: str) -> bool:
    return connection.execute(text(f'SELECT NOT EXISTS (SELECT FROM "{name}")')).scalar_one() is True  # noqa: S608


def _text(connection: Connection, query: str) -> str:
    return str(connection.execute(text(query)).scalar_one())
