"""The figures of an evaluation: per file, added up per folder and in total."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import add, or_
from typing import Any

from extractor.evaluation.boundaries import BoundaryScore
from extractor.evaluation.fields import FieldOutcome, FieldScore, tally
from extractor.evaluation.memory import Peak
from extractor.evaluation.text import TextScore


@dataclass(frozen=True)
class FileResult:
    """What came of one file. `seconds` and `stages` are wall-clock (stages added up over processes that work side by side),
    `processor` is what all processes together computed."""

    folder: str
    file: str
    pages: int
    failures: tuple[str, ...]
    """Codes of what went wrong; such a file still counts in every figure."""
    text: TextScore
    fields: tuple[FieldOutcome, ...]
    boundaries: BoundaryScore
    seconds: float
    processor: float
    stages: Mapping[str, float]
    memory: Peak


@dataclass(frozen=True)
class Figures:
    """Many files together."""

    name: str
    files: int
    pages: int
    failed_files: int
    failures: Mapping[str, int]
    """How often each code occurred."""
    text: TextScore
    printed: Mapping[str, FieldScore]
    """By field, where the truth says that it is printed or absent."""
    handwritten: Mapping[str, FieldScore]
    boundaries: BoundaryScore
    seconds: float
    processor: float
    stages: Mapping[str, float]
    memory: Peak

    @property
    def all_printed(self) -> FieldScore:
        """Every printed field together."""
        return reduce(add, self.printed.values(), FieldScore())

    @property
    def all_handwritten(self) -> FieldScore:
        """Every handwritten field together."""
        return reduce(add, self.handwritten.values(), FieldScore())

    @property
    def seconds_per_page(self) -> float:
        """Wall-clock seconds, all stages and files."""
        return self.seconds / max(1, self.pages)

    @property
    def processor_per_page(self) -> float:
        """Seconds of one core."""
        return self.processor / max(1, self.pages)


@dataclass(frozen=True)
class Report:
    """An evaluation. `settings` are those it ran with."""

    files: tuple[FileResult, ...]
    jobs: int
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def folders(self) -> tuple[Figures, ...]:
        """Figures by folder, in the order in which folders came."""
        names = dict.fromkeys(each.folder for each in self.files)
        return tuple(_together(name, [each for each in self.files if each.folder == name]) for name in names)

    @property
    def total(self) -> Figures:
        """Figures of all files."""
        return _together("total", self.files)

    def to_json(self) -> str:
        """All figures as JSON: shares from 0 to 1 (null: nothing to share), seconds, bytes, and the counts behind them."""
        return json.dumps(
            {
                "jobs": self.jobs,
                "settings": self.settings,
                "total": _figures(self.total),
                "folders": [_figures(each) for each in self.folders],
                "files": [_file(each) for each in self.files],
            },
            ensure_ascii=False,
            indent=1,
        )


def _together(name: str, files: Sequence[FileResult]) -> Figures:
    return Figures(
        name=name,
        files=len(files),
        pages=sum(each.pages for each in files),
        failed_files=sum(bool(each.failures) for each in files),
        failures=Counter(code for each in files for code in each.failures),
        text=reduce(add, (each.text for each in files), TextScore()),
        printed=_by_field([each for file in files for each in file.fields if not each.handwritten]),
        handwritten=_by_field([each for file in files for each in file.fields if each.handwritten]),
        boundaries=reduce(add, (each.boundaries for each in files), BoundaryScore()),
        seconds=sum(each.seconds for each in files),
        processor=sum(each.processor for each in files),
        stages=dict(reduce(add, (Counter(each.stages) for each in files), Counter[str]())),
        memory=reduce(or_, (each.memory for each in files), Peak()),
    )


def _by_field(outcomes: Sequence[FieldOutcome]) -> dict[str, FieldScore]:
    names = dict.fromkeys(each.name for each in outcomes)
    return {name: tally(each for each in outcomes if each.name == name) for name in names}


def _figures(figures: Figures) -> dict[str, Any]:
    return {
        "name": figures.name, "files": figures.files, "pages": figures.pages,
        "failed_files": figures.failed_files, "failures": dict(figures.failures),
        "text": _text(figures.text),
        "printed": {"all": _field(figures.all_printed), **{name: _field(each) for name, each in figures.printed.items()}},
        "handwritten": {
            "all": _field(figures.all_handwritten), **{name: _field(each) for name, each in figures.handwritten.items()}
        },
        "boundaries": _boundaries(figures.boundaries),
        "seconds": round(figures.seconds, 3), "seconds_per_page": round(figures.seconds_per_page, 4),
        "stage_seconds_per_page": {
            name: round(spent / max(1, figures.pages), 4) for name, spent in figures.stages.items()
        },
        "peak_memory": figures.memory.together, "peak_process_memory": figures.memory.largest,
    }  # fmt: skip


def _text(text: TextScore) -> dict[str, Any]:
    return {"cer": text.cer, "line_cer": text.line_cer, "wer": text.wer, "word_f1": text.f1, **vars(text)}


def _field(score: FieldScore) -> dict[str, Any]:
    shares = {"exact": score.exact, "honest": score.honest, "found_but_wrong": score.found_but_wrong}
    return {**shares, "total": score.total, **vars(score)}


def _boundaries(score: BoundaryScore) -> dict[str, Any]:
    shares = {"precision": score.precision, "recall": score.recall, "f1": score.f1, "type_accuracy": score.type_accuracy}
    return {**shares, **vars(score)}


def _file(result: FileResult) -> dict[str, Any]:
    return {
        "folder": result.folder, "file": result.file, "pages": result.pages, "failures": list(result.failures),
        "text": _text(result.text) if result.text.pages else None,
        "fields": [{"name": each.name, "outcome": each.outcome, "doubtful": each.doubtful} for each in result.fields],
        "seconds": round(result.seconds, 3),
    }  # fmt: skip
