"""What is read against what is true.

    report = evaluate([folder, …], settings, jobs=2, on_file=…)   # computes
    render(report, console)                                       # shows it as tables (rich)
    report.to_json()                                              # the same figures for machines

Truth files are `NAME.truth.json` beside the scans `NAME.*` (see `truth`). The text figures are defined in `text`.
"""

from extractor.evaluation.measure import evaluate
from extractor.evaluation.report import Report
from extractor.evaluation.tables import render

__all__ = ["Report", "evaluate", "render"]
