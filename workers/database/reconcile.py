"""What the database says, asked for comparing it with storage and queue, and what came out of that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Engine, Select, collate, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session, aliased

from workers.database.dossiers import SourceFile
from workers.database.tables import (
    Batch,
    Configuration,
    DeliveryRow,
    DossierFile,
    DossierRow,
    EventRow,
    IdempotencyRow,
    ReconciliationRow,
    RecordRow,
    TryRow,
)

ROOM = 1000
"""Values in one `IN`."""


@dataclass(frozen=True)
class Known:
    """A dossier as the database knows it."""

    id: UUID
    bucket: str
    name: str
    files: tuple[SourceFile, ...]


@dataclass(frozen=True)
class Kept:
    """A record as the database knows it: where it lies, and whether it counts. `state` is its dossier's."""

    source: str
    configuration: str
    has_pdf: bool
    dossier: UUID
    counts: bool
    state: str
    reading: Mapping[str, Any] | None


@dataclass(frozen=True)
class Comparison:
    """A comparison, finished or not. `found` holds counts by kind, and where the comparison stands."""

    id: int
    found: Mapping[str, Any]


def named(engine: Engine, bucket: str, names: Sequence[str]) -> dict[str, Known]:
    """The dossiers that have these names, by name."""
    found: dict[str, Known] = {}
    with Session(engine) as session:
        for begin in range(0, len(names), ROOM):
            chosen = select(DossierRow.id, DossierRow.bucket, DossierRow.name).where(
                DossierRow.bucket == bucket, DossierRow.name.in_(names[begin : begin + ROOM])
            )
            found.update((each.name, each) for each in _known(session, chosen))
    return found


def after(engine: Engine, last: UUID | None, limit: int) -> list[Known]:
    """The next dossiers in the order of their ids, without canceled ones."""
    chosen = select(DossierRow.id, DossierRow.bucket, DossierRow.name).where(DossierRow.state != "canceled")
    if last is not None:
        chosen = chosen.where(DossierRow.id > last)
    with Session(engine) as session:
        return _known(session, chosen.order_by(DossierRow.id).limit(limit))


def known(engine: Engine, ids: Sequence[UUID]) -> list[Known]:
    """These dossiers."""
    with Session(engine) as session:
        return _known(session, select(DossierRow.id, DossierRow.bucket, DossierRow.name).where(DossierRow.id.in_(ids)))


def records_after(engine: Engine, source: str, last: str | None, limit: int) -> list[Kept]:
    """Records in the order of their addresses, byte by byte: those beyond `source`, up to and with `last`.

    At least `limit` where there are so many: all of the last one's source.
    """
    key = collate(RecordRow.source, "C")
    chosen = _kept().where(key > source).order_by(key).fetch(limit, with_ties=True)
    if last is not None:
        chosen = chosen.where(key <= last)
    with engine.connect() as connection:
        return [Kept(*row) for row in connection.execute(chosen)]


def records_of(engine: Engine, sources: Sequence[str]) -> list[Kept]:
    """Every record that was made of these sources."""
    with engine.connect() as connection:
        return [Kept(*row) for row in connection.execute(_kept().where(RecordRow.source.in_(sources)))]


def given(engine: Engine, seconds: float) -> list[tuple[UUID, int]]:
    """Ids and revisions of what was given to the queue longer ago than this and is not finished."""
    chosen = select(DossierRow.id, DossierRow.revision).where(
        DossierRow.state.in_(("queued", "running")), DossierRow.enqueued_at < func.now() - timedelta(seconds=seconds)
    )
    with engine.connect() as connection:
        return [(row.id, row.revision) for row in connection.execute(chosen)]


def read_for_longer(engine: Engine, seconds: float, shown: int) -> tuple[int, list[UUID]]:
    """How many dossiers have been read for longer than this, and some of them."""
    since = func.now() - timedelta(seconds=seconds)
    running = select(DossierRow.id).where(
        DossierRow.state == "running", DossierRow.enqueued_at.is_not(None), DossierRow.started_at < since
    )
    return _some(engine, running.order_by(DossierRow.started_at), shown)


def late_events(engine: Engine, seconds: float) -> int:
    """How many events have been due for longer than this."""
    late = select(EventRow.id).where(EventRow.handled_at.is_(None), EventRow.due_at < func.now() - timedelta(seconds=seconds))
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(late.subquery())).scalar_one()


def late_deliveries(engine: Engine, seconds: float, shown: int) -> tuple[int, list[UUID]]:
    """How many messages have been due for longer than this, and dossiers of some.

    A receiver that nothing was ever sent to fetches its messages, or its first one is not sent yet: not counted.
    """
    sent_to = select(DeliveryRow.receiver).where(DeliveryRow.attempts > 0)
    late = select(DeliveryRow.dossier_id).where(
        DeliveryRow.state == "pending",
        DeliveryRow.receiver.in_(sent_to),
        DeliveryRow.next_at < func.now() - timedelta(seconds=seconds),
    )
    return _some(engine, late.order_by(DeliveryRow.next_at), shown)


def hanging_batches(engine: Engine, seconds: float, shown: int) -> tuple[int, list[UUID]]:
    """How many running batches cannot be listed, or have been listed for longer than this, and some of them."""
    since = func.now() - timedelta(seconds=seconds)
    hanging = select(Batch.id).where(
        Batch.state == "running", Batch.listed_at.is_(None), (Batch.asked_at < since) | Batch.error_message.is_not(None)
    )
    return _some(engine, hanging.order_by(Batch.asked_at), shown)


def begin(engine: Engine, found: Mapping[str, Any], *, finished: bool = False) -> Comparison:
    """Notes a comparison."""
    row = insert(ReconciliationRow).values(found=dict(found), finished_at=func.now() if finished else None)
    with engine.begin() as connection:
        return Comparison(connection.execute(row.returning(ReconciliationRow.id)).scalar_one(), found)


def unfinished(engine: Engine, hours: float) -> Comparison | None:
    """The comparison that is going on, unless it was begun longer ago than this."""
    row = select(ReconciliationRow.id, ReconciliationRow.found).where(
        ReconciliationRow.finished_at.is_(None), ReconciliationRow.started_at > func.now() - timedelta(hours=hours)
    )
    with engine.connect() as connection:
        found = connection.execute(row.order_by(ReconciliationRow.id.desc()).limit(1)).one_or_none()
        return None if found is None else Comparison(found.id, found.found)


def note(engine: Engine, comparison: int, found: Mapping[str, Any], *, finished: bool) -> None:
    """Writes down how far a comparison has come."""
    values: dict[str, Any] = {"found": dict(found), **({"finished_at": func.now()} if finished else {})}
    with engine.begin() as connection:
        connection.execute(update(ReconciliationRow).where(ReconciliationRow.id == comparison).values(values))


def latest(engine: Engine) -> Comparison | None:
    """The latest comparison that was finished."""
    row = select(ReconciliationRow.id, ReconciliationRow.found).where(ReconciliationRow.finished_at.is_not(None))
    with engine.connect() as connection:
        found = connection.execute(row.order_by(ReconciliationRow.id.desc()).limit(1)).one_or_none()
        return None if found is None else Comparison(found.id, found.found)


def prune(engine: Engine, days: int, limit: int) -> int:
    """Removes what is older than this and serves nobody any more, at most `limit` rows of each kind; returns the most of one.

    The latest comparison stays, and so does every event that nobody has looked at. A message that was accepted or replaced
    stays while another of its dossier may still go to the same receiver: it tells which one is out of date.
    """
    since = func.now() - timedelta(days=days)
    newest = select(func.max(ReconciliationRow.id)).scalar_subquery()
    old = {
        EventRow.id: select(EventRow.id).where(EventRow.received_at < since, EventRow.handled_at.is_not(None)),
        TryRow.id: select(TryRow.id).where(TryRow.ended_at < since),
        ReconciliationRow.id: select(ReconciliationRow.id).where(
            ReconciliationRow.started_at < since, ReconciliationRow.id != newest
        ),
        DeliveryRow.id: _told(since),
    }
    most = 0
    for column, chosen in old.items():
        with engine.begin() as connection:
            most = max(most, connection.execute(delete(column.class_).where(column.in_(chosen.limit(limit)))).rowcount)
    requests = select(IdempotencyRow.api_key_id, IdempotencyRow.key).where(IdempotencyRow.created_at < since).limit(limit)
    with engine.begin() as connection:
        rows = connection.execute(requests).all()
        for row in rows:
            connection.execute(
                delete(IdempotencyRow).where(IdempotencyRow.api_key_id == row.api_key_id, IdempotencyRow.key == row.key)
            )
    return max(most, len(rows))


def _told(since: ColumnElement[datetime]) -> Select[UUID]:
    other = aliased(DeliveryRow)
    to_be_told = select(other.id).where(
        other.receiver == DeliveryRow.receiver,
        other.dossier_id == DeliveryRow.dossier_id,
        other.state.in_(("pending", "dead")),
    )
    return select(DeliveryRow.id).where(
        DeliveryRow.state.in_(("sent", "canceled")),
        DeliveryRow.created_at < since,
        or_(DeliveryRow.sent_at.is_(None), DeliveryRow.sent_at < since),
        ~to_be_told.exists(),
    )


def inventories(engine: Engine) -> set[str]:
    """The inventories that batches refer to."""
    with engine.connect() as connection:
        return set(connection.execute(select(Batch.inventory).where(Batch.inventory != "").distinct()).scalars())


def _known(session: Session, chosen: Select[UUID, str, str]) -> list[Known]:
    rows = session.execute(chosen).all()
    files: dict[UUID, list[SourceFile]] = defaultdict(list)
    ids = [row.id for row in rows]
    wanted = select(DossierFile).where(DossierFile.dossier_id.in_(ids)).order_by(DossierFile.dossier_id, DossierFile.position)
    for each in session.execute(wanted).scalars():
        files[each.dossier_id].append(SourceFile(each.key, each.etag, each.size, each.name))
    return [Known(row.id, row.bucket, row.name, tuple(files[row.id])) for row in rows]


def _kept() -> Select[*tuple[Any, ...]]:
    return (
        select(
            RecordRow.source,
            Configuration.fingerprint,
            RecordRow.has_pdf,
            DossierRow.id,
            DossierRow.published_id == RecordRow.id,
            DossierRow.state,
            DossierRow.reading,
        )
        .join(Configuration, Configuration.id == RecordRow.configuration_id)
        .join(DossierRow, DossierRow.id == RecordRow.dossier_id)
    )


def _some(engine: Engine, chosen: Select[UUID], shown: int) -> tuple[int, list[UUID]]:
    with engine.connect() as connection:
        number = connection.execute(select(func.count()).select_from(chosen.order_by(None).subquery())).scalar_one()
        return number, list(connection.execute(chosen.limit(shown)).scalars()) if number else []
