"""Page images for the web: rendered on demand from the stored scan, in a process of their own, and cached."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2

from extractor import pipeline
from extractor.crew import Crew, Failure
from extractor.errors import CorruptFile, ReadingFailed
from extractor.settings import Settings as ReadingSettings
from workers.settings import Settings
from workers.storage import sha256_of
from workers.web.cache import DiskCache

WIDTH = 1400
"""Pixels of a page image at most; sharp on the page beside the fields, and about 200 KB."""
QUALITY = 82
SECONDS = 60.0
MEMORY = 2**30


@dataclass(frozen=True)
class _Wanted:
    path: Path
    page: int


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

    def get(self, sha256: str, page: int, fetch: Callable[[Path], None]) -> bytes:
        """A page as JPEG. `fetch` brings the scan with that hash when it is not cached; `page` is 1-based in its file.

        Raises `CorruptFile` when the stored scan is another one by now, `ReadingFailed` when the page cannot be shown.
        """
        with self._lock:
            return self._cache.get(
                f"{sha256} {page} {WIDTH}", lambda draft: self._make(draft, sha256, page, fetch)
            ).read_bytes()

    def _make(self, draft: Path, sha256: str, page: int, fetch: Callable[[Path], None]) -> None:
        scan = self._cache.get(sha256, lambda path: _fetch_checked(path, sha256, fetch))
        ((_, answer),) = self._crew.map([_Wanted(scan, page)])
        if isinstance(answer, Failure):
            raise ReadingFailed(answer.message)
        draft.write_bytes(answer)


def _fetch_checked(path: Path, sha256: str, fetch: Callable[[Path], None]) -> None:
    fetch(path)
    if sha256_of(path) != sha256:
        raise CorruptFile("The scan was replaced after it was read; the dossier will be read again.")


def _renderer(reading: ReadingSettings) -> Callable[[_Wanted], bytes]:

    def render(wanted: _Wanted) -> bytes:
        pixels = pipeline.page_image(wanted.path, wanted.page, reading).pixels
        height, width = pixels.shape[:2]
        if width > WIDTH:
            pixels = cv2.resize(pixels, (WIDTH, round(height * WIDTH / width)), interpolation=cv2.INTER_AREA)  # type: ignore[assignment]
        written, coded = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
        if not written:
            raise ReadingFailed("The page cannot be shown; look at the scan itself.")
        return coded.tobytes()

    return render
