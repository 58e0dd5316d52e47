"""What is accepted or returned by a sample."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, ForeignKey, Index, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Integer, Text

from workers.database.tables.base import Base, Json, LotState
from workers.database.tables.dossiers import Batch, DossierRow, RecordRow
from workers.database.tables.people import UserRow


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
