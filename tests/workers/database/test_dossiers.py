"""Dossiers as storage shows them: registered once, asked for again when something changed, fed in portions."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.orm import Session

from tests.workers.records import claim, made_record, nobody, publish
from workers.database import dossiers, feeding, readings
from workers.database.dossiers import Found, Listing, SourceFile, sort_key
from workers.database.readings import Task
from workers.database.tables import Batch, DossierRow
from workers.errors import Killed, MissingObject
from workers.service import Service
from workers.storage import Location

pytestmark = pytest.mark.stack


@pytest.fixture(autouse=True)
def _configuration(service: Service) -> None:
    """The first configuration of a database has the number 1."""
    dossiers.configuration_id(service.engine, "first")


@pytest.fixture
def batch(service: Service, place: Location) -> Iterator[UUID]:
    """A batch of its own, paused afterwards so that no other test is fed with it."""
    with Session(service.engine) as session, session.begin():
        row = Batch(bucket="nowhere", prefix=place.prefix)
        session.add(row)
        session.flush()
        number = row.id
    yield number
    with service.engine.begin() as connection:
        connection.execute(update(Batch).where(Batch.id == number).values(state="canceled"))


def found(name: str, *etags: str) -> Found:
    return Found(name, tuple(SourceFile(f"{name}{index}.pdf", etag, 10) for index, etag in enumerate(etags)))


def row_of(service: Service, dossier: UUID) -> DossierRow:
    with Session(service.engine) as session:
        return session.get_one(DossierRow, dossier)


def test_many_are_registered_at_once_in_the_order_given(service: Service, batch: UUID, place: Location) -> None:
    names = [f"{place.prefix}{number}/" for number in (10, 2, 1)]
    noted = dossiers.register(
        service.engine, "nowhere", [found(name, "a", "b") for name in names], 1, listing=Listing(batch, 1)
    )
    assert [row_of(service, each.id).name for each in noted] == names
    assert all(each.wanted and each.changed and each.revision == 1 for each in noted)
    again = dossiers.register(
        service.engine, "nowhere", [found(name, "a", "b") for name in names], 1, listing=Listing(batch, 2)
    )
    assert [(each.id, each.changed, each.revision) for each in again] == [(each.id, False, 1) for each in noted]
    assert {row_of(service, each.id).listing for each in again} == {2}


def test_a_file_more_or_less_makes_a_new_revision(service: Service, place: Location) -> None:
    def seen(*etags: str) -> tuple[int, bool]:
        (noted,) = dossiers.register(service.engine, "nowhere", [found(place.prefix, *etags)], 1)
        return noted.revision, noted.changed

    assert [seen("a"), seen("a"), seen("a", "b"), seen("b"), seen()] == [(1, True), (1, False), (2, True), (3, True), (4, True)]


def test_what_failed_is_taken_up_only_when_asked(service: Service, batch: UUID, place: Location) -> None:
    (noted,) = dossiers.register(service.engine, "nowhere", [found(place.prefix, "a")], 1, listing=Listing(batch, 1))
    assert claim(service, noted.id, 1, 1) is not None
    readings.fail(service.engine, noted.id, 1, MissingObject("gone"), retries=(), subscribers=nobody)

    def wanted(*, retry: bool) -> tuple[bool, int]:
        (again,) = dossiers.register(service.engine, "nowhere", [found(place.prefix, "a")], 1, listing=Listing(batch, 2, retry))
        return again.wanted, again.revision

    assert wanted(retry=False) == (False, 1)
    assert wanted(retry=True) == (True, 2)


def test_a_backlog_that_is_asked_for_again_takes_up_what_was_canceled_and_an_event_does_not(
    service: Service, batch: UUID, place: Location
) -> None:
    (noted,) = dossiers.register(service.engine, "nowhere", [found(place.prefix, "a")], 1, listing=Listing(batch, 1))
    dossiers.cancel(service.engine, [noted.id])
    (event,) = dossiers.register(service.engine, "nowhere", [found(place.prefix, "a")], 1, queue="urgent")
    assert not event.wanted
    (again,) = dossiers.register(service.engine, "nowhere", [found(place.prefix, "a")], 1, listing=Listing(batch, 2))
    assert again.wanted


def test_an_urgent_one_is_moved_ahead_and_a_listing_does_not_push_it_back(
    service: Service, batch: UUID, place: Location
) -> None:
    def seen(**options: object) -> DossierRow:
        (noted,) = dossiers.register(service.engine, "nowhere", [found(place.prefix, "a")], 1, **options)  # type: ignore[arg-type]
        return row_of(service, noted.id)

    assert seen(listing=Listing(batch, 1)).queue == "batch"
    assert seen(queue="urgent", declared={"dossier_code": "1"}).queue == "urgent"
    after = seen(listing=Listing(batch, 2))
    assert (after.queue, after.declared) == ("urgent", {"dossier_code": "1"})
    dossiers.cancel(service.engine, [after.id])


def test_batches_take_turns_in_natural_order_and_a_paused_one_waits(service: Service, batch: UUID, place: Location) -> None:
    names = [f"{place.prefix}{number}.pdf" for number in (10, 9, 2, 1)]
    noted = dossiers.register(service.engine, "nowhere", [found(name, "a") for name in names], 1, listing=Listing(batch, 1))
    mine = {each.id: name for each, name in zip(noted, names, strict=True)}

    def taken() -> list[str]:
        return [mine[dossier] for dossier, _ in feeding.take(service.engine, "batch", 1000) if dossier in mine]

    with service.engine.begin() as connection:
        connection.execute(update(Batch).where(Batch.id == batch).values(state="paused"))
    assert taken() == []
    with service.engine.begin() as connection:
        connection.execute(update(Batch).where(Batch.id == batch).values(state="running"))
    assert taken() == names[::-1]
    assert taken() == []
    assert {dossier for dossier, _, _ in feeding.in_hand(service.engine)} >= set(mine)


def test_a_paused_batch_takes_back_what_was_in_the_queue(service: Service, batch: UUID, place: Location) -> None:
    (noted,) = dossiers.register(service.engine, "nowhere", [found(place.prefix, "a")], 1, listing=Listing(batch, 1))
    feeding.take(service.engine, "batch", 1000)
    with service.engine.begin() as connection:
        connection.execute(update(Batch).where(Batch.id == batch).values(state="paused"))
    assert claim(service, noted.id, 1, 1) is None
    row = row_of(service, noted.id)
    assert (row.state, row.enqueued_at, row.attempts) == ("queued", None, 0)


def test_one_that_failed_is_not_taken_before_its_time(service: Service, batch: UUID, place: Location) -> None:
    (noted,) = dossiers.register(service.engine, "nowhere", [found(place.prefix, "a")], 1, listing=Listing(batch, 1))
    assert claim(service, noted.id, 1, 1) is not None
    readings.fail(service.engine, noted.id, 1, Killed("died"), retries=(3600,), subscribers=nobody)
    assert noted.id not in dict(feeding.take(service.engine, "batch", 1000))


def test_reading_anew_leaves_the_published_record_until_the_new_one_is_there(service: Service, place: Location) -> None:
    (noted,) = dossiers.register(service.engine, "nowhere", [found(place.prefix, "a")], 1)
    task = claim(service, noted.id, 1, 1)
    assert isinstance(task, Task)
    assert dossiers.reread(service.engine, [task.id]) == []
    assert publish(service, task, made_record())
    before = row_of(service, task.id).published_id
    assert dossiers.reread(service.engine, [task.id]) == [task.id]
    row = row_of(service, task.id)
    assert (row.state, row.revision, row.published_id, row.attempts) == ("queued", 2, before, 0)
    dossiers.cancel(service.engine, [task.id])


@given(st.lists(st.integers(0, 10**12), min_size=2, max_size=2, unique=True))
def test_names_sort_as_people_count(numbers: list[int]) -> None:
    one, other = numbers
    assert (sort_key(f"Hồ sơ {one}.pdf") < sort_key(f"hồ sơ {other}.pdf")) == (one < other)
