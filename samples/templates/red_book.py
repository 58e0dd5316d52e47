"""Land certificates until 2009, the red book: the form of 1993 with a table of parcels, and that of 2004 in numbered items.

Both were filled by hand for years, then by computer.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from samples import marks
from samples.case import Case
from samples.flow import Flow
from samples.numerals import area_in_words, comma, misstated, plain
from samples.sheet import RED, Mark, Sheet, mm, pt
from samples.templates import frame, land
from samples.templates.certified import certify
from samples.templates.fill import Fill
from samples.templates.table import Cell, table
from samples.typeset import Style, natural, set_line, words

NAME = "Giấy chứng nhận quyền sử dụng đất"
_TABLE, _ITEMS, _LAST = date(1996, 3, 4), date(2005, 1, 4), date(2009, 11, 27)


def red_book(flow: Flow, case: Case) -> frame.Draft:
    """A certificate in the red book, as chance has it in one of its two forms."""
    items = case.chance.random() < 0.6
    case = land.issued(case, _ITEMS if items else _TABLE, _LAST if items else date(2004, 11, 30))
    rng, facts = case.chance, frame.Facts()
    flow.sheets[:] = [Sheet(round(mm(190)), round(mm(265)))]
    flow.left, flow.right, flow.y, flow.bottom = mm(18), mm(174), mm(16), mm(255)
    flow.size, flow.spacing = pt(rng.choice([12.5, 13, 13.5])), rng.uniform(1.1, 1.3)
    pen = case.pen if case.signed and rng.random() < (0.55 if items else 0.8) else None
    fill = Fill(flow, facts, Style(size=flow.size), pen)
    _cover(flow, case, fill)
    _turn(flow)
    (_items if items else _table)(flow, case, fill)
    if len(flow.sheets) < 3:
        _turn(flow)
    land.caption(flow, f"{'V- ' if items else ''}Sơ đồ thửa đất")
    land.set_plan(flow, case, high=mm(95))
    land.caption(flow, f"{'VI- ' if items else ''}Những thay đổi sau khi cấp giấy chứng nhận")
    land.set_changes(flow, case, land.later_changes(case), empty=mm(50))
    if rng.random() < 0.15:
        certify(flow, case, rng, case.when)
    return facts.draft(NAME, flow)


def _turn(flow: Flow) -> None:
    """The booklet's next page, which bears no number."""
    flow.sheets.append(Sheet(round(mm(190)), round(mm(265))))
    flow.y = mm(16)


def _cover(flow: Flow, case: Case, fill: Fill) -> None:
    """State, emblem, title and serial; no owner yet."""
    bold = Style(size=pt(13)).bold()
    flow.y = mm(26)
    flow.centred(frame.state_name(case), bold)
    flow.centred(frame.MOTTO, bold)
    flow.rule(natural(words(frame.MOTTO, bold)))
    emblem = marks.emblem(mm(34))
    flow.sheet.marks.append(Mark("emblem", emblem, (flow.left + flow.right - emblem.width) / 2, flow.y + mm(12)))
    flow.y += mm(60)
    red = Style(size=pt(24), colour=RED).bold()
    flow.centred("GIẤY CHỨNG NHẬN", red, "doc_type_printed")
    flow.centred("QUYỀN SỬ DỤNG ĐẤT", red, "doc_type_printed", before=mm(2))
    fill.facts.fields["doc_type_printed"] = "GIẤY CHỨNG NHẬN QUYỀN SỬ DỤNG ĐẤT"
    text = land.serial(case.chance, case.chance.choice([1, 2]), 6)
    serial = Style(size=pt(16), colour=RED).bold()
    land.set_serial(flow.sheet, fill.facts, text, flow.left, flow.bottom - mm(6), flow.right - flow.left, "right", serial)


def _items(flow: Flow, case: Case, fill: Fill) -> None:
    """The form of 2004."""
    rng, parcel, facts = case.chance, case.story.parcel, fill.facts
    bold = Style(size=pt(13)).bold()
    flow.centred(case.agency.heading, bold, "issuing_agency")
    flow.centred("CHỨNG NHẬN", Style(size=pt(14)).bold(), before=mm(2))
    land.caption(flow, "I- Tên người sử dụng đất:")
    land.set_owners(fill, case, land.owners(case), case.when)
    land.caption(flow, "II- Thửa đất được quyền sử dụng")
    half = mm(24)
    fill.line(
        fill.pair("1. Thửa đất số:", parcel.number, "parcel_no", width=half),
        fill.pair("2. Tờ bản đồ số:", parcel.sheet, "map_sheet_no", width=half),
    )
    fill.line(fill.pair("3. Địa chỉ thửa đất:", parcel.place.address(case.when), "parcel_address"))
    fill.line(fill.pair("4. Diện tích:", comma(parcel.area), "area", plain(parcel.area), width=mm(34)), words("m²", fill.style))
    said = misstated(rng, parcel.area)
    fill.doubted(parcel.area, said)
    spelt = area_in_words(said).capitalize()
    fill.line(fill.pair(rng.choice(["Bằng chữ:", "(Bằng chữ:", "Viết bằng chữ:"]), spelt, "area_in_words", plain(said)))
    fill.line(words("5. Hình thức sử dụng:", fill.style))
    shares = ("không", comma(parcel.area)) if parcel.form == "Sử dụng chung" else (comma(parcel.area), "không")
    for label, share in zip(("+ Sử dụng riêng:", "+ Sử dụng chung:"), shares, strict=True):
        value = fill.value(share, "use_form", width=mm(34))
        fill.line(words(label, fill.style, "use_form"), value, words("m²", fill.style, "use_form"), inset=mm(8))
    facts.fields["use_form"] = f"+ Sử dụng riêng: {shares[0]} m² + Sử dụng chung: {shares[1]} m²"
    fill.line(fill.pair("6. Mục đích sử dụng đất:", parcel.printed_uses.replace(" m²", "m2"), "land_use"))
    fill.line(fill.pair("7. Thời hạn sử dụng đất:", parcel.printed_terms, "use_term"))
    fill.line(fill.pair("8. Nguồn gốc sử dụng đất:", parcel.origin, "use_origin"))
    land.caption(flow, "III- Tài sản gắn liền với đất")
    fill.line(fill.pair("", rng.choice([land.EMPTY, "Không", "Nhà cấp 4"])))
    land.caption(flow, "IV- Ghi chú")
    fill.line(fill.pair("", "Không"))
    _signed(flow, case, fill)
    facts.fields["issuing_agency"] = case.agency.heading


def _table(flow: Flow, case: Case, fill: Fill) -> None:
    """The form of 1993: `CHỨNG NHẬN … được quyền sử dụng … m² đất tại …`, then a table of parcels."""
    rng, story = case.chance, case.story
    parcel = replace(story.parcel, uses=story.parcel.uses[:1], terms=story.parcel.terms[:1])
    flow.centred(case.agency.heading, Style(size=pt(13)).bold(), "issuing_agency")
    flow.centred("CHỨNG NHẬN", Style(size=pt(14)).bold(), before=mm(3))
    owner = story.applicant
    title = "Bà" if owner.woman else "Ông"
    fill.line(fill.pair(rng.choice([f"Hộ {title.lower()}:", f"{title}:"]), owner.name, "owner_name"))
    fill.line(fill.pair("Thường trú tại:", story.home.address(case.when), "owner_address"))
    area = fill.pair("Được quyền sử dụng:", comma(parcel.area), "area", plain(parcel.area), width=mm(34))
    fill.line(area, words("m² đất", fill.style))
    fill.line(fill.pair("Tại:", parcel.place.units(case.when), "parcel_address"))
    fill.line(words("Theo bảng liệt kê dưới đây:", fill.style))
    flow.y += mm(2)
    heads = ["Số tờ bản đồ", "Số thửa", "Diện tích (m²)", "Mục đích sử dụng", "Thời hạn sử dụng", "Phần ghi thêm"]
    kind, term = parcel.uses[0][0], parcel.terms[0]
    texts = {
        "map_sheet_no": parcel.sheet,
        "parcel_no": parcel.number,
        "": comma(parcel.area),
        "land_use": kind,
        "use_term": term,
    }
    for field, text in texts.items():
        if field:
            fill.told(field, text)
    row = [Cell(text, field, fill.pen) for field, text in texts.items()]
    table(flow, heads, [[*row, ""]], (0.13, 0.12, 0.16, 0.25, 0.18, 0.16), "cccllc", size=pt(12))
    flow.y += mm(2)
    fill.line(fill.pair("Cộng:", comma(parcel.area), width=mm(34)), words("m²", fill.style))
    _signed(flow, case, fill)
    fill.facts.fields["issuing_agency"] = case.agency.heading


def _signed(flow: Flow, case: Case, fill: Fill) -> None:
    if flow.y > mm(186):
        _turn(flow)
    page, wide = flow.sheet, mm(84)
    flow.y += mm(4)
    x, top = flow.right - wide, flow.y
    day = frame.day_line(replace(case, day_by="hand" if fill.pen else "print"), fill.facts, Style(size=pt(12.5)).italic())
    y = frame.column(flow, day, x, top, wide)
    end = frame.sign(flow, case, fill.facts, x, wide, y + mm(1), size=12)
    small = replace(fill, style=Style(size=pt(12)))
    number = f"{case.chance.choice(['', 'H ', 'H', 'QSDĐ/'])}{case.chance.randint(12, 4800):05d}"
    number = number if not number.startswith("QSDĐ/") else f"{number[5:]} QSDĐ/{case.agency.unit.split()[-1][0]}"
    label = case.chance.choice(["Vào sổ cấp giấy chứng nhận số:", "Số vào sổ cấp giấy chứng nhận quyền sử dụng đất:"])
    line = small.pair(label, number, "registry_number", width=mm(40))
    foot = end + mm(8) if len(flow.sheets) > 2 else page.height - mm(9)
    set_line(page, line, flow.left, foot, flow.right - flow.left, "left", flow.rng)
    flow.y = foot + mm(4)
