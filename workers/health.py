"""Signs of life: which workers and dispatchers there are, and what they do. They lie in the queue's server, for seconds."""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import redis
from rq import Worker

from workers.queue import MONITORING_INTERVAL

BEAT_TTL = 20
"""Seconds after which a dispatcher that gave no further sign is gone; it gives one every 5 s."""
SILENT = 45
"""Seconds without a sign of life after which a busy worker is not counted any more; it gives one every 5 s. An idle one
gives one every 15 s, and RQ lets its key live 25 s longer than a busy one's."""

_RQ_MARGIN = 60
"""What RQ adds to the interval for the life of a worker's key, seconds."""
_PREFIX = "hoso:dispatcher:"
_NAMES = "hoso:dispatchers"


@dataclass(frozen=True)
class WorkerSign:
    """A worker that is alive. `dossier` is what it reads now."""

    name: str
    host: str
    pid: int
    queues: tuple[str, ...]
    dossier: UUID | None
    is_suspended: bool


@dataclass(frozen=True)
class DispatcherSign:
    """A dispatcher that is alive. `chores` are those that it does, and how many seconds ago each ended well."""

    host: str
    pid: int
    chores: Mapping[str, float]


def beat(connection: redis.Redis, role: str, chores: Mapping[str, float]) -> None:
    """A sign of life. `chores` are Unix times of their latest success; 0 for one that another dispatcher does.

    Raises `redis.RedisError`.
    """
    host, pid = socket.gethostname(), os.getpid()
    # Ages and not times: whoever reads them may have another clock.
    ages = {name: max(0.0, time.time() - at) for name, at in chores.items() if at}
    key = f"hoso:{role}:{host}:{pid}"
    with connection.pipeline() as pipeline:
        pipeline.set(key, json.dumps({"host": host, "pid": pid, "chores": ages}), ex=BEAT_TTL)
        pipeline.sadd(f"hoso:{role}s", key)
        pipeline.execute()


def dispatchers(connection: redis.Redis) -> list[DispatcherSign]:
    """Dispatchers that are alive. Raises `redis.RedisError`."""
    keys = sorted(_texts(connection.smembers(_NAMES)))
    with connection.pipeline() as pipeline:
        for key in keys:
            pipeline.get(key)
            pipeline.pttl(key)
        answers = pipeline.execute()
    found = []
    for key, stored, left in zip(keys, answers[::2], answers[1::2], strict=True):
        if stored is None:
            connection.srem(_NAMES, key)
            continue
        sign = json.loads(stored)
        since = max(0.0, BEAT_TTL - left / 1000)
        chores = {name: age + since for name, age in sign["chores"].items()}
        found.append(DispatcherSign(sign["host"], sign["pid"], chores))
    return found


def chores(signs: list[DispatcherSign]) -> dict[str, float]:
    """Seconds since each chore ended well, wherever it was done."""
    ages: dict[str, float] = {}
    for sign in signs:
        for name, age in sign.chores.items():
            ages[name] = min(age, ages.get(name, age))
    return ages


def workers(connection: redis.Redis) -> list[WorkerSign]:
    """Workers that are alive, by name. Raises `redis.RedisError`."""
    keys = sorted(_texts(connection.smembers(Worker.redis_workers_keys)))
    with connection.pipeline() as pipeline:
        for key in keys:
            pipeline.hgetall(key)
            pipeline.ttl(key)
            pipeline.smembers(f"{key}:executions")
        answers = pipeline.execute()
    alive = []
    for key, raw, left, jobs in zip(keys, answers[::3], answers[1::3], answers[2::3], strict=True):
        stored = {_text(name): _text(value) for name, value in raw.items()}
        if "pid" not in stored or "death" in stored or left < MONITORING_INTERVAL + _RQ_MARGIN - SILENT:
            continue
        alive.append(_worker(key.removeprefix(Worker.redis_worker_namespace_prefix), stored, _texts(jobs)))
    return alive


def here(connection: redis.Redis, role: str) -> bool:
    """Whether a `worker` or `dispatcher` of this host, or this container, is alive: its sign is fresh and its process runs.

    Raises `redis.RedisError`.
    """
    signs = workers(connection) if role == "worker" else dispatchers(connection)
    return any(sign.host == socket.gethostname() and _runs(sign.pid) for sign in signs)


def _worker(name: str, stored: Mapping[str, str], jobs: set[str]) -> WorkerSign:
    dossier = None
    for job in jobs:
        # `DOSSIER-REVISION:EXECUTION`
        with suppress(ValueError):
            dossier = UUID(job.partition(":")[0].rpartition("-")[0])
    return WorkerSign(
        name=name,
        host=stored.get("hostname", ""),
        pid=int(stored["pid"]),
        queues=tuple(stored.get("queues", "").split(",")),
        dossier=dossier,
        is_suspended=stored.get("state") == "suspended",
    )


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _texts(values: Any) -> set[str]:
    return {_text(each) for each in values}


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value
