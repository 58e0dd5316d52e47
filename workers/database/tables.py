"""The tables. PostgreSQL is the truth about what there is, what was read, and which record counts."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, DateTime, ForeignKey, Identity, Index, MetaData, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import Integer, String, Text

State = Literal["queued", "running", "done", "failed"]


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
    type_annotation_map = {datetime: DateTime(timezone=True), str: Text, State: String(8)}  # noqa: RUF012


class Batch(Base):
    """A prefix of a bucket that was asked to be read; asking again continues it."""

    __tablename__ = "batches"
    __table_args__ = (UniqueConstraint("bucket", "prefix"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    bucket: Mapped[str]
    prefix: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


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
        Index(None, "created_at", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    bucket: Mapped[str]
    name: Mapped[str]
    """The key of its file, or the prefix of its folder (which ends in `/`). May name a person: never logged."""
    batch_id: Mapped[UUID | None] = mapped_column(ForeignKey(Batch.id, ondelete="SET NULL"))
    state: Mapped[State] = mapped_column(server_default="queued")
    revision: Mapped[int] = mapped_column(Integer, server_default=text("1"))
    """Grows whenever a file of it is added, changed or removed, and when a failed dossier is to be read anew."""
    wanted_configuration: Mapped[int | None] = mapped_column(ForeignKey(Configuration.id))
    """The oldest configuration that may read it, where an older one has read it before."""
    attempts: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    error_code: Mapped[str | None]
    error_message: Mapped[str | None]
    pages_done: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    pages_known: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
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


class RecordRow(Base):
    """One reading of a dossier. Rows are only added; `DossierRow.published_id` says which one counts."""

    __tablename__ = "records"
    __table_args__ = (UniqueConstraint("dossier_id", "revision", "configuration_id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey(DossierRow.id, ondelete="CASCADE"))
    revision: Mapped[int] = mapped_column(Integer)
    configuration_id: Mapped[int] = mapped_column(ForeignKey(Configuration.id))
    source: Mapped[str]
    """First part of the address in the bucket of records; the second is the configuration's fingerprint."""
    status: Mapped[str]
    pages: Mapped[int] = mapped_column(Integer)
    doubts: Mapped[int] = mapped_column(Integer)
    """Fields that a person must look at."""
    findings: Mapped[int] = mapped_column(Integer)
    """Findings that warn or worse."""
    has_pdf: Mapped[bool]
    types: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Types of its documents, in page order."""
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
    __table_args__ = (Index(None, "name", "value_folded"),)

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
