"""A backlog's dossiers one after the other, for its final report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, func, select, tuple_

from workers.database.tables import CorrectionRow, DossierRow, RecordRow, State

AT_A_TIME = 1000


@dataclass(frozen=True)
class ReportRow:
    """A dossier with the figures of its record, which are empty where none counts."""

    id: UUID
    name: str
    label: str | None
    declared: Mapping[str, Any] | None
    state: State
    error_code: str | None
    finished_at: datetime | None
    types: tuple[str, ...]
    pages: int
    sheets: Mapping[str, int]
    fields: int
    doubts: int
    """Fields that a person must look at now."""
    corrected: int
    """Fields that a person has decided about."""
    seconds: float

    @property
    def title(self) -> str:
        """What people call it. May name a person."""
        return self.label or self.name.rstrip("/").rpartition("/")[2]

    @property
    def touched(self) -> int:
        """Fields that need or needed a person."""
        return self.doubts + self.corrected


def rows(engine: Engine, batch: UUID) -> Iterator[ReportRow]:
    """The dossiers of a batch in natural order as they are at one moment; only some are in memory at a time."""
    decided = (
        select(
            CorrectionRow.dossier_id,
            func.count(tuple_(CorrectionRow.type, CorrectionRow.pages, CorrectionRow.field).distinct()).label("fields"),
        )
        .join(DossierRow, DossierRow.id == CorrectionRow.dossier_id)
        .where(DossierRow.batch_id == batch)
        .group_by(CorrectionRow.dossier_id)
        .subquery()
    )
    wanted = (
        select(
            DossierRow.id,
            DossierRow.name,
            DossierRow.label,
            DossierRow.declared,
            DossierRow.state,
            DossierRow.error_code,
            DossierRow.finished_at,
            RecordRow.types,
            RecordRow.pages,
            RecordRow.sheets,
            RecordRow.fields,
            RecordRow.doubts,
            decided.c.fields.label("corrected"),
            RecordRow.seconds,
        )
        .outerjoin(RecordRow, (RecordRow.id == DossierRow.published_id) & (DossierRow.state == "done"))
        .outerjoin(decided, decided.c.dossier_id == DossierRow.id)
        .where(DossierRow.batch_id == batch)
        .order_by(DossierRow.sort_key, DossierRow.id)
    )
    with engine.connect().execution_options(yield_per=AT_A_TIME) as connection:
        for row in connection.execute(wanted):
            yield ReportRow(
                row.id,
                row.name,
                row.label,
                row.declared,
                row.state,
                row.error_code,
                row.finished_at,
                tuple(row.types or ()),
                row.pages or 0,
                row.sheets or {},
                row.fields or 0,
                row.doubts or 0,
                row.corrected or 0,
                row.seconds or 0.0,
            )
