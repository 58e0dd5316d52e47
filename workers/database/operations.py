"""What an operator wants to know, asked so that it stays cheap with millions of dossiers: by index, or estimated."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Select, and_, func, or_, select, text, true, union_all

from workers.database.tables import Batch, DeliveryRow, DossierRow, EventRow, QueueName, ReconciliationRow, RecordRow

BOUND = 100_000
"""Up to here things are counted one by one; what is more is estimated from the statistics of the database."""
SMALL = 4096
"""Pages of 8 KiB. A table of dossiers that is not larger is counted by reading it."""
PATIENCE = "5s"
"""After so long the database is left alone with a question."""

FIRST = 100
"""Of a batch so many are looked at, in its order, to say how long it has waited."""

QUEUES: tuple[QueueName, ...] = ("urgent", "batch")
STATES = ("queued", "running", "done", "failed", "canceled")

# As the indexes of the table say it, so that they are used.
_STORED = (DossierRow.state == "queued", DossierRow.enqueued_at.is_(None))
_IN_HAND = (DossierRow.state.in_(("queued", "running")), DossierRow.enqueued_at.is_not(None))


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
                state: _count(connection, select(DeliveryRow.id).where(DeliveryRow.state == state))
                for state in ("pending", "dead")
            },
            oldest_delivery=_seconds(connection, select(func.min(DeliveryRow.created_at)).where(DeliveryRow.state == "pending"))
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


def states(engine: Engine) -> dict[str, int]:
    """Dossiers by state, as in `Figures`."""
    with engine.connect() as connection, connection.begin():
        connection.execute(text(f"SET LOCAL statement_timeout = '{PATIENCE}'"))
        return _states(connection, {queue: _stored(connection, queue) for queue in QUEUES})


def held() -> Select[Any]:
    """Ids of records that are held and that nothing newer has replaced."""
    newest = or_(DossierRow.published_id.is_(None), DossierRow.published_id < RecordRow.id)
    return (
        select(RecordRow.id)
        .join(DossierRow, and_(DossierRow.id == RecordRow.dossier_id, newest))
        .where(RecordRow.held.is_not(None))
    )


def of_state(state: str) -> Select[Any]:
    """Ids and error codes of dossiers in a state, found batch by batch: there is an index for that."""
    row = select(DossierRow.id, DossierRow.error_code).where(DossierRow.state == state)
    of_batch = row.where(DossierRow.batch_id == Batch.id).correlate(Batch).limit(BOUND + 1).lateral("of_batch")
    alone = row.where(DossierRow.batch_id.is_(None)).limit(BOUND + 1)
    of_batches = select(of_batch.c.id, of_batch.c.error_code).select_from(Batch).join(of_batch, true()).limit(BOUND + 1)
    both = union_all(of_batches.subquery().select(), alone.subquery().select()).subquery("both")
    return select(both.c.id, both.c.error_code).limit(BOUND + 1)


def _states(connection: Connection, stored: Mapping[str, int]) -> dict[str, int]:
    """Dossiers by state. The states that few are in are counted; `done` is what is left of all."""
    total = _total(connection)
    if total is None:
        counted = select(DossierRow.state, func.count()).group_by(DossierRow.state)
        return {**dict.fromkeys(STATES, 0), **{row[0]: row[1] for row in connection.execute(counted)}}
    in_hand = select(DossierRow.state, func.count()).where(*_IN_HAND).group_by(DossierRow.state)
    given: dict[str, int] = {row[0]: row[1] for row in connection.execute(in_hand)}
    states = {
        "queued": given.get("queued", 0) + sum(stored.values()),
        "running": given.get("running", 0),
        "failed": _count(connection, of_state("failed"), lambda: _share(connection, "failed", total)),
        "canceled": _count(connection, of_state("canceled"), lambda: _share(connection, "canceled", total)),
    }
    return {**states, "done": max(0, total - sum(states.values()))}


def _total(connection: Connection) -> int | None:
    """All dossiers, by their density when they were last counted and the size of the table now; None where it is small."""
    row = connection.execute(
        text(
            "SELECT reltuples, relpages, pg_relation_size(oid) / current_setting('block_size')::int AS pages"
            " FROM pg_class WHERE oid = 'dossiers'::regclass"
        )
    ).one()
    if row.pages <= SMALL or row.reltuples < 0 or not row.relpages:
        return None
    return int(row.reltuples / row.relpages * row.pages)


def _share(connection: Connection, state: str, total: int) -> int:
    """About how many of all are in a state: its frequency in the sample of the last ANALYZE."""
    found = connection.execute(
        text(
            "SELECT freq FROM pg_stats, unnest(most_common_vals::text::text[], most_common_freqs) AS common(value, freq)"
            " WHERE schemaname = current_schema() AND tablename = 'dossiers' AND attname = 'state' AND value = :state"
        ),
        {"state": state},
    ).scalar_one_or_none()
    return max(BOUND, round((found or 0.0) * total))


def _waiting(connection: Connection, queue: QueueName) -> Waiting:
    given = select(DossierRow.id).where(*_IN_HAND, DossierRow.state == "queued", DossierRow.queue == queue)
    since = func.greatest(DossierRow.wanted_at, DossierRow.not_before)
    first = union_all(
        _first(queue, since), select(since.label("since")).where(DossierRow.id.in_(given)).limit(BOUND)
    ).subquery()
    return Waiting(
        stored=_stored(connection, queue),
        given=_count(connection, given),
        oldest=max(0.0, _seconds(connection, select(func.min(first.c.since))) or 0.0),
    )


def _stored(connection: Connection, queue: QueueName) -> int:
    stored = select(DossierRow.id).where(*_STORED, DossierRow.queue == queue)
    return _count(connection, stored, lambda: _indexed(connection))


def _first(queue: QueueName, since: ColumnElement[datetime]) -> Select[Any]:
    """Since when the first in line have waited: of urgent ones all, of each running batch some."""
    due = or_(DossierRow.not_before.is_(None), DossierRow.not_before <= func.now())
    waiting = select(since.label("since")).where(*_STORED, due, DossierRow.queue == queue)
    if queue == "urgent":
        return waiting.limit(FIRST * FIRST)
    line = waiting.order_by(DossierRow.sort_key).limit(FIRST)
    of_batch = line.where(DossierRow.batch_id == Batch.id).correlate(Batch).lateral("of_batch")
    of_batches = select(of_batch.c.since).select_from(Batch).join(of_batch, true()).where(Batch.state == "running")
    alone = line.where(DossierRow.batch_id.is_(None)).subquery("alone")
    return select(union_all(of_batches, select(alone.c.since)).subquery().c.since)


def _indexed(connection: Connection) -> int:
    """About how many wait in the database: entries of the index that holds only these, when they were last counted."""
    found = connection.execute(text("SELECT reltuples FROM pg_class WHERE oid = 'ix_dossiers_to_enqueue'::regclass"))
    return max(BOUND, int(found.scalar_one()))


def _unfinished(state: str) -> Select[Any]:
    left = select(DossierRow.id).where(DossierRow.batch_id == Batch.id, DossierRow.state.in_(("queued", "running")))
    return select(Batch.id).where(Batch.state == state, or_(Batch.listed_at.is_(None), left.exists()))


def _count(connection: Connection, wanted: Select[Any], beyond: Callable[[], int] = lambda: BOUND) -> int:
    """How many rows there are, up to `BOUND`; `beyond` says it where there are more."""
    few = wanted.limit(BOUND + 1).subquery()
    number = connection.execute(select(func.count()).select_from(few)).scalar_one()
    return int(number) if number <= BOUND else beyond()


def _seconds(connection: Connection, moment: Select[Any]) -> float | None:
    """Seconds from a moment until now."""
    age = func.extract("epoch", func.clock_timestamp() - moment.scalar_subquery())
    found = connection.execute(select(age)).scalar_one()
    return None if found is None else float(found)
