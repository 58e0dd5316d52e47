"""The reference receiver, running, and a service that tells it."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from extractor.record import Dossier
from tests.workers.delivery.receiver import Receiver, serving
from tests.workers.records import made_record, published
from workers import delivery
from workers.database import deliveries
from workers.database.deliveries import Delivery
from workers.database.readings import Task
from workers.database.tables import DeliveryRow, DossierRow
from workers.service import Service
from workers.storage import Location

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYqr"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with serving(Receiver([SECRET])) as running:
        yield running


@dataclass
class Outbox:
    """A service with one receiver, whose name no other test has."""

    service: Service
    name: str
    path: Path
    place: Location
    made: int = 0

    def declare(self, text: str, url: str = "", more: str = "", top: str = "") -> None:
        """Writes the receivers' file: this receiver with the given settings, and `more` ones."""
        address = f"url: {url}\nallow_http: true\nallow_networks: [127.0.0.0/8]\n" if url else ""
        body = textwrap.indent(f"{address}{textwrap.dedent(text)}".strip(), "    ")
        self.path.write_text(f"{top}\nreceivers:\n  {self.name}:\n{body}\n{more}", encoding="utf-8")

    def published(self, record: Dossier | None = None, declared: Mapping[str, object] | None = None) -> Task:
        """A dossier with a published record."""
        self.made += 1
        task = published(self.service, f"{self.place.prefix}{self.made}", record or made_record())
        if declared:
            with Session(self.service.engine) as session, session.begin():
                session.execute(update(DossierRow).where(DossierRow.id == task.id).values(declared=dict(declared)))
        return task

    def put(self, task: Task, event: str = "record.published", receiver: str = "") -> UUID:
        """Puts a message about the dossier's published record into the outbox."""
        name = receiver or self.name
        with Session(self.service.engine) as session, session.begin():
            record = session.get_one(DossierRow, task.id).published_id if event == "record.published" else None
            deliveries.enqueue(session, [name], event, task.id, task.revision, record)
            newest = select(DeliveryRow.id).where(DeliveryRow.receiver == name, DeliveryRow.dossier_id == task.id)
            return session.execute(newest.order_by(DeliveryRow.created_at.desc()).limit(1)).scalar_one()

    def tell(self, record: Dossier | None = None, declared: Mapping[str, object] | None = None) -> UUID:
        """Publishes, puts it into the outbox, and lets the chore do a step."""
        message = self.put(self.published(record, declared))
        self.step()
        return message

    def step(self) -> bool:
        return delivery.step(self.service)

    def due(self, message: UUID) -> None:
        """Lets the time pass until the next try."""
        with self.service.engine.begin() as connection:
            connection.execute(update(DeliveryRow).where(DeliveryRow.id == message).values(next_at=func.now()))

    def state(self, message: UUID) -> Delivery:
        found = deliveries.by_id(self.service.engine, message)
        assert found is not None
        return found


@pytest.fixture
def outbox(service: Service, place: Location, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Outbox:
    monkeypatch.setenv("HOSO_TEST_SECRET", SECRET)
    path = tmp_path / "receivers.yaml"
    settings = service.settings.with_changes(receivers=path)
    return Outbox(replace(service, settings=settings), f"r-{place.prefix.split('/')[1]}", path, place)


@pytest.fixture
def outbox_to(outbox: Outbox, receiver: Receiver) -> Callable[..., Outbox]:
    """An outbox that tells the running receiver, with further settings."""

    def declared(text: str = "", **rest: str) -> Outbox:
        outbox.declare(f"secrets: ['env:HOSO_TEST_SECRET']\n{textwrap.dedent(text)}", receiver.url, **rest)
        return outbox

    return declared
