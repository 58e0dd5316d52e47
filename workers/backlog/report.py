"""The final report of a backlog: what was read, what it comes to in A4 sheets, what needed nobody, what failed and why."""

from __future__ import annotations

import hashlib
import heapq
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal
from uuid import UUID

from workers import clock
from workers.backlog import inventory, page
from workers.backlog.inventory import Wrong
from workers.backlog.totals import Inspected, Options, Report, Totals
from workers.backlog.workbook import Workbook
from workers.database import batch_figures, batch_rows
from workers.database.batch_figures import Overview
from workers.database.batch_rows import ReportRow
from workers.service import Service

ON_PAGE = 1000
"""Dossiers that the page lists one by one; the workbook lists all."""

MEDIA_TYPES = {
    "html": "text/html; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def write(
    service: Service,
    batch: UUID,
    out: Path,
    options: Options,
    reason: Callable[[str], str] = str,
    inspected: Sequence[Inspected] = (),
) -> tuple[Path, Path]:
    """Writes `report-ID.html` and `report-ID.xlsx` into `out` and returns them. `inspected`: lots that were made of the batch.

    Dossiers pass one by one: a hundred thousand need no more memory than a thousand.
    """
    out.mkdir(parents=True, exist_ok=True)
    overview = batch_figures.overview(service.engine, batch)
    wrong, lines = _wrong(service, overview)
    paths = out / f"report-{str(batch)[:8]}.html", out / f"report-{str(batch)[:8]}.xlsx"
    totals, drawn = Totals(), _Sample(options)
    shown: list[ReportRow] = []
    with Workbook(paths[1], reason, names=options.names) as workbook:
        for row in batch_rows.rows(service.engine, batch):
            totals.add(row)
            drawn.add(row)
            workbook.add(row)
            if len(shown) < ON_PAGE:
                shown.append(row)
        made_at = clock.now()
        report = Report(overview, totals, options, drawn.rows, made_at, reason, wrong, tuple(lines), tuple(inspected))
        workbook.finish(report)
    paths[0].write_text(page.render(report, shown), encoding="utf-8")
    return paths


def apart(
    service: Service,
    batch: UUID,
    kind: Literal["html", "xlsx"],
    options: Options,
    reason: Callable[[str], str],
    inspected: Sequence[Inspected],
) -> tuple[Path, Callable[[], None]]:
    """As `write` has it, one of its files in a folder of its own, and what takes the folder away again."""
    folder = tempfile.TemporaryDirectory(prefix="report.")
    try:
        made = write(service, batch, Path(folder.name), options, reason, inspected)
    except BaseException:
        folder.cleanup()
        raise
    return next(each for each in made if each.suffix == f".{kind}"), folder.cleanup


def _wrong(service: Service, overview: Overview) -> tuple[dict[str, int], list[Wrong]]:
    if not overview.inventory:
        return {}, []
    return inventory.wrong_lines(service.storage, service.settings.records_bucket, overview.inventory)


class _Sample:
    """Draws read dossiers: those whose SHA-256 of seed and id is smallest, whatever the others are and in any order."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._heap: list[tuple[int, str, ReportRow]] = []

    def add(self, row: ReportRow) -> None:
        if row.state != "done" or not self._options.sample:
            return
        drawn = int.from_bytes(hashlib.sha256(f"{self._options.seed} {row.id}".encode()).digest())
        if len(self._heap) < self._options.sample:
            heapq.heappush(self._heap, (-drawn, str(row.id), row))
        else:
            heapq.heappushpop(self._heap, (-drawn, str(row.id), row))

    @property
    def rows(self) -> tuple[ReportRow, ...]:
        return tuple(row for _, _, row in sorted(self._heap, reverse=True))
