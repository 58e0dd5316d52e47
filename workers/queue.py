"""The queue: RQ over Valkey or Redis. It only carries ids; losing all of it loses no dossier.

Jobs are JSON, because whoever reaches the queue could run code through pickle. RQ is at-least-once: a job may run twice,
so publishing is what makes a result count. `urgent` is always served before `batch`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

import redis
from rq import Callback, Queue, Retry, Worker
from rq.exceptions import NoSuchJobError
from rq.job import Job, JobStatus
from rq.serializers import JSONSerializer

from workers.settings import Settings

Name = Literal["urgent", "batch"]
NAMES: tuple[Name, ...] = ("urgent", "batch")
"""In the order in which a worker serves them."""

READ = "workers.jobs.read_dossier"
GAVE_UP = "workers.jobs.gave_up"

WORKER_TTL = 30
MAINTENANCE_INTERVAL = 10
"""Seconds. With RQ's defaults nobody picked up the job of a worker killed together with its child within 220 s; with
these a sibling had it after 92 s."""

FAILURE_TTL = 7 * 24 * 3600

_FORGOTTEN = {JobStatus.FINISHED, JobStatus.FAILED, JobStatus.STOPPED, JobStatus.CANCELED}


@dataclass(frozen=True)
class Ticket:
    """What a job is about: a dossier as it was when it was enqueued."""

    dossier: UUID
    revision: int

    @property
    def job_id(self) -> str:
        """The same for everybody who asks for the same thing."""
        return f"{self.dossier}-{self.revision}"


class Queues:
    """The queues of one server."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.connection = redis.Redis.from_url(
            settings.redis_url.get_secret_value(), socket_connect_timeout=5, health_check_interval=30
        )

    def close(self) -> None:
        """Lets the connection go."""
        self.connection.close()

    def ping(self) -> None:
        """Raises `redis.RedisError` when the server does not answer."""
        self.connection.ping()

    def ensure(self, tickets: Sequence[Ticket], queue: Name = "batch") -> int:
        """Enqueues what is not already waiting or being worked on; returns how many jobs were added."""
        added = 0
        for ticket in tickets:
            try:
                job = Job.fetch(ticket.job_id, self.connection, JSONSerializer)
            except NoSuchJobError:
                # A worker may have written a heartbeat for a job that was flushed: half a job, which nobody can read.
                self.connection.delete(Job.key_for(ticket.job_id))
            else:
                if self._in_hand(job):
                    continue
                job.delete(remove_from_queue=True)
            self._enqueue(ticket, queue)
            added += 1
        return added

    def waiting(self) -> dict[str, int]:
        """Jobs waiting in each queue."""
        return {name: self._queue(name).count for name in NAMES}

    def workers(self) -> int:
        """Workers that have given a sign of life lately."""
        return int(Worker.count(connection=self.connection))

    def _in_hand(self, job: Job) -> bool:
        status = job.get_status(refresh=False)
        if status in _FORGOTTEN:
            return False
        if status == JobStatus.STARTED:
            # A worker that died takes its key along; RQ itself would notice only after the job's heartbeat has run out.
            return bool(job.worker_name and self.connection.exists(f"{Worker.redis_worker_namespace_prefix}{job.worker_name}"))
        return True

    def _enqueue(self, ticket: Ticket, queue: Name) -> None:
        self._queue(queue).enqueue_call(
            READ,
            args=(str(ticket.dossier), ticket.revision),
            job_id=ticket.job_id,
            description=ticket.job_id,
            timeout=self._settings.job_seconds,
            result_ttl=0,
            failure_ttl=FAILURE_TTL,
            retry=Retry(max=len(self._settings.retries), interval=list(self._settings.retries)),
            on_failure=Callback(GAVE_UP),
        )

    def _queue(self, name: str) -> Queue:
        return Queue(name, connection=self.connection, serializer=JSONSerializer)


def work(
    settings: Settings, names: Iterable[str], killed: Callable[[Job, int, int, Any], None], *, burst: bool = False
) -> None:
    """Serves the queues until told to stop (SIGTERM: after the present job; a second one: at once).

    `killed` is told when the process of a job died. The scheduler that wakes jobs for their next try runs beside it.
    """
    connection = redis.Redis.from_url(settings.redis_url.get_secret_value(), health_check_interval=30)
    worker = Worker(
        list(names),
        connection=connection,
        serializer=JSONSerializer,
        worker_ttl=WORKER_TTL,
        maintenance_interval=MAINTENANCE_INTERVAL,
        log_job_description=False,
        work_horse_killed_handler=killed,
    )
    worker.log_result_lifespan = False
    worker.work(with_scheduler=True, burst=burst, logging_level="WARNING")
