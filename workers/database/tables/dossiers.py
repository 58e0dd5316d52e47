"""What there is to read, and what was read of it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Integer, Text

from workers.database.tables.base import Base, BatchState, Json, QueueName, Rule, State


class Batch(Base):
    """A backlog: a prefix of a bucket, or an inventory of keys in it. Asking for it again continues it."""

    __tablename__ = "batches"
    __table_args__ = (UniqueConstraint("bucket", "prefix", "inventory"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    bucket: Mapped[str]
    prefix: Mapped[str]
    inventory: Mapped[str] = mapped_column(server_default="")
    """SHA-256 of the inventory, which lies in the bucket of records; empty where the prefix itself is listed."""
    rule: Mapped[Rule] = mapped_column(server_default="folder")
    state: Mapped[BatchState] = mapped_column(server_default="running")
    listing: Mapped[int] = mapped_column(Integer, server_default=text("1"))
    """Counts the times it was asked for; dossiers that the latest listing did not see are taken out of it."""
    retry: Mapped[bool] = mapped_column(server_default=text("false"))
    """Whether the latest listing takes up what failed before."""
    found: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    """Dossiers that the latest listing has seen so far."""
    listed_at: Mapped[datetime | None]
    """When the latest listing was complete; none while it is still going on."""
    error_message: Mapped[str | None]
    """Why the latest listing could not go on."""
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    asked_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Configuration(Base):
    """What shapes a result: settings, models, versions. A later one has a larger id, and only it may replace a record."""

    __tablename__ = "configurations"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class DossierRow(Base):
    """A dossier: a folder or a single file in storage, how far reading it has come, and which record counts."""

    __tablename__ = "dossiers"
    __table_args__ = (
        UniqueConstraint("bucket", "name"),
        Index(None, "batch_id", "state"),
        Index(None, "batch_id", "finished_at"),
        Index(None, "created_at", "id"),
        # What the feeder takes next, and what it has taken: both stay small, however many dossiers there are.
        Index(
            "ix_dossiers_to_enqueue",
            "queue",
            "batch_id",
            "sort_key",
            postgresql_where=text("state = 'queued' AND enqueued_at IS NULL"),
        ),
        Index(
            "ix_dossiers_in_hand",
            "enqueued_at",
            postgresql_where=text("state IN ('queued', 'running') AND enqueued_at IS NOT NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    bucket: Mapped[str]
    name: Mapped[str]
    """The key of its file, or the prefix of its folder (which ends in `/`). May name a person: never logged."""
    label: Mapped[str | None]
    """What people call it, where that is not the last part of `name`. May name a person."""
    sort_key: Mapped[str] = mapped_column(server_default="")
    """`name` as people count: digits by value."""
    batch_id: Mapped[UUID | None] = mapped_column(ForeignKey(Batch.id, ondelete="SET NULL"))
    listing: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    """The latest listing of its batch that saw it."""
    queue: Mapped[QueueName] = mapped_column(server_default="batch")
    declared: Mapped[Json | None]
    """What the sender says of it: `dossier_code`, `procedure`, `component`, `step`, and whatever else it sent."""
    reading: Mapped[Json | None]
    """Settings of the library that differ for this dossier: `mode`, `reader`, `accuracy`, `profiles` (a name)."""
    state: Mapped[State] = mapped_column(server_default="queued")
    revision: Mapped[int] = mapped_column(Integer, server_default=text("1"))
    """Grows whenever a file of it is added, changed or removed, and when it is to be read anew."""
    wanted_configuration: Mapped[int | None] = mapped_column(ForeignKey(Configuration.id))
    """The oldest configuration that may read it, where an older one has read it before."""
    attempts: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    """Tries that were begun on this revision; those that failed for reasons outside the dossier are taken back."""
    outages: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    """Tries in a row that failed for reasons outside the dossier."""
    error_code: Mapped[str | None]
    error_message: Mapped[str | None]
    pages_done: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    pages_known: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    wanted_at: Mapped[datetime] = mapped_column(server_default=func.now())
    """When it was asked for (an event: when it was received): the beginning of its wait."""
    not_before: Mapped[datetime | None]
    """When the next try may begin."""
    enqueued_at: Mapped[datetime | None]
    """When its ticket was given to the queue; none while it waits in the database."""
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    published_id: Mapped[int | None] = mapped_column(ForeignKey("records.id", use_alter=True, ondelete="SET NULL"))


class DossierFile(Base):
    """A file of a dossier as storage listed it, in natural order."""

    __tablename__ = "dossier_files"

    dossier_id: Mapped[UUID] = mapped_column(ForeignKey(DossierRow.id, ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str]
    etag: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str | None]
    """Its name as the sender gave it, where the key does not say it."""


class RecordRow(Base):
    """One reading of a dossier. Rows are only added; `DossierRow.published_id` says which one counts."""

    __tablename__ = "records"
    __table_args__ = (
        UniqueConstraint("dossier_id", "revision", "configuration_id"),
        Index(None, "created_at"),
        Index("ix_records_held", "dossier_id", postgresql_where=text("held IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey(DossierRow.id, ondelete="CASCADE"))
    revision: Mapped[int] = mapped_column(Integer)
    configuration_id: Mapped[int] = mapped_column(ForeignKey(Configuration.id))
    source: Mapped[str]
    """First part of the address in the bucket of records; the second is the configuration's fingerprint."""
    status: Mapped[str]
    pages: Mapped[int] = mapped_column(Integer)
    sheets: Mapped[Json] = mapped_column(server_default=text("'{}'"))
    """Pages by ISO format: `{"A4": 12, "A3": 1}`."""
    fields: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    """Fields that stand on its papers."""
    doubts: Mapped[int] = mapped_column(Integer)
    """Fields that a person must look at."""
    findings: Mapped[int] = mapped_column(Integer)
    """Findings that warn or worse."""
    seconds: Mapped[float] = mapped_column(server_default=text("0"))
    """What reading it took, from the first to the last stage."""
    has_pdf: Mapped[bool]
    types: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Types of its documents, in page order."""
    held: Mapped[str | None]
    """Why it does not count although it is the newest: a person's correction finds no place in it."""
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class DocumentRow(Base):
    """A document of a record, for lists and search; the whole truth is the record in storage."""

    __tablename__ = "documents"
    __table_args__ = (
        UniqueConstraint("record_id", "position"),
        Index("ix_documents_search", func.to_tsvector(text("'simple'"), text("search")), postgresql_using="gin"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey(RecordRow.id, ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(Integer)
    type: Mapped[str]
    type_confidence: Mapped[float]
    title: Mapped[str]
    pages: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    search: Mapped[str]
    """Type, title and field values without diacritics."""


class FieldRow(Base):
    """A field of a document, for lists and search."""

    __tablename__ = "fields"
    __table_args__ = (
        Index(None, "name", "value_folded"),
        Index(None, "value_folded"),
        Index("ix_fields_doubtful", "name", "document_id", postgresql_where=text("doubtful")),
    )

    document_id: Mapped[int] = mapped_column(ForeignKey(DocumentRow.id, ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
    text: Mapped[str | None]
    value: Mapped[str | None]
    value_folded: Mapped[str | None]
    """At most 200 letters, without diacritics."""
    confidence: Mapped[float]
    page: Mapped[int | None] = mapped_column(Integer)
    box: Mapped[dict[str, float] | None] = mapped_column(JSONB(none_as_null=True))
    handwritten: Mapped[bool]
    doubtful: Mapped[bool]


class TryRow(Base):
    """One try to read a dossier: how long it waited, how it ended. Kept for some months."""

    __tablename__ = "tries"
    __table_args__ = (Index(None, "ended_at"), Index(None, "dossier_id"))

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey(DossierRow.id, ondelete="CASCADE"))
    revision: Mapped[int] = mapped_column(Integer)
    queue: Mapped[QueueName]
    outcome: Mapped[str]
    """`published`, `superseded`, or the code of the error."""
    pages: Mapped[int] = mapped_column(Integer)
    waited: Mapped[float]
    """Seconds from `wanted_at` to the claim."""
    seconds: Mapped[float]
    """Seconds from the claim to the end."""
    ended_at: Mapped[datetime] = mapped_column(server_default=func.now())
