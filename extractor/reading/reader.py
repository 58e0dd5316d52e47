"""What a reader is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from extractor.raster import CleanImage
from extractor.record import Code, Finding, Line


@dataclass(frozen=True)
class PageText:
    """What a reader made of a page: its lines in reading order, and what should be known about the reading."""

    lines: tuple[Line, ...]
    codes: tuple[Code, ...] = ()
    """Machine readable zones among the lines."""
    findings: tuple[Finding, ...] = ()


class Reader(Protocol):
    """Reads the printed text of one cleaned page at a time. Made by `create_reader`; not shared between threads."""

    @property
    def name(self) -> str:
        """The engine's name, stored as the `source` of its lines."""

    @property
    def version(self) -> str:
        """Engines and models, precise enough to repeat a reading."""

    def read(self, image: CleanImage, deadline: float) -> PageText:
        """The page's text, NFC; boxes in the pixels of `image`, confidences 0 to 1. `deadline` is in `time.monotonic` seconds.

        A reader that cannot do all it would by then gives what it has, with a finding. Raises `ReadingFailed` when an engine
        crashes, answers nonsense or has nothing to give in time.
        """

    def close(self) -> None:
        """Frees the engine. Reading afterwards is an error; closing twice is not."""
