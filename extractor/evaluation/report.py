"""The figures of an evaluation: per file, added up per folder and in total."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, reduce
from operator import add, or_
from pathlib import Path
from typing import Any, TypeVar

from extractor.evaluation.acceptance import Acceptance, by_thresholds, curve
from extractor.evaluation.boundaries import BoundaryScore
from extractor.evaluation.fields import FieldOutcome, FieldScore, tally
from extractor.evaluation.memory import Peak
from extractor.evaluation.reliability import Reliability, measure
from extractor.evaluation.text import TextScore

_Key = TypeVar("_Key", bound=Hashable)

FINDING = ("documents", "fields")
"""Stages that make documents and fields of what was read."""


@dataclass(frozen=True)
class FileResult:
    """What came of one file. `seconds` and `stages` are wall-clock (stages added up over processes that work side by side),
    `processor` is what all processes together computed."""

    folder: str
    file: str
    scan: Path
    """Where the file lies, or should."""
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
    types: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """Pages by (true type, type read)."""
    sizes: Mapping[int, tuple[float, float, float]] = field(default_factory=dict)
    """Page → width and height in pixels, and dots per inch, of the grid of true evidence."""
    turns: Mapping[int, int] = field(default_factory=dict)
    """Page → clockwise degrees that make it upright."""


@dataclass(frozen=True)
class Figures:
    """Many files together."""

    name: str
    results: tuple[FileResult, ...]

    @property
    def files(self) -> int:
        """How many."""
        return len(self.results)

    @cached_property
    def pages(self) -> int:
        """Of all files, those that could not be read too."""
        return sum(each.pages for each in self.results)

    @property
    def failed_files(self) -> int:
        """Files with failures."""
        return sum(bool(each.failures) for each in self.results)

    @property
    def failures(self) -> Mapping[str, int]:
        """How often each code occurred."""
        return Counter(code for each in self.results for code in each.failures)

    @cached_property
    def text(self) -> TextScore:
        """Of all pages whose text is known."""
        return reduce(add, (each.text for each in self.results), TextScore())

    @cached_property
    def boundaries(self) -> BoundaryScore:
        """Of all files."""
        return reduce(add, (each.boundaries for each in self.results), BoundaryScore())

    @cached_property
    def types(self) -> Mapping[tuple[str, str], int]:
        """Pages by (true type, type read)."""
        return reduce(add, (Counter(each.types) for each in self.results), Counter())

    @cached_property
    def outcomes(self) -> tuple[FieldOutcome, ...]:
        """Of every field of every document."""
        return tuple(outcome for each in self.results for outcome in each.fields)

    @cached_property
    def printed(self) -> Mapping[str, FieldScore]:
        """By field, where the truth says that it is printed or absent."""
        return scores((each for each in self.outcomes if not each.handwritten), lambda each: each.field)

    @cached_property
    def handwritten(self) -> Mapping[str, FieldScore]:
        """By field, where the truth says that it is wholly or partly written by hand."""
        return scores((each for each in self.outcomes if each.handwritten), lambda each: each.field)

    @cached_property
    def by_type(self) -> Mapping[tuple[str, str], FieldScore]:
        """By (document type, field), printed ones."""
        return scores((each for each in self.outcomes if not each.handwritten), lambda each: (each.type, each.field))

    @cached_property
    def handwritten_by_type(self) -> Mapping[tuple[str, str], FieldScore]:
        """By (document type, field), handwritten ones."""
        return scores((each for each in self.outcomes if each.handwritten), lambda each: (each.type, each.field))

    @property
    def all_printed(self) -> FieldScore:
        """Every printed field together."""
        return reduce(add, self.printed.values(), FieldScore())

    @property
    def all_handwritten(self) -> FieldScore:
        """Every handwritten field together."""
        return reduce(add, self.handwritten.values(), FieldScore())

    @cached_property
    def reliability(self) -> Reliability:
        """What the confidence of values found is worth."""
        return reliability(self.outcomes)

    @cached_property
    def reliability_of_absences(self) -> Reliability:
        """What the confidence of absences is worth."""
        absent = [each for each in self.outcomes if each.read is not None and each.read.state == "absent"]
        return measure((each.read.confidence, each.right) for each in absent if each.read is not None)

    @cached_property
    def reliability_by_field(self) -> Mapping[str, Reliability]:
        """The same for values found, by field."""
        names = dict.fromkeys(each.field for each in self.outcomes if each.found)
        return {name: reliability([each for each in self.outcomes if each.field == name]) for name in names}

    @cached_property
    def accepted(self) -> Acceptance:
        """Values found that nobody need look at, as the record's own thresholds have it."""
        return by_thresholds((not each.doubtful, each.right) for each in self.outcomes if each.found)

    @cached_property
    def curve(self) -> tuple[Acceptance, ...]:
        """What one threshold for all values found would accept, for every threshold."""
        return curve((each.read.confidence, each.right) for each in self.outcomes if each.found and each.read is not None)

    @cached_property
    def seconds(self) -> float:
        """Wall-clock, all stages."""
        return sum(each.seconds for each in self.results)

    @property
    def seconds_per_page(self) -> float:
        """Wall-clock seconds, all stages and files."""
        return self.seconds / max(1, self.pages)

    @property
    def processor_per_page(self) -> float:
        """Seconds of one core."""
        return sum(each.processor for each in self.results) / max(1, self.pages)

    @cached_property
    def stages(self) -> Mapping[str, float]:
        """Seconds by stage."""
        return dict(reduce(add, (Counter(each.stages) for each in self.results), Counter[str]()))

    @property
    def finding_share(self) -> float | None:
        """Seconds spent on documents and fields, as a share of those spent on reading; None where nothing was read."""
        reading = self.stages.get("reading", 0.0)
        return sum(self.stages.get(stage, 0.0) for stage in FINDING) / reading if reading else None

    @property
    def memory(self) -> Peak:
        """The highest of any file."""
        return reduce(or_, (each.memory for each in self.results), Peak())


@dataclass(frozen=True)
class Report:
    """An evaluation. `settings` are those it ran with."""

    files: tuple[FileResult, ...]
    jobs: int
    settings: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def folders(self) -> tuple[Figures, ...]:
        """Figures by folder, in the order in which folders came."""
        names = dict.fromkeys(each.folder for each in self.files)
        return tuple(Figures(name, tuple(each for each in self.files if each.folder == name)) for name in names)

    @cached_property
    def total(self) -> Figures:
        """Figures of all files."""
        return Figures("total", self.files)


def scores(outcomes: Iterable[FieldOutcome], key: Callable[[FieldOutcome], _Key]) -> dict[_Key, FieldScore]:
    """The counts of `outcomes` by key, in the order in which keys come."""
    parts: dict[_Key, list[FieldOutcome]] = {}
    for each in outcomes:
        parts.setdefault(key(each), []).append(each)
    return {name: tally(part) for name, part in parts.items()}


def reliability(outcomes: Sequence[FieldOutcome]) -> Reliability:
    """What the confidence of the values found among `outcomes` is worth."""
    return measure((each.read.confidence, each.right) for each in outcomes if each.found and each.read is not None)
