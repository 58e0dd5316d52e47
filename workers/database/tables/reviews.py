"""What people decide, and what they have still to do."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, func, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Integer, Text

from workers.database.tables.base import Base, Stage
from workers.database.tables.dossiers import Batch, DossierRow, RecordRow
from workers.database.tables.people import UserRow


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
    kinds: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    """Why its fields are in doubt (`workers.doubts.Why`), each reason once."""
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
