"""The tables. PostgreSQL is the truth about what there is, what was read, which record counts, and what is still to be told."""

from workers.database.tables.base import (
    Base,
    BatchState,
    DeliveryState,
    Json,
    Language,
    LotState,
    QueueName,
    Rule,
    Stage,
    State,
)
from workers.database.tables.dossiers import (
    Batch,
    Configuration,
    DocumentRow,
    DossierFile,
    DossierRow,
    FieldRow,
    RecordRow,
    TryRow,
)
from workers.database.tables.exchange import ApiKey, DeliveryRow, EventRow, IdempotencyRow, ReconciliationRow
from workers.database.tables.lots import LotItem, LotRow
from workers.database.tables.people import AuditRow, SessionRow, UserRow
from workers.database.tables.reviews import ArrangementRow, CommentRow, CorrectionRow, KeyingRow, ReviewRow

__all__ = [
    "ApiKey",
    "ArrangementRow",
    "AuditRow",
    "Base",
    "Batch",
    "BatchState",
    "CommentRow",
    "Configuration",
    "CorrectionRow",
    "DeliveryRow",
    "DeliveryState",
    "DocumentRow",
    "DossierFile",
    "DossierRow",
    "EventRow",
    "FieldRow",
    "IdempotencyRow",
    "Json",
    "KeyingRow",
    "Language",
    "LotItem",
    "LotRow",
    "LotState",
    "QueueName",
    "ReconciliationRow",
    "RecordRow",
    "ReviewRow",
    "Rule",
    "SessionRow",
    "Stage",
    "State",
    "TryRow",
    "UserRow",
]
