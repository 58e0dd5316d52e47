"""What people do with a dossier that they have before them."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from extractor.record import Box, Document, Dossier, Field, Line, Page, Source, Word
from tests.workers.records import claim, made_record, publish, published
from workers.corrections import of_document
from workers.database import dossiers, leases, lists, reviews
from workers.database.corrections import correct
from workers.database.deliveries import not_settled
from workers.database.leases import Lease
from workers.database.reviews import Wanted
from workers.database.tables import AuditRow, Batch, CorrectionRow, DeliveryRow, DossierRow, ReviewRow, UserRow
from workers.doubts import doubts
from workers.errors import BadDecision, LeaseLost, NotAllowed, RecordChanged, Undecided
from workers.identity import User
from workers.records import Records
from workers.review.desk import Desk, Edit
from workers.review.model import model
from workers.service import Service
from workers.storage import Location

pytestmark = pytest.mark.stack


@pytest.fixture
def desk(service: Service) -> Desk:
    return Desk(service, Records(service))


def person(service: Service, *roles: str) -> User:
    name = f"user-{uuid4().hex[:8]}"
    values = {"id": uuid4(), "name": name, "full_name": f"Người {name}", "roles": list(roles)}
    with service.engine.begin() as connection:
        connection.execute(insert(UserRow).values(values))
    return User(values["id"], name, str(values["full_name"]), roles)  # type: ignore[arg-type]


def waiting(service: Service, name: str, record: Dossier | None = None) -> tuple[UUID, int]:
    """A dossier that waits for people, and the record that counts, in a batch of its own."""
    task = published(service, name, record or made_record())
    with Session(service.engine) as session, session.begin():
        batch = Batch(bucket="scans", prefix=name)
        session.add(batch)
        session.flush()
        session.execute(update(ReviewRow).where(ReviewRow.dossier_id == task.id).values(batch_id=batch.id))
        number = session.get_one(DossierRow, task.id).published_id
    assert number is not None
    return task.id, number


def only(service: Service, dossier: UUID) -> Wanted:
    """The work list with nothing else in it."""
    with Session(service.engine) as session:
        return Wanted(batch=session.get_one(ReviewRow, dossier).batch_id)


def edit(field: str, value: str | None = None, state: Any = None, **more: Any) -> Edit:
    return Edit(uuid4(), 0, field, state or ("found" if value else "absent"), value, **more)


def decide_all(desk: Desk, user: User, dossier: UUID, lease: UUID, record: int) -> None:
    edits = [edit("issued_date", "2024-03-05"), edit("subject", "V/v số hóa hồ sơ"), edit("signer_name")]
    assert not desk.decide(user, dossier, lease, record, edits).refused


def fields(service: Service, dossier: UUID) -> dict[str, Field]:
    found = lists.by_id(service.engine, dossier)
    assert found is not None
    record = Records(service).corrected(dossier, found.source or "", found.configuration or "")
    return dict(record.documents[0].fields)


def audit(service: Service, dossier: UUID) -> list[AuditRow]:
    with Session(service.engine) as session:
        return list(session.execute(select(AuditRow).where(AuditRow.dossier_id == dossier).order_by(AuditRow.id)).scalars())


def test_a_record_in_doubt_waits_and_goes_through_two_persons(service: Service, place: Location, desk: Desk) -> None:
    dossier, record = waiting(service, place.prefix)
    reviewer, approver = person(service, "reviewer", "approver"), person(service, "approver")
    assert desk.claim(reviewer, only(service, dossier)) is not None
    lease = desk.take(reviewer, dossier)
    with pytest.raises(Undecided):
        desk.finish(reviewer, dossier, lease.id, record)
    decide_all(desk, reviewer, dossier, lease.id, record)
    assert desk.finish(reviewer, dossier, lease.id, record) == "approval"

    with pytest.raises(LeaseLost):
        desk.take(reviewer, dossier)
    lease = desk.take(approver, dossier)
    assert desk.approve(approver, dossier, lease.id, record) == "approved"
    with Session(service.engine) as session:
        row = session.get_one(ReviewRow, dossier)
        assert (row.reviewer_id, row.approver_id, row.holder_id) == (reviewer.id, approver.id, None)
    actions = [each.action for each in audit(service, dossier)]
    assert actions == [
        "review.taken",
        "review.taken",
        "field.corrected",
        "field.confirmed",
        "field.confirmed",
        "review.finished",
        "review.taken",
        "review.approved",
    ]


def test_decisions_are_kept_once_with_their_story(service: Service, place: Location, desk: Desk) -> None:
    dossier, record = waiting(service, place.prefix)
    user = person(service, "reviewer")
    lease = desk.take(user, dossier).id
    seen = edit("subject", "  V/v  nuôi   biển ", page=1, box=Box(10, 20, 30, 40), seconds=4.5)
    for _ in range(2):
        assert desk.decide(user, dossier, lease, record, [seen]).kept == (seen.id,)
    field = fields(service, dossier)["subject"]
    assert (field.value, field.source, field.page, field.box) == ("V/v nuôi biển", "person", 1, Box(10, 20, 30, 40))
    (told,) = [each for each in audit(service, dossier) if each.field == "subject"]
    assert told.before is not None
    assert told.after is not None
    assert (told.before["value"], told.after["value"], told.seconds) == ("V/v số hóa hồ sơ", "V/v nuôi biển", 4.5)
    assert (told.actor, told.document) == (user.name, "Quyết định 1")


def test_a_decision_is_taken_back(service: Service, place: Location, desk: Desk) -> None:
    dossier, record = waiting(service, place.prefix)
    user = person(service, "reviewer")
    lease = desk.take(user, dossier).id
    before = reviews.one(service.engine, dossier)
    as_read = fields(service, dossier)["subject"]
    desk.decide(user, dossier, lease, record, [edit("subject", "khác"), edit("signer_name", state="unreadable", why="seal")])
    assert fields(service, dossier)["signer_name"].state == "unreadable"
    desk.decide(user, dossier, lease, record, [edit("subject", state="as-read"), edit("signer_name", state="as-read")])
    assert fields(service, dossier)["subject"] == as_read
    after = reviews.one(service.engine, dossier)
    assert before is not None
    assert after is not None
    assert after.doubts == before.doubts


def test_what_makes_no_sense_is_told_and_the_rest_is_kept(service: Service, place: Location, desk: Desk) -> None:
    dossier, record = waiting(service, place.prefix)
    user = person(service, "reviewer")
    lease = desk.take(user, dossier).id
    bad = [
        edit("issued_date", "ngày 5"),
        edit("issued_date", "2024-02-31"),
        edit("nothing", "x"),
        edit("subject", " ", state="found"),
        edit("subject", "x" * 3000),
        Edit(uuid4(), 7, "subject", "absent"),
        edit("subject", "x", page=9, box=Box(0, 0, 1, 1)),
    ]
    good = edit("subject", "V/v khác")
    applied = desk.decide(user, dossier, lease, record, [*bad, good])
    assert set(applied.refused) == {each.id for each in bad}
    assert applied.kept == (good.id,)


def test_a_typed_number_is_kept_in_its_normal_form(service: Service, place: Location, desk: Desk) -> None:
    card = made_record()
    number = Field("022185001234", "022185001234", "found", 0.3, 1, Box(0, 0, 10, 10))
    card = Dossier(
        card.name, card.status, card.sources, card.pages, (Document("Căn cước công dân", 0.9, (1,), "", {"id_number": number}),)
    )
    dossier, record = waiting(service, place.prefix, card)
    user = person(service, "reviewer")
    lease = desk.take(user, dossier).id
    desk.decide(user, dossier, lease, record, [edit("id_number", "022 185 001 235")])
    assert fields(service, dossier)["id_number"].value == "022185001235"


def test_what_stands_in_a_box_is_confirmed_as_it_is(service: Service, place: Location, desk: Desk) -> None:
    said = {
        "received_at": Field("10 giờ 30, ngày 05/3/2026", "2026-03-05T10:30", "found", 0.6, 1, Box(0, 0, 10, 10)),
        "due_at": Field("08:00 12/03/2026", "2026-03-12T08:00", "found", 0.6, 1, Box(0, 20, 10, 30)),
    }
    documents = (Document("Giấy tiếp nhận hồ sơ và hẹn trả kết quả", 0.9, (1,), "", said),)
    dossier, record = waiting(service, place.prefix, replace(made_record(), documents=documents))
    user = person(service, "reviewer")
    lease = desk.take(user, dossier).id
    found = lists.by_id(service.engine, dossier)
    assert found is not None
    read = Records(service).as_read(found.source or "", found.configuration or "")
    page = model(service, user, found, read, desk.profiles, lease)
    shown = {each["name"]: each["shown"] for each in page["documents"][0]["fields"] if each["name"] in said}
    assert shown == {"received_at": "10:30 05/03/2026", "due_at": "08:00 12/03/2026"}
    desk.decide(user, dossier, lease, record, [edit("received_at", shown["received_at"]), edit("due_at", "08:15 12/3/2026")])
    kept = {name: fields(service, dossier)[name].value for name in said}
    assert kept == {"received_at": "2026-03-05T10:30", "due_at": "2026-03-12T08:15"}
    assert [each.action for each in audit(service, dossier)][-2:] == ["field.confirmed", "field.corrected"]


def test_the_work_list_is_narrowed_to_a_kind_and_a_number_of_doubts(service: Service, place: Location, desk: Desk) -> None:
    dossier, record = waiting(service, place.prefix)
    user, batch = person(service, "reviewer"), only(service, dossier).batch

    def found(**asked: Any) -> list[tuple[UUID, int]]:
        listed = reviews.listed(service.engine, Wanted(batch=batch, **asked))
        assert len(listed) == reviews.count(service.engine, Wanted(batch=batch, **asked))
        return [(each.dossier, each.doubts) for each in listed]

    for kind in ("absent", "handwritten", "unsure"):
        assert found(doubt=kind) == [(dossier, 3)]
    assert found(doubt="conflict") == found(most=2) == []
    assert found(most=3, doubt="handwritten") == [(dossier, 3)]
    assert desk.claim(user, Wanted(batch=batch, doubt="conflict")) is None

    lease = desk.claim(user, Wanted(batch=batch, doubt="handwritten", most=3))
    assert lease is not None
    assert not desk.decide(user, dossier, lease.id, record, [edit("issued_date", "2024-03-05")]).refused
    assert found(doubt="handwritten") == []
    assert found(doubt="unsure", most=2) == [(dossier, 2)]


def test_two_persons_never_get_the_same_dossier(service: Service, place: Location, desk: Desk) -> None:
    found = [waiting(service, f"{place.prefix}{each}/")[0] for each in range(6)]
    with Session(service.engine) as session, session.begin():
        batch = session.get_one(ReviewRow, found[0]).batch_id
        session.execute(update(ReviewRow).where(ReviewRow.dossier_id.in_(found)).values(batch_id=batch))
    people = [person(service, "reviewer") for _ in range(8)]
    got: list[Lease | None] = []
    start = threading.Barrier(len(people))

    def ask(user: User) -> None:
        start.wait()
        got.append(desk.claim(user, Wanted(batch=batch)))

    threads = [threading.Thread(target=ask, args=(user,)) for user in people]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(each.dossier for each in got if each is not None) == sorted(found)
    assert got.count(None) == 2


def test_a_lease_that_ran_out_is_given_to_the_next_and_the_first_keeps_nothing(
    service: Service, place: Location, desk: Desk
) -> None:
    dossier, record = waiting(service, place.prefix)
    first, second = person(service, "reviewer"), person(service, "reviewer")
    old = desk.take(first, dossier)
    assert desk.claim(second, only(service, dossier)) is None
    with service.engine.begin() as connection:
        connection.execute(
            update(ReviewRow).where(ReviewRow.dossier_id == dossier).values(lease_until=old.until - leases.LEASE)
        )
    # Nobody else has taken it: what was typed meanwhile is kept.
    desk.decide(first, dossier, old.id, record, [edit("subject", "kịp")])
    with service.engine.begin() as connection:
        connection.execute(
            update(ReviewRow).where(ReviewRow.dossier_id == dossier).values(lease_until=old.until - leases.LEASE)
        )
    new = desk.claim(second, only(service, dossier))
    assert new is not None
    for act in (
        lambda: desk.decide(first, dossier, old.id, record, [edit("subject", "muộn")]),
        lambda: desk.finish(first, dossier, old.id, record),
        lambda: desk.keep(dossier, old.id),
        lambda: desk.decide(first, dossier, new.id, record, [edit("subject", "của người khác")]),
    ):
        with pytest.raises(LeaseLost):
            act()
    assert fields(service, dossier)["subject"].value == "kịp"
    desk.give_back(second, dossier, new.id)
    assert desk.claim(first, only(service, dossier)) is not None


def test_who_decided_something_cannot_approve_it(service: Service, place: Location, desk: Desk) -> None:
    dossier, record = waiting(service, place.prefix)
    helper, reviewer = person(service, "reviewer", "approver"), person(service, "reviewer")
    lease = desk.take(helper, dossier).id
    desk.decide(helper, dossier, lease, record, [edit("subject", "V/v khác")])
    desk.give_back(helper, dossier, lease)
    lease = desk.take(reviewer, dossier).id
    decide_all(desk, reviewer, dossier, lease, record)
    desk.finish(reviewer, dossier, lease, record)
    with Session(service.engine) as session:
        batch = session.get_one(ReviewRow, dossier).batch_id
    assert desk.claim(helper, Wanted(stage="approval", batch=batch)) is None
    with pytest.raises(LeaseLost):
        desk.take(helper, dossier)


@pytest.mark.parametrize(("role", "stage"), [("operator", "review"), ("approver", "review"), ("reviewer", "approval")])
def test_roles_decide_who_may_do_what(service: Service, desk: Desk, role: str, stage: Any) -> None:
    with pytest.raises(NotAllowed):
        desk.claim(person(service, role), Wanted(stage=stage))


def told(service: Service, dossier: UUID, record: int) -> UUID:
    """A message about the record that its receiver has accepted."""
    number = uuid4()
    values = {"id": number, "receiver": "portal", "event": "record.published", "dossier_id": dossier, "revision": 1}
    values |= {"record_id": record, "state": "sent", "sent_at": func.now()}
    with service.engine.begin() as connection:
        connection.execute(insert(DeliveryRow).values(values))
    return number


def test_who_was_told_before_people_changed_it_is_told_again_once_it_is_approved(
    service: Service, place: Location, desk: Desk
) -> None:
    dossier, record = waiting(service, place.prefix)
    before = told(service, dossier, record)
    reviewer, approver = person(service, "reviewer"), person(service, "approver")
    lease = desk.take(reviewer, dossier).id
    decide_all(desk, reviewer, dossier, lease, record)
    desk.finish(reviewer, dossier, lease, record)
    wanted = select(DeliveryRow.id, DeliveryRow.state).where(DeliveryRow.dossier_id == dossier)
    settled = select(DeliveryRow.id).where(DeliveryRow.dossier_id == dossier, ~not_settled())
    with Session(service.engine) as session:
        assert session.execute(wanted).one() == (before, "sent")
        assert session.execute(settled).first() is None
    desk.approve(approver, dossier, desk.take(approver, dossier).id, record)
    with Session(service.engine) as session:
        again = session.execute(wanted).one()
        assert (again.state, again.id != before) == ("pending", True)
        assert session.execute(settled).scalar_one() == again.id


def test_what_programs_settled_leaves_nothing_to_do(service: Service, place: Location, desk: Desk) -> None:
    dossier, record = waiting(service, place.prefix)
    found = lists.by_id(service.engine, dossier)
    assert found is not None
    read = Records(service).as_read(found.source or "", found.configuration or "")
    document, now = read.documents[0], datetime.now(UTC)
    decided = [of_document(document, name, "absent", None, "key", now) for name in ("issued_date", "subject", "signer_name")]
    assert correct(service.engine, dossier, read, record, decided, lambda each: doubts(each, desk.profiles))
    assert reviews.one(service.engine, dossier) is None


def test_what_is_returned_says_why(service: Service, place: Location, desk: Desk) -> None:
    dossier, record = waiting(service, place.prefix)
    reviewer, approver = person(service, "reviewer"), person(service, "approver")
    lease = desk.take(reviewer, dossier).id
    decide_all(desk, reviewer, dossier, lease, record)
    desk.finish(reviewer, dossier, lease, record)
    lease = desk.take(approver, dossier).id
    with pytest.raises(BadDecision):
        desk.return_(approver, dossier, lease, record, "no-reason")
    assert desk.return_(approver, dossier, lease, record, "wrong-value", " xem lại ngày ") == "review"
    found = reviews.one(service.engine, dossier)
    assert found is not None
    assert (found.reason, found.note, found.holder) == ("wrong-value", "xem lại ngày", None)
    lease = desk.take(reviewer, dossier).id
    assert desk.return_(reviewer, dossier, lease, record, "blurred") == "returned"
    with pytest.raises(LeaseLost):
        desk.take(reviewer, dossier)


def test_a_new_reading_is_told_and_keeps_what_was_decided(service: Service, place: Location, desk: Desk) -> None:
    dossier, record = waiting(service, place.prefix)
    user = person(service, "reviewer")
    lease = desk.take(user, dossier).id
    desk.decide(user, dossier, lease, record, [edit("subject", "V/v khác")])
    number = dossiers.configuration_id(service.engine, f"later {uuid4()}")
    assert dossiers.reread(service.engine, [dossier]) == [dossier]
    with Session(service.engine) as session:
        revision = session.get_one(DossierRow, dossier).revision
    task = claim(service, dossier, revision, number)
    assert task is not None
    assert publish(service, task, made_record(), source="later")
    with pytest.raises(RecordChanged):
        desk.decide(user, dossier, lease, record, [edit("subject", "muộn")])
    found = reviews.one(service.engine, dossier)
    assert found is not None
    assert found.record != record
    # The lease goes on: the page looks at the new record and works with it.
    assert (found.lease, found.stage) == (lease, "review")


def paged() -> Dossier:
    def page(number: int, text: str) -> Page:
        word = Word(text, Box(100, 100, 900, 130), 0.9)
        return Page(number, 0, number, 1000, 1400, 120.0, lines=(Line((word,), word.box),))

    unsure = Field("15", "15", "found", 0.2, 1, Box(200, 50, 240, 80))
    documents = (Document("Quyết định", 0.6, (1, 2, 3), "", {"doc_number": unsure}),)
    source = Source("1.pdf", "1" * 64, 10, "application/pdf", 3)
    pages = tuple(page(number, f"Trang số {number}") for number in (1, 2, 3))
    return Dossier("nhiều trang", "needs-review", (source,), pages, documents)


def test_pages_are_put_into_other_documents(service: Service, place: Location, desk: Desk) -> None:
    dossier, record = waiting(service, place.prefix, paged())
    user = person(service, "reviewer")
    lease = desk.take(user, dossier).id
    desk.decide(user, dossier, lease, record, [edit("doc_number", "16")])
    for wrong in (
        [("Quyết định", (1, 2))],
        [("Quyết định", (1, 2, 3)), ("Thông báo", ())],
        [("Quyết định", (1, 2)), ("Thông báo", (2, 3))],
        [("Không có loại này", (1, 2, 3))],
    ):
        with pytest.raises(BadDecision):
            desk.arrange(user, dossier, lease, record, uuid4(), wrong)
    number = uuid4()
    for _ in range(2):
        desk.arrange(user, dossier, lease, record, number, [("Quyết định", (1,)), ("Thông báo", (3, 2))])
    found = lists.by_id(service.engine, dossier)
    assert found is not None
    now = Records(service).corrected(dossier, found.source or "", found.configuration or "")
    assert [(each.type, each.pages) for each in now.documents] == [("Quyết định", (1,)), ("Thông báo", (3, 2))]
    assert now.documents[0].fields["doc_number"].value == "16"
    assert "subject" in now.documents[1].fields
    (told,) = [each for each in audit(service, dossier) if each.action == "pages.arranged"]
    assert (told.before, told.after) == ({"documents": ["Quyết định 1-3"]}, {"documents": ["Quyết định 1", "Thông báo 3,2"]})

    # What belongs to a document that is done away with does not hold up later readings.
    desk.arrange(user, dossier, lease, record, uuid4(), [("Thông báo", (1, 2, 3))])
    with Session(service.engine) as session:
        assert session.execute(select(CorrectionRow).where(CorrectionRow.dossier_id == dossier)).scalars().all()
    now = Records(service).corrected(dossier, found.source or "", found.configuration or "")
    assert [each.type for each in now.documents] == ["Thông báo"]


def test_a_page_knows_all_it_shows(service: Service, place: Location, desk: Desk) -> None:
    dossier, record = waiting(service, place.prefix)
    user = person(service, "reviewer")
    lease = desk.take(user, dossier).id
    desk.decide(user, dossier, lease, record, [edit("issued_date", "2024-03-05")])
    desk.comment(user, dossier, uuid4(), "  Ngày viết tay ", None, None)
    found = lists.by_id(service.engine, dossier)
    assert found is not None
    read = Records(service).as_read(found.source or "", found.configuration or "")
    shown = model(service, user, found, read, desk.profiles, lease)
    assert shown["may"] == {"edit": True, "approve": False, "arrange": True, "take": True}
    assert shown["lease"]["mine"]
    date = next(each for each in shown["documents"][0]["fields"] if each["name"] == "issued_date")
    assert (date["shown"], date["value"], date["text"]) == ("05/03/2024", "2024-03-05", "ngày … tháng 3 năm 2024")
    assert date["decided"]["by"] == user.full_name
    assert not date["doubtful"]
    assert [each["text"] for each in shown["comments"]] == ["Ngày viết tay"]
    other = model(service, person(service, "reviewer"), found, read, desk.profiles, None)
    assert (other["may"]["edit"], other["lease"]["mine"], other["lease"]["holder"]) == (False, False, user.full_name)
