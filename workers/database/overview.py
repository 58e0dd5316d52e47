"""The details of the operations page: what is at work, what the last hour was like, what waits for a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, func, or_, select, text

from workers.database.operations import PATIENCE, held, of_state
from workers.database.tables import Batch, DeliveryRow, DossierRow, ReconciliationRow, RecordRow, TryRow

SHOWN = 5
"""Rows of a list that show before it says how many more there are."""


@dataclass(frozen=True)
class AtWork:
    """A dossier that is being read. `seconds` since a worker took it."""

    label: str
    pages_done: int
    pages_known: int
    seconds: float


@dataclass(frozen=True)
class Served:
    """The last hour of a queue: what was read, and half and 95 % of it waited at most so many seconds."""

    dossiers: int = 0
    pages: int = 0
    half: float = 0.0
    most: float = 0.0
    failed: int = 0
    """Tries that failed."""


@dataclass(frozen=True)
class RunningBatch:
    """A batch with something left to do. `found` dossiers are known of it, all of them when `listed`."""

    id: UUID
    place: str
    inventory: str
    """SHA-256 of the inventory; empty where the place itself is listed."""
    paused: bool
    listed: bool
    found: int
    left: int
    error: str | None


@dataclass(frozen=True)
class DeadLetters:
    """Messages to a receiver that are given up."""

    receiver: str
    number: int
    oldest: datetime


@dataclass(frozen=True)
class Comparison:
    """One comparison of storage, database and queue; `found` as `ReconciliationRow` keeps it."""

    started_at: datetime
    finished_at: datetime | None
    found: Mapping[str, Any]


@dataclass(frozen=True)
class Held:
    """A dossier whose newest record does not count because a person's correction finds no place in it."""

    id: UUID
    label: str


@dataclass(frozen=True)
class Overview:
    """All of it."""

    at_work: Mapping[UUID, AtWork]
    served: Mapping[str, Served]
    batches: Sequence[RunningBatch]
    failures: Mapping[str, int]
    """Dossiers that could not be read, by the code of the error, most frequent first."""
    dead: Sequence[DeadLetters]
    held: Sequence[Held]
    comparison: Comparison | None
    server: str


def overview(engine: Engine) -> Overview:
    """Everything from one moment. Raises `sqlalchemy.exc.SQLAlchemyError`."""
    with engine.connect() as connection, connection.begin():
        connection.execute(text(f"SET LOCAL statement_timeout = '{PATIENCE}'"))
        return Overview(
            at_work=_at_work(connection),
            served=_served(connection),
            batches=_batches(connection),
            failures=_failures(connection),
            dead=_dead(connection),
            held=_held(connection),
            comparison=_comparison(connection),
            server=connection.execute(text("SHOW server_version")).scalar_one(),
        )


def _at_work(connection: Connection) -> dict[UUID, AtWork]:
    since = func.extract("epoch", func.now() - DossierRow.started_at)
    rows = connection.execute(
        select(
            DossierRow.id, DossierRow.name, DossierRow.label, DossierRow.pages_done, DossierRow.pages_known, since.label("s")
        )
        # As its index says it.
        .where(DossierRow.state == "running", DossierRow.state.in_(("queued", "running")), DossierRow.enqueued_at.is_not(None))
        .limit(1000)
    )
    return {row.id: AtWork(_label(row), row.pages_done, row.pages_known, float(row.s or 0)) for row in rows}


def _served(connection: Connection) -> dict[str, Served]:
    published = TryRow.outcome == "published"
    half, most = (func.percentile_cont(share).within_group(TryRow.waited).filter(published) for share in (0.5, 0.95))
    rows = connection.execute(
        select(
            TryRow.queue,
            func.count().filter(published).label("dossiers"),
            func.coalesce(func.sum(TryRow.pages).filter(published), 0).label("pages"),
            func.coalesce(half, 0).label("half"),
            func.coalesce(most, 0).label("most"),
            func.count().filter(TryRow.outcome.not_in(("published", "superseded", "corrections"))).label("failed"),
        )
        .where(TryRow.ended_at > func.now() - text("interval '1 hour'"))
        .group_by(TryRow.queue)
    )
    return {row.queue: Served(row.dossiers, int(row.pages), float(row.half), float(row.most), row.failed) for row in rows}


def _batches(connection: Connection) -> list[RunningBatch]:
    unfinished = DossierRow.state.in_(("queued", "running"))
    of_it = DossierRow.batch_id == Batch.id
    left = select(func.count()).where(of_it, unfinished).scalar_subquery()
    rows = connection.execute(
        select(
            Batch.id,
            Batch.bucket,
            Batch.prefix,
            Batch.inventory,
            Batch.state,
            Batch.listed_at,
            Batch.found,
            Batch.error_message,
            left.label("left"),
        )
        .where(
            Batch.state != "canceled", or_(Batch.listed_at.is_(None), select(DossierRow.id).where(of_it, unfinished).exists())
        )
        .order_by(Batch.state.desc(), Batch.asked_at.desc())
        .limit(SHOWN)
    )
    return [
        RunningBatch(
            row.id,
            f"s3://{row.bucket}/{row.prefix}",
            row.inventory,
            row.state == "paused",
            row.listed_at is not None,
            row.found,
            row.left,
            row.error_message,
        )
        for row in rows
    ]


def _failures(connection: Connection) -> dict[str, int]:
    failed = of_state("failed").subquery()
    number = func.count()
    wanted = select(failed.c.error_code, number).group_by(failed.c.error_code)
    rows = connection.execute(wanted.order_by(number.desc(), failed.c.error_code))
    return {row[0] or "": row[1] for row in rows}


def _dead(connection: Connection) -> list[DeadLetters]:
    rows = connection.execute(
        select(DeliveryRow.receiver, func.count(), func.min(DeliveryRow.created_at))
        .where(DeliveryRow.state == "dead")
        .group_by(DeliveryRow.receiver)
        .order_by(DeliveryRow.receiver)
    )
    return [DeadLetters(*row) for row in rows]


def _held(connection: Connection) -> list[Held]:
    newest = held().order_by(RecordRow.id.desc()).limit(SHOWN)
    rows = connection.execute(
        select(DossierRow.id, DossierRow.name, DossierRow.label)
        .join(RecordRow, RecordRow.dossier_id == DossierRow.id)
        .where(RecordRow.id.in_(newest))
        .distinct()
    )
    return [Held(row.id, _label(row)) for row in rows]


def _comparison(connection: Connection) -> Comparison | None:
    row = connection.execute(
        select(ReconciliationRow.started_at, ReconciliationRow.finished_at, ReconciliationRow.found)
        .order_by(ReconciliationRow.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else Comparison(*row)


def _label(row: Any) -> str:
    return str(row.label or row.name.rstrip("/").rpartition("/")[2])
