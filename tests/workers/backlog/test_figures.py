from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from workers.database import batch_figures, batches
from workers.database.batch_figures import Overview, Pace
from workers.database.batches import Progress
from workers.database.tables import Batch, DossierRow
from workers.service import Service
from workers.storage import Location


@pytest.fixture
def batch(service: Service, place: Location) -> Iterator[UUID]:
    """Nobody lists or reads it."""
    opened = batches.open_batch(service.engine, place.bucket, place.prefix)
    with Session(service.engine) as session, session.begin():
        session.get_one(Batch, opened).listed_at = datetime.now(UTC)
    yield opened
    batches.cancel(service.engine, opened)


def add(service: Service, batch: UUID, *states: str, code: str | None = None, minutes_ago: float = 1) -> list[UUID]:
    """Dossiers as if they had been listed and, some of them, read."""
    ended = datetime.now(UTC) - timedelta(minutes=minutes_ago)
    rows = [
        {
            "id": (dossier := uuid4()),
            "bucket": "scans",
            "name": f"{dossier}/",
            "sort_key": str(dossier),
            "batch_id": batch,
            "state": state,
            "error_code": code,
            "error_message": code and f"It is {code}.",
            "pages_done": 3 if state == "done" else 0,
            "started_at": ended - timedelta(minutes=1) if state in ("done", "failed") else None,
            "finished_at": ended if state in ("done", "failed") else None,
        }
        for state in states
    ]
    with Session(service.engine) as session, session.begin():
        session.execute(insert(DossierRow), rows)
    return [row["id"] for row in rows if isinstance(row["id"], UUID)]


def states(service: Service, ids: list[UUID]) -> list[tuple[str, int, bool]]:
    with Session(service.engine) as session:
        rows = {row.id: row for row in session.execute(select(DossierRow).where(DossierRow.id.in_(ids))).scalars()}
    return [(rows[each].state, rows[each].revision, rows[each].enqueued_at is not None) for each in ids]


def asked(service: Service, batch: UUID, minutes_ago: float) -> None:
    with Session(service.engine) as session, session.begin():
        session.get_one(Batch, batch).asked_at = datetime.now(UTC) - timedelta(minutes=minutes_ago)


def test_progress_counts_by_state(service: Service, batch: UUID) -> None:
    add(service, batch, "queued", "queued", "running", "done", "done", "done", "failed", "canceled")
    now = batches.progress(service.engine, batch)
    assert now == Progress(2, 1, 3, 1, 1, 9, listed=True)
    assert (now.total, now.finished) == (8, 5)


def test_a_paused_batch_goes_on_where_it_was_and_only_a_paused_one_does(service: Service, batch: UUID) -> None:
    engine = service.engine
    assert not batches.resume(engine, batch)
    assert batches.pause(engine, batch)
    assert not batches.pause(engine, batch)
    assert batches.progress(engine, batch).state == "paused"
    assert batches.resume(engine, batch)
    batches.cancel(engine, batch)
    assert not batches.resume(engine, batch)


def test_canceling_ends_what_nobody_has_begun_however_much_it_is(
    service: Service, batch: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "AT_A_TIME", 2)
    ids = add(service, batch, "queued", "running", "queued", "done", "queued", "failed")
    assert batches.cancel(service.engine, batch) == 3
    assert [state for state, _, _ in states(service, ids)] == ["canceled", "running", "canceled", "done", "canceled", "failed"]
    assert batches.cancel(service.engine, batch) == 0


def test_one_reason_is_read_again_and_the_others_are_not(service: Service, batch: UUID) -> None:
    crashed = add(service, batch, "failed", "failed", code="crashed")
    damaged = add(service, batch, "failed", code="corrupt-file")
    assert batches.retry(service.engine, batch, "crashed") == 2
    assert states(service, crashed) == [("queued", 2, False)] * 2
    assert states(service, damaged) == [("failed", 1, False)]
    assert batches.retry(service.engine, batch, "crashed") == 0
    assert batches.retry(service.engine, batch) == 1


def test_reading_again_what_failed_in_a_canceled_batch_lets_it_run(service: Service, batch: UUID) -> None:
    add(service, batch, "failed", code="crashed")
    batches.cancel(service.engine, batch)
    batches.retry(service.engine, batch)
    assert batches.progress(service.engine, batch).state == "running"


def test_failures_are_grouped_by_reason_with_some_of_each(service: Service, batch: UUID) -> None:
    crashed = add(service, batch, *["failed"] * 7, code="crashed")
    damaged = add(service, batch, "failed", code="corrupt-file")
    first, second = batch_figures.overview(service.engine, batch).failures
    assert (first.code, first.count, first.message) == ("crashed", 7, "It is crashed.")
    assert len(first.samples) == 5
    assert set(first.samples) <= set(crashed)
    assert (second.code, second.count, second.samples) == ("corrupt-file", 1, tuple(damaged))
    assert batch_figures.failed(service.engine, batch, "crashed", offset=5) == sorted(crashed)[5:]
    assert len(batch_figures.failed(service.engine, batch)) == 8


def test_the_pace_is_that_of_the_last_minutes_and_that_since_it_was_asked_for(service: Service, batch: UUID) -> None:
    asked(service, batch, 101)
    add(service, batch, *["done"] * 100, minutes_ago=99)
    add(service, batch, *["done"] * 20, "queued", minutes_ago=5)
    found = batch_figures.overview(service.engine, batch)
    assert found.recent.finished == 20
    assert found.recent.dossiers == pytest.approx(2, rel=0.01)
    assert found.recent.pages == pytest.approx(6, rel=0.01)
    assert found.overall.dossiers == pytest.approx(1.2, rel=0.01)


def test_what_was_read_before_it_was_asked_for_again_is_no_pace(service: Service, batch: UUID) -> None:
    add(service, batch, *["done"] * 50, "queued", minutes_ago=3)
    found = batch_figures.overview(service.engine, batch)
    assert (found.overall.finished, found.recent.finished, found.progress.done) == (0, 0, 50)
    assert found.remaining is None


def test_what_was_in_hand_when_it_was_asked_for_again_counts_from_then_on(service: Service, batch: UUID) -> None:
    asked(service, batch, 2)
    add(service, batch, *["done"] * 20, "queued", minutes_ago=1.5)  # begun half a minute before
    found = batch_figures.overview(service.engine, batch)
    assert found.recent.dossiers == pytest.approx(10, rel=0.05)
    assert found.overall.dossiers == pytest.approx(10, rel=0.05)
    assert found.remaining is not None


def test_a_batch_that_does_not_exist_is_none(service: Service) -> None:
    assert not batches.known_as(service.engine, str(uuid4()))
    assert batches.at(service.engine, "scans", "nothing there/") is None


def test_a_batch_is_known_by_the_beginning_of_its_id_and_by_its_place(service: Service, batch: UUID, place: Location) -> None:
    assert batches.known_as(service.engine, str(batch)[:13].upper()) == [batch]
    assert batches.known_as(service.engine, "%") == []
    assert batches.at(service.engine, place.bucket, place.prefix) == batch


def guess(recent: Pace, overall: Pace, **changes: object) -> Overview:
    now = datetime.now(UTC)
    progress = Progress(queued=600, done=400, listed=True)
    values: dict[str, object] = {"progress": progress, "recent": recent, "overall": overall, "state": "running", **changes}
    return Overview(uuid4(), "scans", "", "", "folder", retry=False, found=0, created_at=now, asked_at=now, **values)  # type: ignore[arg-type]


def test_the_remaining_time_is_a_span_around_what_both_paces_say() -> None:
    left = guess(Pace(100, 10, 0), Pace(400, 5, 0)).remaining
    assert left is not None
    assert left.least < 60 * 60 < 120 * 60 < left.most


def test_more_that_is_finished_makes_the_span_narrower() -> None:
    few, many = (guess(Pace(n, 10, 0), Pace(n, 10, 0)).remaining for n in (10, 10_000))
    assert few is not None
    assert many is not None
    assert many.most - many.least < few.most - few.least


@pytest.mark.parametrize(
    "changes",
    [
        {"recent": Pace(9, 0.9, 2)},
        {"recent": Pace(0, 0, 0)},
        {"recent": Pace(100, 0, 0)},
        {"state": "paused"},
        {"progress": Progress(queued=600, done=400, listed=False)},
        {"progress": Progress(done=400, listed=True)},
    ],
)
def test_nobody_guesses_how_long_it_takes_from_too_little(changes: dict[str, object]) -> None:
    assert guess(Pace(100, 10, 30), Pace(400, 5, 15)).remaining is not None
    assert guess(**{"recent": Pace(100, 10, 30), "overall": Pace(400, 5, 15), **changes}).remaining is None  # type: ignore[arg-type]
