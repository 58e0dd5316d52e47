"""Storage, database and queue on real servers, made to differ in every way that a comparison knows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from tests.workers.reconcile.conftest import House
from workers.database import lists
from workers.database.reconcile import latest, unfinished
from workers.database.tables import Batch, DeliveryRow, DossierFile, DossierRow, EventRow, ReconciliationRow
from workers.errors import StorageError
from workers.queue import Ticket
from workers.reconcile import Choice, Count, comparison, differences, intake, needs_a_person, records, run, sources, step
from workers.storage import address

pytestmark = pytest.mark.stack

DRY = Choice(dry=True)
LONG_AGO = datetime.now(UTC) - timedelta(days=2)


def source(number: int) -> str:
    return f"{number:064x}"


def rows(house: House) -> dict[str, DossierRow]:
    with Session(house.service.engine) as session:
        return {row.name: row for row in session.execute(select(DossierRow)).scalars()}


def test_all_agree_where_nothing_is_wrong(house: House) -> None:
    house.publish("inbox/a/", "inbox/a/1.pdf", "inbox/a/2.pdf", source=source(1))
    house.register("inbox/b.pdf", "inbox/b.pdf")
    assert run(house.service, Choice(deep=True)) == {}
    assert run(house.service, Choice()) == {}


def test_what_no_event_announced_is_registered_once_and_in_natural_order(house: House) -> None:
    for name in ("hồ sơ/10.pdf", "hồ sơ/2.pdf", "đơn.tif", "hồ sơ/.nháp.pdf", "a/b/1.pdf"):
        house.put(house.scans, f"inbox/{name}")
    house.put(house.scans, "elsewhere/1.pdf")
    house.put(house.scans, "uploads/x/1.pdf")
    assert run(house.service, DRY) == {"missed-event": Count(3)}
    assert rows(house) == {}
    found = run(house.service, Choice())
    known = rows(house)
    assert {name: row.queue for name, row in known.items()} == {
        "inbox/hồ sơ/": "urgent",
        "inbox/đơn.tif": "urgent",
        "inbox/a/b/": "urgent",
    }
    assert found["missed-event"] == Count(3, 3, tuple(found["missed-event"].ids))
    assert set(found["missed-event"].ids) == {row.id for row in known.values()}
    with Session(house.service.engine) as session:
        keys = session.execute(
            select(DossierFile.key).where(DossierFile.dossier_id == known["inbox/hồ sơ/"].id).order_by(DossierFile.position)
        ).scalars()
        assert list(keys) == ["inbox/hồ sơ/2.pdf", "inbox/hồ sơ/10.pdf"]
    assert run(house.service, Choice()) == {}


def test_what_was_stored_long_ago_does_not_come_before_backlogs(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "FRESH", timedelta(seconds=-5))
    house.put(house.scans, "inbox/1.pdf")
    run(house.service, Choice())
    assert rows(house)["inbox/1.pdf"].queue == "batch"


def test_what_was_stored_just_now_is_left_to_its_event(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "SETTLED", timedelta(minutes=1))
    house.put(house.scans, "inbox/1.pdf")
    assert run(house.service, Choice()) == {}


def test_a_file_that_is_a_dossier_of_a_batch_is_not_taken_for_a_part_of_its_folder(house: House) -> None:
    house.register("inbox/a/1.pdf", "inbox/a/1.pdf")
    assert run(house.service, Choice()) == {}
    assert list(rows(house)) == ["inbox/a/1.pdf"]


def test_a_changed_and_an_added_file_are_read_again(house: House) -> None:
    task = house.publish("inbox/a/", "inbox/a/1.pdf", source=source(1))
    elsewhere = house.publish("batch/x.pdf", "batch/x.pdf", source=source(2))
    house.put(house.scans, "inbox/a/2.pdf", "another page")
    house.put(house.scans, "batch/x.pdf", "another scan")
    found = run(house.service, Choice())
    assert found["changed-source"].repaired == 2
    assert set(found["changed-source"].ids) == {task.id, elsewhere.id}
    assert {(name, row.state, row.revision) for name, row in rows(house).items()} == {
        ("inbox/a/", "queued", 2),
        ("batch/x.pdf", "queued", 2),
    }
    assert run(house.service, Choice()) == {}


def test_vanished_scans_are_told_and_their_record_stays(house: House) -> None:
    gone = house.publish("inbox/a/", "inbox/a/1.pdf", source=source(1))
    partly = house.publish("batch/", *(f"batch/{number}.pdf" for number in range(5)), source=source(2))
    house.service.storage.remove(house.scans, ["inbox/a/1.pdf", "batch/3.pdf"])
    found = run(house.service, Choice())
    assert found.keys() == {"vanished-source"}
    assert set(found["vanished-source"].ids) == {gone.id, partly.id}
    assert needs_a_person(found)
    listed = lists.by_id(house.service.engine, gone.id)
    assert listed is not None
    assert (listed.state, listed.source) == ("done", source(1))


def test_orphans_are_removed_and_nothing_else(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.publish("inbox/a/", "inbox/a/1.pdf", source=source(1))
    stays = set(house.keys(house.records))
    half = [address(source(2), "by-hand", "record.pdf"), address(source(2), "by-hand", "record.txt")]
    whole = [address(source(1), "another", "record.json")]
    for key in (*half, *whole):
        house.put(house.records, key, "12345")
    house.put(house.records, "inventories/kept")
    assert run(house.service, DRY) == {"orphan-output": Count(2)}
    found = run(house.service, Choice())
    assert found == {"orphan-output": Count(2, 2, bytes=15)}
    assert set(house.keys(house.records)) == {*stays, "inventories/kept"}
    monkeypatch.setattr(records, "ABANDONED", timedelta(days=1))
    house.put(house.records, half[0])
    assert run(house.service, Choice()) == {}


def test_a_record_that_storage_lost_is_read_anew_with_its_own_settings(house: House) -> None:
    task = house.publish("inbox/a/", "inbox/a/1.pdf", source=source(1))
    with house.service.engine.begin() as connection:
        connection.execute(update(DossierRow).values(reading={"mode": "careful"}))
    house.service.storage.remove(house.records, [address(source(1), "by-hand", "record.json")])
    assert run(house.service, DRY)["lost-record"] == Count(1, 0, (task.id,))
    assert run(house.service, Choice())["lost-record"] == Count(1, 1, (task.id,))
    row = rows(house)["inbox/a/"]
    assert (row.state, row.revision, row.reading, row.published_id is None) == ("queued", 2, {"mode": "careful"}, False)


def test_a_record_that_is_lost_together_with_its_scans_needs_a_person(house: House) -> None:
    task = house.publish("inbox/a/", "inbox/a/1.pdf", source=source(1), stored=False)
    house.service.storage.remove(house.scans, ["inbox/a/1.pdf"])
    found = run(house.service, Choice())
    assert found["lost-record"] == Count(1, 0, (task.id,))
    assert needs_a_person(found)
    assert rows(house)["inbox/a/"].state == "done"


def test_what_looks_like_an_accident_is_left_to_a_person(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(differences, "ACCIDENT", 2)
    for number in range(1, 4):
        house.publish(f"inbox/{number}.pdf", f"inbox/{number}.pdf", source=source(number), stored=number == 1)
        house.put(house.scans, f"inbox/{number}.pdf", "copied otherwise")
    while step(house.service):
        pass
    done = latest(house.service.engine)
    assert done is not None
    assert {kind: (each["found"], each["repaired"]) for kind, each in done.found.items()} == {
        "lost-record": (2, 0),
        "changed-source": (3, 0),
    }
    assert {row.state for row in rows(house).values()} == {"done"}
    found = run(house.service, Choice(whole=True))
    assert not needs_a_person(found)
    assert {row.state for row in rows(house).values()} == {"queued"}


def test_a_damaged_record_is_found_by_looking_deep(house: House) -> None:
    task = house.publish("inbox/a/", "inbox/a/1.pdf", source=source(1))
    house.publish("inbox/b/", "inbox/b/1.pdf", source=source(2))
    place = address(source(1), "by-hand", "record.json")
    house.put(house.records, place, '{"name": "cut o')
    assert run(house.service, Choice()) == {}
    assert run(house.service, Choice(deep=True)) == {"damaged-record": Count(1, 1, (task.id,))}
    assert place not in house.keys(house.records)
    assert {name: row.state for name, row in rows(house).items()} == {"inbox/a/": "queued", "inbox/b/": "done"}


def test_portions_meet_without_a_gap(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (intake, records, sources):
        monkeypatch.setattr(module, "PORTION", 3)
    for number in range(1, 8):
        house.publish(f"inbox/{number}.pdf", f"inbox/{number}.pdf", source=source(number))
    for number in (3, 7):
        house.service.storage.remove(house.records, [address(source(number), "by-hand", "record.json")])
    for number in (4, 9):
        house.put(house.records, address(source(number), "other", "record.txt"))
    house.put(house.scans, "inbox/99.pdf")
    found = run(house.service, Choice())
    assert {kind: count.found for kind, count in found.items()} == {
        "lost-record": 2,
        "orphan-output": 2,
        "missed-event": 1,
    }


def test_many_dossiers_with_the_same_pages_share_one_address(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "PORTION", 2)
    for number in range(5):
        house.publish(f"inbox/{number}/", f"inbox/{number}/1.pdf", source=source(1))
    house.publish("inbox/x/", "inbox/x/1.pdf", source=source(2), stored=False)
    assert run(house.service, Choice())["lost-record"].found == 1


def test_what_waits_too_long_is_told(house: House) -> None:
    engine = house.service.engine
    one, other, lost = (house.register(f"inbox/{each}.pdf", f"inbox/{each}.pdf") for each in "abc")
    house.service.queues.ensure([Ticket(one.id, 1), Ticket(other.id, 1)])
    with Session(engine) as session, session.begin():
        session.execute(update(DossierRow).values(enqueued_at=LONG_AGO))
        session.execute(update(DossierRow).where(DossierRow.id == other.id).values(state="running", started_at=LONG_AGO))
        session.execute(
            insert(EventRow),
            [{"bucket": "b", "key": str(each), "version": "", "removed": False, "due_at": LONG_AGO} for each in "12"],
        )
        messages = [("pushed", 1), ("pushed", 0), ("fetches", 0)]
        for revision, (receiver, attempts) in enumerate(messages):
            session.add(
                DeliveryRow(
                    receiver=receiver, event="e", dossier_id=one.id, revision=revision, attempts=attempts, next_at=LONG_AGO
                )
            )
        batch = Batch(id=uuid4(), bucket="b", prefix="p/", asked_at=LONG_AGO)
        session.add_all([batch, Batch(bucket="b", prefix="q/", state="paused", asked_at=LONG_AGO)])
        identity = batch.id
    found = run(house.service, Choice())
    assert found == {
        "lost-ticket": Count(1, 0, (lost.id,)),
        "stuck-reading": Count(1, 0, (other.id,)),
        "late-event": Count(2),
        "late-delivery": Count(2, 0, (one.id,)),
        "hanging-batch": Count(1, 0, (identity,)),
    }


def test_a_comparison_goes_on_where_it_was_killed(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "PORTION", 2)
    monkeypatch.setattr(comparison, "PIECE", 0.0)
    for number in range(4):
        house.put(house.scans, f"inbox/{number}.pdf")
    engine = house.service.engine
    assert step(house.service)
    assert step(house.service)
    listed: list[str] = []
    objects = house.service.storage.objects

    def down(bucket: str, prefix: str, after: str | None = None) -> object:
        raise StorageError("Object storage does not answer; it will be tried again.")

    with monkeypatch.context() as fault, pytest.raises(StorageError):
        fault.setattr(house.service.storage, "objects", down)
        step(house.service)
    open_one = unfinished(engine, 1.0)
    assert open_one is not None
    assert open_one.found["missed-event"]["repaired"] == 2

    def seen(bucket: str, prefix: str, after: str | None = None) -> object:
        for each in objects(bucket, prefix, after):
            listed.append(each.key)
            yield each

    monkeypatch.setattr(house.service.storage, "objects", seen)
    while step(house.service):
        pass
    assert listed[:2] == ["inbox/2.pdf", "inbox/3.pdf"]
    done = latest(engine)
    assert done is not None
    assert done.id == open_one.id
    assert done.found["missed-event"]["repaired"] == 4
    assert unfinished(engine, 1.0) is None


def test_sources_are_looked_up_in_turn(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "PORTION", 2)
    monkeypatch.setattr(comparison, "SOURCES", 2)
    for number in range(5):
        house.register(f"batch/{number}.pdf", f"batch/{number}.pdf")
    house.service.storage.remove(house.scans, [f"batch/{number}.pdf" for number in range(5)])
    found = []
    for _ in range(4):
        while step(house.service):
            pass
        done = latest(house.service.engine)
        assert done is not None
        found.append(done.found.get("vanished-source", {"found": 0})["found"])
    assert found == [2, 2, 1, 2]
    assert run(house.service, Choice(whole=True))["vanished-source"].found == 5


def test_a_forgotten_comparison_is_not_gone_on_with(house: House) -> None:
    with house.service.engine.begin() as connection:
        connection.execute(insert(ReconciliationRow).values(started_at=LONG_AGO, found={"position": {"stage": "records"}}))
    assert not step(house.service)
    with Session(house.service.engine) as session:
        finished = session.execute(select(ReconciliationRow.finished_at).order_by(ReconciliationRow.id)).scalars().all()
    assert [each is not None for each in finished] == [False, True]
