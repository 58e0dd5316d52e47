"""A report for machines: shares from 0 to 1 (null: nothing to share), seconds, bytes, and the counts behind them.

No value of a field is in it; the names of files are.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from extractor.evaluation.acceptance import ASKED, Acceptance, largest, needed
from extractor.evaluation.boundaries import BoundaryScore
from extractor.evaluation.fields import FieldScore
from extractor.evaluation.reliability import Reliability
from extractor.evaluation.report import Figures, FileResult, Report
from extractor.evaluation.text import TextScore


def to_json(report: Report) -> str:
    """All figures as JSON."""
    return json.dumps(
        {
            "jobs": report.jobs,
            "settings": report.settings,
            "total": _figures(report.total),
            "folders": [_figures(each) for each in report.folders],
            "files": [_file(each) for each in report.files],
        },
        ensure_ascii=False,
        indent=1,
    )


def _figures(figures: Figures) -> dict[str, Any]:
    return {
        "name": figures.name, "files": figures.files, "pages": figures.pages,
        "failed_files": figures.failed_files, "failures": dict(figures.failures),
        "text": _text(figures.text),
        "printed": {"all": _field(figures.all_printed), **{name: _field(each) for name, each in figures.printed.items()}},
        "handwritten": {
            "all": _field(figures.all_handwritten), **{name: _field(each) for name, each in figures.handwritten.items()}
        },
        "printed_by_type": _by_type(figures.by_type),
        "handwritten_by_type": _by_type(figures.handwritten_by_type),
        "calibration": {
            "found": _reliability(figures.reliability),
            "absent": _reliability(figures.reliability_of_absences),
            "by_field": {name: _reliability(each) for name, each in figures.reliability_by_field.items()},
        },
        "accepted": {
            "by_thresholds": _acceptance(figures.accepted),
            "by_confidence": {
                f"{asked:g}": {**_acceptance(largest(figures.curve, asked)), "needed": needed(asked)} for asked in ASKED
            },
        },
        "boundaries": _boundaries(figures.boundaries),
        "types": [{"true": true, "read": read, "pages": pages} for (true, read), pages in figures.types.items()],
        "seconds": round(figures.seconds, 3), "seconds_per_page": round(figures.seconds_per_page, 4),
        "stage_seconds_per_page": {
            name: round(spent / max(1, figures.pages), 4) for name, spent in figures.stages.items()
        },
        "finding_share_of_reading": figures.finding_share,
        "peak_memory": figures.memory.together, "peak_process_memory": figures.memory.largest,
    }  # fmt: skip


def _text(text: TextScore) -> dict[str, Any]:
    return {"cer": text.cer, "line_cer": text.line_cer, "wer": text.wer, "word_f1": text.f1, **vars(text)}


def _field(score: FieldScore) -> dict[str, Any]:
    shares = {
        "exact": score.exact, "precision": score.precision, "recall": score.recall, "honest": score.honest,
        "found_but_wrong": score.found_but_wrong,
    }  # fmt: skip
    return {**shares, "total": score.total, **vars(score)}


def _by_type(scores: Mapping[tuple[str, str], FieldScore]) -> dict[str, dict[str, Any]]:
    types: dict[str, dict[str, Any]] = {}
    for (kind, name), score in scores.items():
        types.setdefault(kind, {})[name] = _field(score)
    return types


def _reliability(reliability: Reliability) -> dict[str, Any]:
    return {
        "cases": reliability.cases, "right": reliability.right,
        "expected_error": reliability.error, "expected_error_by_width": reliability.error_by_width,
        "brier": reliability.brier, "bins": [vars(each) for each in reliability.bins],
    }  # fmt: skip


def _acceptance(acceptance: Acceptance) -> dict[str, Any]:
    return {"share": acceptance.share, "error": acceptance.error, "error_bounds": acceptance.error_bounds, **vars(acceptance)}


def _boundaries(score: BoundaryScore) -> dict[str, Any]:
    shares = {"precision": score.precision, "recall": score.recall, "f1": score.f1, "type_accuracy": score.type_accuracy}
    return {**shares, **vars(score)}


def _file(result: FileResult) -> dict[str, Any]:
    return {
        "folder": result.folder, "file": result.file, "pages": result.pages, "failures": list(result.failures),
        "text": _text(result.text) if result.text.pages else None,
        "fields": [
            {
                "type": each.type, "name": each.name, "outcome": each.outcome, "doubtful": each.doubtful,
                "state": each.read.state if each.read else None, "confidence": each.read.confidence if each.read else None,
            }
            for each in result.fields
        ],
        "seconds": round(result.seconds, 3),
    }  # fmt: skip
