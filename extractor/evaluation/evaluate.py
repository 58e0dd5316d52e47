"""Reads scans whose truth is known and compares."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from extractor.evaluation import boundaries, fields, text
from extractor.evaluation.memory import MemoryWatch, Peak
from extractor.evaluation.report import FileResult, Report
from extractor.evaluation.text import TextScore
from extractor.evaluation.truth import Truth, find, load
from extractor.pipeline import extract
from extractor.record import Dossier
from extractor.settings import Settings

OnFile = Callable[[int, int], None]
"""Called with (files done, files in all)."""


def evaluate(truths: Sequence[Path], settings: Settings, jobs: int = 1, on_file: OnFile | None = None) -> Report:
    """Reads every file that has a truth, whole, one file after the other with `jobs` pages at a time, and scores it.

    `truths` are truth files and folders of them. Text is scored on the pages whose text is known, fields and types on the
    documents that are. A file that cannot be read, or is not there, counts with nothing found. Raises `TruthError` for a
    broken truth file before anything is read, and what `extract` raises.
    """
    paths = find(truths)
    known = [load(path) for path in paths]
    results = []
    for path, truth in zip(paths, known, strict=True):
        results.append(_evaluate(path, truth, settings, jobs))
        if on_file is not None:
            on_file(len(results), len(paths))
    return Report(tuple(results), jobs, settings.model_dump(mode="json"))


def _evaluate(path: Path, truth: Truth, settings: Settings, jobs: int) -> FileResult:
    scan = path.parent / Path(truth.file).name
    folder = path.resolve().parent.name
    if not scan.is_file():
        nothing = Dossier(truth.file, "failed")
        return _result(folder, truth, nothing, ("no-scan",), 0.0, Peak())
    begun = time.perf_counter()
    with MemoryWatch() as watch:
        dossier = extract([scan], settings, name=scan.stem, jobs=jobs)
    seconds = time.perf_counter() - begun
    failures = tuple(finding.code for finding in dossier.findings if finding.severity == "error")
    return _result(folder, truth, dossier, failures, seconds, watch.peak)


def _result(folder: str, truth: Truth, dossier: Dossier, failures: tuple[str, ...], seconds: float, memory: Peak) -> FileResult:
    read = {page.number: page.text for page in dossier.pages}
    score = sum((text.score(true, read.get(number, "")) for number, true in truth.page_text.items()), TextScore())
    return FileResult(
        folder=folder,
        file=truth.file,
        pages=max(len(dossier.pages), truth.pages),
        failures=failures,
        text=score,
        fields=tuple(outcome for document in truth.described for outcome in fields.judge(document, dossier.documents)),
        boundaries=boundaries.judge(truth, dossier.documents),
        seconds=seconds,
        stages=dict(dossier.provenance.seconds),
        memory=memory,
    )
