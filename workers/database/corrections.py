"""What people decided, as rows that are only added."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from extractor.record import Box, Document, Dossier
from workers.corrections import Arrangement, Correction, Decisions, decided, latest, standing
from workers.database.deliveries import release
from workers.database.documents import write_fields
from workers.database.reviews import note_decided
from workers.database.tables import ArrangementRow, CorrectionRow, DossierRow, KeyingRow, RecordRow
from workers.doubts import Doubt

Look = Callable[[Dossier], Sequence[Doubt]]
"""What of a record a person must look at."""

DOCUMENTS = TypeAdapter(tuple[Document, ...])


def decisions_of(source: Engine | Session, dossier: UUID, until: datetime | None = None) -> Decisions:
    """What people decided about a dossier: the newest arrangement, and the newest correction of each field, oldest first.

    `until`: as it stood then.
    """
    if not isinstance(source, Session):
        with Session(source) as session:
            return decisions_of(session, dossier, until)
    newest = select(ArrangementRow).where(ArrangementRow.dossier_id == dossier).order_by(ArrangementRow.id.desc()).limit(1)
    if until is not None:
        newest = newest.where(ArrangementRow.created_at <= until)
    row = source.execute(newest).scalar_one_or_none()
    arrangement = None
    if row is not None:
        arrangement = Arrangement(row.id, row.paper, DOCUMENTS.validate_python(row.documents), row.created_at)
    wanted = select(CorrectionRow).where(CorrectionRow.dossier_id == dossier).order_by(CorrectionRow.id)
    if until is not None:
        wanted = wanted.where(CorrectionRow.created_at <= until)
    corrections = latest([_value(each) for each in source.execute(wanted).scalars()])
    return Decisions(standing(corrections, arrangement), arrangement)


def correct(
    engine: Engine, dossier: UUID, record: Dossier, record_id: int, corrections: Sequence[Correction], look: Look
) -> bool:
    """Adds corrections to the record that a person had before them. Returns False, and changes nothing, when another counts.

    `record` is that record as it was read.
    """
    with Session(engine) as session, session.begin():
        # Whoever publishes the same dossier waits here, so that it sees these corrections, or we see its record.
        row = session.execute(select(DossierRow).where(DossierRow.id == dossier).with_for_update()).scalar_one_or_none()
        if row is None or row.published_id != record_id:
            return False
        add_corrections(session, dossier, record_id, corrections)
        renew(session, dossier, record, record_id, look)
        return True


def keyings_of(source: Engine | Session, dossier: UUID) -> tuple[Correction, ...]:
    """What each person last keyed blind of each field, oldest first; without what was taken back."""
    if not isinstance(source, Session):
        with Session(source) as session:
            return keyings_of(session, dossier)
    rows = source.execute(select(KeyingRow).where(KeyingRow.dossier_id == dossier).order_by(KeyingRow.id)).scalars()
    newest = {(each.type, each.pages, each.field, each.user): each for each in map(_value, rows)}
    return tuple(each for each in newest.values() if each.state != "as-read")


def add_corrections(session: Session, dossier: UUID, record_id: int, corrections: Sequence[Correction]) -> None:
    """Adds rows, and nothing else; the caller holds the dossier."""
    _add(session, CorrectionRow, dossier, record_id, corrections)


def add_keyings(session: Session, dossier: UUID, record_id: int, keyings: Sequence[Correction]) -> None:
    """Adds rows, and nothing else; the caller holds the dossier. Nothing of the record changes by them."""
    _add(session, KeyingRow, dossier, record_id, keyings)


def _add(
    session: Session,
    table: type[CorrectionRow | KeyingRow],
    dossier: UUID,
    record_id: int,
    corrections: Sequence[Correction],
) -> None:
    session.add_all(
        table(
            dossier_id=dossier,
            record_id=record_id,
            type=each.type,
            pages=list(each.pages),
            field=each.field,
            state=each.state,
            value=each.value,
            why=each.why,
            page=each.page,
            box=None if each.box is None else asdict(each.box),
            author=each.author,
            user_id=each.user,
            edit=each.edit,
            seconds=each.seconds,
        )
        for each in corrections
    )
    session.flush()


def renew(session: Session, dossier: UUID, record: Dossier, record_id: int, look: Look) -> Dossier:
    """Brings lists, search and the work of people up to date with what they decided; returns the record as it now is."""
    now = decided(record, decisions_of(session, dossier))
    doubts = look(now)
    write_fields(session, record_id, now, doubts)
    session.get_one(RecordRow, record_id).doubts = len(doubts)
    note_decided(session, dossier, now, doubts)
    release(session, record_id)
    return now


def _value(row: CorrectionRow | KeyingRow) -> Correction:
    return Correction(
        row.type,
        tuple(row.pages),
        row.field,
        row.state,  # type: ignore[arg-type]
        row.value,
        row.author,
        row.created_at,
        row.why,
        row.page,
        None if row.box is None else Box(**row.box),
        row.user_id,
        row.edit,
        row.seconds,
    )
