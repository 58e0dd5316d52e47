"""What messages say: the corrected record, its receipt, failures, and nothing that must stay here."""

import logging
from collections.abc import Callable

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from tests.workers.delivery.conftest import SECRET, Outbox
from tests.workers.delivery.receiver import Deed, Receiver
from tests.workers.records import made_record, nobody
from workers.corrections import of_document
from workers.database import corrections, deliveries, dossiers, readings, sending
from workers.database.tables import RecordRow, ReviewRow
from workers.delivery.receivers import load
from workers.errors import MissingObject, StorageError

pytestmark = pytest.mark.stack

Declare = Callable[..., Outbox]


def test_a_record_is_told_signed_and_its_receipt_is_kept(outbox_to: Declare, receiver: Receiver) -> None:
    outbox = outbox_to()
    message = outbox.tell()
    found = outbox.state(message)
    assert (found.state, found.status_code, found.attempts) == ("sent", 201, 1)
    assert [each["answer"] for each in found.receipt["parts"].values()] == [{"Ma": f"P.{str(message)[:8]}"}]
    assert receiver.accepted[str(message)]["data"]["record"]["documents"][0]["type"] == "Quyết định"
    assert not outbox.step()
    assert len(receiver.seen) == 1


def test_several_keys_sign_so_that_one_can_be_changed(
    outbox_to: Declare, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOSO_TEST_NEXT", "the next key, as plain text of 24 bytes or more")
    outbox = outbox_to()
    outbox.declare("secrets: ['env:HOSO_TEST_NEXT', 'env:HOSO_TEST_SECRET']", receiver.url)
    message = outbox.tell()
    assert outbox.state(message).state == "sent"
    assert len(receiver.seen[0].headers["webhook-signature"].split()) == 2


def test_what_was_recorded_cannot_be_played_again(outbox_to: Declare, receiver: Receiver) -> None:
    outbox = outbox_to()
    message = outbox.tell()
    seen = receiver.seen[0]
    receiver.accepted.clear()
    old = {**seen.headers, "webhook-timestamp": str(int(seen.headers["webhook-timestamp"]) - 3600)}
    assert receiver.handle(type(seen)(seen.path, old, seen.body))[0] == 401
    other = {**seen.headers, "webhook-id": "another"}
    assert receiver.handle(type(seen)(seen.path, other, seen.body))[0] == 401
    assert receiver.handle(type(seen)(seen.path, seen.headers, seen.body + b" "))[0] == 401
    assert str(message) not in receiver.accepted


def test_only_the_parts_that_were_not_accepted_are_sent_again(outbox_to: Declare, receiver: Receiver) -> None:
    record = made_record()
    two = type(record)(**{**record.__dict__, "documents": record.documents * 2})
    outbox = outbox_to("mapping: one-stop")
    receiver.plan += [Deed(201, body=b'{"Ma": "A"}'), Deed(503)]
    message = outbox.tell(two)
    assert outbox.state(message).state == "pending"
    outbox.due(message)
    outbox.step()
    found = outbox.state(message)
    assert found.state == "sent"
    assert [each.headers["webhook-id"] for each in receiver.seen] == [f"{message}-1", f"{message}-2", f"{message}-2"]
    assert [found.receipt["parts"][f"{message}-{part}"]["answer"]["Ma"][0] for part in (1, 2)] == ["A", "P"]


def test_what_a_person_must_look_at_waits_for_the_person(outbox_to: Declare, receiver: Receiver) -> None:
    outbox = outbox_to("doubtful: hold")
    record = made_record()
    task = outbox.published(record)
    message = outbox.put(task)
    outbox.step()
    found = outbox.state(message)
    assert (found.state, found.error_code, found.attempts) == ("pending", "held", 0)
    with Session(outbox.service.engine) as session, session.begin():
        session.execute(update(RecordRow).where(RecordRow.id == found.record).values(doubts=0))
        session.execute(update(ReviewRow).where(ReviewRow.record_id == found.record).values(stage="approved"))
        deliveries.release(session, found.record or 0)
    outbox.step()
    assert outbox.state(message).state == "sent"


def test_a_persons_corrections_are_told(outbox_to: Declare, receiver: Receiver) -> None:
    outbox = outbox_to()
    record = made_record()
    task = outbox.published(record)
    message = outbox.put(task)
    known = outbox.state(message).record
    said = of_document(record.documents[0], "subject", "found", "V/v đã sửa", "an", outbox.state(message).created_at)
    assert corrections.correct(outbox.service.engine, task.id, record, known or 0, [said], lambda each: ())
    outbox.step()
    fields = receiver.accepted[str(message)]["data"]["record"]["documents"][0]["fields"]
    assert (fields["subject"]["value"], fields["subject"]["source"]) == ("V/v đã sửa", "person")
    # What nobody looked at is left out.
    assert (fields["issued_date"]["value"], fields["issued_date"]["text"]) == (None, None)


def test_a_failure_is_told_with_its_code_and_no_values(outbox_to: Declare, receiver: Receiver) -> None:
    outbox = outbox_to("events: [record.published, dossier.failed]")
    service = outbox.service
    configuration = dossiers.configuration_id(service.engine, "f")
    found = dossiers.Found(f"{outbox.place.prefix}f", (dossiers.SourceFile(f"{outbox.place.prefix}f/1.pdf", "1", 1),))
    (noted,) = dossiers.register(service.engine, "scans", [found], configuration, declared={"dossier_code": "H.1"})
    task = readings.claim(service.engine, noted.id, noted.revision, configuration, tries=1, subscribers=nobody)
    assert task is not None
    gone = MissingObject("The stored object is gone; store it again.")
    subscribers = load(outbox.path).for_event
    readings.fail(service.engine, task.id, task.revision, gone, retries=(), subscribers=subscribers)
    outbox.step()
    (told,) = receiver.accepted.values()
    assert told["type"] == "dossier.failed"
    assert told["data"]["code"] == "missing-object"
    assert told["data"]["advice"] == gone.public_message
    assert told["data"]["declared"] == {"dossier_code": "H.1"}


def test_a_failure_that_is_over_is_not_told(outbox_to: Declare, receiver: Receiver) -> None:
    outbox = outbox_to("events: [dossier.failed]")
    message = outbox.put(outbox.published(), "dossier.failed")
    outbox.step()
    assert outbox.state(message).state == "canceled"
    assert not receiver.seen


def test_an_outage_on_our_side_uses_up_no_try(outbox_to: Declare, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    outbox = outbox_to("attempts: 1")
    message = outbox.put(outbox.published())

    def broken(*given: object) -> bytes:
        raise StorageError("Object storage does not answer.")

    with monkeypatch.context() as patched:
        patched.setattr(type(outbox.service.storage), "read", broken)
        with pytest.raises(StorageError):
            outbox.step()
    found = outbox.state(message)
    assert (found.state, found.attempts, found.error_code) == ("pending", 0, "storage")
    outbox.due(message)
    outbox.step()
    assert outbox.state(message).state == "sent"


def test_a_record_that_is_gone_is_dead_with_advice(outbox_to: Declare, receiver: Receiver) -> None:
    outbox = outbox_to()
    task = outbox.published()
    message = outbox.put(task)
    service = outbox.service
    about = sending.subject(service.engine, outbox.state(message))
    bucket = service.settings.records_bucket
    service.storage.remove(bucket, [f"{about.source}/{about.configuration}/record.json"])
    outbox.step()
    found = outbox.state(message)
    assert (found.state, found.error_code) == ("dead", "missing-object")


def test_a_missing_secret_is_said_and_tried_again(outbox_to: Declare, monkeypatch: pytest.MonkeyPatch) -> None:
    outbox = outbox_to()
    monkeypatch.delenv("HOSO_TEST_SECRET")
    message = outbox.tell()
    found = outbox.state(message)
    assert (found.state, found.error_code) == ("pending", "receivers")
    assert "env:HOSO_TEST_SECRET" in (found.error_message or "")


def test_nothing_of_a_secret_or_a_record_is_logged(
    outbox_to: Declare, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    outbox = outbox_to()
    receiver.plan += [Deed(503), Deed(400, body=b"V/v kept apart")]
    with caplog.at_level(logging.INFO):
        first = outbox.tell(made_record(subject="V/v kept apart"))
        outbox.tell(made_record(subject="V/v kept apart"))
        outbox.due(first)
        outbox.step()
    said = "\n".join(f"{each.getMessage()} {vars(each)}" for each in caplog.records)
    assert "not delivered" in said
    assert "delivered" in said
    assert SECRET not in said
    assert SECRET.removeprefix("whsec_") not in said
    assert "kept apart" not in said
    assert receiver.url not in said
