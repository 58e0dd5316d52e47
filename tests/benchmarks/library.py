"""The library alone over many files: what the service is compared with."""

from __future__ import annotations

import multiprocessing
import os
import resource
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from extractor import pipeline
from extractor.settings import Settings
from workers.jobs import NICENESS


def read_all(files: Sequence[Path], out: Path, settings: Settings, processes: int) -> tuple[float, float]:
    """Reads every file and writes its record, text and PDF, `processes` files at a time; seconds of clock and processors."""
    out.mkdir()
    pipeline.warm(settings)
    before, begun = _spent(), time.perf_counter()
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(processes, mp_context=context, initializer=os.nice, initargs=(NICENESS,)) as pool:
        for _ in pool.map(read, files, [out] * len(files), [settings] * len(files)):
            pass
    return time.perf_counter() - begun, _spent() - before


def read(path: Path, out: Path, settings: Settings) -> None:
    """One file, as `hoso extract` does it."""
    record = pipeline.extract([path], settings, name=path.stem)
    record = pipeline.write_pdf(record, [path], out / f"{path.stem}.pdf", settings)
    (out / f"{path.stem}.json").write_text(record.to_json(), encoding="utf-8")
    (out / f"{path.stem}.txt").write_text(record.text, encoding="utf-8")


def _spent() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
