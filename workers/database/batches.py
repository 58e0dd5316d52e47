"""Backlogs: asked for, and how far they have come."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Engine, func, select
from sqlalchemy.dialects.postgresql import insert

from workers.database import wake
from workers.database.tables import Batch, DossierRow, Rule


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


def progress(engine: Engine, batch: UUID) -> Progress:
    """Counts the batch's dossiers by state."""
    with engine.connect() as connection:
        counted = connection.execute(
            select(DossierRow.state, func.count(), func.coalesce(func.sum(DossierRow.pages_done), 0))
            .where(DossierRow.batch_id == batch)
            .group_by(DossierRow.state)
        ).all()
        listed = connection.execute(select(Batch.listed_at).where(Batch.id == batch)).scalar_one()
    states = {state: count for state, count, _ in counted}
    return Progress(**states, pages_done=int(sum(pages for _, _, pages in counted)), listed=listed is not None)


def dossier_ids(engine: Engine, batch: UUID) -> list[UUID]:
    """The batch's dossiers in natural order."""
    with engine.connect() as connection:
        wanted = select(DossierRow.id).where(DossierRow.batch_id == batch).order_by(DossierRow.sort_key)
        return list(connection.execute(wanted).scalars())
