"""Page images for the web: rendered on demand from the stored scan, in a process of their own, and cached."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import cv2
import numpy as np

from extractor import pipeline
from extractor.crew import Crew, Failure
from extractor.errors import CorruptFile, ReadingFailed
from extractor.raster import Pixels
from extractor.record import Box
from extractor.settings import Settings as ReadingSettings
from workers.settings import Settings
from workers.storage import sha256_of
from workers.web.cache import DiskCache

WIDTH = 1400
"""Pixels of a page image at most, where no other width is asked for; sharp beside the fields, and about 200 KB."""
WIDTHS = (700, WIDTH, 2800)
"""What may be asked for: thumbnails, a page beside its fields, and one that is looked at closely."""
STRIP = 1200
"""Pixels of a cut-out's width at most."""
MARGIN = 0.5
"""Of the shorter side of a cut-out's box, shown above and below it."""
BESIDE = 1.8
"""The same before and after it: evidence of handwriting ends where the hand does, not the date."""
LENGTH = 4.4
"""A cut-out is at least so many times as long as it is deep, where the page has room: as what it is shown in."""
QUALITY = 82
SECONDS = 60.0
MEMORY = 2**30


T = TypeVar("T")
Fetch = Callable[[Path], None]
"""Brings a scan to a path."""


@dataclass(frozen=True)
class _Wanted:
    path: Path
    page: int
    width: int
    box: Box | None = None
    turn: int = 0
    """Clockwise degrees."""


class PageImages:
    """Renders one page at a time. A scan that crashes or hangs the renderer costs that one image."""

    def __init__(self, settings: Settings) -> None:
        self._lock = threading.Lock()
        self._cache = DiskCache(settings.work_dir / "pages", settings.page_cache_bytes)
        reading = settings.reading
        # Forked here, before the server has threads; only a replacement for a crashed one is forked later.
        self._crew: Crew[_Wanted, bytes] = Crew(lambda: _renderer(reading), size=1, seconds=SECONDS, memory=MEMORY)

    def close(self) -> None:
        """Ends the rendering process."""
        self._crew.__exit__(None, None, None)

    def get(self, sha256: str, page: int, fetch: Fetch, width: int = WIDTH) -> bytes:
        """A page as JPEG. `fetch` brings the scan with that hash when it is not cached; `page` is 1-based in its file.

        Raises `CorruptFile` when the stored scan is another one by now, `ReadingFailed` when the page cannot be shown.
        """
        return self._made(sha256, fetch, lambda scan: _Wanted(scan, page, width), f"{page} {width}")

    def cut(self, sha256: str, page: int, box: Box, turn: int, fetch: Fetch) -> bytes:
        """What stands in a box (page coordinates) and around it, turned clockwise by `turn` degrees. Raises like `get`."""
        edges = f"{box.x0:.0f} {box.y0:.0f} {box.x1:.0f} {box.y1:.0f}"
        return self._made(sha256, fetch, lambda scan: _Wanted(scan, page, STRIP, box, turn), f"{page} {edges} {turn}")

    def with_scan(self, sha256: str, fetch: Fetch, use: Callable[[Path], T]) -> T:
        """Does something with the scan on disk while nobody else changes what is cached."""
        with self._lock:
            return use(self._cache.get(sha256, lambda path: _fetch_checked(path, sha256, fetch)))

    def _made(self, sha256: str, fetch: Fetch, wanted: Callable[[Path], _Wanted], key: str) -> bytes:
        with self._lock:

            def make(draft: Path) -> None:
                scan = self._cache.get(sha256, lambda path: _fetch_checked(path, sha256, fetch))
                ((_, answer),) = self._crew.map([wanted(scan)])
                if isinstance(answer, Failure):
                    raise ReadingFailed(answer.message)
                draft.write_bytes(answer)

            return self._cache.get(f"{sha256} {key}", make).read_bytes()


def _fetch_checked(path: Path, sha256: str, fetch: Callable[[Path], None]) -> None:
    fetch(path)
    if sha256_of(path) != sha256:
        raise CorruptFile("The scan was replaced after it was read; the dossier will be read again.")


def _renderer(reading: ReadingSettings) -> Callable[[_Wanted], bytes]:
    last: dict[tuple[Path, int], Pixels] = {}

    def decoded(path: Path, page: int) -> Pixels:
        """The page, which stays until another is asked for: all cut-outs of a page come one after the other."""
        if (path, page) not in last:
            last.clear()
            last[path, page] = pipeline.page_image(path, page, reading).pixels
        return last[path, page]

    def render(wanted: _Wanted) -> bytes:
        pixels = decoded(wanted.path, wanted.page)
        if wanted.box is not None:
            pixels = np.rot90(_around(pixels, wanted.box, upright=wanted.turn % 180 == 0), -wanted.turn // 90)
        height, width = pixels.shape[:2]
        if width > wanted.width:
            size = (wanted.width, max(1, round(height * wanted.width / width)))
            pixels = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)  # type: ignore[assignment]
        written, coded = cv2.imencode(".jpg", np.ascontiguousarray(pixels), [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
        if not written:
            raise ReadingFailed("The page cannot be shown; look at the scan itself.")
        return coded.tobytes()

    return render


def _around(pixels: Pixels, box: Box, *, upright: bool) -> Pixels:
    """The box and what is beside it on its line, as far as the page goes; at least a pixel. `upright`: lines run across."""
    height, width = pixels.shape[:2]
    short = min(box.width, box.height)
    length, depth = (box.width, box.height) if upright else (box.height, box.width)
    across = MARGIN * short
    along = max(BESIDE * short, (LENGTH * (depth + 2 * across) - length) / 2)
    x, y = (along, across) if upright else (across, along)
    area = Box(box.x0 - x, box.y0 - y, box.x1 + x, box.y1 + y).clipped(width, height)
    left, top = min(int(area.x0), width - 1), min(int(area.y0), height - 1)
    return pixels[top : max(int(area.y1), top + 1), left : max(int(area.x1), left + 1)]
