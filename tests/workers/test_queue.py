"""The queue carries ids, each thing once."""

from uuid import uuid4

import pytest
from rq.job import Job
from rq.serializers import JSONSerializer

from workers.queue import NAMES, Ticket
from workers.service import Service

pytestmark = pytest.mark.stack


def test_urgent_comes_before_batch() -> None:
    assert NAMES == ("urgent", "batch")


def test_asking_twice_enqueues_once_and_only_ids(service: Service) -> None:
    ticket = Ticket(uuid4(), 3)
    assert service.queues.ensure([ticket], "urgent") == 1
    assert service.queues.ensure([ticket], "batch") == 0
    raw = service.queues.connection.hgetall(f"rq:job:{ticket.job_id}")
    if raw:  # a worker of another test may have taken it already: the dossier does not exist, so it does nothing
        job = Job.fetch(ticket.job_id, service.queues.connection, JSONSerializer)
        assert job.args == [str(ticket.dossier), 3]
        assert job.kwargs == {}
        job.delete()


def test_what_was_forgotten_is_enqueued_again(service: Service) -> None:
    ticket = Ticket(uuid4(), 1)
    service.queues.ensure([ticket])
    service.queues.connection.delete(f"rq:job:{ticket.job_id}")
    assert service.queues.ensure([ticket]) == 1


def test_an_urgent_ticket_overtakes_the_one_that_waits(service: Service) -> None:
    ticket = Ticket(uuid4(), 1)
    service.queues.ensure([ticket])
    service.queues.ensure([ticket], "urgent")
    places = {name: service.queues.connection.lpos(f"rq:queue:{name}", ticket.job_id) for name in NAMES}
    assert places["batch"] is None
    service.queues.drop([ticket])
    assert not service.queues.connection.exists(f"rq:job:{ticket.job_id}")


def test_a_ticket_that_was_taken_by_a_worker_that_died_is_given_again(service: Service) -> None:
    ticket = Ticket(uuid4(), 1)
    service.queues.ensure([ticket], "batch")
    if service.queues.connection.lrem("rq:queue:batch", 0, ticket.job_id):  # unless a worker of another test has it
        assert service.queues.ensure([ticket], "batch") == 0  # it may just be on its way to a worker
        assert service.queues.ensure([ticket], "batch") == 1
    service.queues.drop([ticket])
