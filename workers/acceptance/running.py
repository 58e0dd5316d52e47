"""The running sample: of what the machine accepted by itself, a small share is looked at all the same."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from workers.acceptance import plans
from workers.acceptance.plans import Plan
from workers.database import lots
from workers.database.tables import LotRow
from workers.identity.audit import SYSTEM, note
from workers.service import Service

SETTLED = timedelta(minutes=2)
"""Records are looked at when they are so old: one with a smaller id may still be on its way until then."""
AT_A_TIME = 2000
"""Records of one step."""
_LOCK = 0x6C6F7473
"""Any constant will do as long as it is ours: the letters `lots`."""


def step(service: Service, settled: timedelta = SETTLED) -> bool:
    """Draws from the records that were published since; returns whether there are more."""
    settings = service.settings
    if not settings.audit_share:
        return False
    with Session(service.engine) as session, session.begin():
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        lot = _open_one(
            session, settings.audit_share, round(1 - settings.reading.accuracy, 6), timedelta(days=settings.audit_days)
        )
        plan = plans.from_json(lot.plan)
        fresh = lots.draw_running(session, lot, plan.upto or 0, plan.share or 0.0, plan.size, settled=settled, most=AT_A_TIME)
        if fresh.upto is not None:
            drawn = replace(plan, upto=fresh.upto, lot=plan.lot + fresh.values, size=plan.size + fresh.drawn)
            lot.plan = drawn.to_json()
        return fresh.records == AT_A_TIME


def _open_one(session: Session, share: float, promised: float, days: timedelta) -> LotRow:
    """The running sample that is being drawn; a new one when there is none, when its days are over, or when it was decided."""
    newest = (
        select(LotRow, LotRow.created_at < func.now() - days)
        .where(LotRow.kind == "automatic")
        .order_by(LotRow.created_at.desc())
        .limit(1)
        .with_for_update()
    )
    found = session.execute(newest).one_or_none()
    if found is not None and found[0].state == "open" and not found[1] and not _differs(found[0], share, promised):
        return found[0]
    # The first one begins with what is published from now on; later ones where the one before stopped.
    after = (plans.from_json(found[0].plan).upto or 0) if found is not None else lots.newest_record(session)
    begun = plans.running(promised, share, after)
    row = LotRow(kind="automatic", plan=begun.to_json(), seed=secrets.randbelow(lots.SEEDS))
    session.add(row)
    session.flush()
    note(session, SYSTEM, "lot.opened", after={"lot": str(row.id), "kind": "automatic"})
    return row


def _differs(lot: LotRow, share: float, promised: float) -> bool:
    """Whether an operator asked for something else meanwhile: shares are never mixed in one sample."""
    plan: Plan = plans.from_json(lot.plan)
    return (plan.share, plan.promised) != (share, promised)
