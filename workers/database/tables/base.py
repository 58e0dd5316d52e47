"""What all tables share: how they are named, and the words of their columns."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import DateTime, MetaData
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import String, Text

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
