"""The final report as a page that needs nothing else and can be printed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from extractor.templates import templates
from workers.backlog import wording
from workers.backlog.sheets import EQUIVALENTS, FORMATS, UNKNOWN, a4_equivalents
from workers.backlog.totals import Report
from workers.database.batch_rows import ReportRow


def render(report: Report, shown: Sequence[ReportRow]) -> str:
    """The page; `shown` are the dossiers that it lists one by one."""
    environment = templates(Path(__file__).parent / "templates")
    environment.filters |= {
        "number": wording.number,
        "share": wording.share,
        "error_share": wording.error_share,
        "moment": wording.moment,
    }
    batch = report.batch
    return environment.get_template("report.html").render(
        report=report,
        batch=batch,
        totals=report.totals,
        options=report.options,
        shown=shown,
        wording=wording,
        place=wording.place(batch.bucket, batch.prefix, batch.inventory, names=report.options.names),
        formats=(*FORMATS, UNKNOWN),
        weights=EQUIVALENTS,
        equivalents=a4_equivalents,
    )
