"""Backlogs whose places are being listed: which ones, how far, and how that ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Engine, Update, func, select, update

from workers.database.tables import Batch, DossierRow, Rule


@dataclass(frozen=True)
class Asked:
    """A place that is to be listed. `number` counts the times it was asked for; an older listing is no longer wanted."""

    batch: UUID
    number: int
    bucket: str
    prefix: str
    inventory: str
    rule: Rule
    retry: bool


def asked(engine: Engine) -> list[Asked]:
    """Running backlogs whose latest listing is not complete, the one asked for first."""
    with engine.connect() as connection:
        rows = connection.execute(
            select(*Batch.__table__.columns).where(Batch.state == "running", Batch.listed_at.is_(None)).order_by(Batch.asked_at)
        )
        return [Asked(row.id, row.listing, row.bucket, row.prefix, row.inventory, row.rule, row.retry) for row in rows]


def note_found(engine: Engine, listing: Asked, found: int) -> bool:
    """Tells how many dossiers were seen; False when nobody wants this listing any more."""
    return _note(engine, listing, found=found, error_message=None)


def note_trouble(engine: Engine, listing: Asked, message: str) -> None:
    """Tells why the listing could not go on; it is tried again."""
    _note(engine, listing, error_message=message)


def finish(engine: Engine, listing: Asked, found: int, remark: str | None = None) -> None:
    """The listing is complete: what it did not see is taken out of the backlog.

    One that saw nothing takes nothing out: a place that is empty all of a sudden is rather a mistake.
    """
    with engine.begin() as connection:
        done = connection.execute(
            _of(listing).values(listed_at=func.now(), found=found, error_message=remark).returning(Batch.id)
        ).scalar_one_or_none()
        if done is not None and found:
            connection.execute(
                update(DossierRow)
                .where(DossierRow.batch_id == listing.batch, DossierRow.listing < listing.number)
                .values(batch_id=None)
            )


def refuse(engine: Engine, ids: Sequence[UUID], code: str, message: str) -> None:
    """Dossiers that cannot be read as they stand in storage fail before anybody tries."""
    with engine.begin() as connection:
        connection.execute(
            update(DossierRow)
            .where(DossierRow.id.in_(ids), DossierRow.state.in_(("queued", "running")))
            .values(state="failed", enqueued_at=None, finished_at=func.now(), error_code=code, error_message=message)
        )


def waiting(engine: Engine, batch: UUID, most: int) -> int:
    """Dossiers of a backlog that nobody has begun; counted up to `most`."""
    with engine.connect() as connection:
        some = select(DossierRow.state).where(DossierRow.batch_id == batch, DossierRow.state == "queued").limit(most)
        return connection.execute(select(func.count()).select_from(some.subquery())).scalar_one()


def is_canceled(engine: Engine, batch: UUID) -> bool:
    """Whether somebody has canceled the backlog."""
    with engine.connect() as connection:
        return connection.execute(select(Batch.state).where(Batch.id == batch)).scalar_one() == "canceled"


def _note(engine: Engine, listing: Asked, **values: object) -> bool:
    with engine.begin() as connection:
        return connection.execute(_of(listing).values(**values).returning(Batch.id)).scalar_one_or_none() is not None


def _of(listing: Asked) -> Update:
    return update(Batch).where(
        Batch.id == listing.batch, Batch.listing == listing.number, Batch.state == "running", Batch.listed_at.is_(None)
    )
