"""A lot is accepted or returned, by somebody who inspected nothing of it, with the figures of its sample."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.orm import Session

from extractor.profiles import Profiles
from workers.acceptance import plans
from workers.acceptance.figures import Figures, Judged, figures
from workers.acceptance.plans import Plan
from workers.database import dossiers, lots
from workers.database.lots import Lot
from workers.errors import LotRefused, NotAllowed
from workers.identity import User
from workers.identity.audit import note
from workers.service import Service

Answer = Literal["accepted", "returned"]
After = Literal["review", "read"]
"""Where what was returned goes: before people, or read anew."""

LONGEST_NOTE = 1000
_PORTION = 1000


def measured(service: Service, lot: Lot, profiles: Profiles) -> Figures:
    """What the sample of a lot says so far."""
    with Session(service.engine) as session:
        return _measured(session, lot.id, plans.from_json(lot.plan), lot.drawn, profiles)


def decide(
    service: Service, user: User, lot: Lot, answer: Answer, profiles: Profiles, text: str = "", after: After = "review"
) -> int:
    """Ends a lot. Returns how many dossiers were put back or are read anew. Raises `NotAllowed` and `LotRefused`."""
    if not user.may("approver"):
        raise NotAllowed("Lots are decided by approvers.")
    said = text.strip()
    if answer == "returned" and not said:
        raise LotRefused("Say why the lot is returned.")
    if len(said) > LONGEST_NOTE:
        raise LotRefused(f"A note has at most {LONGEST_NOTE} letters.")
    with Session(service.engine) as session, session.begin():
        affected: Sequence[UUID] = lots.dossiers_of(session, lot) if answer == "returned" else ()
        row = lots.lock(session, lot.id)
        if row is None or row.state != "open":
            raise LotRefused("The lot is decided already.")
        if user.id in lots.inspectors(session, lot.id):
            raise NotAllowed("You inspected items of this lot yourself; somebody else must decide it.")
        plan = plans.from_json(row.plan)
        found = _measured(session, lot.id, plan, lots.drawn(session, lot.id), profiles)
        if answer == "accepted":
            _check(found, plan)
        row.state, row.decider_id, row.decided_at, row.note = answer, user.id, func.now(), said or None
        row.plan = replace(plan, found=found.items.wrong).to_json()
        put_back = 0
        if answer == "returned" and after == "review":
            put_back = lots.put_back(session, affected, said)
        numbers = {"inspected": found.items.seen, "wrong": found.items.wrong, "put_back": put_back}
        note(session, user, f"lot.{answer}", after={"lot": str(lot.id), **numbers})
    if answer == "returned" and after == "read":
        # One by one in portions: what dies in between is asked for again on the page of the batch.
        for start in range(0, len(affected), _PORTION):
            put_back += len(dossiers.reread(service.engine, affected[start : start + _PORTION], queue="batch"))
    return put_back


def _check(found: Figures, plan: Plan) -> None:
    if not found.complete or not found.items.seen:
        raise LotRefused("Some items of the sample are not inspected yet.")
    if plan.scheme != "running" and found.drawn < plan.size:
        raise LotRefused("Items of the sample were removed since it was drawn; return the lot, or open another.")
    if found.word == "not-acceptable":
        raise LotRefused("By its plan this lot is not acceptable; return it.")


def _measured(session: Session, lot: UUID, plan: Plan, drawn: int, profiles: Profiles) -> Figures:
    judged = (Judged(kind, tuple(names), tuple(wrong)) for kind, names, wrong in lots.judged(session, lot))
    return figures(plan, drawn, judged, profiles.requires)
