"""Dossiers that are with people: put there, brought up to date, listed and counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Engine, Row, Select, and_, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from extractor.record import Dossier
from workers.database.tables import (
    ArrangementRow,
    CorrectionRow,
    DocumentRow,
    DossierRow,
    FieldRow,
    KeyingRow,
    RecordRow,
    ReviewRow,
    Stage,
    UserRow,
)
from workers.doubts import Doubt, Why


@dataclass(frozen=True)
class Wanted:
    """What somebody asks the work list for; None leaves it open."""

    stage: Stage = "review"
    batch: UUID | None = None
    type: str | None = None
    """Of one of its documents."""
    field: str | None = None
    """Without an ordinal; one of that name is in doubt."""
    doubt: Why | None = None
    """One of its fields is in doubt for that reason."""
    most: int | None = None
    """At most so many fields are in doubt."""
    assigned: UUID | None = None
    held_by: UUID | None = None
    """Only what this person has before them."""
    older_than: datetime | None = None


@dataclass(frozen=True)
class Waiting:
    """A dossier in the work list."""

    dossier: UUID
    record: int
    label: str
    stage: Stage
    priority: int
    batch: UUID | None
    types: tuple[str, ...]
    doubts: int
    doubt: float
    waiting_since: datetime
    assigned: str | None
    holder: str | None
    """Full name of the person who has it now."""
    lease: UUID | None
    lease_until: datetime | None
    reviewer: str | None
    reason: str | None
    note: str | None


def note_published(session: Session, dossier: DossierRow, record: RecordRow, now: Dossier, doubts: Sequence[Doubt]) -> None:
    """A record was published: it goes to people where it holds doubts, or where people had decided about the one before."""
    row = session.get(ReviewRow, dossier.id, with_for_update=True)
    if row is None:
        if doubts and record.status != "failed":
            session.add(
                ReviewRow(
                    dossier_id=dossier.id,
                    record_id=record.id,
                    batch_id=dossier.batch_id,
                    types=record.types,
                    doubts=len(doubts),
                    doubt=expected_wrong(now, doubts),
                    kinds=_kinds(doubts),
                )
            )
        return
    held = row.lease_until is not None and row.lease_until > session.execute(select(func.now())).scalar_one()
    other_scans = session.get_one(RecordRow, row.record_id).revision != record.revision
    if record.status == "failed" or (not doubts and not held and (other_scans or row.reviewed_at is None)):
        session.delete(row)
        return
    row.record_id, row.batch_id, row.types = record.id, dossier.batch_id, list(record.types)
    row.doubts, row.doubt, row.kinds = len(doubts), expected_wrong(now, doubts), _kinds(doubts)
    if doubts and row.stage != "review":
        move(row, "review")
    elif row.stage in ("approved", "returned", "second", "arbiter"):
        # A later reading may have read what nobody had to decide in another way.
        move(row, "approval" if row.reviewed_at is not None else "review")


def note_decided(session: Session, dossier: UUID, now: Dossier, doubts: Sequence[Doubt]) -> None:
    """People decided something: what is left to do changes."""
    row = session.get(ReviewRow, dossier)
    if row is None:
        return
    row.doubts, row.doubt, row.kinds = len(doubts), expected_wrong(now, doubts), _kinds(doubts)
    row.types = [document.type for document in now.documents]
    if not doubts and row.stage == "review" and row.lease is None and not _has_decided(session, dossier):
        # Programs have settled it all; no person has begun.
        session.delete(row)


def _has_decided(session: Session, dossier: UUID) -> bool:
    """Whether a person has decided something about it."""
    tables = (CorrectionRow, ArrangementRow, KeyingRow)
    return any(
        session.execute(select(each.id).where(each.dossier_id == dossier, each.user_id.is_not(None)).limit(1)).first()
        for each in tables
    )


def expected_wrong(record: Dossier, doubts: Sequence[Doubt]) -> float:
    """How many of the values in doubt are expected to be wrong, if confidences are what they say."""
    return sum(1 - record.documents[each.document].fields[each.field].confidence for each in doubts)


def _kinds(doubts: Sequence[Doubt]) -> list[str]:
    return sorted({reason for each in doubts for reason in each.why})


def move(row: ReviewRow, stage: Stage) -> None:
    """To another stage, where it waits from now on."""
    row.stage = stage
    row.waiting_since = func.now()


def conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    """What the work list is asked for, as conditions on `ReviewRow`."""
    found: list[ColumnElement[bool]] = [ReviewRow.stage == wanted.stage]
    if wanted.batch is not None:
        found.append(ReviewRow.batch_id == wanted.batch)
    if wanted.type is not None:
        found.append(ReviewRow.types.contains([wanted.type]))
    if wanted.doubt is not None:
        found.append(ReviewRow.kinds.contains([wanted.doubt]))
    if wanted.most is not None:
        found.append(ReviewRow.doubts <= wanted.most)
    if wanted.assigned is not None:
        found.append(ReviewRow.assigned_id == wanted.assigned)
    if wanted.held_by is not None:
        found.append(and_(ReviewRow.holder_id == wanted.held_by, ReviewRow.lease_until > func.now()))
    if wanted.older_than is not None:
        found.append(ReviewRow.waiting_since < wanted.older_than)
    if wanted.field is not None:
        named = or_(FieldRow.name == wanted.field, FieldRow.name.startswith(f"{wanted.field}.", autoescape=True))
        doubtful = select(DocumentRow.id).join(FieldRow, FieldRow.document_id == DocumentRow.id)
        found.append(exists(doubtful.where(DocumentRow.record_id == ReviewRow.record_id, FieldRow.doubtful, named)))
    return found


def listed(engine: Engine, wanted: Wanted, *, offset: int = 0, limit: int = 50) -> list[Waiting]:
    """The work list in the order in which it is given out."""
    query = _select().where(*conditions(wanted)).order_by(*ORDER).offset(offset).limit(limit)
    with Session(engine) as session:
        return [_waiting(row) for row in session.execute(query)]


def one(engine: Engine, dossier: UUID) -> Waiting | None:
    """A dossier's place in the work list."""
    with Session(engine) as session:
        row = session.execute(_select().where(ReviewRow.dossier_id == dossier)).one_or_none()
        return None if row is None else _waiting(row)


def count(engine: Engine, wanted: Wanted) -> int:
    """How many the work list has."""
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(ReviewRow).where(*conditions(wanted))).scalar_one()


def change(engine: Engine, dossiers: Sequence[UUID], **values: object) -> int:
    """Sets `priority` or `assigned_id` of dossiers that are with people; returns how many there were."""
    with engine.begin() as connection:
        changed = connection.execute(update(ReviewRow).where(ReviewRow.dossier_id.in_(dossiers)).values(**values))
    return changed.rowcount


def doubtful_fields(engine: Engine, wanted: Wanted, limit: int = 30) -> list[tuple[str, str, int]]:
    """Names of fields in doubt in the work list, with the type of document, by how many dossiers have them."""
    name = func.regexp_replace(FieldRow.name, r"\.[0-9]+$", "")
    query = (
        select(name, DocumentRow.type, func.count(ReviewRow.dossier_id.distinct()))
        .join(DocumentRow, DocumentRow.id == FieldRow.document_id)
        .join(ReviewRow, ReviewRow.record_id == DocumentRow.record_id)
        .where(FieldRow.doubtful, *conditions(wanted))
        .group_by(name, DocumentRow.type)
        .order_by(func.count(ReviewRow.dossier_id.distinct()).desc(), name)
        .limit(limit)
    )
    with engine.connect() as connection:
        return [(row[0], row[1], row[2]) for row in connection.execute(query)]


def counts(engine: Engine) -> dict[Stage, int]:
    """How many dossiers are at each stage."""
    with engine.connect() as connection:
        rows = connection.execute(select(ReviewRow.stage, func.count()).group_by(ReviewRow.stage)).all()
    return {row[0]: row[1] for row in rows}


ORDER = (ReviewRow.priority.desc(), ReviewRow.waiting_since, ReviewRow.dossier_id)
"""The order in which dossiers are given out."""

_assigned, _holder, _reviewer = aliased(UserRow), aliased(UserRow), aliased(UserRow)


def _select() -> Select[ReviewRow, str, str | None, str, str, str]:
    return (
        select(
            ReviewRow,
            DossierRow.name,
            DossierRow.label,
            _assigned.full_name.label("assigned"),
            _holder.full_name.label("holder"),
            _reviewer.full_name.label("reviewer"),
        )
        .join(DossierRow, DossierRow.id == ReviewRow.dossier_id)
        .outerjoin(_assigned, _assigned.id == ReviewRow.assigned_id)
        .outerjoin(_holder, and_(_holder.id == ReviewRow.holder_id, ReviewRow.lease_until > func.now()))
        .outerjoin(_reviewer, _reviewer.id == ReviewRow.reviewer_id)
    )


def _waiting(found: Row[ReviewRow, str, str | None, str, str, str]) -> Waiting:
    row, name, label, assigned, holder, reviewer = found
    return Waiting(
        dossier=row.dossier_id,
        record=row.record_id,
        label=label or name.rstrip("/").rpartition("/")[2],
        stage=row.stage,
        priority=row.priority,
        batch=row.batch_id,
        types=tuple(row.types),
        doubts=row.doubts,
        doubt=row.doubt,
        waiting_since=row.waiting_since,
        assigned=assigned,
        holder=holder,
        lease=row.lease if holder is not None else None,
        lease_until=row.lease_until if holder is not None else None,
        reviewer=reviewer,
        reason=row.reason,
        note=row.note,
    )
