"""Land certificates from 2025 on (TT 10/2024/TT-BTNMT): one sheet of A4, a QR code on its front."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from samples import codes, marks
from samples.case import Case
from samples.flow import Flow
from samples.numerals import comma, plain
from samples.sheet import RED, Mark, Sheet, mm, pt
from samples.templates import frame, land
from samples.templates.certified import certify
from samples.templates.fill import Fill
from samples.typeset import Style, natural, set_line, words

NAME = "Giấy chứng nhận quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất"
_FIRST, _LAST = date(2025, 1, 6), date(2026, 10, 30)


def land_sheet(flow: Flow, case: Case) -> frame.Draft:
    """A certificate of the present form; its dossier was filed after it was issued."""
    facts = frame.Facts()
    case = land.issued(replace(case, story=replace(case.story, filed=max(case.story.filed, date(2026, 3, 2)))), _FIRST, _LAST)
    rng = case.chance
    flow.left, flow.right, flow.y, flow.bottom = mm(22), mm(192), mm(18), mm(285)
    flow.size, flow.spacing = pt(rng.choice([12, 12.5, 13])), rng.uniform(1.0, 1.15)
    style = Style(size=flow.size)
    fill = Fill(flow, facts, style, value_style=style.bold() if rng.random() < 0.3 else None)
    _head(flow, case, fill)
    land.caption(flow, "1. Người sử dụng đất, chủ sở hữu tài sản gắn liền với đất:")
    land.set_owners(fill, case, land.owners(case), case.when)
    _parcel(flow, case, fill)
    _asset(flow, case, fill)
    _signed(flow, case, fill)
    flow.sheets.append(Sheet())
    flow.y = mm(18)
    land.caption(flow, "4. Sơ đồ thửa đất, tài sản gắn liền với đất:")
    land.set_plan(flow, case, high=mm(110))
    land.caption(flow, "5. Ghi chú:")
    fill.line(words(rng.choice(["-/-", "Không", "Thửa đất có 12,0 m² thuộc hành lang an toàn giao thông đường bộ."]), style))
    land.caption(flow, "6. Những thay đổi sau khi cấp Giấy chứng nhận:")
    land.set_changes(flow, case, land.later_changes(case), empty=mm(60))
    if rng.random() < 0.15:
        certify(flow, case, rng, case.when)
    return facts.draft(NAME, flow)


def _head(flow: Flow, case: Case, fill: Fill) -> None:
    rng, facts = case.chance, fill.facts
    bold = Style(size=pt(13)).bold()
    text = land.serial(rng, 2, 8)
    compact = text.replace(" ", "")
    payload = rng.choice([compact, f"https://gcn.example.vn/tra-cuu?so={compact}", f"{compact}|{case.when:%d%m%Y}"])
    codes.set_qr(flow.sheet, payload, flow.right - mm(22), flow.y, mm(24))
    emblem = marks.emblem(mm(20))
    flow.sheet.marks.append(Mark("emblem", emblem, flow.left, flow.y))
    flow.centred(frame.STATE, bold, narrow=mm(24))
    flow.centred(frame.MOTTO, bold, narrow=mm(24))
    flow.rule(natural(words(frame.MOTTO, bold)))
    flow.y += mm(8)
    break_ = rng.choice([",", ""])
    lines = ["GIẤY CHỨNG NHẬN", f"QUYỀN SỬ DỤNG ĐẤT{break_} QUYỀN SỞ HỮU TÀI SẢN GẮN LIỀN VỚI ĐẤT"]
    if rng.random() < 0.5:
        lines = ["GIẤY CHỨNG NHẬN", f"QUYỀN SỬ DỤNG ĐẤT{break_}", "QUYỀN SỞ HỮU TÀI SẢN GẮN LIỀN VỚI ĐẤT"]
    for line in lines:
        size = 18 if line == lines[0] else 13 if len(lines) == 2 else 15
        flow.centred(line, Style(size=pt(size), colour=RED).bold(), "doc_type_printed", before=mm(1))
    facts.fields["doc_type_printed"] = " ".join(lines)
    flow.y += mm(4)
    foot = flow.sheet.height - mm(10)
    serial = Style(size=pt(14), colour=RED).bold()
    where = rng.choice(["foot", "foot", "head"])
    y = foot if where == "foot" else mm(13)
    land.set_serial(flow.sheet, facts, text, flow.left, y, flow.right - flow.left, "right", serial)


def _parcel(flow: Flow, case: Case, fill: Fill) -> None:
    rng, parcel = case.chance, case.story.parcel
    land.caption(flow, "2. Thông tin thửa đất:")
    number = fill.pair("a. Thửa đất số:", parcel.number, "parcel_no", end=rng.choice([";", ",", ""]))
    fill.line(number, fill.pair("tờ bản đồ số:", parcel.sheet, "map_sheet_no"))
    fill.line(fill.pair("b. Diện tích:", f"{comma(parcel.area)} m²", "area", plain(parcel.area)))
    fill.line(fill.pair("c. Loại đất:", parcel.printed_uses, "land_use"))
    fill.line(fill.pair("d. Thời hạn sử dụng đất:", parcel.printed_terms, "use_term"))
    fill.line(fill.pair("đ. Hình thức sử dụng đất:", parcel.printed_form, "use_form"))
    fill.line(fill.pair("e. Địa chỉ:", parcel.place.address(case.when), "parcel_address"))
    if rng.random() < 0.4:
        fill.line(fill.pair("g. Nguồn gốc sử dụng đất:", parcel.origin, "use_origin"))


def _asset(flow: Flow, case: Case, fill: Fill) -> None:
    """A house with areas, forms and terms of its own, or rows of `-/-`."""
    rng = case.chance
    land.caption(flow, "3. Thông tin tài sản gắn liền với đất:")
    labels = ("a. Tên tài sản:", "b. Diện tích sử dụng:", "c. Hình thức sở hữu:", "d. Thời hạn sở hữu:")
    if rng.random() < 0.35:
        size = f"{rng.randint(60, 280)},{rng.randint(0, 9)} m²"
        values = ("Nhà ở riêng lẻ", size, "Sở hữu riêng", "Sở hữu lâu dài")
    elif rng.random() < 0.5:
        fill.line(words(land.EMPTY, fill.style))
        return
    else:
        values = (land.EMPTY,) * 4
    for label, value in zip(labels, values, strict=True):
        fill.line(fill.pair(label, value))


def _signed(flow: Flow, case: Case, fill: Fill) -> None:
    rng, wide = case.chance, mm(88)
    x = flow.right - wide
    y = frame.column(flow, frame.day_line(case, fill.facts, Style(size=pt(12.5)).italic()), x, flow.y + mm(4), wide)
    frame.sign(flow, case, fill.facts, x, wide, y + mm(1), issuer=True, size=12)
    prefix = rng.choice(["VP ", "CN ", "CS ", "CN", "VP"])
    style = Style(size=pt(12))
    number = replace(fill, style=style, value_style=None).pair(
        rng.choice(["Số vào sổ cấp Giấy chứng nhận:", "Số vào sổ cấp GCN:"]),
        f"{prefix}{rng.randint(12, 9999):05d}",
        "registry_number",
    )
    set_line(flow.sheet, number, flow.left, flow.sheet.height - mm(10), flow.right - flow.left, "left", flow.rng)
