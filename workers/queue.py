"""The queue: RQ over Valkey or Redis. It only carries ids; losing all of it loses no dossier.

Jobs are JSON, because whoever reaches the queue could run code through pickle. RQ is at-least-once: a job may run twice,
so publishing is what makes a result count. `urgent` is always served before `batch`. Further tries of what failed are the
database's business, not RQ's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

import redis
from redis.backoff import ConstantBackoff
from redis.client import Pipeline
from redis.retry import Retry
from rq import Callback, Queue, Worker, worker_registration
from rq.command import send_stop_job_command
from rq.exceptions import InvalidJobOperation, NoSuchJobError
from rq.intermediate_queue import IntermediateQueue
from rq.job import Job, JobStatus
from rq.serializers import JSONSerializer

from workers.settings import Settings

Name = Literal["urgent", "batch"]
NAMES: tuple[Name, ...] = ("urgent", "batch")
"""In the order in which a worker serves them."""

READ = "workers.jobs.read_dossier"
FAILED = "workers.jobs.failed"

WORKER_TTL = 30
MAINTENANCE_INTERVAL = 10
MONITORING_INTERVAL = 5
"""Seconds. A worker gives a sign of life so often while its child works; with RQ's defaults nobody picked up the job of a
worker killed together with its child within 220 s."""

_RQ_MARGIN = 60
"""What RQ adds to the interval for the life of a worker's key, seconds."""

OUTAGE_SECONDS = 15
_OUTAGE = "hoso:outage"

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
        self._missing: set[str] = set()
        self.connection = redis.Redis.from_url(
            settings.redis_url.get_secret_value(),
            socket_connect_timeout=5,
            socket_timeout=10,
            health_check_interval=30,
            # Its own ten tries would hold up whoever asks for half a minute.
            retry=Retry(ConstantBackoff(0.1), 2),
        )

    def close(self) -> None:
        """Lets the connection go."""
        self.connection.close()

    def ping(self) -> None:
        """Raises `redis.RedisError` when the server does not answer."""
        self.connection.ping()

    def ensure(self, tickets: Sequence[Ticket], queue: Name = "batch") -> int:
        """Enqueues what is not already waiting or being worked on; returns how many jobs were added.

        What waits in another queue is moved to this one.
        """
        added = 0
        for ticket in tickets:
            try:
                job = Job.fetch(ticket.job_id, self.connection, JSONSerializer)
            except NoSuchJobError:
                # A worker may have written a heartbeat for a job that was flushed: half a job, which nobody can read.
                self.connection.delete(Job.key_for(ticket.job_id))
            else:
                if self._in_hand(job, queue):
                    continue
                job.delete(remove_from_queue=True)
            self._enqueue(ticket, queue)
            added += 1
        return added

    def drop(self, tickets: Sequence[Ticket]) -> None:
        """Takes these out of the queue; one that is being worked on is stopped."""
        for ticket in tickets:
            with suppress(NoSuchJobError, InvalidJobOperation):
                job = Job.fetch(ticket.job_id, self.connection, JSONSerializer)
                if job.get_status(refresh=False) == JobStatus.STARTED:
                    send_stop_job_command(self.connection, ticket.job_id, JSONSerializer)
                else:
                    job.delete(remove_from_queue=True)

    def clear(self) -> None:
        """Forgets every job, as after a restore: they speak of another time, and the database says what is to be done."""
        for key in self.connection.scan_iter(match="rq:*", count=1000):
            self.connection.unlink(key)

    def waiting(self) -> dict[str, int]:
        """Jobs waiting in each queue."""
        return {name: self._queue(name).count for name in NAMES}

    def note_outage(self, code: str) -> None:
        """Tells the feeder that something outside the dossiers does not work: for a while no backlog is fed."""
        self.connection.set(_OUTAGE, code, ex=OUTAGE_SECONDS)

    def outage(self) -> str | None:
        """What did not work a moment ago, as an error's code."""
        code = self.connection.get(_OUTAGE)
        return code.decode() if isinstance(code, bytes) else None

    def workers(self) -> int:
        """Workers that have given a sign of life lately."""
        return int(Worker.count(connection=self.connection))

    def _in_hand(self, job: Job, queue: Name) -> bool:
        status = job.get_status(refresh=False)
        if status in _FORGOTTEN:
            return False
        if status == JobStatus.STARTED:
            return job.worker_name is not None and self._is_alive(job.worker_name)
        return bool(job.origin == queue) and self._waits(job)

    def _is_alive(self, worker: str) -> bool:
        """Whether a worker gave a sign of life lately. It renews the life of its key every few seconds while it works."""
        left = self.connection.ttl(f"{Worker.redis_worker_namespace_prefix}{worker}")
        return isinstance(left, int) and left > MONITORING_INTERVAL + _RQ_MARGIN - self._settings.silence_seconds

    def _waits(self, job: Job) -> bool:
        """Whether a job that says that it is queued stands in its queue.

        One whose worker died in taking it does not. For some milliseconds nor does one that is being taken, so only what is
        missing at two looks is lost.
        """
        if self.connection.lpos(self._queue(job.origin).key, job.id) is not None:
            self._missing.discard(job.id)
            return True
        if job.id not in self._missing:
            self._missing.add(job.id)
            return True
        self._missing.discard(job.id)
        self.connection.lrem(IntermediateQueue.get_intermediate_queue_key(self._queue(job.origin).key), 0, job.id)
        return False

    def _enqueue(self, ticket: Ticket, queue: Name) -> None:
        self._queue(queue).enqueue_call(
            READ,
            args=(str(ticket.dossier), ticket.revision),
            job_id=ticket.job_id,
            description=ticket.job_id,
            timeout=self._settings.job_seconds,
            result_ttl=0,
            failure_ttl=FAILURE_TTL,
            on_failure=Callback(FAILED),
        )

    def _queue(self, name: str) -> Queue:
        return Queue(name, connection=self.connection, serializer=JSONSerializer)


class _Worker(Worker):
    """Makes itself known again when the queue's server has lost its data: RQ does so once, when a worker starts."""

    def heartbeat(self, timeout: int | None = None, pipeline: Pipeline | None = None) -> None:
        """Gives a sign of life."""
        if not self.connection.sismember(self.redis_workers_keys, self.key):
            worker_registration.register(self)
            self.connection.hset(self.key, mapping=self.serialize())
        super().heartbeat(timeout, pipeline)


def work(
    settings: Settings, names: Iterable[str], killed: Callable[[Job, int, int, Any], None], *, burst: bool = False
) -> None:
    """Serves the queues until told to stop (SIGTERM: after the present job; a second one: at once).

    `killed` is told when the process of a job died.
    """
    connection = redis.Redis.from_url(settings.redis_url.get_secret_value(), health_check_interval=30)
    worker = _Worker(
        list(names),
        connection=connection,
        serializer=JSONSerializer,
        worker_ttl=WORKER_TTL,
        maintenance_interval=MAINTENANCE_INTERVAL,
        job_monitoring_interval=MONITORING_INTERVAL,
        log_job_description=False,
        work_horse_killed_handler=killed,
    )
    worker.log_result_lifespan = False
    worker.work(burst=burst, logging_level="WARNING")
