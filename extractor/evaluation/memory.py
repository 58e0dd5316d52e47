"""Peak memory of a piece of work, its processes included."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

PROC = Path("/proc")
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Peak:
    """Bytes of resident memory: of all processes at one moment (pages they share count each time), and of the largest."""

    together: int = 0
    largest: int = 0

    def __or__(self, other: Peak) -> Peak:
        """The higher of both."""
        return Peak(max(self.together, other.together), max(self.largest, other.largest))


class MemoryWatch:
    """Samples this process and all its descendants through /proc while the `with` block runs.

    Only the main thread may fork in the meantime, which is what `extractor.crew` does: the watching thread holds no lock.
    """

    def __init__(self, interval: float = 0.1) -> None:
        self._interval = interval
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.peak = Peak()

    def __enter__(self) -> MemoryWatch:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._done.set()
        self._thread.join()
        self.peak |= resident(os.getpid())

    def _watch(self) -> None:
        while not self._done.wait(self._interval):
            self.peak |= resident(os.getpid())


def resident(pid: int) -> Peak:
    """What process `pid` and its descendants hold now; nothing where there is no /proc."""
    sizes: list[int] = []
    waiting = [pid]
    while waiting:
        each = waiting.pop()
        try:
            sizes.append(int((PROC / str(each) / "statm").read_text().split()[1]) * PAGE)
            for task in (PROC / str(each) / "task").iterdir():
                waiting += [int(child) for child in (task / "children").read_text().split()]
        except (OSError, IndexError, ValueError):
            # It ended while we looked.
            continue
    return Peak(sum(sizes), max(sizes, default=0))
