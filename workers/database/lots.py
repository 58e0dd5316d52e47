"""Lots and their samples as rows. A sample is drawn within the database, by chance that its lot's seed makes again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Engine, Row, Select, String, and_, case, cast, exists, func, or_, select, text, update
from sqlalchemy.orm import Session, aliased

from workers.database.tables import (
    ArrangementRow,
    CorrectionRow,
    DocumentRow,
    DossierRow,
    FieldRow,
    Json,
    KeyingRow,
    LotItem,
    LotRow,
    LotState,
    RecordRow,
    ReviewRow,
    UserRow,
)

SEEDS = 2**63
"""Seeds lie below."""

_OF_BATCH = """
INSERT INTO lot_items (lot_id, position, dossier_id, record_id, type, pages, field, fields)
SELECT :lot, row_number() OVER (ORDER BY chance, dossier_id), dossier_id, record_id, type, pages, field,
  CASE WHEN field IS NULL THEN (SELECT count(*) FROM fields WHERE fields.document_id = drawn.id) ELSE 1 END
FROM (
  SELECT documents.id, dossiers.id AS dossier_id, documents.record_id, documents.type, documents.pages, {field} AS field,
    sha256(convert_to(concat_ws(
      ' ', CAST(:seed AS text), dossiers.id, array_to_string(documents.pages, ','), {field}), 'UTF8')) AS chance
  FROM dossiers JOIN documents ON documents.record_id = dossiers.published_id {fields}
  WHERE dossiers.batch_id = :batch
  ORDER BY chance, dossiers.id LIMIT :size
) AS drawn
"""

_RUNNING = """
WITH fresh AS (
  SELECT id FROM records
  WHERE id > :upto AND created_at < now() - CAST(:settled AS interval)
  ORDER BY id LIMIT :most
), taken AS (
  SELECT dossiers.id AS dossier_id, documents.record_id, documents.type, documents.pages, fields.name AS field,
    encode(sha256(convert_to(concat_ws(
      ' ', CAST(:seed AS text), documents.record_id, array_to_string(documents.pages, ','), fields.name),
      'UTF8')), 'hex') AS chance
  FROM fresh JOIN dossiers ON dossiers.published_id = fresh.id
  JOIN documents ON documents.record_id = fresh.id
  JOIN fields ON fields.document_id = documents.id
  WHERE fields.state = 'found' AND NOT fields.doubtful AND NOT EXISTS (
    SELECT FROM corrections WHERE corrections.dossier_id = dossiers.id AND corrections.field = fields.name
      AND corrections.type = documents.type AND corrections.pages && documents.pages)
), kept AS (
  INSERT INTO lot_items (lot_id, position, dossier_id, record_id, type, pages, field, fields)
  SELECT :lot, :drawn + row_number() OVER (ORDER BY chance), dossier_id, record_id, type, pages, field, 1
  FROM taken WHERE CAST('x' || left(chance, 8) AS bit(32))::bigint < :share * 4294967296
  RETURNING 1
)
SELECT (SELECT max(id) FROM fresh), (SELECT count(*) FROM fresh), (SELECT count(*) FROM taken), (SELECT count(*) FROM kept)
"""

_PUT_BACK = """
INSERT INTO reviews AS kept (dossier_id, record_id, batch_id, types, doubts, reason, note)
SELECT dossiers.id, records.id, dossiers.batch_id, records.types, records.doubts, 'wrong-value', :note
FROM dossiers JOIN records ON records.id = dossiers.published_id
WHERE dossiers.id = ANY(:dossiers) AND records.status <> 'failed'
ON CONFLICT (dossier_id) DO UPDATE SET stage = 'review', waiting_since = now(), reason = excluded.reason, note = excluded.note,
  holder_id = CASE WHEN kept.stage = 'review' THEN kept.holder_id END,
  lease = CASE WHEN kept.stage = 'review' THEN kept.lease END,
  lease_until = CASE WHEN kept.stage = 'review' THEN kept.lease_until END
"""


@dataclass(frozen=True)
class Lot:
    """A lot with how far its inspection has come."""

    id: UUID
    kind: str
    batch: UUID | None
    plan: Json
    seed: int
    state: LotState
    opener: str | None
    created_at: datetime
    decider: str | None
    decided_at: datetime | None
    note: str | None
    drawn: int
    judged: int
    held: int
    """Items that somebody has before them."""


@dataclass(frozen=True)
class Item:
    """One thing of a sample."""

    lot: UUID
    position: int
    dossier: UUID
    record: int
    type: str
    pages: tuple[int, ...]
    field: str | None
    wrong: tuple[str, ...] | None
    inspector: str | None
    decided_at: datetime | None


@dataclass(frozen=True)
class Fresh:
    """What a running sample looked at: up to which record, how many, how many values these held, and how many were drawn."""

    upto: int | None
    records: int
    values: int
    drawn: int


def population(session: Session, batch: UUID, unit: str) -> int:
    """Documents, or fields, of a batch's published records."""
    wanted = (
        select(func.count())
        .select_from(DossierRow)
        .join(DocumentRow, DocumentRow.record_id == DossierRow.published_id)
        .where(DossierRow.batch_id == batch)
    )
    if unit == "field":
        wanted = wanted.join(FieldRow, FieldRow.document_id == DocumentRow.id)
    return session.execute(wanted).scalar_one()


def draw(session: Session, lot: UUID, batch: UUID, seed: int, unit: str, size: int) -> int:
    """Draws the sample of a batch; every document, or field, has the same chance. Returns how many were drawn."""
    parts = ("fields.name", "JOIN fields ON fields.document_id = documents.id") if unit == "field" else ("NULL::text", "")
    statement = text(_OF_BATCH.format(field=parts[0], fields=parts[1]))
    values = {"lot": lot, "batch": batch, "seed": str(seed), "size": size}
    return session.connection().execute(statement, values).rowcount


def draw_running(session: Session, lot: LotRow, upto: int, share: float, drawn: int, *, settled: timedelta, most: int) -> Fresh:
    """Draws from the next `most` records after `upto` that were published at least `settled` ago and still count."""
    values = {
        "lot": lot.id,
        "seed": str(lot.seed),
        "upto": upto,
        "share": share,
        "drawn": drawn,
        "settled": settled,
        "most": most,
    }
    return Fresh(*session.execute(text(_RUNNING), values).one())


def newest_record(session: Session) -> int:
    """The id of the latest record, 0 before the first."""
    return session.execute(select(func.coalesce(func.max(RecordRow.id), 0))).scalar_one()


def one(engine: Engine, lot: UUID) -> Lot | None:
    """A lot."""
    with Session(engine) as session:
        row = session.execute(_select().where(LotRow.id == lot)).one_or_none()
        return None if row is None else _lot(row)


def listed(engine: Engine, *, batch: UUID | None = None, limit: int = 200) -> list[Lot]:
    """Lots, the newest first; of one batch, or all."""
    wanted = _select().order_by(LotRow.created_at.desc(), LotRow.id).limit(limit)
    if batch is not None:
        wanted = wanted.where(LotRow.batch_id == batch)
    with Session(engine) as session:
        return [_lot(row) for row in session.execute(wanted)]


def known_as(engine: Engine, beginning: str) -> Sequence[UUID]:
    """Lots whose id begins with the text."""
    begins = cast(LotRow.id, String).startswith(beginning.casefold(), autoescape=True)
    with engine.connect() as connection:
        found = select(LotRow.id).where(begins).limit(2)
        return list(connection.execute(found).scalars())


def decided_plans(session: Session, limit: int = 500) -> list[tuple[Json, bool]]:
    """Plans of batches that were decided, the oldest first, and whether they were accepted."""
    wanted = (
        select(LotRow.plan, LotRow.state)
        .where(LotRow.kind == "batch", LotRow.state != "open")
        .order_by(LotRow.decided_at.desc())
        .limit(limit)
    )
    return [(plan, state == "accepted") for plan, state in reversed(session.execute(wanted).all())]


def items(engine: Engine, lot: UUID, *, offset: int = 0, limit: int = 100) -> list[Item]:
    """A sample in the order in which it was drawn."""
    wanted = (
        select(LotItem, UserRow.full_name)
        .outerjoin(UserRow, UserRow.id == LotItem.user_id)
        .where(LotItem.lot_id == lot)
        .order_by(LotItem.position)
        .offset(offset)
        .limit(limit)
    )
    with Session(engine) as session:
        return [item_of(row, name) for row, name in session.execute(wanted)]


def judged(session: Session, lot: UUID) -> list[tuple[str, list[str], list[str]]]:
    """Type, names of the fields and names of the wrong ones of every inspected item."""
    document = and_(
        DocumentRow.record_id == LotItem.record_id, DocumentRow.type == LotItem.type, DocumentRow.pages == LotItem.pages
    )
    names = case(
        (LotItem.field.is_not(None), func.array_agg(LotItem.field)),
        else_=func.array_remove(func.array_agg(FieldRow.name), None),
    )
    wanted = (
        select(LotItem.type, names, LotItem.wrong)
        .outerjoin(DocumentRow, and_(document, LotItem.field.is_(None)))
        .outerjoin(FieldRow, FieldRow.document_id == DocumentRow.id)
        .where(LotItem.lot_id == lot, LotItem.decided_at.is_not(None))
        .group_by(LotItem.lot_id, LotItem.position)
    )
    return [(kind, list(found or ()), list(wrong or ())) for kind, found, wrong in session.execute(wanted)]


def claim(session: Session, lot: UUID, user: UUID) -> LotItem | None:
    """The next item for this person: what they have already, or one that nobody has and that they had no part in."""
    wanted = (
        select(LotItem)
        .where(
            LotItem.lot_id == lot,
            LotItem.decided_at.is_(None),
            or_(LotItem.user_id.is_(None), LotItem.user_id == user),
            *_by_another(user),
        )
        .order_by(case((LotItem.user_id == user, 0), else_=1), LotItem.position)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = session.execute(wanted).scalar_one_or_none()
    if row is not None:
        row.user_id = user
    return row


def held(session: Session, lot: UUID, position: int, user: UUID) -> LotItem | None:
    """The item, locked, if this person has it, has not judged it and had no part in it."""
    wanted = select(LotItem).where(
        LotItem.lot_id == lot,
        LotItem.position == position,
        LotItem.user_id == user,
        LotItem.decided_at.is_(None),
        *_by_another(user),
    )
    return session.execute(wanted.with_for_update()).scalar_one_or_none()


def free(session: Session, lot: UUID) -> int:
    """Takes back what people hold and did not judge; returns how many items."""
    of_lot = update(LotItem).where(LotItem.lot_id == lot, LotItem.decided_at.is_(None), LotItem.user_id.is_not(None))
    return session.connection().execute(of_lot.values(user_id=None)).rowcount


def drawn(session: Session, lot: UUID) -> int:
    """Items of a sample."""
    return session.execute(select(func.count()).where(LotItem.lot_id == lot)).scalar_one()


def inspectors(session: Session, lot: UUID) -> set[UUID]:
    """Everybody who judged an item."""
    wanted = select(LotItem.user_id).where(LotItem.lot_id == lot, LotItem.decided_at.is_not(None)).distinct()
    return {each for each in session.execute(wanted).scalars() if each is not None}


def lock(session: Session, lot: UUID, *, share: bool = False) -> LotRow | None:
    """The lot's row; `share` keeps it from being decided meanwhile. Always after the rows of dossiers."""
    return session.execute(select(LotRow).where(LotRow.id == lot).with_for_update(read=share)).scalar_one_or_none()


def dossiers_of(session: Session, lot: Lot) -> list[UUID]:
    """Dossiers with a record that a lot is made of, locked against whoever would publish them."""
    wanted = select(DossierRow.id).where(DossierRow.published_id.is_not(None)).order_by(DossierRow.id)
    if lot.kind == "batch":
        wanted = wanted.where(DossierRow.batch_id == lot.batch)
    else:
        wanted = wanted.where(DossierRow.published_id > lot.plan["after"], DossierRow.published_id <= lot.plan["upto"])
    return list(session.execute(wanted.with_for_update(read=True, key_share=True)).scalars())


def put_back(session: Session, dossiers: Sequence[UUID], note: str) -> int:
    """Puts dossiers before those who review, whatever stage they were at; returns how many."""
    return session.connection().execute(text(_PUT_BACK), {"dossiers": list(dossiers), "note": note}).rowcount


def item_of(row: LotItem, inspector: str | None = None) -> Item:
    """A row as a value."""
    wrong = None if row.wrong is None else tuple(row.wrong)
    return Item(
        row.lot_id,
        row.position,
        row.dossier_id,
        row.record_id,
        row.type,
        tuple(row.pages),
        row.field,
        wrong,
        inspector,
        row.decided_at,
    )


def _by_another(user: UUID) -> list[ColumnElement[bool]]:
    """Four eyes: nobody inspects what he decided, put together, finished or approved."""
    corrected = exists().where(
        CorrectionRow.dossier_id == LotItem.dossier_id,
        CorrectionRow.user_id == user,
        CorrectionRow.pages.overlap(LotItem.pages),
        or_(LotItem.field.is_(None), CorrectionRow.field == LotItem.field),
    )
    keyed = exists().where(
        KeyingRow.dossier_id == LotItem.dossier_id,
        KeyingRow.user_id == user,
        KeyingRow.pages.overlap(LotItem.pages),
        or_(LotItem.field.is_(None), KeyingRow.field == LotItem.field),
    )
    arranged = exists().where(ArrangementRow.dossier_id == LotItem.dossier_id, ArrangementRow.user_id == user)
    passed = exists().where(
        ReviewRow.dossier_id == LotItem.dossier_id, or_(ReviewRow.reviewer_id == user, ReviewRow.approver_id == user)
    )
    return [~each for each in (corrected, keyed, arranged, passed)]


_opener, _decider = aliased(UserRow), aliased(UserRow)


def _select() -> Select[*tuple[Any, ...]]:
    def counted(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
        return select(func.count()).where(LotItem.lot_id == LotRow.id, *conditions).scalar_subquery()

    return (
        select(
            LotRow,
            _opener.full_name.label("opener"),
            _decider.full_name.label("decider"),
            counted().label("drawn"),
            counted(LotItem.decided_at.is_not(None)).label("judged"),
            counted(LotItem.decided_at.is_(None), LotItem.user_id.is_not(None)).label("held"),
        )
        .outerjoin(_opener, _opener.id == LotRow.user_id)
        .outerjoin(_decider, _decider.id == LotRow.decider_id)
    )


def _lot(found: Row[*tuple[Any, ...]]) -> Lot:
    row: LotRow = found[0]
    return Lot(
        row.id,
        row.kind,
        row.batch_id,
        row.plan,
        row.seed,
        row.state,
        found.opener,
        row.created_at,
        found.decider,
        row.decided_at,
        row.note,
        found.drawn,
        found.judged,
        found.held,
    )
