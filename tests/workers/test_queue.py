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
