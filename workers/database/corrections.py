"""Corrections as rows that are only added."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from extractor.record import Dossier
from workers.corrections import Correction, apply, latest
from workers.database.deliveries import release
from workers.database.documents import write_fields
from workers.database.tables import CorrectionRow, DossierRow, RecordRow
from workers.doubts import Doubt


def corrections_of(source: Engine | Session, dossier: UUID) -> tuple[Correction, ...]:
    """What people decided about a dossier, the newest of each field, oldest first."""
    wanted = select(CorrectionRow).where(CorrectionRow.dossier_id == dossier).order_by(CorrectionRow.id)
    if isinstance(source, Session):
        return latest([_value(row) for row in source.execute(wanted).scalars()])
    with Session(source) as session:
        return latest([_value(row) for row in session.execute(wanted).scalars()])


def correct(
    engine: Engine,
    dossier: UUID,
    record: Dossier,
    record_id: int,
    corrections: Sequence[Correction],
    look: Callable[[Dossier], Sequence[Doubt]],
) -> bool:
    """Adds corrections to the record that a person had before them, and brings lists and search up to date.

    `record` is that record as it was read, `look` tells what of a record a person must look at. Returns False, and changes
    nothing, when another record counts by now.
    """
    with Session(engine) as session, session.begin():
        # Whoever publishes the same dossier waits here, so that it sees these corrections, or we see its record.
        row = session.execute(select(DossierRow).where(DossierRow.id == dossier).with_for_update()).scalar_one_or_none()
        if row is None or row.published_id != record_id:
            return False
        session.add_all(
            CorrectionRow(
                dossier_id=dossier,
                record_id=record_id,
                type=each.type,
                pages=list(each.pages),
                field=each.field,
                state=each.state,
                value=each.value,
                author=each.author,
            )
            for each in corrections
        )
        session.flush()
        corrected = apply(record, corrections_of(session, dossier))
        doubts = look(corrected)
        write_fields(session, record_id, corrected, doubts)
        session.get_one(RecordRow, record_id).doubts = len(doubts)
        release(session, record_id)
        return True


def _value(row: CorrectionRow) -> Correction:
    return Correction(row.type, tuple(row.pages), row.field, row.state, row.value, row.author, row.created_at)  # type: ignore[arg-type]
