"""What the processes of a service hold and spend, by the part they play: for benchmarks of the whole stack."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
TICK = os.sysconf("SC_CLK_TCK")
PARTS = ("dispatcher", "worker", "web")


@dataclass(frozen=True)
class Held:
    """What the processes of one role hold at a moment. Bytes: `rss` counts shared pages in each process, `pss` once."""

    processes: int = 0
    threads: int = 0
    files: int = 0
    rss: int = 0
    pss: int = 0
    processor: float = 0.0
    """Seconds that they and their ended children have run."""

    def __add__(self, other: Held) -> Held:
        return Held(
            self.processes + other.processes,
            self.threads + other.threads,
            self.files + other.files,
            self.rss + other.rss,
            self.pss + other.pss,
            self.processor + other.processor,
        )


def held(work_dir: Path) -> dict[str, Held]:
    """By role: the servers by their names, `dispatcher`, `web`, `worker`, and `job` for what workers have forked."""
    found: dict[str, Held] = defaultdict(Held)
    for role, pid in _roots(work_dir):
        for depth, each in _tree(pid):
            with suppress(OSError, IndexError):
                found["job" if role == "worker" and depth else role] += _of(each)
    return dict(found)


def _roots(work_dir: Path) -> Iterator[tuple[str, int]]:
    for server in json.loads((work_dir / "stack.json").read_text()):
        yield server["name"], server["process"]["pid"]
    for depth, pid in _tree(os.getpid()):
        with suppress(OSError):
            words = (PROC / str(pid) / "cmdline").read_text().split("\0")
            if depth == 1 and "workers.cli" in words:
                yield next(part for part in PARTS if part in words), pid


def _tree(pid: int) -> Iterator[tuple[int, int]]:
    """The process and its descendants with their depth."""
    waiting = [(0, pid)]
    while waiting:
        depth, each = waiting.pop()
        yield depth, each
        with suppress(OSError):
            for task in (PROC / str(each) / "task").iterdir():
                waiting += [(depth + 1, int(child)) for child in (task / "children").read_text().split()]


def _of(pid: int) -> Held:
    folder = PROC / str(pid)
    sizes = {line.split()[0]: int(line.split()[1]) * 1024 for line in (folder / "smaps_rollup").read_text().splitlines()[1:]}
    fields = (folder / "stat").read_text().rpartition(")")[2].split()
    # proc_pid_stat(5), fields 14 to 17 and 20; the first two were cut off.
    spent = sum(int(each) for each in fields[11:15]) / TICK
    return Held(1, int(fields[17]), len(list((folder / "fd").iterdir())), sizes["Rss:"], sizes["Pss:"], spent)
