"""The queue carries ids, each thing once."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from rq.job import Job
from rq.serializers import JSONSerializer

from workers.queue import NAMES, Queues, Ticket
from workers.settings import Settings

pytestmark = pytest.mark.stack


@pytest.fixture
def queues(stack: Settings) -> Iterator[Queues]:
    """Queues that no worker serves."""
    url = stack.redis_url.get_secret_value().rpartition("/")[0] + "/5"
    alone = Queues(stack.with_changes(redis_url=url))
    yield alone
    alone.connection.flushdb()
    alone.close()


@pytest.fixture
def ticket() -> Ticket:
    return Ticket(uuid4(), 3)


def test_urgent_comes_before_batch() -> None:
    assert NAMES == ("urgent", "batch")


def test_asking_twice_enqueues_once_and_only_ids(queues: Queues, ticket: Ticket) -> None:
    assert queues.ensure([ticket]) == 1
    assert queues.ensure([ticket]) == 0
    job = Job.fetch(ticket.job_id, queues.connection, JSONSerializer)
    assert job.args == [str(ticket.dossier), 3]
    assert job.kwargs == {}


def test_what_was_forgotten_is_enqueued_again(queues: Queues, ticket: Ticket) -> None:
    queues.ensure([ticket])
    queues.connection.delete(f"rq:job:{ticket.job_id}")
    assert queues.ensure([ticket]) == 1


def test_an_urgent_ticket_overtakes_the_one_that_waits(queues: Queues, ticket: Ticket) -> None:
    queues.ensure([ticket])
    assert queues.ensure([ticket], "urgent") == 1
    assert queues.waiting() == {"urgent": 1, "batch": 0}
    queues.drop([ticket])
    assert queues.waiting() == {"urgent": 0, "batch": 0}
    assert not queues.connection.exists(f"rq:job:{ticket.job_id}")


def test_a_ticket_whose_worker_died_in_taking_it_is_given_again(queues: Queues, ticket: Ticket) -> None:
    queues.ensure([ticket])
    queues.connection.lpop("rq:queue:batch")
    assert queues.ensure([ticket]) == 0  # it may just be on its way to a worker
    assert queues.ensure([ticket]) == 1
    assert queues.waiting()["batch"] == 1


def test_the_job_of_a_worker_that_fell_silent_is_given_to_another(queues: Queues, ticket: Ticket) -> None:
    queues.ensure([ticket])
    queues.connection.lpop("rq:queue:batch")
    queues.connection.hset(f"rq:job:{ticket.job_id}", mapping={"status": "started", "worker_name": "one"})
    queues.connection.hset("rq:worker:one", "birth", "now")
    queues.connection.expire("rq:worker:one", 65)
    assert queues.ensure([ticket]) == 0
    queues.connection.expire("rq:worker:one", 40)
    assert queues.ensure([ticket]) == 1


def test_an_outage_is_remembered_for_a_while(queues: Queues) -> None:
    assert queues.outage() is None
    queues.note_outage("storage")
    assert queues.outage() == "storage"
    assert 0 < queues.connection.ttl("hoso:outage") <= 15
