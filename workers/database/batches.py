"""Backlogs: asked for, stopped, asked again, and how far they have come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Engine, String, cast, func, select, update
from sqlalchemy.dialects.postgresql import insert

from workers.database import wake
from workers.database.dossiers import _ANEW
from workers.database.tables import Batch, BatchState, DossierRow, Rule

AT_A_TIME = 10_000
"""Dossiers that are canceled in one transaction, so that workers that publish do not wait for a million rows."""


@dataclass(frozen=True)
class Progress:
    """How far a batch has come. `listed`: all that is in it is known."""

    queued: int = 0
    running: int = 0
    done: int = 0
    failed: int = 0
    canceled: int = 0
    pages_done: int = 0
    listed: bool = False
    state: BatchState = "running"
    remark: str | None = None
    """Why listing it does not go on, or what it left out."""

    @property
    def total(self) -> int:
        """All dossiers of the batch that are known."""
        return self.queued + self.running + self.done + self.failed + self.canceled

    @property
    def finished(self) -> int:
        """Dossiers that nobody will work on any more."""
        return self.done + self.failed + self.canceled


def open_batch(
    engine: Engine, bucket: str, prefix: str, *, inventory: str = "", rule: Rule = "folder", retry: bool = False
) -> UUID:
    """Asks for a backlog, or asks for it again: what is new or unfinished is read, and with `retry` what failed."""
    with engine.begin() as connection:
        added = insert(Batch).values(bucket=bucket, prefix=prefix, inventory=inventory, rule=rule, retry=retry)
        again = {
            "listing": Batch.listing + 1,
            "listed_at": None,
            "error_message": None,
            "found": 0,
            "state": "running",
            "asked_at": func.now(),
            "rule": rule,
            "retry": retry,
        }
        batch = connection.execute(
            added.on_conflict_do_update(index_elements=["bucket", "prefix", "inventory"], set_=again).returning(Batch.id)
        ).scalar_one()
        wake(connection, "list")
        return batch


def pause(engine: Engine, batch: UUID) -> bool:
    """Begins nothing more of a running batch, until `resume`; what is being read is finished. False if it was not running."""
    return _turn(engine, batch, "running", "paused")


def resume(engine: Engine, batch: UUID) -> bool:
    """Goes on with a paused batch. False if it was not paused."""
    return _turn(engine, batch, "paused", "running")


def cancel(engine: Engine, batch: UUID) -> int:
    """Ends a batch: what nobody has begun is canceled, what is being read is finished. Returns how many were canceled.

    Asking for the batch again takes them up again.
    """
    with engine.begin() as connection:
        connection.execute(update(Batch).where(Batch.id == batch).values(state="canceled"))
    # From here on nothing of it is begun, so dying in between leaves rows that only look as if they waited.
    canceled = 0
    while portion := _cancel_some(engine, batch):
        canceled += portion
    return canceled


def retry(engine: Engine, batch: UUID, code: str | None = None) -> int:
    """Has what failed read again, all of it or what failed for one reason (`error_code`). Returns how many these are."""
    failed = [DossierRow.batch_id == batch, DossierRow.state == "failed"]
    if code is not None:
        failed.append(DossierRow.error_code == code)
    with engine.begin() as connection:
        values = {**_ANEW, "queue": "batch", "revision": DossierRow.revision + 1}
        again = connection.execute(update(DossierRow).where(*failed).values(**values)).rowcount
        if again:
            ended = update(Batch).where(Batch.id == batch, Batch.state == "canceled")
            connection.execute(ended.values(state="running"))
            wake(connection, "feed")
        return again


def progress(engine: Engine, batch: UUID) -> Progress:
    """Counts the batch's dossiers by state."""
    with engine.connect() as connection:
        of_batch = connection.execute(select(Batch.listed_at, Batch.state, Batch.error_message).where(Batch.id == batch)).one()
        counted = connection.execute(
            select(DossierRow.state, func.count(), func.coalesce(func.sum(DossierRow.pages_done), 0))
            .where(DossierRow.batch_id == batch)
            .group_by(DossierRow.state)
        ).all()
    states = {state: count for state, count, _ in counted}
    pages = int(sum(pages for _, _, pages in counted))
    listed = of_batch.listed_at is not None
    return Progress(**states, pages_done=pages, listed=listed, state=of_batch.state, remark=of_batch.error_message)


def dossier_ids(engine: Engine, batch: UUID) -> list[UUID]:
    """The batch's dossiers in natural order."""
    with engine.connect() as connection:
        wanted = select(DossierRow.id).where(DossierRow.batch_id == batch).order_by(DossierRow.sort_key)
        return list(connection.execute(wanted).scalars())


def known_as(engine: Engine, text: str) -> Sequence[UUID]:
    """Batches whose id begins with the text."""
    begins = cast(Batch.id, String).startswith(text.casefold(), autoescape=True)
    with engine.connect() as connection:
        return list(connection.execute(select(Batch.id).where(begins).limit(2)).scalars())


def at(engine: Engine, bucket: str, prefix: str) -> UUID | None:
    """The batch of a place."""
    with engine.connect() as connection:
        of_place = select(Batch.id).where(Batch.bucket == bucket, Batch.prefix == prefix, Batch.inventory == "")
        return connection.execute(of_place).scalar_one_or_none()


def _turn(engine: Engine, batch: UUID, before: BatchState, after: BatchState) -> bool:
    with engine.begin() as connection:
        turned = update(Batch).where(Batch.id == batch, Batch.state == before).values(state=after)
        for chore in ("list", "feed"):
            wake(connection, chore)
        return connection.execute(turned.returning(Batch.id)).scalar_one_or_none() is not None


def _cancel_some(engine: Engine, batch: UUID) -> int:
    waiting = (
        select(DossierRow.id)
        .where(DossierRow.batch_id == batch, DossierRow.state == "queued")
        .limit(AT_A_TIME)
        .with_for_update(skip_locked=True)
    )
    with engine.begin() as connection:
        # Asked for again meanwhile, it is somebody else's.
        ended = select(Batch.id).where(Batch.id == batch, Batch.state == "canceled").with_for_update(read=True)
        if connection.execute(ended).scalar_one_or_none() is None:
            return 0
        ends = update(DossierRow).where(DossierRow.id.in_(waiting))
        ends = ends.values(state="canceled", enqueued_at=None, finished_at=func.now(), error_code=None, error_message=None)
        return connection.execute(ends).rowcount
