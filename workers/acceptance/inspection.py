"""Lots are opened, and inspectors say of each item of a sample what is right and what is wrong."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import func, text
from sqlalchemy.orm import Session

from extractor.profiles import Profiles, load_profiles
from extractor.record import Document, Dossier
from workers.acceptance import plans, switching
from workers.acceptance.plans import Plan, Unit
from workers.acceptance.switching import Past, Standing
from workers.acceptance.tables import Level
from workers.corrections import Correction, arranged, corrected, decided, of_document
from workers.database import lots, seen
from workers.database.corrections import add_corrections, decisions_of, renew
from workers.database.leases import lock_dossier
from workers.database.lots import Item
from workers.database.tables import LotRow
from workers.doubts import doubts
from workers.errors import BadDecision, BadPlan, LotRefused, NotAllowed
from workers.identity import User
from workers.identity.audit import note
from workers.notation import kept
from workers.records import Records
from workers.service import Service

GONE = "This item is not before you any more: somebody took it back, or it was judged already."


@dataclass(frozen=True)
class Asked:
    """How a batch is to be inspected."""

    scheme: Literal["iso-2859-1", "zero", "all"] = "iso-2859-1"
    unit: Unit = "document"
    level: Level = "II"
    aql: float = 1.0
    worst: float = 0.01
    """Of `zero` and `all`: largest share of wrong items."""
    reduce: bool = False
    """Whether inspection may be reduced where the rules allow it."""


@dataclass(frozen=True)
class Verdict:
    """What an inspector says of a field; of a wrong one also what is right."""

    right: bool
    state: Literal["found", "absent", "unreadable"] = "found"
    value: str | None = None


@dataclass(frozen=True)
class Shown:
    """An item before an inspector: its document as it was when the sample was drawn, and the fields to judge."""

    item: Item
    document: Document
    fields: tuple[str, ...]


class Inspection:
    """Lots and their samples, for one service. Safe to share between threads."""

    def __init__(self, service: Service, records: Records) -> None:
        self._service = service
        self._records = records
        self.profiles: Profiles = load_profiles(service.settings.reading.profiles)

    def open(self, user: User | str, batch: UUID, asked: Asked) -> UUID:
        """Opens a lot of all that is published of a batch now, and draws its sample. Raises `BadPlan`, `LotRefused`."""
        engine = self._service.engine.execution_options(isolation_level="REPEATABLE READ")
        with Session(engine) as session, session.begin():
            # Two that open the same lot at once would draw twice.
            session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:batch, 0))"), {"batch": str(batch)})
            if any(each.state == "open" for each in lots.listed(self._service.engine, batch=batch)):
                raise LotRefused("This batch has an open lot already; decide it first.")
            plan = self._plan(session, lots.population(session, batch, asked.unit), asked)
            row = LotRow(
                kind="batch",
                batch_id=batch,
                plan=plan.to_json(),
                seed=secrets.randbelow(lots.SEEDS),
                user_id=user.id if isinstance(user, User) else None,
            )
            session.add(row)
            session.flush()
            lots.draw(session, row.id, batch, row.seed, plan.unit, plan.size)
            note(session, user, "lot.opened", after={"lot": str(row.id), **plan.to_json()})
            return row.id

    def standing(self, unit: Unit, level: Level, aql: float, *, reduce: bool = False) -> Standing:
        """How the next lot of this kind would be inspected."""
        with Session(self._service.engine) as session:
            return self._standing(session, unit, level, aql, reduce=reduce)

    def next_item(self, user: User, lot: UUID) -> Shown | None:
        """The next item for this person; None when there is none. Raises `NotAllowed`, `LotRefused`."""
        _may(user)
        with Session(self._service.engine) as session, session.begin():
            row = lots.lock(session, lot, share=True)
            if row is None or row.state != "open":
                raise LotRefused("There is no such lot, or it is decided.")
            item = lots.claim(session, lot, user.id)
            if item is None:
                return None
            found = lots.item_of(item)
            since = row.created_at if row.kind == "batch" else None
            note(session, user, "lot.item-seen", dossier=found.dossier, record=found.record, field=found.field)
        document = self._document(found, since)
        return Shown(found, document, (found.field,) if found.field else tuple(document.fields))

    def judge(
        self, user: User, lot: UUID, position: int, verdicts: Mapping[str, Verdict], seconds: float | None = None
    ) -> None:
        """Keeps what was found; wrong fields are corrected. Raises `LotRefused` when the item is not this person's any more.

        Raises `BadDecision` for verdicts that leave a field out or say of a wrong one nothing that could be right.
        """
        _may(user)
        item, since = self._before(user, lot, position)
        document = self._document(item, since)
        names = (item.field,) if item.field else tuple(document.fields)
        if set(verdicts) != set(names):
            raise BadDecision("Say of every field whether it is right.")
        wrong = [name for name in names if not verdicts[name].right]
        corrections = [
            replace(self._correction(document, name, verdicts[name], user), seconds=seconds, user=user.id) for name in wrong
        ]
        now = seen.version(self._service.engine, item.dossier)
        read = self._records.as_read(now.source, now.configuration) if now is not None else None
        with Session(self._service.engine) as session, session.begin():
            dossier = lock_dossier(session, item.dossier)
            row = lots.lock(session, lot, share=True)
            held = lots.held(session, lot, position, user.id)
            if row is None or row.state != "open" or held is None:
                raise LotRefused(GONE)
            held.wrong, held.fields = wrong, len(names)
            held.decided_at = func.now()
            if corrections and now is not None and read is not None:
                if dossier is None or dossier.published_id != now.id:
                    raise LotRefused("The dossier was read anew just now; judge it again.")
                add_corrections(session, item.dossier, now.id, corrections)
                renew(session, item.dossier, read, now.id, lambda each: doubts(each, self.profiles))
            note(
                session,
                user,
                "lot.item-judged",
                dossier=item.dossier,
                record=item.record,
                document=f"{item.type} {','.join(map(str, item.pages))}",
                field=item.field,
                after={"lot": str(lot), "position": position, "wrong": wrong},
                seconds=seconds,
            )

    def free(self, user: User, lot: UUID) -> int:
        """Takes back what inspectors hold and did not judge, so that others may go on. Raises `NotAllowed`."""
        if not user.may("checker", "approver"):
            raise NotAllowed("Your roles do not allow this.")
        with Session(self._service.engine) as session, session.begin():
            freed = lots.free(session, lot)
            note(session, user, "lot.items-freed", after={"lot": str(lot), "items": freed})
            return freed

    def _plan(self, session: Session, lot: int, asked: Asked) -> Plan:
        match asked.scheme:
            case "zero":
                return plans.without_wrong(lot, asked.unit, asked.worst)
            case "all":
                return plans.whole(lot, asked.unit, asked.worst)
            case "iso-2859-1":
                now = self._standing(session, asked.unit, asked.level, asked.aql, reduce=asked.reduce)
                if now.stopped:
                    raise BadPlan(
                        "Five lots were returned under tightened inspection: inspection by samples stops until the cause is "
                        "removed. Inspect all of the lot."
                    )
                return plans.by_standard(lot, asked.unit, asked.level, asked.aql, now.severity)

    def _standing(self, session: Session, unit: Unit, level: Level, aql: float, *, reduce: bool) -> Standing:
        past = []
        for past_plan, accepted in lots.decided_plans(session):
            plan = plans.from_json(past_plan)
            if (plan.scheme, plan.unit, plan.level, plan.aql) == ("iso-2859-1", unit, level, aql) and plan.letter:
                past.append(Past(plan.letter, aql, accepted, plan.found or 0))
        return switching.standing(past, reduce=reduce)

    def _before(self, user: User, lot: UUID, position: int) -> tuple[Item, datetime | None]:
        with Session(self._service.engine) as session:
            row, item = session.get(LotRow, lot), lots.held(session, lot, position, user.id)
            if row is None or item is None:
                raise LotRefused(GONE)
            return lots.item_of(item), row.created_at if row.kind == "batch" else None

    def _document(self, item: Item, since: datetime | None) -> Document:
        """The document as it was drawn: later corrections of what is in the sample would make it better than its lot."""
        version = seen.version(self._service.engine, item.dossier, item.record)
        if version is None:
            raise LotRefused("The record of this item is gone.")
        read = self._records.as_read(version.source, version.configuration)
        decisions = decisions_of(self._service.engine, item.dossier, since)
        record: Dossier = decided(read, decisions) if since is not None else arranged(read, decisions)
        for source in (record, read):
            for document in source.documents:
                if (document.type, document.pages) == (item.type, item.pages):
                    return document
        raise LotRefused("The document of this item is gone: its pages were arranged anew.")

    def _correction(self, document: Document, name: str, verdict: Verdict, user: User) -> Correction:
        known, value = document.fields.get(name), None
        if verdict.state == "found":
            value = kept(self.profiles.spec(document.type, name), verdict.value, known)
        correction = of_document(document, name, verdict.state, value, user.name, datetime.now(UTC))
        if known is not None and verdict.state == known.state and corrected(known, correction).value == known.value:
            raise BadDecision("What you give is the value that you call wrong.")
        return correction


def _may(user: User) -> None:
    if not user.may("checker"):
        raise NotAllowed("Samples are inspected by checkers.")
