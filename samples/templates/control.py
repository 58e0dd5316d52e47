"""Phiếu kiểm soát quá trình giải quyết hồ sơ (form 06 of TT 03/2025/TT-VPCP): who handed the dossier to whom, by hand."""

from __future__ import annotations

from datetime import datetime, timedelta

from samples import agencies, codes, marks
from samples.case import Case
from samples.filing import Filing, file
from samples.flow import Flow
from samples.sheet import Mark, Rule, mm, pt
from samples.templates import frame
from samples.templates.fill import Fill
from samples.typeset import REST, Pen, Piece, Style, blank, set_line, words

NAME = "Phiếu kiểm soát quá trình giải quyết hồ sơ"
_UNITS = (
    "Bộ phận Tiếp nhận và Trả kết quả",
    "Phòng Tài nguyên và Môi trường",
    "Phòng Kinh tế",
    "Phòng Tư pháp",
    "Văn phòng HĐND và UBND",
    "Lãnh đạo UBND",
    "Chi cục Thuế khu vực",
)
_SHARES = (0.24, 0.36, 0.2, 0.2)


def control(flow: Flow, case: Case) -> frame.Draft:
    """The slip of the story's dossier; times and units by hand, the code printed as a rule."""
    facts, rng, story = frame.Facts(), case.chance, case.story
    place, when = story.home, story.filed
    desk = agencies.one_stop(when, place.unit(when), place.district, "commune" if when >= agencies.TWO_TIERS else "district")
    case = case.issued(desk, when)
    filing = file(story)
    flow.size = pt(rng.choice([12, 12.5, 13]))
    hand = case.pen if case.signed and rng.random() < 0.8 else None
    fill = Fill(flow, facts, Style(size=flow.size), hand)
    frame.heading(flow, case, facts)
    if rng.random() < 0.4:
        box = codes.set_barcode(flow.sheet, filing.code, flow.left, flow.y - mm(3), mm(58), mm(8))
        flow.y = box.y1 + mm(2)
    flow.centred(NAME.upper(), Style(size=pt(14)).bold(), "doc_type_printed", narrow=mm(10))
    facts.fields["doc_type_printed"] = NAME.upper()
    _dossier(fill, case, filing)
    _steps(flow, case, filing, hand)
    return facts.draft(NAME, flow)


def _dossier(fill: Fill, case: Case, filing: Filing) -> None:
    rng, flow = case.chance, fill.flow
    by = fill if fill.pen and rng.random() < 0.25 else fill.printed()
    label = rng.choice(["Mã hồ sơ:", "Mã hồ sơ:", "Số hồ sơ:"])
    pair = by.pair(label, filing.code, "dossier_code", width=mm(70))
    flow.paragraph(pair, align="centre", before=mm(1))
    flow.y += mm(2)
    plain = fill.printed()
    if rng.random() < 0.7:
        plain.line(plain.pair(rng.choice(["Tên thủ tục hành chính:", "Thủ tục:"]), filing.procedure.name, "procedure_name"))
    if rng.random() < 0.7:
        label = rng.choice(
            ["Cơ quan (bộ phận) giải quyết hồ sơ:", "Cơ quan giải quyết:", "Cơ quan (bộ phận) giải quyết hồ sơ:"]
        )
        plain.line(plain.pair(label, rng.choice(_UNITS[1:4]), "handling_agency"))
    flow.y += mm(2)


def _steps(flow: Flow, case: Case, filing: Filing, pen: Pen | None) -> None:
    """One row a handover: from and to, when, with which outcome; the last rows stay empty."""
    rng, style = case.chance, Style(size=pt(11.5))
    edges = [flow.left]
    for share in _SHARES:
        edges.append(edges[-1] + share * (flow.right - flow.left))
    heads = ("TÊN CƠ QUAN", "THỜI GIAN GIAO, NHẬN HỒ SƠ", "KẾT QUẢ GIẢI QUYẾT HỒ SƠ (Trước hạn/Đúng hạn/Quá hạn)", "GHI CHÚ")
    top = flow.y
    lowest = top
    for n, head in enumerate(heads):
        y = frame.column(flow, words(head, style.bold()), edges[n] + mm(1), top + mm(1), edges[n + 1] - edges[n] - mm(2))
        lowest = max(lowest, y)
    _ruled(flow, edges, top, lowest + mm(1.5))
    at = filing.received
    steps = rng.randint(2, 4)
    for number in range(steps + rng.choice([0, 1])):
        known = number < steps
        to = rng.sample(_UNITS, 2) if number else [_UNITS[0], rng.choice(_UNITS[1:])]
        _step(flow, case, edges, to if known else ["", ""], at if known else None, pen)
        at += timedelta(hours=rng.randint(3, 50))


def _step(flow: Flow, case: Case, edges: list[float], units: list[str], at: datetime | None, pen: Pen | None) -> None:
    rng, style = case.chance, Style(size=pt(11.5))
    high = mm(38)
    if flow.y + high > flow.bottom:
        flow.turn()
    top = flow.y

    def cell(column: int, y: float, text: str, lead: str = "") -> None:
        x, wide = edges[column] + mm(1.5), edges[column + 1] - edges[column] - mm(3)
        head = words(lead, style)
        if text and not pen:
            frame.column(flow, (*head, *words(text, style)), x, y - style.size, wide, "left")
            return
        slot = (blank(text, style, REST, pen if text else None),)
        set_line(flow.sheet, (*head, *slot), x, y, wide, "left", flow.rng)

    for row, (lead, unit) in enumerate(zip(("Giao:", "Nhận:"), units, strict=True)):
        cell(0, top + mm(7 + 18 * row), unit if not pen or len(unit) < 24 else unit.split(" và ")[0], lead)
    hour, minute = (f"{at.hour:02d}", f"{at.minute:02d}") if at else ("", "")
    day = (f"{at.day:02d}", f"{at.month:02d}", str(at.year)) if at else ("", "", "")
    x, wide = edges[1] + mm(1.5), edges[2] - edges[1] - mm(3)

    def slot(text: str, width: float) -> tuple[Piece, ...]:
        return (blank(text, style, width, pen if text else None),) if pen or not text else words(text, style)

    first = [*slot(hour, mm(9)), *words("giờ", style), *slot(minute, mm(9)), *words("phút,", style)]
    second = [*words("ngày", style)]
    for part, label, width in zip(day, ("tháng", "năm", ""), (mm(8), mm(8), mm(12)), strict=True):
        second += [*slot(part, width), *words(label, style)]
    set_line(flow.sheet, first, x, top + mm(7), wide, "left", flow.rng)
    set_line(flow.sheet, second, x, top + mm(14), wide, "left", flow.rng)
    for row, lead in enumerate(("Người giao", "Người nhận")):
        middle = x + row * wide / 2
        set_line(flow.sheet, words(lead, style), middle, top + mm(21), wide / 2, "centre", flow.rng)
        if at and case.signed:
            picture = marks.signature(flow.rng, case.pen.colour, width=mm(20))
            flow.sheet.marks.append(Mark("signature", picture, middle + mm(3), top + mm(23)))
    if at:
        cell(2, top + mm(9), rng.choice(["Đúng hạn", "Đúng hạn", "Trước hạn", "Quá hạn"]))
        cell(3, top + mm(9), rng.choice(["", "", "Đủ hồ sơ", "Bổ sung bản vẽ"]))
    _ruled(flow, edges, top, top + high)


def _ruled(flow: Flow, edges: list[float], top: float, low: float) -> None:
    for x in edges:
        flow.sheet.rules.append(Rule(x, top, x, low, 3))
    for y in (top, low):
        flow.sheet.rules.append(Rule(edges[0], y, edges[-1], y, 3))
    flow.y = low
