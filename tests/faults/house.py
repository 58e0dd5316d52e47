"""A service whose processes may be broken: the dead are replaced as `hoso up` does, and storage is behind a proxy."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from extractor.settings import Settings as ReadingSettings
from tests.faults.proxy import Proxy
from tests.workers.alone import alone
from workers import health, local
from workers.processes import Process
from workers.service import Service
from workers.settings import Settings
from workers.team import Team

PATIENCE = 280.0
"""Seconds that anything may take. What it took is noted, and never judged."""
SILENCE = float(os.environ.get("HOSO_FAULT_SILENCE", "7"))
"""`Settings.silence_seconds`; the shipped value is 20."""
AWAY = float(os.environ.get("HOSO_FAULT_AWAY", "6"))
"""Seconds for which a server does not answer."""
RETRIES = (2, 2, 2)
TOKEN = "token-of-the-storage"
TOLD_OF = ("same_event_a_thousand_times", "web_killed")
"""Faults whose scans are read because they are announced; those of all others are a backlog."""
RECEIVERS = """
receivers:
  archive: {mode: pull, events: [record.published, dossier.failed]}
  one-stop: {mode: pull, events: [record.published, dossier.failed]}
"""
TOLD = {"archive": 1, "one-stop": 1}
BUSY = ("intake", "list", "feed", "deliver")
"""Chores that never rest."""

T = TypeVar("T")


@dataclass
class House:
    """`service` goes straight to the servers of `stack`; the processes of `team` reach storage through `network`."""

    stack: Settings
    service: Service
    team: Team
    network: Proxy
    mended: bool = True
    """Whether the dead are replaced."""

    def mend(self) -> None:
        """Replaces what died."""
        if self.mended:
            self.team.mend()
            local.mend(self.stack)

    def until(self, look: Callable[[], T | None]) -> T:
        """Waits for something to be there, while the dead are replaced and servers may be away."""
        deadline = time.monotonic() + PATIENCE
        while True:
            self.mend()
            try:
                found = look()
            except (SQLAlchemyError, RedisError):
                found = None
            if found is not None:
                return found
            assert time.monotonic() < deadline, f"nothing after {PATIENCE:.0f} s"
            time.sleep(0.1)

    def outlast(self, seconds: float) -> None:
        """Lets time pass while processes that die are replaced, and servers are not."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.team.mend()
            time.sleep(0.1)

    def members(self, kind: str) -> list[Process]:
        """Processes of the team by what they are: `worker`, `dispatcher`, `web`."""
        return [each.process for each in self.team._members if each.arguments[0] == kind]

    def server(self, name: str) -> Process:
        """A server of the stack as it runs now."""
        (found,) = [each for each in local._read(self.stack.work_dir) if each.name == name]
        if name != "postgres":
            return found.process
        lock = self.stack.work_dir / "postgres" / "postmaster.pid"
        return Process.of(int(lock.read_text().split()[0]))

    def at_work(self) -> tuple[Process, Process]:
        """A worker and the process of its job, once there is one."""
        return self.until(self._worker_with_job)

    def calm(self) -> None:
        """Returns when all members are alive and well and nothing is left of an earlier fault."""
        self.until(lambda: self._is_calm() or None)

    def end(self) -> None:
        """Ends the processes. Nothing is in hand any more, so nobody has to be asked."""
        kill(*(each.process for each in self.team._members if each.process.alive))
        self.network.close()

    def _worker_with_job(self) -> tuple[Process, Process] | None:
        for worker in self.members("worker"):
            for child in children(worker.pid):
                try:
                    # RQ makes the process of a job the leader of a group.
                    if os.getpgid(child) == child:
                        return worker, Process.of(child)
                except ProcessLookupError:
                    continue
        return None

    def _is_calm(self) -> bool:
        queue = self.service.queues.connection
        alive = {each.pid for each in health.workers(queue)}
        signs = [each for each in health.dispatchers(queue) if each.pid in {one.pid for one in self.members("dispatcher")}]
        ages = health.chores(signs)
        return (
            alive >= {each.pid for each in self.members("worker")}
            and all(ages.get(chore, PATIENCE) < 10 for chore in BUSY)
            and self.service.queues.outage() is None
        )


@contextmanager
def opened(base: Service, folder: Path, **changes: object) -> Iterator[House]:
    """A house with an empty database and queue, and nobody in it yet; `changes` are settings."""
    receivers = folder / "receivers.yaml"
    receivers.write_text(RECEIVERS, encoding="utf-8")
    usual = {
        "work_dir": folder / "work",
        "receivers": receivers,
        "silence_seconds": SILENCE,
        "retries": RETRIES,
        "min_free_bytes": 0,
        "webhook_token": TOKEN,
        "intake": tuple(f"s3://scans/faults/{name}/" for name in TOLD_OF),
        "reading": ReadingSettings(mode="fast"),
    }
    stack = base.settings
    network = Proxy(int(stack.s3_endpoint.rpartition(":")[2]))
    with (
        alone(replace(base, settings=stack.with_changes(**{**usual, **changes}))) as service,
        Team(service.settings.with_changes(s3_endpoint=network.address)) as team,
    ):
        house = House(stack, service, team, network)
        try:
            yield house
        finally:
            house.end()


def kill(*processes: Process) -> None:
    """As the kernel does when memory is short, or a plug is pulled: nobody is told."""
    for each in processes:
        os.kill(each.pid, signal.SIGKILL)


def children(parent: int) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text(errors="replace").rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[1]) == parent and fields[0] not in "ZX":
            found.append(int(folder.name))
    return found
