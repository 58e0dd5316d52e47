"""What an operator sees of backlogs: how far, how quick, how much longer, and what failed for which reason."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, Row, Select, Uuid, and_, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlalchemy.exc import NoResultFound

from workers.database.batches import Progress
from workers.database.tables import Batch, BatchState, DossierRow, Rule

RECENTLY = 10
"""Minutes over which the present pace is taken."""
FEWEST = 10
"""Dossiers that must have been finished before anybody guesses how long the others take."""
SAMPLES = 5

_READ = ("done", "failed")


@dataclass(frozen=True)
class Pace:
    """Dossiers and pages that are finished in a minute; `finished` dossiers tell so."""

    finished: int
    dossiers: float
    pages: float

    @property
    def tells(self) -> bool:
        """Whether it is of enough dossiers to say something."""
        return self.finished >= FEWEST and self.dossiers > 0


@dataclass(frozen=True)
class Remaining:
    """Seconds until all is finished, probably between these two."""

    least: float
    most: float


@dataclass(frozen=True)
class Failures:
    """Dossiers that failed for one reason."""

    code: str | None
    count: int
    message: str | None
    """Of one of them. May name a file."""
    samples: tuple[UUID, ...]


@dataclass(frozen=True)
class Overview:
    """A batch as an operator sees it."""

    id: UUID
    bucket: str
    prefix: str
    """May name a person."""
    inventory: str
    rule: Rule
    state: BatchState
    retry: bool
    found: int
    created_at: datetime
    asked_at: datetime
    progress: Progress
    recent: Pace
    """Over the last `RECENTLY` minutes, or since it was asked for the latest time."""
    overall: Pace
    """Since the first one was begun after it was asked for the latest time."""
    failures: tuple[Failures, ...] = ()

    @property
    def is_finished(self) -> bool:
        """Whether nobody will work on it any more."""
        now = self.progress
        return self.state == "canceled" or (now.listed and now.finished == now.total)

    @property
    def remaining(self) -> Remaining | None:
        """How much longer it takes; None while too little is known, and while nothing goes on.

        The spread is twice the standard error of a count of independent events, 1/√n, and what lies between the present pace
        and the whole one: dossiers differ, and they come in an order.
        """
        left = self.progress.total - self.progress.finished
        paces = [each for each in (self.recent, self.overall) if each.tells]
        if self.state != "running" or not self.progress.listed or not self.recent.tells or not left:
            return None
        spreads = [(each.dossiers / 60, min(0.9, 2 / math.sqrt(each.finished))) for each in paces]
        least = min(left / (pace * (1 + spread)) for pace, spread in spreads)
        return Remaining(least, max(left / (pace * (1 - spread)) for pace, spread in spreads))


def overview(engine: Engine, batch: UUID) -> Overview:
    """One batch with what failed in it. Raises `sqlalchemy.exc.NoResultFound` when there is none."""
    with engine.connect() as connection:
        found = _overviews(connection, select(Batch).where(Batch.id == batch))
        if not found:
            raise NoResultFound
        return replace(found[0], failures=_failures(connection, batch))


def overviews(engine: Engine, limit: int = 50) -> list[Overview]:
    """Batches, the one that was asked for last first, without what failed in them."""
    with engine.connect() as connection:
        return _overviews(connection, select(Batch).order_by(Batch.asked_at.desc()).limit(limit))


def failed(engine: Engine, batch: UUID, code: str | None = None, *, offset: int = 0, limit: int = 50) -> list[UUID]:
    """Dossiers of a batch that failed, or failed for one reason, in natural order."""
    wanted = select(DossierRow.id).where(DossierRow.batch_id == batch, DossierRow.state == "failed")
    if code is not None:
        wanted = wanted.where(DossierRow.error_code == code)
    with engine.connect() as connection:
        return list(connection.execute(wanted.order_by(DossierRow.sort_key).offset(offset).limit(limit)).scalars())


def _overviews(connection: Connection, batches: Select[Batch]) -> list[Overview]:
    rows = connection.execute(batches.with_only_columns(*Batch.__table__.columns, func.now().label("now"))).all()
    ids = [row.id for row in rows]
    states: dict[UUID, list[Row[*tuple[Any, ...]]]] = defaultdict(list)
    for each in connection.execute(_states(ids)):
        states[each.batch_id].append(each)
    recent = {each.batch_id: (each.dossiers, each.pages) for each in connection.execute(_recent(ids))}
    return [_overview(row, states[row.id], recent.get(row.id, (0, 0))) for row in rows]


def _states(ids: Sequence[UUID]) -> Select[*tuple[Any, ...]]:
    since = and_(DossierRow.finished_at >= Batch.asked_at, DossierRow.state.in_(_READ))
    begun = or_(since, DossierRow.started_at >= Batch.asked_at)
    return (
        select(
            DossierRow.batch_id,
            DossierRow.state,
            func.count().label("dossiers"),
            func.sum(DossierRow.pages_done).label("pages"),
            func.count().filter(since).label("since"),
            func.coalesce(func.sum(DossierRow.pages_done).filter(since), 0).label("pages_since"),
            # One that was in hand when the batch was asked for again counts from then on.
            func.min(func.greatest(DossierRow.started_at, Batch.asked_at)).filter(begun).label("first"),
            func.max(DossierRow.finished_at).label("last"),
        )
        .join(Batch, Batch.id == DossierRow.batch_id)
        .where(DossierRow.batch_id.in_(ids))
        .group_by(DossierRow.batch_id, DossierRow.state)
    )


def _recent(ids: Sequence[UUID]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            DossierRow.batch_id,
            func.count().label("dossiers"),
            func.sum(DossierRow.pages_done).label("pages"),
        )
        .join(Batch, Batch.id == DossierRow.batch_id)
        .where(
            DossierRow.batch_id.in_(ids),
            DossierRow.finished_at > func.now() - timedelta(minutes=RECENTLY),
            DossierRow.finished_at >= Batch.asked_at,
            DossierRow.state.in_(_READ),
        )
        .group_by(DossierRow.batch_id)
    )


def _overview(row: Row[*tuple[Any, ...]], states: Sequence[Row[*tuple[Any, ...]]], recent: tuple[int, int]) -> Overview:
    progress = Progress(
        **{each.state: each.dossiers for each in states},
        pages_done=int(sum(each.pages for each in states)),
        listed=row.listed_at is not None,
        state=row.state,
        remark=row.error_message,
    )
    first = min((each.first for each in states if each.first is not None), default=row.now)
    last = max((each.last for each in states if each.last is not None), default=row.now)
    is_moving = row.state == "running" and progress.finished < progress.total
    minutes = ((row.now if is_moving else last) - first).total_seconds() / 60
    lately = min(RECENTLY, (row.now - first).total_seconds() / 60)
    return Overview(
        row.id,
        row.bucket,
        row.prefix,
        row.inventory,
        row.rule,
        row.state,
        row.retry,
        row.found,
        row.created_at,
        row.asked_at,
        progress,
        recent=_pace(*recent, lately),
        overall=_pace(sum(each.since for each in states), int(sum(each.pages_since for each in states)), minutes),
    )


def _pace(dossiers: int, pages: int, minutes: float) -> Pace:
    return Pace(dossiers, dossiers / minutes, pages / minutes) if minutes > 0 else Pace(dossiers, 0.0, 0.0)


def _failures(connection: Connection, batch: UUID) -> tuple[Failures, ...]:
    # In one order, so that a page that renews itself stands still.
    ids = func.array_agg(aggregate_order_by(DossierRow.id, DossierRow.id), type_=ARRAY(Uuid))
    rows = connection.execute(
        select(DossierRow.error_code, func.count(), func.min(DossierRow.error_message), ids[1:SAMPLES])
        .where(DossierRow.batch_id == batch, DossierRow.state == "failed")
        .group_by(DossierRow.error_code)
        .order_by(func.count().desc(), DossierRow.error_code)
    )
    return tuple(Failures(code, count, message, tuple(samples)) for code, count, message, samples in rows)
