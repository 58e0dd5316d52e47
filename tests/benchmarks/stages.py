"""What a job costs beyond its reading, step by step: one worker whose functions are timed."""

from __future__ import annotations

import functools
import json
import multiprocessing
import os
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

from extractor import pipeline
from tests.benchmarks.dossiers import Dossiers
from tests.benchmarks.stack import until
from workers import jobs, metrics
from workers.database import batches, readings
from workers.database import dossiers as registry
from workers.database.batches import Progress
from workers.service import Service
from workers.settings import Settings
from workers.storage import Location, Storage
from workers.team import Team
from workers.upload import put_folder, scans_in

STEPS: tuple[tuple[Any, str, str], ...] = (
    (registry, "configuration_id", "configuration (connects)"),
    (readings, "claim", "claim"),
    (jobs, "_fetch", "fetch"),
    (jobs, "_stored_record", "look for a stored record"),
    (pipeline, "extract", "read"),
    (readings, "note_pages", "progress"),
    (pipeline, "write_pdf", "PDF"),
    (Storage, "put", "store"),
    (readings, "publish", "publish"),
    (metrics, "note", "metrics"),
)
READING = ("read", "PDF")


def measure(service: Service, dossiers: Dossiers) -> dict[str, float]:
    """Milliseconds of each step for a dossier, the first dossier left out."""
    settings = service.settings
    notes = settings.work_dir / "steps.jsonl"
    notes.unlink(missing_ok=True)
    place = Location(settings.scans_bucket, "stages/")
    put_folder(service.storage, list(scans_in(dossiers.folder)), place)
    with Team(settings) as team:
        team.add_dispatcher()
        batch = batches.open_batch(service.engine, place.bucket, place.prefix)

        def look() -> Progress:
            return batches.progress(service.engine, batch)

        until(
            lambda: (look(), service.queues.waiting()["batch"]),
            lambda seen: seen[0].listed and seen[1] >= seen[0].total,
            "a backlog that is queued",
        )
        worker = multiprocessing.get_context("spawn").Process(target=serve, args=(settings.environment(), notes))
        worker.start()
        until(look, lambda now: now.finished >= len(dossiers.files), "a backlog")
        worker.terminate()
        worker.join()
    found = summary([json.loads(line) for line in notes.read_text().splitlines()])
    reading = sum(found[each] for each in READING)
    for name, each in found.items():
        print(f"{name:<28} {each:8.1f} ms {100 * each / reading:6.1f} % of reading")
    rest = sum(found.values()) - reading
    print(f"{'beyond reading':<28} {rest:8.1f} ms {100 * rest / reading:6.1f} %")
    return found


def serve(environment: dict[str, str], notes: Path) -> None:
    """A worker that writes down when each step of a job began and ended."""
    os.environ.update(environment, OMP_THREAD_LIMIT="1")
    for owner, name, step in STEPS:
        setattr(owner, name, timed(getattr(owner, name), step, notes))
    jobs.read_dossier = timed(jobs.read_dossier, "job", notes)
    jobs.serve(Settings())


def timed(function: Callable[..., Any], step: str, notes: Path) -> Callable[..., Any]:
    @functools.wraps(function)
    def wrapped(*given: Any, **named: Any) -> Any:
        begun = time.monotonic()
        try:
            return function(*given, **named)
        finally:
            with notes.open("a") as stream:
                stream.write(json.dumps([os.getpid(), step, begun, time.monotonic()]) + "\n")

    return wrapped


def summary(notes: list[tuple[int, str, float, float]]) -> dict[str, float]:
    """Means by step; `hand-over` is from the end of a job to the beginning of the next, `other` what no step accounts for."""
    by_job: dict[int, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for pid, step, begun, ended in notes:
        by_job[pid][step] += ended - begun
    ends = sorted((begun, ended, pid) for pid, step, begun, ended in notes if step == "job")
    steady = ends[1:]
    found = {step: 1000 * statistics.fmean(by_job[pid][step] for _, _, pid in steady) for _, _, step in STEPS}
    found["read"] -= found["progress"]
    whole = 1000 * statistics.fmean(ended - begun for begun, ended, _ in steady)
    found["other in the job"] = whole - sum(found.values())
    gaps = [later[0] - earlier[1] for earlier, later in pairwise(ends)]
    found["hand-over and fork"] = 1000 * statistics.fmean(gaps)
    return found
