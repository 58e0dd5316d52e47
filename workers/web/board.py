"""What the operations page shows, gathered from every server; one that does not answer leaves its part empty."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

import redis
from sqlalchemy.exc import SQLAlchemyError

from workers import health, metrics
from workers.database import operations, overview
from workers.database.operations import Figures
from workers.database.overview import AtWork, Overview
from workers.health import DispatcherSign, WorkerSign
from workers.service import Service

LATE_URGENT = 60.0
"""Seconds that an urgent dossier may wait."""
LATE_CHORE = 60.0
"""Seconds after which a chore that is done every second or two is stuck."""
QUICK_CHORES = ("intake", "list", "feed", "deliver")
FAILURE_SHARE = 0.2
FEW = 10
"""With fewer dossiers in an hour a share says nothing."""
LOW_DISK = 0.1

CRASHES = frozenset({"killed", "worker-lost", "crashed", "internal-error", "out-of-memory"})
"""Codes of dossiers that were given up because they ended their process again and again: quarantined."""


@dataclass(frozen=True)
class Trouble:
    """Something that a person should do something about."""

    level: Literal["bad", "warning"]
    title: str
    """With placeholders for `values`."""
    advice: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Queue:
    """The server of the queue, and who gave a sign of life there."""

    workers: Sequence[WorkerSign]
    dispatchers: Sequence[DispatcherSign]
    chores: Mapping[str, float]
    outage: str | None
    server: str
    memory: int


@dataclass(frozen=True)
class Disk:
    """Room on the disk of `work_dir`, in bytes."""

    free: int
    size: int

    @property
    def used(self) -> int:
        """Per cent."""
        return round(100 * (self.size - self.free) / self.size)


@dataclass(frozen=True)
class Board:
    """The whole page."""

    figures: Figures | None
    details: Overview | None
    queue: Queue | None
    storage: bool
    disk: Disk
    troubles: Sequence[Trouble]

    @property
    def quarantined(self) -> int:
        """Dossiers that were given up because they ended their process again and again."""
        return sum(number for code, number in self.details.failures.items() if code in CRASHES) if self.details else 0

    def work_of(self, dossier: UUID | None) -> AtWork | None:
        """What a worker reads."""
        return self.details.at_work.get(dossier) if self.details and dossier else None


def look(service: Service) -> Board:
    """Looks at everything once."""
    figures, details = _database(service)
    queue = _queue(service)
    storage = metrics.storage_answers(service)
    usage = shutil.disk_usage(service.settings.work_dir)
    disk = Disk(usage.free, usage.total)
    troubles = [*_servers(figures, queue, storage), *_machine(service, disk)]
    troubles += _team(queue) if queue else []
    troubles += _work(service, figures, details) if figures and details else []
    ranked = sorted(troubles, key=lambda each: each.level != "bad")
    return Board(figures, details, queue, storage, disk, ranked)


def _database(service: Service) -> tuple[Figures, Overview] | tuple[None, None]:
    try:
        return operations.figures(service.engine), overview.overview(service.engine)
    except SQLAlchemyError:
        return None, None


def _queue(service: Service) -> Queue | None:
    connection = service.queues.connection
    try:
        told = connection.info()
        signs = health.dispatchers(connection)
        return Queue(
            workers=health.workers(connection),
            dispatchers=signs,
            chores=health.chores(signs),
            outage=service.queues.outage(),
            server=f"Valkey {told['valkey_version']}" if "valkey_version" in told else f"Redis {told['redis_version']}",
            memory=told["used_memory"],
        )
    except redis.RedisError:
        return None


def _servers(figures: Figures | None, queue: Queue | None, storage: bool) -> list[Trouble]:
    troubles = []
    if figures is None:
        troubles.append(Trouble("bad", "Cơ sở dữ liệu không trả lời", "Không hồ sơ nào được đọc; kiểm tra PostgreSQL."))
    if queue is None:
        troubles.append(Trouble("bad", "Hàng đợi không trả lời", "Hồ sơ chờ trong cơ sở dữ liệu; kiểm tra Valkey hoặc Redis."))
    if not storage:
        troubles.append(
            Trouble("bad", "Kho lưu trữ không trả lời", "Hồ sơ được đọc lại sau khi kho trở lại; kiểm tra máy chủ S3.")
        )
    return troubles


def _machine(service: Service, disk: Disk) -> list[Trouble]:
    if disk.free < service.settings.min_free_bytes:
        return [Trouble("bad", "Đĩa sắp đầy", "Không đợt nào được nạp thêm; hãy dọn đĩa.")]
    if disk.free < LOW_DISK * disk.size:
        return [Trouble("warning", "Đĩa còn dưới 10 %", "Hãy dọn đĩa hoặc thêm chỗ.")]
    return []


def _team(queue: Queue) -> list[Trouble]:
    troubles = []
    if not queue.dispatchers:
        troubles.append(Trouble("bad", "Không có điều phối", "Không hồ sơ nào được giao đi đọc; chạy “hoso dispatcher”."))
    if not queue.workers:
        troubles.append(Trouble("bad", "Không có tiến trình đọc", "Chạy “hoso worker”, hoặc xem nhật ký của chúng."))
    stuck = [name for name in QUICK_CHORES if queue.chores.get(name, 0.0) > LATE_CHORE]
    if stuck:
        troubles.append(
            Trouble("warning", "Việc điều phối bị kẹt: {chores}", "Xem nhật ký của điều phối.", {"chores": ", ".join(stuck)})
        )
    if queue.outage:
        troubles.append(
            Trouble("warning", "Tạm ngừng nạp đợt: {server}", "Tự chạy lại khi máy chủ đó trở lại.", {"server": queue.outage})
        )
    return troubles


def _work(service: Service, figures: Figures, details: Overview) -> list[Trouble]:
    troubles = []
    if figures.waiting["urgent"].oldest > LATE_URGENT:
        troubles.append(Trouble("warning", "Hồ sơ gấp chờ quá một phút", "Thêm tiến trình đọc cho hàng đợi gấp."))
    if figures.deliveries["dead"]:
        troubles.append(Trouble("warning", "Có kết quả không giao được", "Sửa phía nhận, rồi gửi lại."))
    if figures.held:
        troubles.append(Trouble("warning", "Có kết quả bị giữ lại", "Mở hồ sơ và xem lại phần đã sửa tay."))
    if figures.compared is not None and figures.compared > 120 * service.settings.reconcile_minutes:
        troubles.append(Trouble("warning", "Lâu chưa đối chiếu", "Xem nhật ký của điều phối, việc reconcile."))
    if any(each.error and not each.listed for each in details.batches):
        troubles.append(Trouble("warning", "Có đợt không liệt kê được", "Kiểm tra nơi lưu bản quét, hoặc hủy đợt đó."))
    failed = sum(each.failed for each in details.served.values())
    tried = failed + sum(each.dossiers for each in details.served.values())
    if tried >= FEW and failed > FAILURE_SHARE * tried:
        troubles.append(Trouble("warning", "Nhiều lần đọc hỏng trong giờ qua", "Xem các nguyên nhân bên dưới."))
    return troubles
