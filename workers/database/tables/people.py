"""Who signs in, and what is kept of what they did."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Integer, Text

from workers.database.tables.base import Base, Json, Language


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
