"""What the service must have around it, and how to get what is missing; what the library needs is `extractor.doctor`'s."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import partial
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

import redis
import urllib3
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from extractor.errors import HosoError
from extractor.profiles import load_profiles
from workers import database, health
from workers.delivery.receivers import load
from workers.errors import StackError
from workers.queue import Queues
from workers.service import resolve
from workers.settings import Settings
from workers.storage import Storage

Level = Literal["ok", "warn", "fail"]

POSTGRES = 150000
"""Unique constraints under which nulls are equal came with PostgreSQL 15."""
REDIS = (6, 2)
"""RQ moves jobs with LMOVE, which came with Redis 6.2."""
FREE_CONNECTIONS = 10
CLOCK = 2.0
"""Seconds that two clocks may differ before it is worth a word."""
S3_CLOCK = 300.0
"""Seconds; S3 refuses what was signed more than 15 minutes off its own clock."""
LOW_DISK = 0.1


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `detail` says what there is, or what to do."""

    name: str
    level: Level
    detail: str


def check(settings: Settings) -> list[Finding]:
    """Looks at everything that the service needs; without servers configured or running here, only at this machine."""
    findings = [*_machine(settings), *_declared(settings)]
    try:
        found = resolve(settings)
    except StackError:
        return [*findings, Finding("servers", "ok", "none is configured and none runs here; `hoso up` starts them")]
    return [
        *findings,
        *_asked("PostgreSQL", _postgres, found),
        *_asked("queue", _queue, found),
        *_asked("storage", _storage, found),
    ]


def _asked(name: str, ask: Callable[[Settings], Iterator[Finding]], settings: Settings) -> Iterator[Finding]:
    """What a server tells; a server that does not answer is one finding, whose text quotes no password."""
    try:
        yield from ask(settings)
    except HosoError as error:
        yield Finding(name, "fail", error.public_message)
    except (SQLAlchemyError, redis.RedisError, urllib3.exceptions.HTTPError, ValueError) as error:
        yield Finding(name, "fail", f"{type(error).__name__}: it does not answer; is it running, and is its address right?")


def _machine(settings: Settings) -> Iterator[Finding]:
    folder = settings.work_dir
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        yield Finding("work_dir", "fail", f"{folder.resolve()} cannot be written ({error.strerror}); set HOSO_WORK_DIR")
        return
    yield Finding("work_dir", "ok", str(folder.resolve()))
    disk = shutil.disk_usage(folder)
    free = f"{disk.free / 1e9:.1f} GB of {disk.total / 1e9:.0f} GB free"
    if disk.free < settings.min_free_bytes:
        yield Finding("disk", "fail", f"{free}; no backlog is fed below {settings.min_free_bytes / 1e9:.1f} GB: make room")
    else:
        yield Finding("disk", "warn" if disk.free < LOW_DISK * disk.total else "ok", free)


def _declared(settings: Settings) -> Iterator[Finding]:
    if settings.receivers is None:
        yield Finding("receivers", "ok", "none: records are not delivered, only fetched")
    else:
        yield _tried("receivers", partial(load, settings.receivers), lambda _: str(settings.receivers))
    for name, folder in sorted(settings.profile_sets.items()):
        yield _tried(f"profiles {name}", partial(load_profiles, folder), lambda known: f"{len(known.all)} types")
    if not settings.webhook_token.get_secret_value():
        yield Finding("webhook", "warn", "closed; set HOSO_WEBHOOK_TOKEN to let storage announce uploads")
    else:
        yield Finding("webhook", "ok", "open to whoever sends the token")


def _tried(name: str, load: Callable[[], Any], say: Callable[[Any], str]) -> Finding:
    try:
        return Finding(name, "ok", say(load()))
    except HosoError as error:
        return Finding(name, "fail", error.public_message)


def _postgres(settings: Settings) -> Iterator[Finding]:
    engine = database.connect(settings, pooled=False)
    with engine.connect() as connection:
        number, version = int(_scalar(connection, "SHOW server_version_num")), _scalar(connection, "SHOW server_version")
        old = number < POSTGRES
        yield Finding("PostgreSQL", "fail" if old else "ok", f"version {version}" + ("; 15 or later is needed" if old else ""))
        yield _shape(connection)
        yield _clock("PostgreSQL clock", float(_scalar(connection, "SELECT extract(epoch FROM clock_timestamp())")), CLOCK)
        free = int(
            _scalar(
                connection,
                "SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int"
                " - (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend')",
            )
        )
        advice = "" if free >= FREE_CONNECTIONS else "; raise max_connections: a dispatcher holds 12, a web process up to 20"
        yield Finding("PostgreSQL connections", "warn" if advice else "ok", f"{free} free{advice}")
        encoding = _scalar(connection, "SHOW server_encoding")
        if encoding != "UTF8":
            yield Finding("PostgreSQL encoding", "fail", f"{encoding}; make the database anew with encoding UTF8")


def _shape(connection: Connection) -> Finding:
    """Whether the tables are those of this version."""
    head = ScriptDirectory(str(Path(database.__file__).parent / "migrations")).get_current_head()
    if _scalar(connection, "SELECT to_regclass('alembic_version')") is None:
        return Finding("database shape", "fail", "no tables; run `hoso upgrade`")
    found = _scalar(connection, "SELECT version_num FROM alembic_version")
    if found == head:
        return Finding("database shape", "ok", f"{found}")
    newer = found > (head or "")
    advice = "it was made by a newer version: update this one" if newer else "run `hoso upgrade`"
    return Finding("database shape", "fail", f"{found}, this version needs {head}; {advice}")


def _queue(settings: Settings) -> Iterator[Finding]:
    with closing(Queues(settings)) as queues:
        told = queues.connection.info()
        version = str(told["redis_version"])
        old = tuple(int(part) for part in version.split(".")[:2]) < REDIS
        kind = f"Valkey {told['valkey_version']}" if "valkey_version" in told else f"Redis {version}"
        yield Finding("queue", "fail" if old else "ok", kind + ("; 6.2 or later is needed" if old else ""))
        policy = str(told.get("maxmemory_policy", "unknown"))
        forgets = policy != "noeviction"
        yield Finding(
            "queue memory", "fail" if forgets else "ok", f"{policy}; set maxmemory-policy noeviction" if forgets else policy
        )
        kept = bool(told.get("aof_enabled"))
        yield Finding(
            "queue persistence",
            "ok" if kept else "warn",
            "append-only file" if kept else "no append-only file: after a restart every figure begins at 0; set appendonly yes",
        )
        seconds, micros = queues.connection.time()
        yield _clock("queue clock", seconds + micros / 1e6, CLOCK)
        at_work, signs = len(health.workers(queues.connection)), len(health.dispatchers(queues.connection))
        yield Finding("workers", "ok" if at_work else "warn", f"{at_work} alive" if at_work else "none; run `hoso worker`")
        yield Finding("dispatcher", "ok" if signs else "warn", f"{signs} alive" if signs else "none; run `hoso dispatcher`")


def _storage(settings: Settings) -> Iterator[Finding]:
    with closing(Storage(settings)) as storage:
        next(storage.keys(settings.scans_bucket, f"hoso-doctor-{uuid4()}"), None)
        yield Finding("bucket of scans", "ok", f"{settings.scans_bucket} can be listed")
        yield _probe(storage, settings)
    address = f"{'https' if settings.s3_secure else 'http'}://{settings.s3_endpoint}/"
    with urllib3.PoolManager(retries=False, timeout=5.0) as pool:
        told = pool.request("HEAD", address).headers.get("Date")
    if told is not None:
        yield _clock("storage clock", parsedate_to_datetime(told).timestamp(), S3_CLOCK)


def _probe(storage: Storage, settings: Settings) -> Finding:
    """Writes, reads and removes an object where the records lie."""
    bucket, key = settings.records_bucket, f"hoso-doctor/{uuid4()}"
    said = key.encode()
    with tempfile.NamedTemporaryFile(dir=settings.work_dir) as file:
        file.write(said)
        file.flush()
        storage.put(bucket, key, Path(file.name))
    try:
        same = storage.read(bucket, key) == said
    finally:
        with suppress(HosoError):
            storage.remove(bucket, [key])
    if not same or storage.stat(bucket, key) is not None:
        return Finding("bucket of records", "fail", f"{bucket} does not give back what was stored, or cannot delete")
    return Finding("bucket of records", "ok", f"{bucket} can be written, read and deleted from")


def _clock(name: str, theirs: float, limit: float) -> Finding:
    apart = theirs - time.time()
    if abs(apart) <= limit:
        return Finding(name, "ok", f"{abs(apart):.1f} s apart")
    return Finding(name, "warn", f"{abs(apart):.0f} s apart from this machine; set both by NTP")


def _scalar(connection: Connection, query: str) -> Any:
    return connection.execute(text(query)).scalar_one()
