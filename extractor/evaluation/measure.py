"""Reads scans whose truth is known and compares."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from extractor.evaluation import boundaries, fields, text
from extractor.evaluation.memory import MemoryWatch, Peak
from extractor.evaluation.report import FileResult, Report
from extractor.evaluation.text import TextScore
from extractor.evaluation.truth import Truth, find, load
from extractor.pipeline import extract
from extractor.profiles import Profiles, load_profiles
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
    profiles = load_profiles(settings.profiles)
    results = []
    for path, truth in zip(paths, known, strict=True):
        results.append(_evaluate(path, truth, settings, profiles, jobs))
        if on_file is not None:
            on_file(len(results), len(paths))
    return Report(tuple(results), jobs, settings.model_dump(mode="json"))


@dataclass(frozen=True)
class _Cost:
    seconds: float
    processor: float
    memory: Peak


def _evaluate(path: Path, truth: Truth, settings: Settings, profiles: Profiles, jobs: int) -> FileResult:
    scan = path.parent / Path(truth.file).name
    if not scan.is_file():
        return _result(scan, truth, Dossier(truth.file, "failed"), profiles, ("no-scan",), _Cost(0.0, 0.0, Peak()))
    begun, busy = time.perf_counter(), _processor_seconds()
    with MemoryWatch() as watch:
        dossier = extract([scan], settings, name=scan.stem, jobs=jobs)
    cost = _Cost(time.perf_counter() - begun, _processor_seconds() - busy, watch.peak)
    failures = tuple(finding.code for finding in dossier.findings if finding.severity == "error")
    return _result(scan, truth, dossier, profiles, failures, cost)


def _processor_seconds() -> float:
    """What this process and its ended children have spent, user and system."""
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in spent)


def _result(
    scan: Path, truth: Truth, dossier: Dossier, profiles: Profiles, failures: tuple[str, ...], cost: _Cost
) -> FileResult:
    read = {page.number: page.text for page in dossier.pages}
    score = sum((text.score(true, read.get(number, "")) for number, true in truth.page_text.items()), TextScore())
    outcomes = (fields.judge(document, dossier.documents, profiles) for document in truth.described)
    return FileResult(
        folder=scan.resolve().parent.name,
        file=truth.file,
        scan=scan,
        sizes=truth.sizes,
        turns={page.number: page.rotation for page in dossier.pages},
        pages=max(len(dossier.pages), truth.pages),
        failures=failures,
        text=score,
        fields=tuple(outcome for document in outcomes for outcome in document),
        boundaries=boundaries.judge(truth, dossier.documents),
        types=boundaries.confusions(truth, dossier.documents),
        seconds=cost.seconds,
        processor=cost.processor,
        stages=dict(dossier.provenance.seconds),
        memory=cost.memory,
    )
