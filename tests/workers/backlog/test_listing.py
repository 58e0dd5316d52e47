from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from workers import backlog
from workers.backlog import inventory, listing
from workers.backlog.listing import Lister
from workers.database import batches, dossiers, listings, lists
from workers.database.batches import Progress
from workers.database.tables import Batch, DossierRow
from workers.errors import StorageError
from workers.service import Service
from workers.storage import Location, Stored


@dataclass(frozen=True)
class Room:
    """A place of one test, and everything that is in its batch. Nobody reads."""

    service: Service
    place: Location

    def put(self, *names: str) -> None:
        paper = self.service.settings.work_dir / "paper.pdf"
        for name in names:
            paper.write_text(name)
            self.service.storage.put(self.place.bucket, f"{self.place.prefix}{name}", paper)

    def ask(self, *, retry: bool = False) -> UUID:
        return batches.open_batch(self.service.engine, self.place.bucket, self.place.prefix, retry=retry)

    def listed(self, batch: UUID, lister: Lister | None = None) -> dict[str, DossierRow]:
        lister = lister or Lister()
        for _ in range(20):
            lister.step(self.service)
            if batches.progress(self.service.engine, batch).listed:
                return self.rows(batch)
        raise AssertionError("never listed")

    def rows(self, batch: UUID) -> dict[str, DossierRow]:
        with Session(self.service.engine) as session:
            rows = session.execute(select(DossierRow).where(DossierRow.batch_id == batch)).scalars()
            return {row.name.removeprefix(self.place.prefix): row for row in rows}

    def batch(self, batch: UUID) -> Batch:
        with Session(self.service.engine) as session:
            return session.get_one(Batch, batch)


@pytest.fixture
def room(service: Service, place: Location) -> Iterator[Room]:
    yield Room(service, place)
    with Session(service.engine) as session, session.begin():
        for batch in session.execute(select(Batch).where(Batch.listed_at.is_(None))).scalars():
            batch.state = "canceled"


def test_what_is_in_storage_is_in_the_batch_and_waits_in_natural_order(room: Room) -> None:
    room.put("hs10/1.pdf", "hs2/2.pdf", "hs2/1.pdf", "lẻ.pdf")
    batch = room.ask()
    rows = room.listed(batch)
    assert {name: row.state for name, row in rows.items()} == {"hs10/": "queued", "hs2/": "queued", "lẻ.pdf": "queued"}
    ordered = lists.by_ids(room.service.engine, batches.dossier_ids(room.service.engine, batch))
    assert [each.label for each in ordered] == ["hs2", "hs10", "lẻ.pdf"]
    assert room.batch(batch).found == 3


def test_listing_again_changes_nothing_but_what_has_changed_and_lets_go_of_what_is_gone(room: Room) -> None:
    room.put("a/1.pdf", "b/1.pdf", "c/1.pdf")
    batch = room.ask()
    before = room.listed(batch)
    room.put("b/2.pdf", "d/1.pdf")
    room.service.storage.remove(room.place.bucket, [f"{room.place.prefix}c/1.pdf"])
    assert room.ask() == batch
    after = room.listed(batch)
    assert {name: row.revision for name, row in after.items()} == {"a/": 1, "b/": 2, "d/": 1}
    assert after["a/"].id == before["a/"].id


def test_a_killed_listing_begins_again_and_ends_the_same(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "PORTION", 2)
    room.put(*(f"{number}/1.pdf" for number in range(7)))
    batch = room.ask()
    assert Lister().step(room.service)
    assert len(room.rows(batch)) == 2
    assert len(room.listed(batch)) == 7
    assert all(row.revision == 1 for row in room.rows(batch).values())


def test_a_portion_that_was_lost_on_the_way_to_the_database_is_not_left_out(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PORTION", 2)
    room.put(*(f"{number}/1.pdf" for number in range(5)))
    batch, lister = room.ask(), Lister()
    lister.step(room.service)
    with monkeypatch.context() as broken:
        broken.setattr(dossiers, "register", _raise(ConnectionError()))
        with pytest.raises(ConnectionError):
            lister.step(room.service)
    assert len(room.listed(batch, lister)) == 5


def test_a_small_batch_does_not_wait_for_a_large_one(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "PORTION", 2)
    room.put(*(f"lớn/{number}/1.pdf" for number in range(9)), "nhỏ/1.pdf")
    engine, lister = room.service.engine, Lister()
    large = batches.open_batch(engine, room.place.bucket, f"{room.place.prefix}lớn/")
    small = batches.open_batch(engine, room.place.bucket, f"{room.place.prefix}nhỏ/")
    assert lister.step(room.service)
    assert batches.progress(engine, small).listed
    assert not batches.progress(engine, large).listed


@pytest.mark.parametrize("stop", [batches.pause, batches.cancel])
def test_a_batch_that_is_stopped_while_it_is_listed_gets_no_more(
    room: Room, stop: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PORTION", 2)
    room.put(*(f"{number}/1.pdf" for number in range(6)))
    batch, lister = room.ask(), Lister()
    lister.step(room.service)
    assert callable(stop)
    stop(room.service.engine, batch)
    for _ in range(3):
        lister.step(room.service)
    assert len(room.rows(batch)) == 2
    assert not batches.progress(room.service.engine, batch).listed


def test_what_is_found_while_somebody_cancels_is_canceled_too(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    room.put("1/1.pdf")
    batch = room.ask()
    noting = listings.note_found

    def late(engine: object, asked: listings.Asked, found: int) -> bool:
        batches.cancel(room.service.engine, batch)
        with Session(room.service.engine) as session, session.begin():
            session.get_one(DossierRow, next(iter(room.rows(batch).values())).id).state = "queued"
        return noting(room.service.engine, asked, found)

    monkeypatch.setattr(listings, "note_found", late)
    Lister().step(room.service)
    assert [row.state for row in room.rows(batch).values()] == ["canceled"]


def test_storage_that_does_not_answer_is_told_and_asked_again(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    room.put("a/1.pdf")
    batch, lister = room.ask(), Lister()
    with monkeypatch.context() as broken:
        broken.setattr(type(room.service.storage), "objects", _raise(StorageError("Object storage does not answer.")))
        assert not lister.step(room.service)
    assert room.batch(batch).error_message == "Object storage does not answer."
    # Not at once: the pause is not over.
    assert not lister.step(room.service)
    assert not room.rows(batch)
    monkeypatch.setattr("workers.backlog.listing.monotonic", lambda: float("inf"))
    assert set(room.listed(batch, lister)) == {"a/"}
    assert room.batch(batch).error_message is None


def test_storage_that_stops_in_the_middle_loses_nothing_of_what_was_there(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    room.put("a/1.pdf", "b/1.pdf")
    batch = room.ask()
    room.listed(batch)

    def half(storage: object, bucket: str, prefix: str) -> Iterator[Stored]:
        yield Stored(f"{prefix}a/1.pdf", 1, "1")
        raise StorageError("Object storage does not answer.")

    room.ask()
    with monkeypatch.context() as broken:
        broken.setattr(type(room.service.storage), "objects", half)
        Lister().step(room.service)
    assert set(room.rows(batch)) == {"a/", "b/"}


def test_an_empty_place_is_told_and_takes_nothing_out(room: Room) -> None:
    room.put("a/1.pdf")
    batch = room.ask()
    room.listed(batch)
    room.service.storage.remove(room.place.bucket, [f"{room.place.prefix}a/1.pdf"])
    room.ask()
    assert set(room.listed(batch)) == {"a/"}
    assert "nothing to read" in str(room.batch(batch).error_message)


def test_a_folder_with_too_many_files_fails_with_advice(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    def crowd(storage: object, bucket: str, prefix: str) -> Iterator[Stored]:
        for number in range(5001):
            yield Stored(f"{prefix}kho/{number:05}.pdf", 1, "1")
        yield Stored(f"{prefix}nhà/1.pdf", 1, "1")

    monkeypatch.setattr(type(room.service.storage), "objects", crowd)
    rows = room.listed(room.ask())
    assert (rows["kho/"].state, rows["kho/"].error_code) == ("failed", listing.CROWDED)
    assert "divide" in str(rows["kho/"].error_message)
    assert rows["nhà/"].state == "queued"


def test_listing_rests_while_too_many_wait(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "PORTION", 2)
    monkeypatch.setattr(listing, "MOST_WAITING", 4)
    monkeypatch.setattr(listing, "LOOK_EVERY", 1)
    room.put(*(f"{number}/1.pdf" for number in range(9)))
    batch, lister = room.ask(), Lister()
    while lister.step(room.service):
        pass
    assert len(room.rows(batch)) == 4
    with Session(room.service.engine) as session, session.begin():
        for row in session.execute(select(DossierRow).where(DossierRow.batch_id == batch)).scalars():
            row.state = "done"
    now = [1e9]
    monkeypatch.setattr("workers.backlog.listing.monotonic", lambda: now[0])
    while lister.step(room.service):
        pass
    assert len(room.rows(batch)) == 8


def test_an_inventory_declares_what_is_known_and_its_wrong_lines_are_kept_for_the_report(room: Room, tmp_path: Path) -> None:
    room.put("1.pdf")
    settings, path = room.service.settings, tmp_path / "list.csv"
    name = f"{room.place.prefix}1.pdf"
    path.write_text(f"key;dossier;dossier_code\n{name};{room.place.prefix}hs;0007\nkhông có.pdf;;\n;;\n", encoding="utf-8")
    digest = inventory.store(room.service.storage, settings.records_bucket, path, room.place.bucket)
    batch = batches.open_batch(room.service.engine, room.place.bucket, "", inventory=digest)
    rows = room.listed(batch)
    assert {key: row.declared for key, row in rows.items()} == {"hs/": {"dossier_code": "0007"}}
    counts, lines = inventory.wrong_lines(room.service.storage, settings.records_bucket, digest)
    assert counts == {"missing": 1, "no-key": 1}
    assert {each.line for each in lines} == {3, 4}
    assert str(room.batch(batch).error_message).startswith("2 lines")


def test_an_inventory_that_is_gone_is_told(room: Room) -> None:
    batch = batches.open_batch(room.service.engine, room.place.bucket, "", inventory="0" * 64)
    assert not Lister().step(room.service)
    assert room.batch(batch).error_message


def test_watching_ends_when_everything_is_finished_or_canceled(room: Room) -> None:
    room.put("1/1.pdf", "2/1.pdf")
    batch, lister, seen = room.ask(), Lister(), list[Progress]()

    def mend() -> None:
        lister.step(room.service)
        if seen[-1].listed:
            batches.cancel(room.service.engine, batch)

    ended = backlog.watch(room.service, batch, seen.append, mend)
    assert (ended.canceled, ended.total) == (2, 2)
    assert replace(seen[0], listed=True) != seen[-1]


def _raise(error: Exception) -> object:
    def raising(*arguments: object, **named: object) -> None:
        raise error

    return raising
