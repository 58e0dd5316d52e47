"""Figures for Prometheus. Nothing in them names a dossier.

What only grows is counted in one hash of the queue's server, so that it does not matter which of many short-lived processes
counted it; if that server is emptied, the counters begin anew, which Prometheus expects of counters. What is now is asked of
the servers whenever Prometheus asks.
"""

from __future__ import annotations

import logging
import re
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import redis
import urllib3
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from extractor import __version__
from workers import health
from workers.configuration import fingerprint
from workers.database import operations
from workers.service import Service

log = logging.getLogger(__name__)

_KEY = "hoso:metrics"
_GAP = "\t"
_SANE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
STORAGE_SECONDS = 2.0
"""How long storage may take to answer when Prometheus asks."""


@dataclass(frozen=True)
class Counter:
    """Something that only grows, by one label. `always` are its values that are shown before they occur."""

    name: str
    help: str
    label: str
    always: tuple[str, ...] = ()


@dataclass(frozen=True)
class Histogram:
    """How long something takes, by one label. `bounds` are upper ends, in seconds."""

    name: str
    help: str
    label: str
    bounds: tuple[float, ...]

    def bound(self, seconds: float) -> str:
        """The upper end of the bucket of a value."""
        return next((str(each) for each in self.bounds if seconds <= each), "+Inf")


WAIT = Histogram(
    "hoso_queue_wait_seconds",
    "From the moment a dossier was wanted until a worker took it.",
    "queue",
    (0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 1800.0, 3600.0, 14400.0, 86400.0),
)
STAGE = Histogram(
    "hoso_stage_seconds",
    "Time that one stage of one dossier took, summed over its pages.",
    "stage",
    (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 1800.0),
)
DELIVERY = Histogram(
    "hoso_delivery_seconds", "Time until a receiver answered.", "receiver", (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
)
PAGES = Counter("hoso_pages", "Pages that were read.", "queue", operations.QUEUES)
DOSSIERS = Counter(
    "hoso_dossiers",
    "Tries to read a dossier, by how they ended: published, superseded, retried, failed, or the code of an error.",
    "outcome",
    ("published", "failed"),
)
FIELDS = Counter("hoso_fields", "Fields of published records: accepted, or doubtful.", "state", ("accepted", "doubtful"))
DELIVERIES = Counter("hoso_deliveries", "Tries to tell a receiver, by how they ended.", "outcome", ("sent",))

COUNTERS = (PAGES, DOSSIERS, FIELDS, DELIVERIES)
HISTOGRAMS = (WAIT, STAGE, DELIVERY)


@dataclass(frozen=True)
class Reading:
    """How one try to read a dossier went. `waited` and `seconds` (by stage) in seconds; `doubts` of its fields are doubtful."""

    outcome: str
    queue: str | None = None
    waited: float = 0.0
    seconds: Mapping[str, float] = field(default_factory=dict)
    pages: int = 0
    accepted: int = 0
    doubts: int = 0


def note(connection: redis.Redis, reading: Reading) -> None:
    """Counts a try. Never raises for want of a server: a figure must not cost a dossier."""
    growth: dict[tuple[str, str, str], float] = {(DOSSIERS.name, reading.outcome, ""): 1}
    growth[FIELDS.name, "accepted", ""] = reading.accepted
    growth[FIELDS.name, "doubtful", ""] = reading.doubts
    if reading.queue is not None:
        growth[PAGES.name, reading.queue, ""] = reading.pages
        growth |= _observed(WAIT, reading.queue, reading.waited)
    for stage, seconds in reading.seconds.items():
        growth |= _observed(STAGE, stage, seconds)
    _grow(connection, growth)


def note_delivery(connection: redis.Redis, receiver: str, outcome: str, seconds: float) -> None:
    """Counts a try to tell a receiver: `sent`, or the code of what was wrong. Never raises for want of a server."""
    _grow(connection, {(DELIVERIES.name, outcome, ""): 1, **_observed(DELIVERY, receiver, seconds)})


def render(service: Service) -> bytes:
    """The answer to Prometheus, in its text format. A server that does not answer is `hoso_up` 0; its figures are missing."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collected(service))
    return generate_latest(registry)


def _observed(histogram: Histogram, label: str, seconds: float) -> dict[tuple[str, str, str], float]:
    return {(histogram.name, label, histogram.bound(seconds)): 1, (histogram.name, label, "sum"): max(0.0, seconds)}


def _grow(connection: redis.Redis, growth: Mapping[tuple[str, str, str], float]) -> None:
    try:
        with connection.pipeline() as pipeline:
            for (name, label, part), amount in growth.items():
                # A label comes from a code or a file of settings; whatever else it may be, it is not shown.
                known = label if _SANE.fullmatch(label) else "other"
                if amount:
                    pipeline.hincrbyfloat(_KEY, _GAP.join((name, known, part)), amount)
            pipeline.execute()
    except redis.RedisError as error:
        if not _silent:
            log.warning("figures were not counted", extra={"kind": type(error).__name__})
            _silent.append(True)


_silent: list[bool] = []
"""Not empty once this process has said that figures are lost; it does not say so for each."""


_Ask = Callable[[Service], list[Metric]]
_Values = dict[tuple[str, ...], float]
"""What a gauge shows by its labels."""


class _Collected(Collector):
    def __init__(self, service: Service) -> None:
        self._service = service

    def collect(self) -> Iterable[Metric]:
        """Everything, one server after the other."""
        up = GaugeMetricFamily("hoso_up", "Whether a server of the service answers.", labels=["part"])
        yield from self._of(up, "queue", _of_queue, redis.RedisError)
        yield from self._of(up, "database", _of_database, SQLAlchemyError)
        up.add_metric(["storage"], storage_answers(self._service))
        yield up
        yield from _of_machine(self._service)

    def _of(self, up: GaugeMetricFamily, part: str, ask: _Ask, error: type[Exception]) -> list[Metric]:
        try:
            found = ask(self._service)
        except error as failed:
            log.warning("no figures", extra={"part": part, "kind": type(failed).__name__})
            up.add_metric([part], 0)
            return []
        up.add_metric([part], 1)
        return found


def _of_queue(service: Service) -> list[Metric]:
    connection = service.queues.connection
    signs = health.dispatchers(connection)
    at_work = health.workers(connection)
    outage = service.queues.outage()
    grown = connection.hgetall(_KEY)
    memory = connection.info("memory")["used_memory"]
    return [
        *_grown({_text(name): float(value) for name, value in grown.items()}),
        _gauge("hoso_workers", "Workers that are alive.", {(): len(at_work)}),
        _gauge(
            "hoso_workers_busy", "Workers that read a dossier now.", {(): sum(each.dossier is not None for each in at_work)}
        ),
        _gauge("hoso_dispatchers", "Dispatchers that are alive.", {(): len(signs)}),
        _gauge("hoso_chore_age_seconds", "Since a chore of the dispatcher ended well.", _one(health.chores(signs)), "chore"),
        _gauge("hoso_outage", "1 while no backlog is fed because of an outage.", {(outage,): 1} if outage else {}, "code"),
        _gauge("hoso_queue_memory_bytes", "Memory of the queue's server.", {(): memory}),
    ]


def _of_database(service: Service) -> list[Metric]:
    found = operations.figures(service.engine)
    waiting: _Values = {
        (queue, place): number
        for queue, each in found.waiting.items()
        for place, number in (("database", each.stored), ("queue", each.given))
    }
    oldest: _Values = {(queue,): each.oldest for queue, each in found.waiting.items()}
    compared: _Values = {} if found.compared is None else {(): found.compared}
    return [
        _gauge("hoso_dossiers_now", "Dossiers by state; above a hundred thousand an estimate.", _one(found.states), "state"),
        _gauge("hoso_dossiers_waiting", "Dossiers that wait, by where their ticket is.", waiting, "queue", "place"),
        _gauge("hoso_oldest_waiting_seconds", "How long the dossier has waited that waits longest.", oldest, "queue"),
        _gauge("hoso_batches_running", "Batches with something left to do that are not paused.", {(): found.batches}),
        _gauge("hoso_batches_paused", "Batches with something left to do that are paused.", {(): found.paused}),
        _gauge("hoso_events_pending", "Events of storage that nobody has looked at yet.", {(): found.events}),
        _gauge("hoso_outbox", "Messages to receivers that are pending or dead.", _one(found.deliveries), "state"),
        _gauge("hoso_oldest_delivery_seconds", "Age of the oldest pending message.", {(): found.oldest_delivery}),
        _gauge("hoso_records_held", "Records that a person's correction finds no place in.", {(): found.held}),
        _gauge("hoso_comparison_age_seconds", "Since storage, database and queue were last compared.", compared),
        _gauge("hoso_database_bytes", "Size of the database.", {(): found.bytes}),
    ]


def _of_machine(service: Service) -> list[Metric]:
    settings = service.settings
    disk = shutil.disk_usage(settings.work_dir)
    build: _Values = {(__version__, fingerprint(settings.reading)[:12]): 1.0}
    return [
        _gauge("hoso_disk_free_bytes", "Free room on the disk of the web pages' work_dir.", {(): disk.free}),
        _gauge("hoso_disk_bytes", "Size of the disk of the web pages' work_dir.", {(): disk.total}),
        _gauge(
            "hoso_comparison_interval_seconds", "How often there should be a comparison.", {(): settings.reconcile_minutes * 60}
        ),
        _gauge("hoso_build_info", "Version of the code, and what it reads with.", build, "version", "configuration"),
    ]


def storage_answers(service: Service) -> bool:
    """Any answer will do: without a signature it is a refusal. The client itself is too patient for this."""
    settings = service.settings
    address = f"{'https' if settings.s3_secure else 'http'}://{settings.s3_endpoint}/{settings.records_bucket}"
    try:
        with urllib3.PoolManager(retries=False, timeout=STORAGE_SECONDS) as pool:
            return pool.request("HEAD", address).status < 500
    except urllib3.exceptions.HTTPError:
        return False


def _grown(stored: Mapping[str, float]) -> list[Metric]:
    values = {tuple(name.split(_GAP)): value for name, value in stored.items() if name.count(_GAP) == 2}
    families: list[Metric] = []
    for each in COUNTERS:
        family = CounterMetricFamily(each.name, each.help, labels=[each.label])
        found = {label: value for (name, label, _), value in sorted(values.items()) if name == each.name}
        for label, value in {**dict.fromkeys(each.always, 0.0), **found}.items():
            family.add_metric([label], value)
        families.append(family)
    return families + [_histogram(each, values) for each in HISTOGRAMS]


def _histogram(histogram: Histogram, values: Mapping[tuple[str, ...], float]) -> Metric:
    family = HistogramMetricFamily(histogram.name, histogram.help, labels=[histogram.label])
    for label in sorted({label for name, label, _ in values if name == histogram.name}):
        total = 0.0
        buckets = []
        for bound in (*map(str, histogram.bounds), "+Inf"):
            total += values.get((histogram.name, label, bound), 0.0)
            buckets.append((bound, total))
        family.add_metric([label], buckets, values.get((histogram.name, label, "sum"), 0.0))
    return family


def _gauge(name: str, what: str, values: _Values, *labels: str) -> Metric:
    family = GaugeMetricFamily(name, what, labels=labels)
    for key, value in values.items():
        family.add_metric(key, value)
    return family


def _one(values: Mapping[str, float]) -> _Values:
    return {(name,): value for name, value in values.items()}


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value
