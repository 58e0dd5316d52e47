"""What is read against what is true.

    report = evaluate([folder, …], settings, jobs=2, on_file=…)   # computes
    render(report, console)                                       # shows it as tables (rich)
    to_json(report)                                               # the same figures for machines
    html = to_html(report, settings)                              # and as a page for people, with pictures of what went wrong

Truth files are `NAME.truth.json` beside the scans `NAME.*` (see `truth`). The text figures are defined in `text`, those of
fields in `fields`, of confidence in `reliability` and `acceptance`.
"""

from extractor.evaluation.measure import evaluate
from extractor.evaluation.page import to_html
from extractor.evaluation.plain import to_json
from extractor.evaluation.report import Report
from extractor.evaluation.tables import render

__all__ = ["Report", "evaluate", "render", "to_html", "to_json"]
