"""Places on a page that a person draws are read in a process of their own, which loads its reader when it is first asked."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from extractor import amending
from extractor.crew import Crew, Failure
from extractor.errors import ReadingFailed
from extractor.record import Box, Page
from extractor.settings import Settings as ReadingSettings

SECONDS = 60.0
MEMORY = 2 * 2**30


@dataclass(frozen=True)
class _Asked:
    path: Path
    page: Page
    box: Box


class BoxReader:
    """Reads one box at a time. A scan that crashes or hangs it costs that one answer."""

    def __init__(self, reading: ReadingSettings) -> None:
        self._lock = threading.Lock()
        # Forked here, before the server has threads; only a replacement for a crashed one is forked later.
        self._crew: Crew[_Asked, str] = Crew(lambda: _worker(reading), size=1, seconds=SECONDS, memory=MEMORY)

    def close(self) -> None:
        """Ends the process."""
        self._crew.__exit__(None, None, None)

    def read(self, scan: Path, page: Page, box: Box) -> str:
        """What stands there, in one line. Raises `ReadingFailed`."""
        with self._lock:
            ((_, answer),) = self._crew.map([_Asked(scan, page, box)])
        if isinstance(answer, Failure):
            raise ReadingFailed(answer.message)
        return answer


def _worker(reading: ReadingSettings) -> Callable[[_Asked], str]:
    reader = None

    def read(asked: _Asked) -> str:
        nonlocal reader
        reader = reader or amending.page_reader(reading)
        return amending.read_box(asked.path, asked.page, asked.box, reading, reader)

    return read
