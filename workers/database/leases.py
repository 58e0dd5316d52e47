"""Who has which dossier before them. A lease ends by itself, and its number proves every write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Engine, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from workers.database.reviews import ORDER, Wanted, conditions
from workers.database.tables import ArrangementRow, CorrectionRow, DossierRow, KeyingRow, ReviewRow, Stage

LEASE = timedelta(minutes=15)
"""How long a page may be silent until the next person gets its dossier."""


@dataclass(frozen=True)
class Lease:
    """A dossier that somebody has before them until `until`, if they do not ask again before."""

    dossier: UUID
    id: UUID
    until: datetime
    stage: Stage


def claim(engine: Engine, user: UUID, wanted: Wanted, exclude: Sequence[UUID] = ()) -> Lease | None:
    """The next dossier that nobody has, nobody else is to do, and this person may do. Two that ask at once get two."""
    query = (
        select(ReviewRow)
        .where(*conditions(wanted), _free(), _for(user), *_by_another(user, wanted.stage))
        .order_by(*ORDER)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if exclude:
        query = query.where(ReviewRow.dossier_id.not_in(exclude))
    with Session(engine) as session, session.begin():
        row = session.execute(query).scalar_one_or_none()
        return None if row is None else _give(session, row, user)


def take(engine: Engine, user: UUID, dossier: UUID, stages: Sequence[Stage]) -> Lease | None:
    """This dossier, if it is at one of these stages, nobody else has it and this person may do it; an own lease is replaced."""
    with Session(engine) as session, session.begin():
        row = session.execute(
            select(ReviewRow)
            .where(
                ReviewRow.dossier_id == dossier,
                ReviewRow.stage.in_(stages),
                or_(_free(), ReviewRow.holder_id == user),
                _for(user),
            )
            .with_for_update()
        ).scalar_one_or_none()
        if row is None:
            return None
        others = select(ReviewRow.dossier_id).where(ReviewRow.dossier_id == dossier, *_by_another(user, row.stage))
        if session.execute(others).one_or_none() is None:
            return None
        return _give(session, row, user)


def renew(engine: Engine, dossier: UUID, lease: UUID) -> datetime | None:
    """Until when it now holds; None when it was lost."""
    with Session(engine) as session, session.begin():
        row = held(session, dossier, lease)
        return None if row is None else _give(session, row, None).until


def release(engine: Engine, dossier: UUID, lease: UUID) -> bool:
    """Gives it back to the list. Returns whether it was held."""
    with Session(engine) as session, session.begin():
        row = held(session, dossier, lease)
        if row is not None:
            let_go(row)
        return row is not None


def held(session: Session, dossier: UUID, lease: UUID) -> ReviewRow | None:
    """The row, locked, if this lease is the one that counts.

    One that ran out counts until somebody else has taken the dossier: nothing that was typed meanwhile is lost.
    """
    wanted = select(ReviewRow).where(ReviewRow.dossier_id == dossier, ReviewRow.lease == lease).with_for_update()
    return session.execute(wanted).scalar_one_or_none()


def let_go(row: ReviewRow) -> None:
    """Nobody has it any more."""
    row.holder_id = row.lease = row.lease_until = None


def deciders(session: Session, dossier: UUID) -> set[UUID]:
    """Everybody who decided something about a dossier."""
    found: set[UUID] = set()
    for table in (CorrectionRow, ArrangementRow, KeyingRow):
        rows = session.execute(select(table.user_id).where(table.dossier_id == dossier).distinct()).scalars()
        found |= {each for each in rows if each is not None}
    return found


def _free() -> ColumnElement[bool]:
    return or_(ReviewRow.lease_until.is_(None), ReviewRow.lease_until < func.now())


def _for(user: UUID) -> ColumnElement[bool]:
    return or_(ReviewRow.assigned_id.is_(None), ReviewRow.assigned_id == user)


def _by_another(user: UUID, stage: Stage) -> list[ColumnElement[bool]]:
    """Four eyes: nobody approves what he decided, keys a second time what he keyed, or decides between himself and another."""
    mine = [
        and_(CorrectionRow.dossier_id == ReviewRow.dossier_id, CorrectionRow.user_id == user),
        and_(ArrangementRow.dossier_id == ReviewRow.dossier_id, ArrangementRow.user_id == user),
        and_(KeyingRow.dossier_id == ReviewRow.dossier_id, KeyingRow.user_id == user),
    ]
    tables = (CorrectionRow.id, ArrangementRow.id, KeyingRow.id)
    none = [~exists(select(table).where(condition)) for table, condition in zip(tables, mine, strict=True)]
    not_finished = or_(ReviewRow.reviewer_id.is_(None), ReviewRow.reviewer_id != user)
    if stage in ("approval", "arbiter"):
        return [*none, not_finished]
    if stage == "second":
        return [none[2], not_finished]
    return []


def _give(session: Session, row: ReviewRow, user: UUID | None) -> Lease:
    """Lends it for a while, under a new number where `user` is new to it."""
    now = session.execute(select(func.now())).scalar_one()
    number = row.lease
    if user is not None or number is None:
        number = uuid4()
        row.holder_id = user
    row.lease, row.lease_until = number, now + LEASE
    return Lease(row.dossier_id, number, row.lease_until, row.stage)


def lock_dossier(session: Session, dossier: UUID) -> DossierRow | None:
    """The dossier's row, held against whoever publishes or corrects it now; always before the row of its review."""
    return session.execute(select(DossierRow).where(DossierRow.id == dossier).with_for_update()).scalar_one_or_none()
