"""Lots in a real database: drawn, inspected by others than those who decided, measured, accepted and returned."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from extractor.profiles import load_profiles
from extractor.record import Document, Dossier, Field
from tests.workers.people import person
from tests.workers.records import made_record, published
from workers.acceptance import deciding, plans, running
from workers.acceptance.inspection import Asked, Inspection, Shown, Verdict
from workers.database import lists, lots
from workers.database.tables import AuditRow, Batch, CorrectionRow, DossierRow, LotItem, LotRow, ReviewRow
from workers.errors import BadDecision, BadPlan, LotRefused, NotAllowed
from workers.identity import User
from workers.records import Records
from workers.service import Service

pytestmark = pytest.mark.stack

PROFILES = load_profiles()
ALL = Asked("all", worst=0.1)
NOW = timedelta(0)


@pytest.fixture
def inspection(service: Service) -> Inspection:
    return Inspection(service, Records(service))


def sure(name: str) -> Dossier:
    """A record in which nothing is in doubt."""
    record = made_record(name)
    fields = {
        "doc_number": record.documents[0].fields["doc_number"],
        "subject": Field("Về đất đai", "Về đất đai", "found", 0.99),
    }
    return replace(record, documents=(replace(record.documents[0], fields=fields),), findings=())


def batch_of(service: Service, count: int) -> tuple[UUID, list[UUID]]:
    """A batch of so many dossiers with one document each."""
    prefix = f"lots/{uuid4().hex[:8]}/"
    tasks = [published(service, f"{prefix}{number}", sure(f"{number}")) for number in range(count)]
    with Session(service.engine) as session, session.begin():
        batch = Batch(bucket="scans", prefix=prefix)
        session.add(batch)
        session.flush()
        session.execute(update(DossierRow).where(DossierRow.id.in_([each.id for each in tasks])).values(batch_id=batch.id))
        return batch.id, [each.id for each in tasks]


def right(shown: Shown, **wrong: str) -> dict[str, Verdict]:
    return {name: Verdict(right=False, value=wrong[name]) if name in wrong else Verdict(right=True) for name in shown.fields}


def inspect_all(inspection: Inspection, user: User, lot: UUID, wrong: int = 0) -> int:
    done = 0
    while shown := inspection.next_item(user, lot):
        inspection.judge(user, lot, shown.item.position, right(shown, **({"doc_number": "99"} if done < wrong else {})))
        done += 1
    return done


def found(service: Service, lot: UUID) -> lots.Lot:
    lot_ = lots.one(service.engine, lot)
    assert lot_ is not None
    return lot_


def decide_subject(service: Service, dossier: UUID, value: str, **by: Any) -> None:
    """Somebody gives the subject another value, past the desk."""
    with Session(service.engine) as session, session.begin():
        number = session.get_one(DossierRow, dossier).published_id
        place = {"type": "Quyết định", "pages": [1], "field": "subject", "state": "found"}
        session.add(CorrectionRow(dossier_id=dossier, record_id=number, value=value, **place, **by))


def test_a_seed_draws_the_same_sample_and_another_seed_another(service: Service) -> None:
    batch, _ = batch_of(service, 12)

    def drawn(seed: int, unit: str = "document") -> list[tuple[UUID, str | None]]:
        with Session(service.engine) as session:
            row = LotRow(kind="batch", batch_id=batch, plan={}, seed=seed)
            session.add(row)
            session.flush()
            assert lots.draw(session, row.id, batch, seed, unit, 5) == 5
            wanted = select(LotItem.dossier_id, LotItem.field).where(LotItem.lot_id == row.id).order_by(LotItem.position)
            return [(dossier, field) for dossier, field in session.execute(wanted)]

    assert drawn(1) == drawn(1) != drawn(2)
    assert len({dossier for dossier, _ in drawn(1)}) == 5
    assert {field for _, field in drawn(3, "field")} <= {"doc_number", "subject"}


def test_every_document_has_the_same_chance(service: Service) -> None:
    batch, dossiers = batch_of(service, 5)
    hits = dict.fromkeys(dossiers, 0)
    with Session(service.engine) as session:
        for seed in range(400):
            row = LotRow(kind="batch", batch_id=batch, plan={}, seed=seed)
            session.add(row)
            session.flush()
            lots.draw(session, row.id, batch, seed, "document", 2)
            for dossier in session.execute(select(LotItem.dossier_id).where(LotItem.lot_id == row.id)).scalars():
                hits[dossier] += 1
        session.rollback()
    # 160 of 400 each; further than five standard deviations off would be no chance.
    assert all(abs(count - 160) < 50 for count in hits.values()), hits


def test_a_good_lot_is_inspected_measured_and_accepted(service: Service, inspection: Inspection) -> None:
    batch, _ = batch_of(service, 4)
    opener, inspector = person(service, "approver"), person(service, "checker")
    lot = inspection.open(opener, batch, Asked(aql=6.5))
    with pytest.raises(LotRefused):
        inspection.open(opener, batch, ALL)
    plan = plans.from_json(found(service, lot).plan)
    assert (plan.lot, plan.size, plan.accept, plan.severity) == (4, 2, 0, "normal")
    with pytest.raises(LotRefused):
        deciding.decide(service, opener, found(service, lot), "accepted", PROFILES)
    assert inspect_all(inspection, inspector, lot) == 2
    measured = deciding.measured(service, found(service, lot), PROFILES)
    assert (measured.items.wrong, measured.items.seen, measured.fields.seen, measured.word) == (0, 2, 4, "acceptable")
    deciding.decide(service, opener, found(service, lot), "accepted", PROFILES)
    ended = found(service, lot)
    assert (ended.state, ended.decider, ended.plan["found"]) == ("accepted", opener.full_name, 0)
    with pytest.raises(LotRefused):
        deciding.decide(service, opener, ended, "returned", PROFILES, "thử lại")
    with pytest.raises(LotRefused):
        inspection.next_item(inspector, lot)


def test_what_is_found_wrong_is_corrected_and_the_lot_goes_back_to_people(service: Service, inspection: Inspection) -> None:
    batch, dossiers = batch_of(service, 3)
    approver, inspector = person(service, "approver"), person(service, "checker")
    lot = inspection.open(approver, batch, ALL)
    inspect_all(inspection, inspector, lot, wrong=1)
    measured = deciding.measured(service, found(service, lot), PROFILES)
    assert (measured.items.wrong, measured.items.seen, measured.word) == (1, 3, "not-acceptable")
    assert (measured.items.low, measured.items.high) == (1 / 3, 1 / 3), "all of the lot was seen"
    with pytest.raises(LotRefused):
        deciding.decide(service, approver, found(service, lot), "accepted", PROFILES)
    with pytest.raises(LotRefused, match="why"):
        deciding.decide(service, approver, found(service, lot), "returned", PROFILES)
    assert deciding.decide(service, approver, found(service, lot), "returned", PROFILES, "số văn bản sai") == 3
    with Session(service.engine) as session:
        rows = session.execute(select(ReviewRow).where(ReviewRow.dossier_id.in_(dossiers))).scalars().all()
        assert {(row.stage, row.reason, row.note) for row in rows} == {("review", "wrong-value", "số văn bản sai")}
        assert len(rows) == 3
        (correction,) = session.execute(select(CorrectionRow).where(CorrectionRow.dossier_id.in_(dossiers))).scalars()
        assert (correction.field, correction.value, correction.user_id) == ("doc_number", "99", inspector.id)
        noted = select(AuditRow.action).where(AuditRow.dossier_id == correction.dossier_id)
        assert "lot.item-judged" in set(session.execute(noted).scalars())
    listed = lists.by_id(service.engine, correction.dossier_id)
    assert listed is not None
    now = Records(service).corrected(listed.id, listed.source or "", listed.configuration or "")
    assert now.documents[0].fields["doc_number"].value == "99"


def test_a_returned_lot_may_be_read_anew(service: Service, inspection: Inspection) -> None:
    batch, dossiers = batch_of(service, 2)
    with Session(service.engine) as session, session.begin():
        session.execute(update(DossierRow).where(DossierRow.id.in_(dossiers)).values(state="done"))
    approver = person(service, "approver")
    lot = inspection.open(approver, batch, ALL)
    assert deciding.decide(service, approver, found(service, lot), "returned", PROFILES, "ảnh mờ", "read") == 2
    assert {each.state for each in lists.by_ids(service.engine, dossiers)} == {"queued"}


def test_four_eyes(service: Service, inspection: Inspection) -> None:
    batch, dossiers = batch_of(service, 2)
    both = person(service, "checker", "approver")
    worked = person(service, "checker", "reviewer")
    decide_subject(service, dossiers[0], "Về rừng", author=worked.name, user_id=worked.id)
    lot = inspection.open(both, batch, ALL)
    shown = inspection.next_item(worked, lot)
    assert shown is not None
    assert shown.item.dossier == dossiers[1]
    inspection.judge(worked, lot, shown.item.position, right(shown))
    assert inspection.next_item(worked, lot) is None, "the other document is decided by this person"
    assert inspect_all(inspection, both, lot) == 1
    with pytest.raises(NotAllowed):
        deciding.decide(service, both, found(service, lot), "accepted", PROFILES)
    with pytest.raises(NotAllowed):
        deciding.decide(service, worked, found(service, lot), "accepted", PROFILES)
    with pytest.raises(NotAllowed):
        inspection.next_item(person(service, "approver"), lot)


def test_what_was_drawn_is_judged_not_what_was_made_of_it_afterwards(service: Service, inspection: Inspection) -> None:
    batch, dossiers = batch_of(service, 1)
    lot = inspection.open("system", batch, ALL)
    decide_subject(service, dossiers[0], "sửa sau khi rút mẫu", author="someone")
    shown = inspection.next_item(person(service, "checker"), lot)
    assert shown is not None
    assert shown.document.fields["subject"].value == "Về đất đai"


def test_two_inspectors_never_get_the_same_item(service: Service, inspection: Inspection) -> None:
    batch, _ = batch_of(service, 8)
    lot = inspection.open("system", batch, ALL)
    people = [person(service, "checker") for _ in range(4)]
    got: list[int] = []

    def take(user: User) -> None:
        shown = inspection.next_item(user, lot)
        assert shown is not None
        got.append(shown.item.position)

    threads = [threading.Thread(target=take, args=(user,)) for user in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(got)) == 4
    assert inspection.next_item(people[0], lot) is not None, "the one that was begun comes again"
    assert found(service, lot).held == 4


def test_an_item_that_was_taken_back_is_not_judged_by_who_had_it(service: Service, inspection: Inspection) -> None:
    batch, _ = batch_of(service, 1)
    lot = inspection.open("system", batch, ALL)
    first, second = person(service, "checker"), person(service, "checker")
    shown = inspection.next_item(first, lot)
    assert shown is not None
    assert inspection.next_item(second, lot) is None
    assert inspection.free(second, lot) == 1
    assert inspection.next_item(second, lot) is not None
    with pytest.raises(LotRefused):
        inspection.judge(first, lot, shown.item.position, right(shown))
    inspection.judge(second, lot, shown.item.position, right(shown))
    with pytest.raises(LotRefused):
        inspection.judge(second, lot, shown.item.position, right(shown))


@pytest.mark.parametrize(
    "rubbish",
    [
        {},
        {"doc_number": Verdict(right=True)},
        {"doc_number": Verdict(right=True), "subject": Verdict(right=True), "x": Verdict(right=True)},
        {"doc_number": Verdict(right=False, value="  "), "subject": Verdict(right=True)},
        {"doc_number": Verdict(right=False, value="15"), "subject": Verdict(right=True)},
        {"doc_number": Verdict(right=True), "subject": Verdict(right=False, value="x" * 2001)},
    ],
)
def test_verdicts_that_say_nothing_are_refused(service: Service, inspection: Inspection, rubbish: dict[str, Verdict]) -> None:
    batch, _ = batch_of(service, 1)
    lot = inspection.open("system", batch, ALL)
    inspector = person(service, "checker")
    shown = inspection.next_item(inspector, lot)
    assert shown is not None
    with pytest.raises(BadDecision):
        inspection.judge(inspector, lot, shown.item.position, rubbish)
    assert found(service, lot).judged == 0


@pytest.mark.parametrize(
    ("name", "value", "given"),
    [
        ("has_seal", True, "có"),
        ("has_seal", False, "không"),
        ("issued_date", "2026-03-05", "05/03/2026"),
        ("subject", "V/v", "V/v"),
    ],
)
def test_what_is_called_wrong_is_not_right(
    service: Service, inspection: Inspection, name: str, value: str | bool, given: str
) -> None:
    paper = Document("Quyết định", 0.9, (1,), "", {name: Field("as printed", value, "found")})
    with pytest.raises(BadDecision, match="call wrong"):
        inspection._correction(paper, name, Verdict(right=False, value=given), person(service, "checker"))


def test_there_is_no_lot_of_nothing(service: Service, inspection: Inspection) -> None:
    batch, _ = batch_of(service, 0)
    for asked in (ALL, Asked(), Asked("zero")):
        with pytest.raises(BadPlan):
            inspection.open("system", batch, asked)


def test_two_returned_lots_tighten_the_next(service: Service, inspection: Inspection) -> None:
    approver = person(service, "approver")
    asked = Asked(aql=0.04, level="S-3")
    for severity in ("normal", "normal", "tightened"):
        batch, _ = batch_of(service, 2)
        lot = inspection.open(approver, batch, asked)
        assert found(service, lot).plan["severity"] == severity
        deciding.decide(service, approver, found(service, lot), "returned", PROFILES, "sai nhiều")
    assert inspection.standing("document", "S-3", 0.04).severity == "tightened"


def test_a_share_of_what_nobody_looked_at_is_drawn_as_it_comes(service: Service, inspection: Inspection) -> None:
    every = replace(service, settings=service.settings.with_changes(audit_share=1.0))
    with Session(service.engine) as session, session.begin():
        session.execute(text("UPDATE lots SET state = 'accepted' WHERE kind = 'automatic'"))
        begun = lots.newest_record(session)
    while running.step(every, NOW):
        pass
    with Session(service.engine) as session:
        lot = session.execute(
            select(LotRow.id).where(LotRow.kind == "automatic").order_by(LotRow.created_at.desc()).limit(1)
        ).scalar_one()
    _, dossiers = batch_of(service, 3)
    doubted = published(service, f"lots/{uuid4().hex}", made_record())
    assert running.step(every, NOW) is False
    assert running.step(every, NOW) is False
    drawn = [each for each in lots.items(service.engine, lot, limit=1000) if each.record > begun]
    assert {(each.dossier, each.field) for each in drawn if each.dossier in dossiers} == {
        (dossier, field) for dossier in dossiers for field in ("doc_number", "subject")
    }
    assert {each.field for each in drawn if each.dossier == doubted.id} == {"doc_number"}, "others are in doubt, or absent"
    plan = plans.from_json(found(service, lot).plan)
    assert plan.size == found(service, lot).drawn <= plan.lot
    inspector, approver = person(service, "checker"), person(service, "approver")
    with Session(service.engine) as session, session.begin():
        mine = select(LotItem.position).where(LotItem.lot_id == lot, LotItem.dossier_id.in_(dossiers))
        session.execute(text("DELETE FROM lot_items WHERE lot_id = :lot AND position <> ALL(:kept)"),
                        {"lot": lot, "kept": list(session.execute(mine).scalars())})  # fmt: skip
    inspect_all(inspection, inspector, lot)
    deciding.decide(service, approver, found(service, lot), "accepted", PROFILES)
    running.step(every, NOW)
    with Session(service.engine) as session:
        another = session.execute(select(LotRow).where(LotRow.kind == "automatic", LotRow.state == "open")).scalars().all()
    assert [plans.from_json(each.plan).after for each in another] == [plan.upto]


def test_no_share_draws_nothing(service: Service) -> None:
    none = replace(service, settings=service.settings.with_changes(audit_share=0.0))
    before = len(lots.listed(service.engine, limit=10_000))
    assert running.step(none, NOW) is False
    assert len(lots.listed(service.engine, limit=10_000)) == before
