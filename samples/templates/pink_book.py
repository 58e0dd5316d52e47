"""Land certificates of 2009 to 2024 (TT 17/2009, TT 23/2014/TT-BTNMT): four pages, or the folded sheet scanned open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from samples import codes, marks
from samples.case import Case
from samples.flow import Flow
from samples.numerals import area_in_words, comma, misstated, plain
from samples.sheet import RED, Mark, Sheet, mm, pt
from samples.templates import frame, land
from samples.templates.fill import Fill
from samples.typeset import Style, natural, set_line, words

NAME = "Giấy chứng nhận quyền sử dụng đất, quyền sở hữu nhà ở và tài sản khác gắn liền với đất"
_FIRST, _LAST = date(2010, 1, 5), date(2024, 11, 29)
_WIDE, _HIGH = mm(190), mm(265)


def pink_book(flow: Flow, case: Case) -> frame.Draft:
    """A certificate in the pink book."""
    facts, case = frame.Facts(), land.issued(case, _FIRST, _LAST)
    rng = case.chance
    opened = rng.random() < 0.35
    if opened:
        flow.sheets[:] = [Sheet(round(2 * _WIDE), round(_HIGH)), Sheet(round(2 * _WIDE), round(_HIGH))]
    else:
        flow.sheets[:] = [Sheet(round(_WIDE), round(_HIGH)) for _ in range(4)]
    flow.size, flow.spacing = pt(rng.choice([12, 12.5, 13])), rng.uniform(1.0, 1.12)
    style = Style(size=flow.size)
    fill = Fill(flow, facts, style, value_style=style.bold() if rng.random() < 0.3 else None)
    pages = (_cover, _parcel, _plan, _changes)
    sheets = list(flow.sheets)
    places = ((0, 1), (1, 0), (1, 1), (0, 0)) if opened else ((0, 0), (1, 0), (2, 0), (3, 0))
    order = (3, 0, 1, 2) if opened else (0, 1, 2, 3)
    for number in order:
        sheet, half = places[number]
        flow.sheets[:] = [sheets[sheet]]
        flow.left, flow.right = half * _WIDE + mm(18), (half + 1) * _WIDE - mm(16)
        flow.y, flow.bottom = mm(16), _HIGH - mm(10)
        pages[number](flow, case, fill)
    flow.sheets[:] = sheets
    return facts.draft(NAME, flow)


def _cover(flow: Flow, case: Case, fill: Fill) -> None:
    rng, facts = case.chance, fill.facts
    bold = Style(size=pt(13)).bold()
    flow.centred(frame.STATE, bold)
    flow.centred(frame.MOTTO, bold)
    flow.rule(natural(words(frame.MOTTO, bold)))
    emblem = marks.emblem(mm(22))
    flow.sheet.marks.append(Mark("emblem", emblem, (flow.left + flow.right - emblem.width) / 2, flow.y + mm(3)))
    flow.y += mm(29)
    comma_or_not = rng.choice(["", ","])
    lines = ["GIẤY CHỨNG NHẬN", f"QUYỀN SỬ DỤNG ĐẤT{comma_or_not}", "QUYỀN SỞ HỮU NHÀ Ở VÀ TÀI SẢN KHÁC GẮN LIỀN VỚI ĐẤT"]
    for text, size in zip(lines, (20, 16, 12.5), strict=True):
        flow.centred(text, Style(size=pt(size), colour=RED).bold(), "doc_type_printed", before=mm(1))
    facts.fields["doc_type_printed"] = " ".join(lines)
    flow.y += mm(5)
    land.caption(flow, "I. Người sử dụng đất, chủ sở hữu nhà ở và tài sản khác gắn liền với đất", size=12)
    land.set_owners(fill, case, land.owners(case), case.when)
    text = land.serial(rng, 2, 6)
    serial = Style(size=pt(17), colour=RED).bold()
    land.set_serial(flow.sheet, facts, text, flow.left, _HIGH - mm(14), flow.right - flow.left, "right", serial)


def _parcel(flow: Flow, case: Case, fill: Fill) -> None:
    parcel, rng = case.story.parcel, case.chance
    land.caption(flow, "II. Thửa đất, nhà ở và tài sản khác gắn liền với đất", size=12)
    land.caption(flow, "1. Thửa đất:", before=mm(1), size=12)
    fill.line(
        fill.pair("a) Thửa đất số:", parcel.number, "parcel_no", end=rng.choice([",", ";"])),
        fill.pair(rng.choice(["tờ bản đồ số:", "Tờ bản đồ số:"]), parcel.sheet, "map_sheet_no"),
    )
    fill.line(
        fill.pair(
            rng.choice(["b) Địa chỉ:", "b) Địa chỉ thửa đất:"]), parcel.place.address(case.when), "parcel_address", end=","
        )
    )
    area_text = f"{comma(parcel.area)} m²"
    said = misstated(rng, parcel.area)
    fill.doubted(parcel.area, said)
    fill.line(
        fill.pair("c) Diện tích:", area_text, "area", plain(parcel.area), end=","),
        fill.pair("(bằng chữ:", area_in_words(said).capitalize(), "area_in_words", plain(said), end=")"),
    )
    fill.line(fill.pair("d) Hình thức sử dụng:", parcel.printed_form, "use_form"))
    fill.line(fill.pair(rng.choice(["đ) Mục đích sử dụng:", "đ) Mục đích sử dụng đất:"]), parcel.printed_uses, "land_use"))
    fill.line(fill.pair("e) Thời hạn sử dụng:", parcel.printed_terms, "use_term"))
    fill.line(fill.pair(rng.choice(["g) Nguồn gốc sử dụng:", "g) Nguồn gốc sử dụng đất:"]), parcel.origin, "use_origin"))
    _assets(flow, case)
    flow.y += mm(4)
    wide = mm(82)
    x = flow.right - wide
    y = frame.column(flow, frame.day_line(case, fill.facts, Style(size=pt(12)).italic()), x, flow.y, wide)
    frame.sign(flow, case, fill.facts, x, wide, y + mm(1), issuer=True, size=11.5)
    _registry(flow, case, fill)


def _assets(flow: Flow, case: Case) -> None:
    rng = case.chance
    house = rng.random() < 0.25
    style = Style(size=pt(12))
    for number, label in enumerate(
        ("Nhà ở:", "Công trình xây dựng khác:", "Rừng sản xuất là rừng trồng:", "Cây lâu năm:", "Ghi chú:"), 2
    ):
        value = rng.choice([land.EMPTY, land.EMPTY, "Không", "Chưa chứng nhận quyền sở hữu"]) if number < 6 else "Không."
        if number == 2 and house:
            value = (
                f"Loại nhà ở: Nhà ở riêng lẻ; Diện tích xây dựng: {rng.randint(40, 120)},{rng.randint(0, 9)} m²; "
                f"Diện tích sàn: {rng.randint(120, 380)},0 m²; Hình thức sở hữu: Sở hữu riêng; "
                f"Số tầng: {rng.randint(1, 4)}; Cấp (Hạng): Cấp III."
            )
        flow.paragraph((*words(f"{number}. {label}", style.bold()), *words(value, style)), align="left", before=mm(0.6))


def _registry(flow: Flow, case: Case, fill: Fill) -> None:
    """`Số vào sổ cấp GCN` at the foot, often by hand over dots."""
    rng = case.chance
    style = Style(size=pt(11.5))
    prefix = rng.choice(["CH ", "CH", "CS ", "CS", "CN ", "VP ", "BC "])
    text = f"{prefix}{rng.randint(12, 9999):05d}"
    label = words(rng.choice(["Số vào sổ cấp GCN:", "Số vào sổ cấp giấy chứng nhận:", "Số vào sổ cấp GCN:"]), style)
    hand = replace(fill, style=style, value_style=None, pen=case.pen if rng.random() < 0.5 else None)
    value = hand.value(text, "registry_number", width=mm(34))
    set_line(flow.sheet, (*label, *value), flow.left, _HIGH - mm(12), flow.right - flow.left, "left", flow.rng)


def _plan(flow: Flow, case: Case, fill: Fill) -> None:
    land.caption(flow, "III. Sơ đồ thửa đất, nhà ở và tài sản khác gắn liền với đất", size=12)
    land.set_plan(flow, case, high=mm(110))
    land.caption(flow, "IV. Những thay đổi sau khi cấp giấy chứng nhận", size=12)
    land.set_changes(flow, case, land.later_changes(case), empty=mm(40))


def _changes(flow: Flow, case: Case, fill: Fill) -> None:
    rng = case.chance
    land.set_changes(flow, case, [], empty=mm(170))
    flow.y += mm(6)
    note = (
        "Người được cấp Giấy chứng nhận không được sửa chữa, tẩy xóa hoặc bổ sung bất kỳ nội dung nào trong Giấy chứng nhận; "
        "khi bị mất hoặc hư hỏng Giấy chứng nhận phải khai báo ngay với cơ quan cấp Giấy."
    )
    flow.paragraph(words(note, Style(size=pt(10)).italic().bold()), align="justify")
    if rng.random() < 0.7:
        codes.set_barcode(flow.sheet, f"{rng.randint(0, 10**13 - 1):013d}", flow.left, flow.y + mm(3), mm(60), mm(9))
