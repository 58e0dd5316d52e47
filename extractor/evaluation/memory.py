"""Peak memory of a piece of work, its processes included."""

from __future__ import annotations

import multiprocessing
import os
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
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
    """Samples this process and all its descendants through /proc while the `with` block runs; then `peak` is known.

    A process of its own does that, not a thread: what is measured forks, and a fork beside threads can deadlock.
    """

    def __init__(self, interval: float = 0.1) -> None:
        self._interval = interval
        self.peak = Peak()

    def __enter__(self) -> MemoryWatch:
        context = multiprocessing.get_context("fork")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_watch, args=(theirs, os.getpid(), self._interval), daemon=True)
        self._process.start()
        theirs.close()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        # A watch that was killed, for lack of memory perhaps, must not undo the work that it watched.
        with suppress(OSError, EOFError):
            self._pipe.send(None)
            self.peak = self._pipe.recv()
        self._pipe.close()
        self._process.join()


def _watch(pipe: Connection, pid: int, interval: float) -> None:
    peak = resident(pid)
    while not pipe.poll(interval):
        peak |= resident(pid)
    # Nobody is left to tell when the end of the pipe, and no message, was what came.
    with suppress(OSError, EOFError):
        pipe.recv()
        pipe.send(peak | resident(pid))


def resident(pid: int) -> Peak:
    """What process `pid` and its descendants hold now, the asking process left out; nothing where there is no /proc."""
    sizes: list[int] = []
    waiting = [pid]
    while waiting:
        each = waiting.pop()
        if each == os.getpid():
            continue
        try:
            sizes.append(int((PROC / str(each) / "statm").read_text().split()[1]) * PAGE)
            for task in (PROC / str(each) / "task").iterdir():
                waiting += [int(child) for child in (task / "children").read_text().split()]
        except (OSError, IndexError, ValueError):
            # It ended while we looked.
            continue
    return Peak(sum(sizes), max(sizes, default=0))
