"""Dossiers of a wanted length, cut from the pages of given files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from tests.benchmarks.throughput import gather

MOST = 60


@dataclass(frozen=True)
class Dossiers:
    """Files in a folder, each a dossier of its own."""

    name: str
    folder: Path
    files: tuple[Path, ...]
    pages: int
    """Of all of them together."""


def cut(scans: Sequence[Path], folder: Path, *, dossiers: int, pages: int) -> Dossiers:
    """Dossiers of `pages` pages without text layer; where there are too few pages, they come again in another order."""
    folder.mkdir(parents=True)
    pool = folder.with_suffix(".pdf")
    count = gather(scans, MOST, pool)
    files = []
    with pikepdf.open(pool) as source:
        for number in range(dossiers):
            path = folder / f"{number + 1:03}.pdf"
            with pikepdf.new() as pdf:
                for page in range(pages):
                    # The step is prime to most counts, so that a second round pairs other pages.
                    position = number * pages + page
                    pdf.pages.append(source.pages[(position + position // count) % count])
                pdf.save(path)
            files.append(path)
    return Dossiers(folder.name, folder, tuple(files), dossiers * pages)
