"""The tables. PostgreSQL is the truth about what there is, what was read, which record counts, and what is still to be told."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, DateTime, ForeignKey, Identity, Index, MetaData, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import Integer, String, Text

State = Literal["queued", "running", "done", "failed", "canceled"]
BatchState = Literal["running", "paused", "canceled"]
Rule = Literal["folder", "file"]
"""What is one dossier: a folder's files together, or every file by itself."""
QueueName = Literal["urgent", "batch"]
DeliveryState = Literal["pending", "sent", "dead", "canceled"]
Stage = Literal["review", "second", "arbiter", "approval", "approved", "returned"]
"""Where a dossier is with people: corrected, keyed a second time blind, decided where both differ, approved by another person,
done; or sent back to where it came from."""
LotState = Literal["open", "accepted", "returned"]
Language = Literal["vi", "en"]

Json = dict[str, Any]


class Base(DeclarativeBase):
    """Names every constraint, so that migrations can speak of them; text is unbounded, times carry their zone."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012
        datetime: DateTime(timezone=True),
        str: Text,
        State: String(8),
        BatchState: String(8),
        Rule: String(8),
        QueueName: String(8),
        DeliveryState: String(8),
        Stage: String(8),
        LotState: String(8),
        Language: String(2),
        Json: JSONB(none_as_null=True),
    }


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


class CorrectionRow(Base):
    """What a person decided about a field. Rows are only added; the newest of a field counts, on every later record too."""

    __tablename__ = "corrections"
    __table_args__ = (Index(None, "dossier_id", "id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey(DossierRow.id, ondelete="CASCADE"))
    record_id: Mapped[int] = mapped_column(ForeignKey(RecordRow.id, ondelete="CASCADE"))
    """The record that the person had before them."""
    type: Mapped[str]
    """Type of the document."""
    pages: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    """Pages of the document."""
    field: Mapped[str]
    state: Mapped[str]
    """As of a field; `as-read` takes the decisions before it back."""
    value: Mapped[str | None]
    why: Mapped[str | None]
    """Why it cannot be read: `seal` where one lies over it."""
    page: Mapped[int | None] = mapped_column(Integer)
    """Where the person saw it, if that is another place than the reading's."""
    box: Mapped[dict[str, float] | None] = mapped_column(JSONB(none_as_null=True))
    author: Mapped[str]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    """None where a program sent it."""
    edit: Mapped[UUID | None] = mapped_column(unique=True)
    """Chosen by the sender, so that what is sent again is not written again."""
    seconds: Mapped[float | None]
    """How long the person had the field before them."""
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class ArrangementRow(Base):
    """Which pages are which documents, as a person put them. Rows are only added; the newest that fits a record counts."""

    __tablename__ = "arrangements"
    __table_args__ = (Index(None, "dossier_id", "id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey(DossierRow.id, ondelete="CASCADE"))
    record_id: Mapped[int] = mapped_column(ForeignKey(RecordRow.id, ondelete="CASCADE"))
    """The record that its documents were taken from."""
    paper: Mapped[str]
    """SHA-256 over the scans' pages in their order: it fits every record of the same pages."""
    documents: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    """Documents as a record has them, their fields found anew."""
    author: Mapped[str]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    edit: Mapped[UUID | None] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


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


class UserRow(Base):
    """Somebody who signs in. Never removed, as what they decided is kept with them."""

    __tablename__ = "users"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str] = mapped_column(unique=True)
    """What they sign in with, in lower case."""
    full_name: Mapped[str]
    password: Mapped[str | None]
    """Argon2id with its parameters; none for who signs in elsewhere."""
    subject: Mapped[str | None] = mapped_column(unique=True)
    """Issuer and subject, where an OpenID provider signs them in."""
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text))
    language: Mapped[Language] = mapped_column(server_default="vi")
    must_change: Mapped[bool] = mapped_column(server_default=text("false"))
    """Whether the next sign-in must choose a password."""
    failures: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    """Wrong passwords in a row."""
    locked_until: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class SessionRow(Base):
    """A browser in which somebody is signed in. Only the digest of its cookie is kept."""

    __tablename__ = "sessions"
    __table_args__ = (Index(None, "user_id"), Index(None, "expires_at"))

    digest: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey(UserRow.id, ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    seen_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime]


class AuditRow(Base):
    """Who saw or changed what, when, from what to what. The database itself refuses to change or remove a row."""

    __tablename__ = "audit"
    __table_args__ = (Index(None, "dossier_id", "id"), Index(None, "user_id", "id"), Index(None, "at"))

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    user_id: Mapped[UUID | None]
    actor: Mapped[str]
    """Name of the user; `key:NAME` for a program; `system`."""
    action: Mapped[str]
    """`dossier.seen`, `field.corrected`, `review.approved` …: a noun and what happened to it."""
    dossier_id: Mapped[UUID | None]
    record_id: Mapped[int | None] = mapped_column(BigInteger)
    document: Mapped[str | None]
    """Its type and pages: `Quyết định 1-3`."""
    field: Mapped[str | None]
    page: Mapped[int | None] = mapped_column(Integer)
    before: Mapped[Json | None]
    after: Mapped[Json | None]
    seconds: Mapped[float | None]


class ReviewRow(Base):
    """A dossier that is with people: what they have still to do, and who has it before them. One row a dossier."""

    __tablename__ = "reviews"
    __table_args__ = (
        Index(
            "ix_reviews_waiting",
            "stage",
            text("priority DESC"),
            "waiting_since",
            postgresql_where=text("stage <> 'approved'"),
        ),
        Index(None, "holder_id"),
        Index(None, "batch_id", "stage"),
    )

    dossier_id: Mapped[UUID] = mapped_column(ForeignKey(DossierRow.id, ondelete="CASCADE"), primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey(RecordRow.id, ondelete="CASCADE"))
    """The record that counts."""
    stage: Mapped[Stage] = mapped_column(server_default="review")
    priority: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    """Larger ones first."""
    batch_id: Mapped[UUID | None] = mapped_column(ForeignKey(Batch.id, ondelete="SET NULL"))
    types: Mapped[list[str]] = mapped_column(ARRAY(Text))
    doubts: Mapped[int] = mapped_column(Integer)
    """Fields that nobody has decided yet."""
    doubt: Mapped[float] = mapped_column(server_default=text("0"))
    """How many of its values are expected to be wrong: the sum of what their confidence leaves open."""
    waiting_since: Mapped[datetime] = mapped_column(server_default=func.now())
    """Since when it is at its stage."""
    assigned_id: Mapped[UUID | None] = mapped_column(ForeignKey(UserRow.id))
    """Who alone may take it."""
    holder_id: Mapped[UUID | None] = mapped_column(ForeignKey(UserRow.id))
    lease: Mapped[UUID | None]
    """Proves that a page belongs to the one who holds it."""
    lease_until: Mapped[datetime | None]
    reviewer_id: Mapped[UUID | None] = mapped_column(ForeignKey(UserRow.id))
    """Who finished it last."""
    reviewed_at: Mapped[datetime | None]
    approver_id: Mapped[UUID | None] = mapped_column(ForeignKey(UserRow.id))
    approved_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    """Why it was returned, from a list."""
    note: Mapped[str | None]


class CommentRow(Base):
    """What people say to one another about a dossier."""

    __tablename__ = "comments"
    __table_args__ = (Index(None, "dossier_id", "id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey(DossierRow.id, ondelete="CASCADE"))
    type: Mapped[str | None]
    """Of the document that it is about; none for the dossier as a whole."""
    pages: Mapped[list[int] | None] = mapped_column(ARRAY(Integer))
    field: Mapped[str | None]
    user_id: Mapped[UUID] = mapped_column(ForeignKey(UserRow.id))
    edit: Mapped[UUID | None] = mapped_column(unique=True)
    text: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class KeyingRow(Base):
    """What one of two persons keyed of a field, blind. Rows are only added; the newest of a field and a person counts.

    Two that are equal become a correction, others go to an arbiter.
    """

    __tablename__ = "keyings"
    __table_args__ = (Index(None, "dossier_id", "id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey(DossierRow.id, ondelete="CASCADE"))
    record_id: Mapped[int] = mapped_column(ForeignKey(RecordRow.id, ondelete="CASCADE"))
    type: Mapped[str]
    pages: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    field: Mapped[str]
    state: Mapped[str]
    value: Mapped[str | None]
    why: Mapped[str | None]
    page: Mapped[int | None] = mapped_column(Integer)
    box: Mapped[dict[str, float] | None] = mapped_column(JSONB(none_as_null=True))
    author: Mapped[str]
    user_id: Mapped[UUID] = mapped_column(ForeignKey(UserRow.id))
    edit: Mapped[UUID] = mapped_column(unique=True)
    seconds: Mapped[float | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class LotRow(Base):
    """Something that is accepted or returned by a sample: a batch, or what the machine accepted by itself in some days."""

    __tablename__ = "lots"
    __table_args__ = (Index(None, "batch_id"), Index(None, "state", "created_at"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[str]
    """`batch`: documents of a batch; `automatic`: values that no person looked at."""
    batch_id: Mapped[UUID | None] = mapped_column(ForeignKey(Batch.id, ondelete="SET NULL"))
    plan: Mapped[Json]
    """What was promised and how it is measured: size of the lot, level, AQL, size of the sample, acceptance number."""
    seed: Mapped[int] = mapped_column(BigInteger)
    """Draws the same sample again."""
    state: Mapped[LotState] = mapped_column(server_default="open")
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey(UserRow.id))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    decider_id: Mapped[UUID | None] = mapped_column(ForeignKey(UserRow.id))
    decided_at: Mapped[datetime | None]
    note: Mapped[str | None]


class LotItem(Base):
    """One thing of a lot's sample: a document with all its fields, or one field."""

    __tablename__ = "lot_items"
    __table_args__ = (Index(None, "dossier_id"),)

    lot_id: Mapped[UUID] = mapped_column(ForeignKey(LotRow.id, ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey(DossierRow.id, ondelete="CASCADE"))
    record_id: Mapped[int] = mapped_column(ForeignKey(RecordRow.id, ondelete="CASCADE"))
    type: Mapped[str]
    pages: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    field: Mapped[str | None]
    """None where the whole document is one thing."""
    fields: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    """Fields inspected."""
    wrong: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    """Fields found wrong; none while nobody has looked."""
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey(UserRow.id))
    decided_at: Mapped[datetime | None]
