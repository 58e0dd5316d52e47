"""What other systems tell, ask and are told."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Integer, Text

from workers.database.tables.base import Base, DeliveryState, Json
from workers.database.tables.dossiers import DossierRow, RecordRow


class EventRow(Base):
    """What storage announced: a hint, kept until somebody has looked at the object."""

    __tablename__ = "events"
    __table_args__ = (
        UniqueConstraint("bucket", "key", "version", "removed"),
        Index("ix_events_pending", "due_at", postgresql_where=text("handled_at IS NULL")),
        Index(None, "received_at"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    bucket: Mapped[str]
    key: Mapped[str]
    version: Mapped[str]
    """Version id, sequencer or tag: what tells a repeated event from a new one; empty where the dialect has none."""
    removed: Mapped[bool]
    received_at: Mapped[datetime] = mapped_column(server_default=func.now())
    due_at: Mapped[datetime] = mapped_column(server_default=func.now())
    handled_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    """`registered`, `unchanged`, `removed`, `missing`, `refused` (its place is followed no more)."""
    dossier_id: Mapped[UUID | None] = mapped_column(ForeignKey(DossierRow.id, ondelete="SET NULL"))


class ApiKey(Base):
    """A key of the REST API. Only its digest is kept."""

    __tablename__ = "api_keys"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str] = mapped_column(unique=True)
    digest: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]


class IdempotencyRow(Base):
    """An answer that was given, so that the same request sent again gets the same one."""

    __tablename__ = "idempotency"
    __table_args__ = (Index(None, "created_at"),)

    api_key_id: Mapped[UUID] = mapped_column(ForeignKey(ApiKey.id, ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request: Mapped[str]
    """SHA-256 over method, path and body."""
    status: Mapped[int | None] = mapped_column(Integer)
    """None while the first request is still being answered."""
    body: Mapped[Json | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class DeliveryRow(Base):
    """The outbox: something that a receiver has to be told, written together with what it tells."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("receiver", "event", "dossier_id", "revision", "record_id", postgresql_nulls_not_distinct=True),
        Index("ix_deliveries_pending", "receiver", "next_at", postgresql_where=text("state = 'pending'")),
        Index(None, "state", "created_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    receiver: Mapped[str]
    """Its name in the receivers' file."""
    event: Mapped[str]
    """`record.published` or `dossier.failed`."""
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey(DossierRow.id, ondelete="CASCADE"))
    revision: Mapped[int] = mapped_column(Integer)
    record_id: Mapped[int | None] = mapped_column(ForeignKey(RecordRow.id, ondelete="CASCADE"))
    state: Mapped[DeliveryState] = mapped_column(server_default="pending")
    attempts: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    next_at: Mapped[datetime] = mapped_column(server_default=func.now())
    status_code: Mapped[int | None] = mapped_column(Integer)
    """Of the latest answer."""
    error_code: Mapped[str | None]
    error_message: Mapped[str | None]
    receipt: Mapped[Json | None]
    """What the receiver answered, at most a few kilobytes."""
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    sent_at: Mapped[datetime | None]


class ReconciliationRow(Base):
    """One comparison of storage, database and queue, and what it found and repaired."""

    __tablename__ = "reconciliations"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    started_at: Mapped[datetime] = mapped_column(server_default=func.now())
    finished_at: Mapped[datetime | None]
    found: Mapped[Json] = mapped_column(server_default=text("'{}'"))
    """Kind of difference to how many there were and how many were repaired, and ids of some."""
