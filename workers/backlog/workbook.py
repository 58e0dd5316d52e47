"""The final report as a workbook: a summary, all dossiers one a row, and the sample. Rows go to disk as they come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from workers import clock
from workers.backlog import wording
from workers.backlog.inspected import inspection_rows
from workers.backlog.sheets import FORMATS, UNKNOWN, a4_equivalents
from workers.backlog.totals import Inspected, Report
from workers.database.batch_rows import ReportRow

FULL = 1_048_576 - 1
"""Dossiers of one sheet: the rows that Excel opens, less the heading."""

Cell = str | float | datetime | None

_COLUMNS: tuple[tuple[str, int], ...] = (
    ("Mã trong hệ thống", 38),
    ("Trạng thái", 16),
    ("Văn bản", 9),
    ("Loại văn bản", 34),
    ("Trang", 8),
    ("Quy đổi A4", 11),
    ("Trường", 9),
    ("Cần người xem", 14),
    ("Đọc xong", 17),
    ("Lý do không đọc được", 60),
)
"""Heading and width in characters."""
_NAMED: tuple[tuple[str, int], ...] = (("Hồ sơ", 34), ("Mã hồ sơ khai báo", 24))


class Workbook:
    """A workbook that is complete when its block is left without an error; dossiers are added one by one."""

    def __init__(self, path: Path, reason: Callable[[str], str], *, names: bool) -> None:
        self._book = xlsxwriter.Workbook(
            str(path),
            {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True},
        )
        self._reason = reason
        self._names = names
        self._head = self._book.add_format({"bold": True, "bg_color": "#1d4f7a", "font_color": "#ffffff", "text_wrap": True})
        self._title = self._book.add_format({"bold": True, "font_size": 14})
        self._bold = self._book.add_format({"bold": True})
        self._time = self._book.add_format({"num_format": "hh:mm dd/mm/yyyy", "align": "left"})
        self._share = self._book.add_format({"num_format": "0.0%"})
        self._fine = self._book.add_format({"num_format": "0.00%"})
        self._half = self._book.add_format({"num_format": "#,##0.0"})
        self._whole = self._book.add_format({"num_format": "#,##0"})
        self._wrapped = self._book.add_format({"text_wrap": True, "valign": "top"})
        self._summary = self._book.add_worksheet("Tổng hợp")
        self._dossiers = self._table("Hồ sơ")
        self._row = 0
        self._sheets = 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._book.close()

    def add(self, row: ReportRow) -> None:
        """Writes a dossier."""
        if self._row == FULL:
            self._sheets += 1
            self._dossiers, self._row = self._table(f"Hồ sơ {self._sheets}"), 0
        self._row += 1
        self._write(self._dossiers, self._row, self._cells(row))

    def finish(self, report: Report) -> None:
        """Writes what all dossiers come to, the sample, and the lines of an inventory that could not be used."""
        self._summary.set_column(0, 0, 40)
        self._summary.set_column(1, 1, 24)
        self._summary.set_column(2, 2, 14)
        for row, (cells, form) in enumerate(self._summary_rows(report)):
            if form is self._wrapped:
                self._summary.set_row(row, 48)
                self._summary.merge_range(row, 0, row, 2, cells[0], form)
                continue
            for column, cell in enumerate(cells):
                self._cell(self._summary, row, column, cell, form if column or form in (self._title, self._head) else None)
        if report.inspected:
            self._inspected(report.inspected)
        sample = self._table("Mẫu nghiệm thu", note=f"{wording.SAMPLE} Hạt giống: {report.options.seed}.")
        for row, each in enumerate(report.sample, start=2):
            self._write(sample, row, self._cells(each))
        if report.wrong:
            lines = self._book.add_worksheet("Dòng sai")
            lines.set_column(0, 0, 10)
            lines.set_column(1, 1, 60)
            lines.freeze_panes(1, 0)
            self._write(lines, 0, ("Dòng", "Lý do"), self._head)
            for row, wrong in enumerate(report.lines, start=1):
                self._write(lines, row, (wrong.line, wording.WRONG[wrong.reason]))

    def _inspected(self, inspected: Sequence[Inspected]) -> None:
        sheet = self._book.add_worksheet("Nghiệm thu")
        for column, width in enumerate((40, 34, 14, 10, 12, 12, 12)):
            sheet.set_column(column, column, width)
        rows = (each for lot in inspected for each in inspection_rows(lot))
        forms = {"head": self._head, "title": self._title, "share": self._fine, "whole": self._whole}
        for row, (cells, form) in enumerate(rows):
            for column, cell in enumerate(cells):
                shown = ("share" if column > 3 else "whole") if form == "field" else form
                self._cell(sheet, row, column, cell, forms.get(shown) if column or shown in ("head", "title") else None)

    def _table(self, name: str, note: str | None = None) -> Worksheet:
        sheet = self._book.add_worksheet(name)
        columns = (*_COLUMNS[:1], *(_NAMED if self._names else ()), *_COLUMNS[1:])
        head = 0
        for column, (_, width) in enumerate(columns):
            sheet.set_column(column, column, width)
        if note is not None:
            head = 1
            sheet.set_row(0, 48)
            sheet.merge_range(0, 0, 0, len(columns) - 1, note, self._wrapped)
        self._write(sheet, head, [heading for heading, _ in columns], self._head)
        sheet.freeze_panes(head + 1, 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(head)
        return sheet

    def _cells(self, row: ReportRow) -> Sequence[Cell]:
        named = (row.title, str((row.declared or {}).get("dossier_code", ""))) if self._names else ()
        read = row.state == "done"
        return (
            str(row.id),
            *named,
            wording.STATES[row.state],
            len(row.types) if read else None,
            ", ".join(dict.fromkeys(row.types)),
            row.pages if read else None,
            a4_equivalents(row.sheets) if read else None,
            row.fields if read else None,
            row.doubts if read else None,
            row.finished_at,
            self._reason(row.error_code) if row.state == "failed" and row.error_code else "",
        )

    def _summary_rows(self, report: Report) -> Iterable[tuple[Sequence[Cell], Format | None]]:
        batch, totals = report.batch, report.totals
        where = wording.place(batch.bucket, batch.prefix, batch.inventory, names=self._names)
        yield ("Báo cáo kết quả số hóa theo lô",), self._title
        yield ("Lô", str(batch.id)), None
        yield ("Nguồn", where), None
        yield ("Quy tắc", wording.RULES[batch.rule]), None
        yield ("Yêu cầu lúc", batch.asked_at), self._time
        yield ("Lập báo cáo lúc", report.made_at), self._time
        if not batch.is_finished:
            yield ("Lưu ý", "Lô chưa xong; số liệu sẽ còn thay đổi."), self._bold
        yield (), None
        yield ("Hồ sơ theo trạng thái", "Số hồ sơ"), self._head
        for state, name in wording.STATES.items():
            yield (name, totals.states[state]), self._whole
        yield ("Cộng", totals.dossiers), self._whole
        yield (), None
        yield ("Trang theo khổ giấy", "Số trang", "Quy đổi A4"), self._head
        for name in (*FORMATS, UNKNOWN):
            if totals.sheets[name] or name not in ("A0", UNKNOWN):
                shown = wording.UNKNOWN_FORMAT if name == UNKNOWN else name
                yield (shown, totals.sheets[name], a4_equivalents({name: totals.sheets[name]})), self._half
        yield ("Cộng", totals.pages, totals.equivalents), self._half
        yield (wording.EQUIVALENCE,), self._wrapped
        yield (), None
        yield ("Tự động", ""), self._head
        yield ("Trường có trên giấy", totals.fields), self._whole
        yield ("Trường cần người xem", totals.touched), self._whole
        yield ("Tỷ lệ trường tự động", totals.automatic if totals.automatic is not None else "–"), self._share
        yield ("Hồ sơ không cần người xem", totals.untouched), self._whole
        yield (wording.AUTOMATIC,), self._wrapped
        yield (), None
        yield ("Tốc độ", ""), self._head
        paces = (batch.overall.dossiers, batch.overall.pages) if batch.overall.tells else ("–", "–")
        yield ("Hồ sơ mỗi phút, từ lần yêu cầu sau cùng", paces[0]), self._half
        yield ("Trang mỗi phút, từ lần yêu cầu sau cùng", paces[1]), self._half
        yield ("Giây xử lý mỗi trang", totals.seconds / totals.pages if totals.pages else 0.0), self._half
        for title, counted in (("Văn bản theo loại", totals.types), ("Lý do không đọc được", totals.reasons)):
            yield (), None
            yield (title, "Số lượng"), self._head
            for name, count in counted.most_common():
                yield (self._reason(name) if counted is totals.reasons else name, count), self._whole
        if report.wrong:
            yield (), None
            yield ("Dòng sai trong danh mục", "Số dòng"), self._head
            for name, count in report.wrong.items():
                yield (wording.WRONG[name], count), self._whole

    def _write(self, sheet: Worksheet, row: int, cells: Sequence[Cell], form: Format | None = None) -> None:
        for column, cell in enumerate(cells):
            self._cell(sheet, row, column, cell, form)

    def _cell(self, sheet: Worksheet, row: int, column: int, cell: Cell, form: Format | None) -> None:
        match cell:
            case None:
                pass
            case str():
                sheet.write_string(row, column, cell, form)
            case datetime():
                sheet.write_datetime(row, column, clock.local(cell).replace(tzinfo=None), self._time)
            case _:
                sheet.write_number(row, column, cell, form)
