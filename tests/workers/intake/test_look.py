"""From events to dossiers: storage decides, folders settle, one bad event stops no other."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from extractor.errors import HosoError
from tests.workers.alone import alone
from workers import intake
from workers.database import dossiers
from workers.database.events import Event
from workers.database.tables import DossierRow, EventRow
from workers.errors import StorageError
from workers.intake.dialects import Decoded
from workers.intake.inbox import Counts, accept
from workers.intake.places import Places
from workers.service import Service
from workers.storage import Location

pytestmark = pytest.mark.stack


class Inbox:
    """A followed place and a database of its own."""

    def __init__(self, service: Service, place: Location) -> None:
        self.service, self.place = service, place

    def put(self, name: str, content: bytes = b"%PDF-1.7") -> None:
        client = self.service.storage._client
        client.put_object(
            bucket_name=self.place.bucket,
            object_name=self.place.prefix + name,
            data=io.BytesIO(content),
            length=len(content),
        )

    def remove(self, name: str) -> None:
        self.service.storage.remove(self.place.bucket, [self.place.prefix + name])

    def tell(self, *names: str, version: str = "", removed: bool = False, settle: float = 0.0) -> Counts:
        events = tuple(Event(self.place.bucket, self.place.prefix + name, version, removed) for name in names)
        return accept(self.service.engine, Places.of(self.service.settings), Decoded(events), settle)

    def rows(self, table: Any) -> dict[str, Any]:
        column = table.key if table is EventRow else table.name
        with Session(self.service.engine, expire_on_commit=False) as session:
            found = session.execute(select(table).where(column.startswith(self.place.prefix, autoescape=True)))
            return {getattr(row, column.key).removeprefix(self.place.prefix): row for row in found.scalars()}

    def files(self, dossier: DossierRow) -> list[str]:
        with Session(self.service.engine) as session:
            found = session.execute(dossiers.files_of(dossier.id)).scalars()
            return [each.key.removeprefix(self.place.prefix) for each in found]


@pytest.fixture(scope="module")
def lonely(service: Service) -> Iterator[Service]:
    with alone(service) as other:
        yield other


@pytest.fixture
def inbox(lonely: Service, place: Location) -> Inbox:
    settings = lonely.settings.with_changes(intake=(str(place),))
    return Inbox(Service(settings, lonely.engine, lonely.storage, lonely.queues), place)


def test_a_file_becomes_an_urgent_dossier_that_waits_since_its_event(inbox: Inbox) -> None:
    before = datetime.now(UTC)
    inbox.put("Hồ sơ 1+2 100%.pdf")
    assert inbox.tell("Hồ sơ 1+2 100%.pdf") == Counts(accepted=1)
    assert not intake.step(inbox.service)
    (dossier,) = inbox.rows(DossierRow).values()
    (event,) = inbox.rows(EventRow).values()
    assert (dossier.state, dossier.queue, dossier.revision) == ("queued", "urgent", 1)
    assert dossier.wanted_at == event.received_at > before - timedelta(seconds=1)
    assert (event.outcome, event.dossier_id) == ("registered", dossier.id)


@pytest.mark.parametrize(
    "name", ["a\nb.pdf", "a\x01.pdf", " a .pdf ", "%2F+%.pdf", "😀.pdf", "ho\u0302\u0300.pdf", "&<>'\".pdf", "x" * 200]
)
def test_whatever_a_file_is_called_it_is_found(inbox: Inbox, name: str) -> None:
    names = [name, f"f/{name}", f"{name}/1.pdf"]
    for each in names:
        inbox.put(each)
    inbox.tell(*names)
    intake.step(inbox.service)
    assert set(inbox.rows(DossierRow)) == {name, "f/", f"{name}/"}
    assert {row.outcome for row in inbox.rows(EventRow).values()} == {"registered"}


@pytest.mark.parametrize("version", ["", "sequencer:0055AED6DCD90281E5"])
def test_the_same_event_a_thousand_times_is_one_dossier_of_one_revision(inbox: Inbox, version: str) -> None:
    inbox.put("a.pdf")
    for number in range(1000):
        inbox.tell("a.pdf", version=version)
        if number % 50 == 0:
            intake.step(inbox.service)
    intake.step(inbox.service)
    (dossier,) = inbox.rows(DossierRow).values()
    assert dossier.revision == 1
    (event,) = inbox.rows(EventRow).values()
    assert event.handled_at is not None


def test_an_event_without_a_version_is_handled_again_and_one_with_a_version_is_not(inbox: Inbox) -> None:
    inbox.put("plain.pdf", b"1")
    inbox.put("known.pdf", b"1")
    for content in (b"1", b"22"):
        inbox.put("plain.pdf", content)
        inbox.put("known.pdf", content)
        inbox.tell("plain.pdf")
        inbox.tell("known.pdf", version="given:1")
        intake.step(inbox.service)
    revisions = {name: row.revision for name, row in inbox.rows(DossierRow).items()}
    assert revisions == {"plain.pdf": 2, "known.pdf": 1}


def test_a_late_removal_does_not_win_over_what_storage_holds(inbox: Inbox) -> None:
    inbox.put("a.pdf")
    inbox.tell("a.pdf", version="sequencer:02")
    intake.step(inbox.service)
    inbox.tell("a.pdf", version="sequencer:01", removed=True)
    intake.step(inbox.service)
    (dossier,) = inbox.rows(DossierRow).values()
    assert (dossier.state, dossier.revision, inbox.files(dossier)) == ("queued", 1, ["a.pdf"])
    assert inbox.rows(EventRow)["a.pdf"].outcome in ("registered", "unchanged")


def test_a_removed_file_is_noted_and_its_dossier_stays(inbox: Inbox) -> None:
    inbox.put("a.pdf")
    inbox.tell("a.pdf", version="sequencer:01")
    intake.step(inbox.service)
    inbox.remove("a.pdf")
    # Told in the wrong order: the sequencers say which was the last.
    inbox.tell("a.pdf", version="sequencer:0F", removed=True)
    inbox.tell("a.pdf", version="sequencer:02")
    intake.step(inbox.service)
    (dossier,) = inbox.rows(DossierRow).values()
    assert (dossier.state, dossier.revision) == ("queued", 1)
    with Session(inbox.service.engine) as session:
        found = session.execute(select(EventRow.outcome, EventRow.dossier_id).where(EventRow.version != "sequencer:01"))
        mine = [row for row in found if row.dossier_id == dossier.id]
    assert [row.outcome for row in mine] == ["removed", "removed"]


def test_an_object_that_is_not_there_makes_no_dossier(inbox: Inbox) -> None:
    inbox.tell("never.pdf", "folder/never.pdf")
    intake.step(inbox.service)
    assert inbox.rows(DossierRow) == {}
    assert {row.outcome for row in inbox.rows(EventRow).values()} == {"missing"}


def test_a_folder_is_one_dossier_once_nothing_came_for_a_while(inbox: Inbox) -> None:
    for name in ("10.pdf", "2.pdf", "1.jpg", "notes.txt", ".hidden.pdf"):
        inbox.put(f"f/{name}")
    inbox.tell("f/2.pdf", settle=0.0)
    inbox.tell("f/10.pdf", settle=60.0)
    intake.step(inbox.service)
    assert inbox.rows(DossierRow) == {}
    due = {row.due_at for row in inbox.rows(EventRow).values()}
    assert len(due) == 1
    with Session(inbox.service.engine) as session, session.begin():
        session.execute(update(EventRow).where(EventRow.handled_at.is_(None)).values(due_at=datetime.now(UTC)))
    intake.step(inbox.service)
    (dossier,) = inbox.rows(DossierRow).values()
    assert dossier.name == f"{inbox.place.prefix}f/"
    assert inbox.files(dossier) == ["f/1.jpg", "f/2.pdf", "f/10.pdf"]

    inbox.remove("f/2.pdf")
    inbox.tell("f/2.pdf", removed=True)
    intake.step(inbox.service)
    (dossier,) = inbox.rows(DossierRow).values()
    assert (dossier.revision, inbox.files(dossier)) == (2, ["f/1.jpg", "f/10.pdf"])

    for name in ("f/1.jpg", "f/10.pdf"):
        inbox.remove(name)
    inbox.tell("f/1.jpg", "f/10.pdf", removed=True, version="given:last")
    intake.step(inbox.service)
    (dossier,) = inbox.rows(DossierRow).values()
    assert dossier.revision == 2
    with Session(inbox.service.engine) as session:
        outcomes = session.execute(select(EventRow.outcome).where(EventRow.version == "given:last")).scalars().all()
    assert outcomes == ["removed", "removed"]


@pytest.mark.parametrize("refusal", [StorageError("Object storage refused."), ValueError("poison.pdf is no name")])
def test_what_storage_refuses_waits_and_stops_no_other(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch, refusal: Exception
) -> None:
    inbox.put("good.pdf")
    inbox.put("poison.pdf")
    stat = inbox.service.storage.stat

    def refuse(bucket: str, key: str) -> Any:
        if key.endswith("poison.pdf"):
            raise refusal
        return stat(bucket, key)

    monkeypatch.setattr(inbox.service.storage, "stat", refuse)
    inbox.tell("poison.pdf")
    inbox.tell("good.pdf")
    with pytest.raises(HosoError) as caught:
        intake.step(inbox.service)
    assert "poison" not in caught.value.public_message
    assert set(inbox.rows(DossierRow)) == {"good.pdf"}
    poison = inbox.rows(EventRow)["poison.pdf"]
    assert poison.handled_at is None
    assert poison.due_at > poison.received_at + timedelta(seconds=4)
    assert not intake.step(inbox.service)


def test_while_storage_is_away_a_step_ends_early_and_loses_nothing(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def away(bucket: str, key: str) -> Any:
        asked.append(key)
        raise StorageError("Object storage does not answer.")

    inbox.tell(*(f"{number}.pdf" for number in range(20)))
    with monkeypatch.context() as patch:
        patch.setattr(inbox.service.storage, "stat", away)
        with pytest.raises(StorageError):
            intake.step(inbox.service)
    assert len(asked) == 3
    assert all(row.handled_at is None for row in inbox.rows(EventRow).values())


def test_an_event_that_comes_while_storage_is_asked_is_looked_at_again(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox.put("a.pdf", b"1")
    stat = inbox.service.storage.stat

    def replaced_meanwhile(bucket: str, key: str) -> Any:
        found = stat(bucket, key)
        inbox.put("a.pdf", b"22")
        inbox.tell("a.pdf")
        return found

    inbox.tell("a.pdf")
    with monkeypatch.context() as patch:
        patch.setattr(inbox.service.storage, "stat", replaced_meanwhile)
        intake.step(inbox.service)
    assert inbox.rows(EventRow)["a.pdf"].handled_at is None
    intake.step(inbox.service)
    (dossier,) = inbox.rows(DossierRow).values()
    assert dossier.revision == 2


def test_a_clock_that_was_set_back_keeps_no_event_waiting(inbox: Inbox) -> None:
    inbox.put("a.pdf")
    inbox.tell("a.pdf")
    with Session(inbox.service.engine) as session, session.begin():
        ahead = datetime.now(UTC) + timedelta(days=1)
        session.execute(update(EventRow).where(EventRow.handled_at.is_(None)).values(due_at=ahead))
    intake.step(inbox.service)
    assert set(inbox.rows(DossierRow)) == {"a.pdf"}


def test_places_that_are_followed_no_longer_make_no_dossier(inbox: Inbox) -> None:
    inbox.put("a.pdf")
    inbox.tell("a.pdf")
    elsewhere = inbox.service.settings.with_changes(intake=("s3://scans/elsewhere/",))
    intake.step(Service(elsewhere, inbox.service.engine, inbox.service.storage, inbox.service.queues))
    assert inbox.rows(DossierRow) == {}
    assert inbox.rows(EventRow)["a.pdf"].outcome == "refused"
