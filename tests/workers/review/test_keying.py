"""Fields that two persons key, each without seeing what was read or what the other keyed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from extractor.profiles import find_mistakes, load_profiles
from extractor.record import Box
from tests.workers.review.test_desk import audit, edit, fields, only, person, waiting
from workers.database import lists
from workers.database.days import day_of
from workers.database.leases import Lease
from workers.database.reviews import Wanted
from workers.database.tables import CorrectionRow
from workers.errors import LeaseLost, Undecided
from workers.identity import User
from workers.records import Records
from workers.review.desk import Desk
from workers.review.model import model
from workers.service import Service
from workers.storage import Location

pytestmark = pytest.mark.stack

OWN = "extends:\n  Quyết định: {keyed_twice: [doc_number, place]}\n"
READ = "15"
"""What the machine made of the number."""


@pytest.fixture
def desk(service: Service, tmp_path: Path) -> Desk:
    (tmp_path / "own.yaml").write_text(OWN, encoding="utf-8")
    desk = Desk(service, Records(service))
    desk.profiles = load_profiles(tmp_path)
    return desk


People = tuple[User, User, User, User]
"""Who keys first, who keys second, who decides between both, and who may do everything."""
Paper = tuple[UUID, int]
"""A dossier that waits, and the record that counts."""


@pytest.fixture
def people(service: Service) -> People:
    return (
        person(service, "reviewer"),
        person(service, "reviewer"),
        person(service, "checker"),
        person(service, "reviewer", "checker", "approver"),
    )


@pytest.fixture
def paper(service: Service, place: Location) -> Paper:
    return waiting(service, place.prefix)


def seen(service: Service, desk: Desk, user: User, dossier: UUID, lease: Lease | None) -> Mapping[str, Any]:
    """The fields as the page of this person shows them."""
    found = lists.by_id(service.engine, dossier)
    assert found is not None
    read = Records(service).as_read(found.source or "", found.configuration or "")
    shown = model(service, user, found, read, desk.profiles, lease.id if lease else None)
    return {each["name"]: each for each in shown["documents"][0]["fields"]}


def begun(desk: Desk, user: User, dossier: UUID, record: int) -> Lease:
    """Takes the dossier; the first one decides what only one person decides."""
    lease = desk.take(user, dossier)
    if lease.stage == "review":
        edits = [edit("issued_date", "2024-03-05"), edit("subject", "V/v số hóa hồ sơ"), edit("signer_name")]
        assert not desk.decide(user, dossier, lease.id, record, edits).refused
    return lease


def key(desk: Desk, user: User, dossier: UUID, record: int, value: str | None, **more: Any) -> str:
    """Takes the dossier, keys the number and finishes; returns the next stage."""
    lease = begun(desk, user, dossier, record)
    assert not desk.decide(user, dossier, lease.id, record, [edit("doc_number", value, **more)]).refused
    return desk.finish(user, dossier, lease.id, record)


def test_two_who_key_the_same_make_it_count(service: Service, desk: Desk, people: People, paper: Paper) -> None:
    first, second, _, approver = people
    dossier, record = paper
    assert key(desk, first, dossier, record, "17") == "second"
    assert fields(service, dossier)["doc_number"].value == READ
    with Session(service.engine) as session:
        found = session.execute(select(CorrectionRow).where(CorrectionRow.dossier_id == dossier)).scalars()
        assert "doc_number" not in {each.field for each in found}

    with pytest.raises(LeaseLost):
        desk.take(first, dossier)
    stage = Wanted(stage="second", batch=only(service, dossier).batch)
    assert desk.claim(first, stage) is None
    assert desk.claim(second, stage) is not None
    # Spaces are no difference.
    assert key(desk, second, dossier, record, " 17 ") == "approval"
    number = fields(service, dossier)["doc_number"]
    assert (number.value, number.source, number.candidates[0].value) == ("17", "person", READ)
    keyed = [(each.action, each.user_id, each.after) for each in audit(service, dossier) if each.field == "doc_number"]
    assert [(action, user) for action, user, _ in keyed] == [
        ("field.keyed", first.id),
        ("field.keyed", second.id),
        ("field.corrected", second.id),
    ]
    assert day_of(service.engine, first.id).keyed == 1

    for user in (first, second):
        with pytest.raises(LeaseLost):
            desk.take(User(user.id, user.name, user.full_name, ("approver",)), dossier)
    assert desk.approve(approver, dossier, desk.take(approver, dossier).id, record) == "approved"


def test_who_keys_sees_the_place_and_not_what_was_read(service: Service, desk: Desk, people: People, paper: Paper) -> None:
    first, second, *_ = people
    dossier, record = paper
    lease = begun(desk, first, dossier, record)
    blind = seen(service, desk, first, dossier, lease)["doc_number"]
    assert (blind["blind"], blind["doubtful"], blind["why"]) == (True, True, ["hai người nhập riêng"])
    assert (blind["page"], blind["box"]) == (1, [200, 50, 240, 80])
    empty = ("text", "value", "confidence", "threshold", "decided")
    assert [blind[each] for each in empty] == [None] * len(empty)
    assert (blind["shown"], blind["candidates"], blind["checks"]) == ("", [], [])

    desk.decide(first, dossier, lease.id, record, [edit("doc_number", "17", page=1, box=Box(1, 2, 30, 40))])
    own = seen(service, desk, first, dossier, lease)["doc_number"]
    assert (own["shown"], own["doubtful"], own["box"]) == ("17", False, [1, 2, 30, 40])
    assert own["decided"]["by"] == first.full_name
    assert seen(service, desk, second, dossier, None)["doc_number"]["shown"] == ""

    assert desk.finish(first, dossier, lease.id, record) == "second"
    after = seen(service, desk, second, dossier, desk.take(second, dossier))
    assert list(after) == ["doc_number"]
    assert (after["doc_number"]["shown"], after["doc_number"]["doubtful"]) == ("", True)


def test_what_differs_is_decided_by_a_third(service: Service, desk: Desk, people: People, paper: Paper) -> None:
    first, second, checker, approver = people
    dossier, record = paper
    assert key(desk, first, dossier, record, "17") == "second"
    assert key(desk, second, dossier, record, None, state="unreadable") == "arbiter"
    assert fields(service, dossier)["doc_number"].value == READ
    lease = desk.take(checker, dossier)
    with pytest.raises(Undecided):
        desk.finish(checker, dossier, lease.id, record)
    number = seen(service, desk, checker, dossier, lease)["doc_number"]
    assert number["why"] == ["hai người nhập khác nhau", "1. 17", "2. không đọc được"]
    assert (number["shown"], [each["shown"] for each in number["candidates"]]) == ("", ["17", READ])
    desk.decide(checker, dossier, lease.id, record, [edit("doc_number", "17")])
    assert desk.finish(checker, dossier, lease.id, record) == "approval"
    assert fields(service, dossier)["doc_number"].value == "17"
    assert desk.approve(approver, dossier, desk.take(approver, dossier).id, record) == "approved"


def test_nobody_is_done_before_he_keyed(service: Service, desk: Desk, people: People, paper: Paper) -> None:
    first, second, *_ = people
    dossier, record = paper
    lease = begun(desk, first, dossier, record)
    with pytest.raises(Undecided):
        desk.finish(first, dossier, lease.id, record)
    desk.decide(first, dossier, lease.id, record, [edit("doc_number", "17")])
    desk.decide(first, dossier, lease.id, record, [edit("doc_number", state="as-read")])
    with pytest.raises(Undecided):
        desk.finish(first, dossier, lease.id, record)
    sent = edit("doc_number", "18")
    desk.decide(first, dossier, lease.id, record, [sent])
    desk.decide(first, dossier, lease.id, record, [sent])
    assert sum(each.action == "field.keyed" for each in audit(service, dossier)) == 3
    assert desk.finish(first, dossier, lease.id, record) == "second"

    lease = desk.take(second, dossier)
    refused = desk.decide(second, dossier, lease.id, record, [edit("subject", "khác")]).refused
    assert len(refused) == 1
    with pytest.raises(Undecided):
        desk.finish(second, dossier, lease.id, record)


def test_a_field_that_was_not_seen_is_keyed_twice_too(service: Service, desk: Desk, people: People, paper: Paper) -> None:
    first, second, *_ = people
    dossier, record = paper
    lease = begun(desk, first, dossier, record)
    assert not seen(service, desk, first, dossier, lease)["place"]["doubtful"]
    desk.decide(first, dossier, lease.id, record, [edit("doc_number", "17"), edit("place", "Hạ Long")])
    assert desk.finish(first, dossier, lease.id, record) == "second"
    lease = desk.take(second, dossier)
    assert list(seen(service, desk, second, dossier, lease)) == ["doc_number", "place"]
    desk.decide(second, dossier, lease.id, record, [edit("doc_number", "17"), edit("place", "HẠ LONG")])
    assert desk.finish(second, dossier, lease.id, record) == "approval"
    assert fields(service, dossier)["place"].value == "HẠ LONG"


def test_a_mistake_in_the_declaration_is_told(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("extends:\n  Quyết định: {keyed_twice: [doc_number, none_such]}\n", encoding="utf-8")
    (mistake,) = find_mistakes(tmp_path)
    assert "none_such" in mistake.message
    assert load_profiles().keyed_twice("Quyết định", "doc_number") is False
