"""What an operator wants to know, asked so that it stays cheap with millions of dossiers: by index, or estimated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, Select, Text, and_, func, literal, or_, select, text, true, union_all
from sqlalchemy import cast as sql_cast

from workers.database.tables import Batch, DeliveryRow, DossierRow, EventRow, QueueName, ReconciliationRow, RecordRow

BOUND = 100_000
"""Up to here things are counted one by one; what is more is estimated from the statistics of the database."""
SMALL = 4096
"""Pages of 8 KiB. A table of dossiers that is not larger is counted by reading it."""
PATIENCE = "5s"
"""After so long the database is left alone with a question."""

QUEUES: tuple[QueueName, ...] = ("urgent", "batch")


@dataclass(frozen=True)
class Waiting:
    """What waits to be read. `stored`: in the database; `given`: in the queue. `oldest`: seconds that the oldest has waited.

    What failed and waits for its next try counts from then on. Of a batch only the first in line are looked at.
    """

    stored: int = 0
    given: int = 0
    oldest: float = 0.0


@dataclass(frozen=True)
class Figures:
    """The database in numbers. Ages in seconds, by its own clock."""

    states: Mapping[str, int]
    """Dossiers by state; above `BOUND` an estimate."""
    waiting: Mapping[QueueName, Waiting]
    batches: int
    """Running batches with something left to do."""
    paused: int
    events: int
    deliveries: Mapping[str, int]
    """`pending` and `dead`, at most `BOUND` of each."""
    oldest_delivery: float
    """Seconds that the oldest pending delivery has waited; 0 when there is none."""
    held: int
    """Records that do not count because a person's correction finds no place in them, and that nothing newer replaced."""
    compared: float | None
    """Seconds since the latest comparison ended."""
    bytes: int
    schema: str


def figures(engine: Engine) -> Figures:
    """All of it, from one moment. Raises `sqlalchemy.exc.SQLAlchemyError`."""
    with engine.connect() as connection, connection.begin():
        connection.execute(text(f"SET LOCAL statement_timeout = '{PATIENCE}'"))
        waiting = {queue: _waiting(connection, queue) for queue in QUEUES}
        states = _states(connection, {queue: each.stored for queue, each in waiting.items()})
        return Figures(
            states=states,
            waiting=waiting,
            batches=_count(connection, _unfinished("running")),
            paused=_count(connection, _unfinished("paused")),
            events=_count(connection, select(EventRow.id).where(EventRow.handled_at.is_(None))),
            deliveries={
                state: _count(connection, select(DeliveryRow.id).where(DeliveryRow.state == state)) for state in ("pending", "dead")
            },
            oldest_delivery=_seconds(
                connection, select(func.min(DeliveryRow.created_at)).where(DeliveryRow.state == "pending")
            )
            or 0.0,
            held=_count(connection, held()),
            compared=_seconds(
                connection,
                select(ReconciliationRow.finished_at)
                .where(ReconciliationRow.finished_at.is_not(None))
                .order_by(ReconciliationRow.id.desc())
                .limit(1),
            ),
            bytes=connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one(),
            schema=connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one(),
        )


def held() -> Select[int]:
    """Ids of records that are held and that nothing newer has replaced."""
    newest = or_(DossierRow.published_id.is_(None), DossierRow.published_id < RecordRow.id)
    return (
        select(RecordRow.id).join(DossierRow, and_(DossierRow.id == RecordRow.dossier_id, newest)).where(RecordRow.held.is_not(None))
    )


def of_state(state: str) -> Select[object]:
    """Ids and error codes of dossiers in a state, found through the index of every batch: one on the state alone is not needed."""
    row = select(DossierRow.id, DossierRow.error_code).where(DossierRow.state == state)
    of_batch = row.where(DossierRow.batch_id == Batch.id).correlate(Batch).limit(BOUND + 1).lateral("of_batch")
    alone = row.where(DossierRow.batch_id.is_(None)).limit(BOUND + 1)
    of_batches = select(of_batch.c.id, of_batch.c.error_code).select_from(Batch).join(of_batch, true()).limit(BOUND + 1)
    both = union_all(of_batches.subquery().select(), alone.subquery().select()).subquery("both")
    return select(both.c.id, both.c.error_code).limit(BOUND + 1)
