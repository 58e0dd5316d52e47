"""From the database into the queue: which dossiers are due, and which the queue should have."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Engine, Select, func, or_, select, true, update

from workers.database.tables import Batch, DossierRow, QueueName

_WAITS = (
    DossierRow.state == "queued",
    DossierRow.enqueued_at.is_(None),
    or_(DossierRow.not_before.is_(None), DossierRow.not_before <= func.now()),
)


def take(engine: Engine, queue: QueueName, limit: int) -> list[tuple[UUID, int]]:
    """Marks up to `limit` dossiers that are due as given to the queue; returns their ids and revisions.

    Running batches take turns, each in its natural order; a dossier of no batch counts as one of a batch of its own kind.
    """
    if limit < 1:
        return []
    due = _urgent(limit) if queue == "urgent" else _of_batches(limit)
    with engine.begin() as connection:
        taken = connection.execute(
            update(DossierRow)
            .where(DossierRow.id.in_(due), DossierRow.state == "queued", DossierRow.enqueued_at.is_(None))
            .values(enqueued_at=func.now())
            .returning(DossierRow.id, DossierRow.revision, DossierRow.sort_key)
        ).all()
    return [(each.id, each.revision) for each in sorted(taken, key=lambda each: each.sort_key)]


def in_hand(engine: Engine) -> list[tuple[UUID, int, QueueName]]:
    """What was given to the queue and is not finished: all of it must be there, or be given again."""
    with engine.connect() as connection:
        rows = connection.execute(
            select(DossierRow.id, DossierRow.revision, DossierRow.queue).where(
                DossierRow.state.in_(("queued", "running")), DossierRow.enqueued_at.is_not(None)
            )
        )
        return [(row.id, row.revision, row.queue) for row in rows]


def _urgent(limit: int) -> Select[UUID]:
    return select(DossierRow.id).where(*_WAITS, DossierRow.queue == "urgent").order_by(DossierRow.wanted_at).limit(limit)


def _of_batches(limit: int) -> Select[UUID]:
    order = DossierRow.sort_key
    waiting = select(DossierRow.id, order).where(*_WAITS, DossierRow.queue == "batch").order_by(order).limit(limit)
    # Probed once for each batch: a paused one with a million rows costs nothing.
    of_batch = waiting.where(DossierRow.batch_id == Batch.id).correlate(Batch).lateral("of_batch")
    turn = func.row_number().over(partition_by=Batch.id, order_by=of_batch.c.sort_key).label("turn")
    turns = select(of_batch.c.id, of_batch.c.sort_key, turn).select_from(Batch).join(of_batch, true())
    alone = waiting.where(DossierRow.batch_id.is_(None)).subquery("alone")
    alone_turn = func.row_number().over(order_by=alone.c.sort_key).label("turn")
    every = turns.where(Batch.state == "running").union_all(select(alone.c.id, alone.c.sort_key, alone_turn)).subquery("every")
    return select(every.c.id).order_by(every.c.turn, every.c.sort_key).limit(limit)
