"""Ruled tables: a list of people behind a decision, a table of costs inside a plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from samples.case import Case
from samples.flow import LEADING, Flow
from samples.people import somebody
from samples.sheet import Rule, mm, pt
from samples.typeset import Align, Pen, Piece, Style, broken, set_line, words

_PAD = mm(1.4)


def roster(flow: Flow, case: Case, reference: str) -> None:
    """A page of its own: DANH SÁCH, the decision that it belongs to, and numbered people."""
    flow.turn()
    flow.centred("DANH SÁCH", flow.style.bold())
    flow.centred("Các hộ gia đình, cá nhân được hỗ trợ", flow.style.bold())
    flow.centred(reference, flow.style.italic())
    flow.y += mm(4)
    rng = case.writer.rng
    rows = []
    for number in range(1, rng.randint(9, 16)):
        person = somebody(rng, highland=0.5)
        rows.append([str(number), person.name, person.born.strftime("%d/%m/%Y"), person.people, case.writer.money()])
    table(flow, ["TT", "Họ và tên", "Ngày sinh", "Dân tộc", "Số tiền (đồng)"], rows, (0.08, 0.36, 0.19, 0.15, 0.22), "clccr")


def budget(flow: Flow, case: Case) -> None:
    """A table of costs between two paragraphs."""
    rng = case.writer.rng
    jobs = ["Vật tư, nhiên liệu", "Nhân công", "In ấn tài liệu tuyên truyền", "Thuê phương tiện vận chuyển", "Chi khác"]
    rows = [
        [str(n), job, str(rng.randint(1, 90)), case.writer.money()]
        for n, job in enumerate(rng.sample(jobs, rng.randint(3, 5)), 1)
    ]
    flow.y += mm(3)
    table(flow, ["TT", "Nội dung chi", "Số lượng", "Thành tiền (đồng)"], rows, (0.09, 0.48, 0.17, 0.26), "clcr")
    flow.y += mm(3)


@dataclass(frozen=True)
class Cell:
    """A cell that is truth, or that a hand has filled."""

    text: str
    field: str = ""
    pen: Pen | None = None

    def pieces(self, style: Style) -> tuple[Piece, ...]:
        """Its words as they are set."""
        if self.pen:
            style = Style(self.pen.for_text(self.text).face, style.size * self.pen.scale, self.pen.colour)
        return words(self.text, style, self.field)


def table(
    flow: Flow,
    heads: Sequence[str],
    rows: Sequence[Sequence[str | Cell]],
    shares: Sequence[float],
    aligns: str,
    *,
    size: float = pt(12.5),
) -> None:
    """Cells in reading order row by row, every border ruled; `aligns` holds c, l or r for each column."""
    style = Style(size=size)
    edges = [flow.left]
    for share in shares:
        edges.append(edges[-1] + share * (flow.right - flow.left))
    _row(flow, heads, edges, "c" * len(heads), style.bold())
    for row in rows:
        _row(flow, row, edges, aligns, style)


def _row(flow: Flow, cells: Sequence[str | Cell], edges: Sequence[float], aligns: str, style: Style) -> None:
    filled = [Cell(cell) if isinstance(cell, str) else cell for cell in cells]
    broken_cells = [broken(cell.pieces(style), edges[n + 1] - edges[n] - 2 * _PAD) for n, cell in enumerate(filled)]
    pitch = LEADING * max([style.size, *(piece.style.size for lines in broken_cells for line in lines for piece in line)])
    height = max(len(lines) for lines in broken_cells) * pitch + 2 * _PAD
    flow.keep(height)
    top = flow.y
    names: dict[str, Align] = {"c": "centre", "l": "left", "r": "right"}
    for number, lines in enumerate(broken_cells):
        if not filled[number].text:
            continue
        y = top + (height - len(lines) * pitch) / 2
        for line in lines:
            x, wide = edges[number] + _PAD, edges[number + 1] - edges[number] - 2 * _PAD
            set_line(flow.sheet, line, x, y + style.size, wide, names[aligns[number]], flow.rng)
            y += pitch
    for x in edges:
        flow.sheet.rules.append(Rule(x, top, x, top + height, 3))
    for y in (top, top + height):
        flow.sheet.rules.append(Rule(edges[0], y, edges[-1], y, 3))
    flow.y = top + height
