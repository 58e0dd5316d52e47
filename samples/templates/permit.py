"""Giấy phép xây dựng: numbered items about the owner, the work and its measures, and a second page of obligations."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from samples import agencies
from samples.case import Case
from samples.flow import Flow
from samples.numerals import comma, plain
from samples.sheet import mm, pt
from samples.story import workday
from samples.templates import frame, land
from samples.templates.fill import Fill, slashed
from samples.typeset import Style, words

NAME = "Giấy phép xây dựng"
_OBLIGATIONS = (
    "1. Phải hoàn toàn chịu trách nhiệm trước pháp luật nếu xâm phạm các quyền hợp pháp của các chủ sở hữu liền kề.",
    "2. Phải thực hiện đúng các quy định của pháp luật về đất đai, về đầu tư xây dựng và Giấy phép xây dựng này.",
    "3. Phải thông báo bằng văn bản về ngày khởi công cho cơ quan cấp phép xây dựng trước khi khởi công xây dựng công trình.",
    "4. Xuất trình Giấy phép xây dựng cho cơ quan có thẩm quyền trước khi khởi công xây dựng và treo biển báo tại địa điểm "
    "xây dựng theo quy định.",
    "5. Khi điều chỉnh thiết kế làm thay đổi nội dung Giấy phép xây dựng thì phải đề nghị điều chỉnh và chờ quyết định của cơ "
    "quan cấp giấy phép.",
)


def permit(flow: Flow, case: Case) -> frame.Draft:
    """A permit for a house, from the department, the district or (from 7/2025) the commune."""
    facts, rng = frame.Facts(), case.chance
    when = workday(rng, date(2014, 1, 6), case.story.filed + timedelta(days=20))
    case = replace(case.issued(_issuer(case, when), when), arrival=False)
    flow.size = pt(rng.choice([12.5, 13, 13.5]))
    style = Style(size=flow.size)
    fill = Fill(flow, facts, style, value_style=style.bold() if rng.random() < 0.2 else None)
    board = case.agency.board is not None
    frame.head(flow, case, facts, "GPXD-UBND" if board and rng.random() < 0.3 else "GPXD", stamps=False)
    flow.centred(NAME.upper(), Style(size=pt(15)).bold(), "doc_type_printed")
    facts.fields["doc_type_printed"] = NAME.upper()
    flow.centred(rng.choice(["(Sử dụng cho nhà ở riêng lẻ)", "(Sử dụng cho nhà ở riêng lẻ tại đô thị)"]), style.italic())
    flow.y += mm(3)
    _holder(fill, case)
    _work(fill, case)
    fill.line(fill.pair(rng.choice(["3. Giấy tờ về đất đai:", "3. Giấy tờ về quyền sử dụng đất:"]), _paper(case), "land_paper"))
    months = str(rng.choice([12, 12, 12, 6]))
    fill.told("valid_months", months)
    head = words("4. Giấy phép này có hiệu lực khởi công xây dựng trong thời hạn", style)
    tail = words("tháng kể từ ngày cấp; quá thời hạn trên thì phải đề nghị gia hạn giấy phép xây dựng./.", style)
    fill.line(head, words(months, style, "valid_months"), tail)
    ends = ["Như trên;", "Phòng Quản lý đô thị;" if when < agencies.TWO_TIERS else "Phòng Kinh tế;", "Lưu: VT, HS."]
    frame.closing(flow, case, facts, ends)
    _second_page(flow, case, fill)
    return facts.draft(NAME, flow)


def _issuer(case: Case, when: date) -> agencies.Agency:
    place = case.story.parcel.place
    if case.chance.random() < 0.3:
        return agencies.department("Xây dựng", "SXD", when)
    unit = place.unit(when) if when >= agencies.TWO_TIERS else place.district
    return agencies.peoples_committee(unit, place.seat(when), when)


def _holder(fill: Fill, case: Case) -> None:
    rng, story = case.chance, case.story
    person = story.applicant
    title = "bà" if person.woman else "ông"
    label = rng.choice(["1. Cấp cho:", f"1. Cấp cho {title}:", "1. Cấp cho ông (bà):", f"1. Cấp cho hộ {title}:"])
    name = person.name.upper() if rng.random() < 0.3 else person.name
    title_first = f"{title.capitalize()} " if label == "1. Cấp cho:" and rng.random() < 0.6 else ""
    fill.line(fill.pair(f"{label} {title_first}".strip(), name, "holder_name"))
    fill.line(
        fill.pair(
            rng.choice(["Địa chỉ:", "- Địa chỉ thường trú:", "- Địa chỉ:"]), story.home.address(case.when), "holder_address"
        )
    )


def _work(fill: Fill, case: Case) -> None:
    rng, parcel, when = case.chance, case.story.parcel, case.when
    floors = rng.choice([1, 1, 2, 2, 3, 3, 4, 5])
    wide = min(float(parcel.area) * rng.uniform(0.45, 0.9), rng.uniform(60, 160))
    footprint = Decimal(str(round(wide, 1)))
    total = (footprint * floors * Decimal(str(round(rng.uniform(1.0, 1.12), 2)))).quantize(Decimal("0.1"))
    density = (footprint / parcel.area * 100).quantize(Decimal("0.1"))
    height = (Decimal(floors) * Decimal(str(round(rng.uniform(3.2, 3.9), 2)))).quantize(Decimal("0.1"))
    name = rng.choice(["Nhà ở riêng lẻ", "Nhà ở gia đình", f"Nhà ở {'cấp IV' if floors == 1 else f'{floors} tầng'}"])
    label = rng.choice(["2. Được phép xây dựng công trình:", "2. Được phép xây dựng công trình (tên công trình):"])
    fill.line(fill.pair(label, name, "work_name"))
    code = f"{rng.choice(['KT', 'TK', 'NO'])}-{rng.randint(1, 60):02d}/{when.year}"
    fill.line(fill.pair("- Theo thiết kế có ký hiệu:", code, "design_code"))
    fill.line(
        words(
            f"- Do: Công ty {rng.choice(['cổ phần', 'TNHH'])} Tư vấn thiết kế {rng.choice(['Bình Ngọc', 'Cái Rồng'])} lập",
            fill.style,
        )
    )
    fill.line(words("- Gồm các nội dung sau:", fill.style))
    _place(fill, case)
    fill.line(
        fill.pair(
            "+ Cốt nền xây dựng công trình:",
            f"{rng.choice(['+', ''])}{rng.randint(2, 6)},{rng.randint(0, 95):02d} m",
            "base_level",
        )
    )
    ratio = (total / parcel.area).quantize(Decimal("0.01"))
    fill.line(
        fill.pair(
            "+ Mật độ xây dựng:",
            f"{comma(density)} %" if rng.random() < 0.5 else f"{comma(density)}%",
            "building_density",
            plain(density),
            end=rng.choice([",", ";"]),
        ),
        fill.pair("hệ số sử dụng đất:", comma(ratio, 2), "floor_area_ratio", plain(ratio)),
    )
    fill.line(words(f"+ Chỉ giới đường đỏ, chỉ giới xây dựng: cách tim đường {rng.randint(3, 9)},0 m", fill.style))
    if rng.random() < 0.5:
        fill.line(words(f"+ Màu sắc công trình: {rng.choice(['sáng', 'vàng kem', 'phù hợp với khu vực'])}", fill.style))
    label = rng.choice(["+ Diện tích xây dựng (tầng một):", "+ Diện tích xây dựng tầng 1:", "+ Diện tích xây dựng (tầng một):"])
    fill.line(fill.pair(label, f"{comma(footprint)} m²", "footprint_area", plain(footprint)))
    fill.line(
        fill.pair(
            rng.choice(["+ Tổng diện tích sàn:", "+ Tổng diện tích sàn xây dựng:"]),
            f"{comma(total)} m²",
            "floor_area",
            plain(total),
        )
    )
    fill.line(
        fill.pair("+ Chiều cao công trình:", f"{comma(height)} m", "height", plain(height), end=rng.choice([";", ","])),
        fill.pair("số tầng:", f"{floors:02d}" if rng.random() < 0.5 else str(floors), "floor_count", str(floors)),
    )


def _place(fill: Fill, case: Case) -> None:
    """The parcel on a line of its own, or within the place."""
    parcel, where = case.story.parcel, case.story.parcel.place.address(case.when)
    if case.chance.random() < 0.5:
        fill.line(fill.pair("+ Vị trí xây dựng:", where, "work_address"))
        number = fill.pair("+ Thửa đất số:", parcel.number, "parcel_no", end=",")
        fill.line(number, fill.pair("tờ bản đồ số:", parcel.sheet, "map_sheet_no"))
        return
    style = fill.value_style or fill.style
    for field, text in (("parcel_no", parcel.number), ("map_sheet_no", parcel.sheet)):
        fill.told(field, text)
    fill.told("work_address", f"thửa đất số {parcel.number}, tờ bản đồ số {parcel.sheet}, {where}")
    comma_piece = words(",", style, "work_address", space=False)
    fill.line(
        words("+ Vị trí xây dựng:", fill.style),
        words("thửa đất số", style, "work_address"),
        words(parcel.number, style, "work_address parcel_no"),
        comma_piece,
        words("tờ bản đồ số", style, "work_address"),
        words(parcel.sheet, style, "work_address map_sheet_no"),
        comma_piece,
        words(where, style, "work_address"),
    )


def _paper(case: Case) -> str:
    """The certificate of the land, with a number and a day that are not the permit's."""
    rng, place = case.chance, case.story.parcel.place
    day = workday(rng, date(2005, 3, 1), case.when - timedelta(days=60))
    issuer = agencies.land_office(place.unit(day) if day >= agencies.TWO_TIERS else place.district, "", day).name
    return f"Giấy chứng nhận quyền sử dụng đất số {land.serial(rng, 2, 6)} do {issuer} cấp ngày {slashed(day)}"


def _second_page(flow: Flow, case: Case, fill: Fill) -> None:
    flow.turn()
    flow.centred("CHỦ ĐẦU TƯ PHẢI THỰC HIỆN CÁC NỘI DUNG SAU ĐÂY:", flow.style.bold())
    for text in _OBLIGATIONS:
        flow.body(text)
    caption = case.chance.choice(["ĐIỀU CHỈNH/GIA HẠN GIẤY PHÉP", "GIA HẠN GIẤY PHÉP"])
    flow.centred(caption, flow.style.bold(), before=mm(6))
    for text in ("1. Nội dung điều chỉnh/gia hạn:", "2. Thời gian có hiệu lực của giấy phép:"):
        replace(fill, pen=case.pen).line(replace(fill, pen=case.pen).pair(text, ""), before=mm(2))
    flow.paragraph(words("........, ngày ...... tháng ...... năm ......", flow.style.italic()), align="right", before=mm(4))
