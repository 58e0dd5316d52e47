"""What a reader is."""

from __future__ import annotations

from typing import Protocol

from extractor.raster import CleanImage
from extractor.record import Line


class Reader(Protocol):
    """Reads the printed text of one cleaned page at a time. Made by `create_reader`; not shared between threads."""

    @property
    def name(self) -> str:
        """The engine's name, stored as the `source` of its lines."""

    @property
    def version(self) -> str:
        """Engine and language data, precise enough to repeat a reading."""

    def read(self, image: CleanImage) -> tuple[Line, ...]:
        """The page's lines in reading order, NFC; boxes in the pixels of `image`, confidences 0 to 1.

        Raises `ReadingFailed` when the engine crashes, answers nonsense or runs out of time.
        """

    def close(self) -> None:
        """Frees the engine. Reading afterwards is an error; closing twice is not."""
