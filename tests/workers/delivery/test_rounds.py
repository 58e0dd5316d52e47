"""What happens to messages: told once, tried again, given up, overtaken, forgotten by a sender that died."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, update
from sqlalchemy.orm import Session

from tests.workers.delivery.conftest import Outbox
from tests.workers.delivery.receiver import Deed, Receiver, serving
from tests.workers.records import made_record, nobody
from workers.database import deliveries, dossiers, readings, sending
from workers.database.tables import DeliveryRow, DossierRow, RecordRow
from workers.delivery.telling import LONGEST_PAUSE, pause

pytestmark = pytest.mark.stack

Declare = Callable[..., Outbox]


def test_a_failing_receiver_is_tried_again_with_the_same_id(outbox_to: Declare, receiver: Receiver) -> None:
    outbox = outbox_to()
    receiver.plan += [Deed(503), Deed(500), Deed(429)]
    message = outbox.tell()
    for attempts, code in ((1, "http-503"), (2, "http-500"), (3, "http-429")):
        found = outbox.state(message)
        assert (found.state, found.error_code, found.attempts) == ("pending", code, attempts)
        assert found.next_at > found.created_at
        outbox.due(message)
        outbox.step()
    assert outbox.state(message).state == "sent"
    assert {each.headers["webhook-id"] for each in receiver.seen} == {str(message)}
    assert len({each.headers["idempotency-key"] for each in receiver.seen}) == 1


def test_a_receiver_that_asks_for_time_gets_it_within_bounds(outbox_to: Declare, receiver: Receiver) -> None:
    outbox = outbox_to()
    receiver.plan += [Deed(429, {"retry-after": "1200"}), Deed(503, {"retry-after": "99999999"})]
    for asked in (1200.0, LONGEST_PAUSE):
        message = outbox.tell()
        found = outbox.state(message)
        assert (found.next_at - found.created_at).total_seconds() == pytest.approx(asked, abs=60)


@pytest.mark.parametrize("status", [400, 401, 404, 410, 422])
def test_a_refused_message_is_dead_at_once(outbox_to: Declare, receiver: Receiver, status: int) -> None:
    outbox = outbox_to()
    receiver.plan.append(Deed(status))
    found = outbox.state(outbox.tell())
    assert (found.state, found.error_code, found.status_code) == ("dead", f"http-{status}", status)


def test_a_message_that_is_there_already_counts_as_sent(outbox_to: Declare, receiver: Receiver) -> None:
    outbox = outbox_to()
    receiver.plan.append(Deed(409, body=b'{"Ma": "P.1"}'))
    found = outbox.state(outbox.tell())
    assert (found.state, found.status_code) == ("sent", 409)


def test_after_its_tries_or_its_age_it_is_dead_until_somebody_sends_it_again(outbox_to: Declare, receiver: Receiver) -> None:
    outbox = outbox_to("attempts: 2")
    receiver.always = Deed(503)
    first = outbox.tell()
    assert outbox.state(first).state == "pending"
    outbox.due(first)
    outbox.step()
    assert outbox.state(first).state == "dead"

    outbox_to("max_age_hours: 1")
    second = outbox.put(outbox.published())
    with outbox.service.engine.begin() as connection:
        older = func.now() - timedelta(hours=2)
        connection.execute(update(DeliveryRow).where(DeliveryRow.id == second).values(created_at=older))
    outbox.step()
    assert outbox.state(second).state == "dead"
    assert {each.id for each in deliveries.dead(outbox.service.engine, receiver=outbox.name)} == {first, second}

    receiver.always = None
    assert deliveries.resend(outbox.service.engine, [first]) == [first]
    assert deliveries.resend(outbox.service.engine, receiver=outbox.name) == [second]
    outbox.step()
    assert {outbox.state(each).state for each in (first, second)} == {"sent"}


def test_what_was_accepted_before_is_sent_again_under_another_id(outbox_to: Declare, receiver: Receiver) -> None:
    outbox = outbox_to()
    message = outbox.tell()
    (again,) = deliveries.resend(outbox.service.engine, [message])
    outbox.step()
    assert again != message
    assert outbox.state(again).state == "sent"
    assert set(receiver.accepted) == {str(message), str(again)}


def test_a_sender_that_dies_after_sending_sends_again_and_the_receiver_knows(
    outbox_to: Declare, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    outbox = outbox_to()
    message = outbox.put(outbox.published())

    class Died(BaseException):
        """What a kill looks like from within."""

    def dies(*given: object) -> None:
        raise Died

    with monkeypatch.context() as patched:
        patched.setattr(sending, "note_sent", dies)
        with pytest.raises(Died):
            outbox.step()
    assert outbox.state(message).state == "pending"
    outbox.step()
    assert len(receiver.seen) == 1, "in its sender's hands until the lease ends"
    outbox.due(message)
    outbox.step()
    assert outbox.state(message).state == "sent"
    assert len(receiver.seen) == 2
    assert list(receiver.accepted) == [str(message)]


def test_a_dispatcher_that_is_killed_while_it_tells(outbox_to: Declare, receiver: Receiver) -> None:
    outbox = outbox_to()
    message = outbox.put(outbox.published())
    # It takes the message, and its sender does not live to hear so.
    receiver.plan.append(Deed(201, seconds=2.0, works=True))
    text = "from workers import delivery; from workers.service import connected; from workers.settings import Settings\n"
    text += "with connected(Settings()) as service: delivery.step(service)"
    environment = {**os.environ, **outbox.service.settings.environment()}
    sender = subprocess.Popen([sys.executable, "-c", text], env=environment)
    while not receiver.accepted:
        assert sender.poll() is None
        time.sleep(0.02)
    sender.kill()
    sender.wait()
    assert outbox.state(message).state == "pending"
    outbox.due(message)
    outbox.step()
    assert outbox.state(message).state == "sent"
    assert [each.headers["webhook-id"] for each in receiver.seen] == [str(message)] * 2
    assert list(receiver.accepted) == [str(message)]


def test_only_the_newest_record_of_a_dossier_is_told(outbox_to: Declare, receiver: Receiver) -> None:
    outbox = outbox_to()
    receiver.plan.append(Deed(503))
    task = outbox.published()
    old = outbox.put(task)
    outbox.step()
    new = _read_again(outbox, task.id)
    assert outbox.state(old).state == "canceled"
    outbox.due(old)
    outbox.step()
    assert outbox.state(new).state == "sent"
    assert list(receiver.accepted) == [str(new)]
    # Nor does anybody bring the old one back.
    deliveries.resend(outbox.service.engine, [old])
    outbox.step()
    assert outbox.state(old).state == "canceled"
    assert list(receiver.accepted) == [str(new)]


def test_two_records_of_a_dossier_are_never_on_their_way_at_once(outbox_to: Declare, receiver: Receiver) -> None:
    outbox = outbox_to("parallel: 4")
    task = outbox.published()
    old = outbox.put(task)
    (taken,) = sending.claim(outbox.service.engine, outbox.name, 4, 60.0)
    new = _read_again(outbox, task.id)
    assert outbox.state(old).state == "pending", "nobody can call it back"
    outbox.step()
    assert not receiver.seen
    sending.note_sent(outbox.service.engine, taken, 201, {})
    outbox.due(new)
    outbox.step()
    assert list(receiver.accepted) == [str(new)]


def test_a_sender_whose_time_ran_out_changes_nothing(outbox_to: Declare, receiver: Receiver) -> None:
    outbox = outbox_to()
    message = outbox.put(outbox.published())
    (late,) = sending.claim(outbox.service.engine, outbox.name, 1, 60.0)
    outbox.due(message)
    sending.claim(outbox.service.engine, outbox.name, 1, 60.0)
    sending.note_failed(outbox.service.engine, late, "http-503", "", 503, None)
    assert outbox.state(message).state == "pending"
    assert not sending.note_progress(outbox.service.engine, late, {}, 60.0)


def test_a_slow_receiver_holds_up_nobody(outbox_to: Declare, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workers.delivery.rounds.STEP_SECONDS", 0.3)
    with serving(Receiver()) as slow:
        slow.always = Deed(seconds=3.0)
        other = f"{'  '}slow-{receiver.port}:\n    url: {slow.url}\n    allow_http: true\n    unsigned: true\n"
        outbox = outbox_to("parallel: 1", more=other + "    allow_networks: [127.0.0.1/32]\n    parallel: 1\n")
        receiver.always = Deed(201, seconds=0.3)
        for _ in range(2):
            outbox.put(outbox.published(), receiver=f"slow-{receiver.port}")
        messages = [outbox.put(outbox.published()) for _ in range(5)]
        assert outbox.step(), "time was up"
        assert {outbox.state(each).state for each in messages} == {"sent"}
        assert len(slow.seen) == 1, "it gets no more in a step that waits for it"


def test_a_receivers_pace_is_kept(outbox_to: Declare, receiver: Receiver) -> None:
    outbox = outbox_to("per_minute: 1")
    for _ in range(3):
        outbox.put(outbox.published())
    for _ in range(3):
        outbox.step()
    assert len(receiver.seen) == 1


def test_a_receiver_that_fetches_is_sent_nothing(outbox: Outbox) -> None:
    outbox.declare("mode: pull")
    task = outbox.published()
    first, second = outbox.put(task), outbox.put(outbox.published())
    outbox.step()
    engine = outbox.service.engine
    assert [each.id for each in deliveries.pull(engine, outbox.name)] == [first, second]
    assert [each.id for each in deliveries.pull(engine, outbox.name, first)] == [second]
    new = _read_again(outbox, task.id)
    assert [each.id for each in deliveries.pull(engine, outbox.name, limit=1)] == [second]
    assert deliveries.receipt(engine, second, {"Ma": "1"}, receiver=outbox.name)
    assert deliveries.receipt(engine, second, {"Ma": "2"}, receiver=outbox.name)
    assert outbox.state(second).receipt == {"Ma": "1"}
    assert not deliveries.receipt(engine, new, {}, receiver="another")
    assert [each.id for each in deliveries.pull(engine, outbox.name)] == [new]
    assert deliveries.counts(engine)[outbox.name] == {"pending": 1, "sent": 1, "canceled": 1}


def test_pauses_grow_and_differ() -> None:
    assert all(5 <= pause(1, None) <= 10 for _ in range(50))
    assert all(LONGEST_PAUSE / 2 <= pause(each, None) <= LONGEST_PAUSE for each in (10, 100, 10000))
    assert len({pause(3, None) for _ in range(50)}) > 1
    assert pause(1, 100.0) == 100.0


def _read_again(outbox: Outbox, dossier: UUID) -> UUID:
    """A newer record of the dossier, put into the outbox."""
    service = outbox.service
    dossiers.reread(service.engine, [dossier])
    with Session(service.engine) as session:
        revision = session.get_one(DossierRow, dossier).revision
    number = dossiers.configuration_id(service.engine, "by-hand")
    task = readings.claim(service.engine, dossier, revision, number, tries=4, subscribers=nobody)
    assert task is not None
    with Session(service.engine) as session:
        source = session.get_one(RecordRow, session.get_one(DossierRow, dossier).published_id).source
    reading = readings.Reading(made_record(), source, has_pdf=False, sheets={}, seconds=1.0)
    assert readings.publish(service.engine, task, reading, lambda each: (), nobody).counts
    return outbox.put(task)
