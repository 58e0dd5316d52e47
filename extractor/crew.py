"""Processes that read pages, so that a crash, a hang or a bomb costs one page and not the service.

A `Crew` forks `size` processes. Each takes one task at a time and answers with a value or a `Failure`; a process that runs
past its deadline or dies is replaced, and its task becomes a `Failure`. Forking (and not spawning) keeps the second that
the imports cost out of every job; the parent must not hold locks in other threads while it forks.
"""

from __future__ import annotations

import logging
import multiprocessing
import resource
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.util import Finalize
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, TypeVar

import cv2

from extractor.errors import HosoError

log = logging.getLogger(__name__)

Task = TypeVar("Task")
Value = TypeVar("Value")


@dataclass(frozen=True)
class Failure:
    """Why a task has no value. `code` and `message` are those of a `HosoError`, or say what became of the process."""

    code: str
    message: str


@dataclass
class _Member(Generic[Task]):
    process: Any
    pipe: Connection
    task: tuple[int, Task] | None = None
    deadline: float = 0.0


class Crew(Generic[Task, Value]):
    """`size` forked processes that turn tasks into values. Use as a context manager; leaving it ends the processes.

    `start` runs once in each process and returns the function that does the work there. `seconds` bounds one task, wall
    clock; `memory` bounds what a process adds to the memory of its parent, in bytes (RLIMIT_DATA).
    """

    def __init__(
        self, start: Callable[[], Callable[[Task], Value]], *, size: int, seconds: float, memory: int | None = None
    ) -> None:
        self._start = start
        self._seconds = seconds
        self._memory = memory
        self._context = multiprocessing.get_context("fork")
        self._members = [self._hire() for _ in range(max(1, size))]
        # A program that never leaves its crew would wait for the processes at its end, and they for it. They cannot be daemons:
        # those may not have crews of their own.
        self._ending = Finalize(self, self._close, exitpriority=1)

    def __enter__(self) -> Crew[Task, Value]:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._ending()

    def _close(self) -> None:
        # A process holds the ends of those that were forked before it, so each sees its end closed only after the later ones
        # are gone: all are closed before the first is waited for.
        for member in self._members:
            member.pipe.close()
        for member in self._members:
            self._dismiss(member)

    def map(self, tasks: Iterable[Task]) -> Iterator[tuple[int, Value | Failure]]:
        """Yields `(index of the task, its value or failure)` as they come, not in the order of the tasks.

        `tasks` is drawn from lazily, one whenever a process is free.
        """
        waiting = enumerate(tasks)
        more = True
        while more or any(member.task for member in self._members):
            for position, member in enumerate(self._members):
                if more and member.task is None:
                    task = next(waiting, None)
                    if task is None:
                        more = False
                    else:
                        self._give(position, task)
            yield from self._collect()

    def _give(self, position: int, task: tuple[int, Task]) -> None:
        member = self._members[position]
        if not member.process.is_alive():
            self._dismiss(member)
            member = self._members[position] = self._hire()
        member.task = task
        member.deadline = time.monotonic() + self._seconds
        # A process that dies in this moment is found when its pipe is read.
        with suppress(BrokenPipeError):
            member.pipe.send(task[1])

    def _collect(self) -> Iterator[tuple[int, Value | Failure]]:
        busy = [member for member in self._members if member.task]
        if not busy:
            return
        patience = max(0.0, min(member.deadline for member in busy) - time.monotonic())
        ready = wait([member.pipe for member in busy], timeout=patience)
        now = time.monotonic()
        for position, member in enumerate(self._members):
            if member.task is None:
                continue
            index = member.task[0]
            if member.pipe in ready:
                try:
                    answer: Value | Failure = member.pipe.recv()
                    member.task = None
                except (EOFError, ConnectionResetError):
                    answer = self._died(member)
                    self._replace(position)
                yield index, answer
            elif now >= member.deadline:
                self._replace(position)
                yield index, Failure("too-slow", f"Took longer than {self._seconds:.0f} s; look at this page by eye.")

    def _died(self, member: _Member[Task]) -> Failure:
        member.process.join(5)
        code = member.process.exitcode
        if code == -signal.SIGKILL:
            return Failure("killed", "The reading process was killed, most likely for lack of memory; try again later.")
        return Failure("crashed", f"The reading process crashed (exit {code}); the page is damaged or hostile.")

    def _replace(self, position: int) -> None:
        self._dismiss(self._members[position])
        self._members[position] = self._hire()

    def _hire(self) -> _Member[Task]:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_work, args=(theirs, ours, self._start, self._memory))
        with _without_threads():
            process.start()
        theirs.close()
        return _Member(process, ours)

    def _dismiss(self, member: _Member[Task]) -> None:
        member.pipe.close()
        if member.task is not None:
            member.process.kill()
        member.process.join(2)
        if member.process.is_alive():
            member.process.kill()
            member.process.join()


@contextmanager
def _without_threads() -> Iterator[None]:
    """Ends OpenCV's threads while a process is forked; the fork keeps to one, and the parent gets its number back.

    A fork would inherit OpenCV's pool without its threads, and wait for them for ever at its first use or when told there.
    """
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        yield
    finally:
        cv2.setNumThreads(threads)


def _work(pipe: Connection, parents_end: Connection, start: Callable[[], Callable[[Any], Any]], memory: int | None) -> None:
    # Without this the child would hold the parent's end open and never see that the parent is gone.
    parents_end.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if memory:
        whole = memory + _inherited()
        resource.setrlimit(resource.RLIMIT_DATA, (whole, whole))
    work = start()
    while True:
        try:
            task = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send(_answer(work, task))
        except BrokenPipeError:
            return


def _inherited() -> int:
    """Bytes of data that the parent had already, which are shared with it until they are written to."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5])
    return pages * resource.getpagesize()


def _answer(work: Callable[[Any], Any], task: Any) -> Any:
    try:
        return work(task)
    except HosoError as error:
        return Failure(error.code, error.public_message)
    except MemoryError:
        return Failure("out-of-memory", "Needs more memory than one page may have; split the file or scan it smaller.")
    except Exception as error:  # noqa: BLE001 - the process boundary: whatever a page does must not end its neighbours
        trace = error.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        where = f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace else "?"
        # The text of an unforeseen error may quote the page, so only its kind and place are told.
        log.error("internal error %s at %s", type(error).__name__, where)
        return Failure("internal-error", f"Internal error {type(error).__name__} at {where}; please report it.")
