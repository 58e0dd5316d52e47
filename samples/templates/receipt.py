"""Giấy tiếp nhận hồ sơ và hẹn trả kết quả, form 01 of the one-stop decree: printed by the portal, its code as barcode or QR."""

from __future__ import annotations

from datetime import datetime

from samples import agencies, codes, marks
from samples.case import Case
from samples.filing import Filing, file
from samples.flow import LEADING, Flow
from samples.sheet import Mark, Rule, mm, pt
from samples.templates import frame
from samples.templates.fill import Fill, in_full, slashed
from samples.typeset import Style, natural, words

NAME = "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"
_TITLES = (
    "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
    "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
    "GIẤY TIẾP NHẬN VÀ HẸN TRẢ KẾT QUẢ",
)


def receipt(flow: Flow, case: Case) -> frame.Draft:
    """A receipt for the story's dossier."""
    facts, rng, story = frame.Facts(), case.chance, case.story
    place = story.home
    desk = agencies.one_stop(story.filed, place.unit(story.filed), place.district, level=_level(case))
    case = case.issued(desk, story.filed)
    filing = file(story)
    flow.size, flow.spacing = pt(rng.choice([12, 12.5, 13])), rng.uniform(1.05, 1.25)
    style = Style(size=flow.size)
    fill = Fill(flow, facts, style, value_style=style.bold() if rng.random() < 0.2 else None)
    _head(flow, case, fill, filing)
    flow.centred(rng.choice(_TITLES), Style(size=pt(14)).bold(), "doc_type_printed", before=mm(3))
    facts.fields["doc_type_printed"] = flow.sheet.rows[-1].text
    flow.y += mm(3)
    _applicant(fill, case)
    _contents(fill, case, filing)
    _times(fill, case, filing)
    _signatures(flow, case, fill)
    return facts.draft(NAME, flow)


def _level(case: Case) -> agencies.Level:
    """Civil status is the commune's matter, companies are the province's; land and building were the district's."""
    matter = case.story.matter
    if matter == "company" or (matter == "first-land" and case.chance.random() < 0.2):
        return "province"
    return "commune" if matter in ("birth", "single", "aid") or case.story.filed >= agencies.TWO_TIERS else "district"


def _head(flow: Flow, case: Case, fill: Fill, filing: Filing) -> None:
    """Agency and code on the left, the state on the right; the day stands on the right or nowhere at the head."""
    rng, facts, agency = case.chance, fill.facts, case.agency
    caps, small = Style(size=pt(11.5)), Style(size=pt(12))
    left, wide = flow.left - mm(4), mm(72)
    y = flow.y
    if agency.parent:
        y = frame.column(flow, words(agency.parent, caps, "parent_agency"), left, y, wide)
    y = frame.column(flow, words(agency.heading, caps.bold(), "issuing_agency"), left, y, wide)
    facts.fields.update(parent_agency=agency.parent, issuing_agency=agency.heading)
    flow.sheet.rules.append(Rule(left + wide * 0.35, y + mm(0.8), left + wide * 0.65, y + mm(0.8)))
    y += mm(3)
    y = _code(flow, case, fill, filing, left, y, wide)
    right, room = flow.left + mm(68), flow.right - flow.left - mm(66)
    below = frame.column(flow, words(frame.STATE, Style(size=pt(11.5)).bold()), right, flow.y, room)
    motto = words(frame.MOTTO, Style(size=pt(12.5)).bold())
    below = frame.column(flow, motto, right, below, room)
    half, middle = natural(motto) / 2, right + room / 2
    flow.sheet.rules.append(Rule(middle - half, below + mm(0.8), middle + half, below + mm(0.8)))
    if rng.random() < 0.7:
        facts.fields.update(place=agency.place, issued_date=case.when.isoformat())
        day = (
            *words(f"{agency.place},", small.italic(), "place"),
            *words(f"ngày {in_full(case.when)}", small.italic(), "issued_date"),
        )
        below = frame.column(flow, day, right, below + mm(4), room)
    flow.y = max(y, below) + mm(4)


def _code(flow: Flow, case: Case, fill: Fill, filing: Filing, x: float, y: float, wide: float) -> float:
    """The dossier's code in print, and what a reader of codes finds: a barcode, a QR code, or neither."""
    rng, style = case.chance, Style(size=pt(12))
    kind = rng.choice(["barcode", "barcode", "qr", "qr", "none"])
    if kind == "barcode":
        box = codes.set_barcode(flow.sheet, filing.code, x + mm(4), y, wide - mm(6), mm(9))
        y = box.y1 + mm(1)
    elif kind == "qr":
        box = codes.set_qr(flow.sheet, filing.code, x + wide / 2 - mm(10), y, mm(20))
        y = box.y1 + mm(1)
    label = rng.choice(["Mã hồ sơ:", "Mã hồ sơ:", "Mã hồ sơ:", "Số:"])
    if label == "Mã hồ sơ:" and rng.random() < 0.3:
        y = frame.column(flow, words(f"Số: {rng.randint(10, 980)}/TNHS", style), x, y, wide)
    fill.told("dossier_code", filing.code)
    return frame.column(flow, (*words(label, style), *words(filing.code, style.bold(), "dossier_code")), x, y, wide)


def _applicant(fill: Fill, case: Case) -> None:
    rng, story, agency = case.chance, case.story, case.agency
    person, when = story.applicant, case.when
    if rng.random() < 0.6:
        fill.line(words(agency.name, fill.style))
    label = rng.choice(
        ["Tiếp nhận hồ sơ của:", "Tiếp nhận hồ sơ của:", "Tiếp nhận hồ sơ của ông/bà:", "Tiếp nhận hồ sơ của ông (bà):"]
    )
    name = person.name.upper() if rng.random() < 0.4 else person.name
    title = ("Bà: " if person.woman else "Ông: ") if rng.random() < 0.15 and "ông" not in label else ""
    fill.line(fill.pair(f"{label} {title}".strip(), name, "applicant_name"))
    if rng.random() < 0.6:
        paper = rng.choice(["Số CCCD:", "Số CMND:", "Số định danh cá nhân:", "CCCD/CMND số:"])
        fill.line(fill.pair(paper, person.old_identity if "CMND:" in paper else person.identity, "applicant_id"))
    fill.line(fill.pair("Địa chỉ:", story.home.short(when) if rng.random() < 0.25 else story.home.address(when), "address"))
    phone = fill.pair(
        rng.choice(["Số điện thoại:", "Điện thoại:"]), _spaced(story.phone, rng.choice([0, 0, 4])), "phone", story.phone
    )
    email = words("Email:", fill.style) if rng.random() < 0.4 else ()
    fill.line(phone, email)


def _contents(fill: Fill, case: Case, filing: Filing) -> None:
    rng, flow = case.chance, fill.flow
    label = rng.choice(["Nội dung yêu cầu giải quyết:", "Nội dung yêu cầu giải quyết:", "Tên thủ tục hành chính:"])
    fill.line(fill.pair(label, filing.procedure.name, "procedure_name"))
    fill.line(
        words(rng.choice(["Thành phần hồ sơ nộp gồm:", "Thành phần hồ sơ nộp gồm:", "Thành phần hồ sơ gồm:"]), fill.style)
    )
    end, dash = rng.choice(["", "", ";", "."]), rng.random() < 0.1
    for number, paper in enumerate(filing.procedure.papers, 1):
        mark = "" if number == 1 else f".{number}"
        fill.line(fill.pair("-" if dash else f"{number}.", paper, f"component{mark}", end=end), inset=mm(6))
    copies = rng.choice([1, 1, 1, 2])
    fill.line(
        fill.pair("Số lượng hồ sơ:", f"{copies:02d}" if rng.random() < 0.7 else str(copies), "copies", str(copies)),
        words("(bộ)", fill.style),
    )
    if flow.y > mm(215):
        flow.keep(mm(75))


def _times(fill: Fill, case: Case, filing: Filing) -> None:
    rng = case.chance
    style = rng.choice(["words", "words", "colon", "day"])
    days = fill.pair("Thời gian giải quyết hồ sơ theo quy định là:", str(filing.days), "processing_days")
    fill.line(
        days, words(rng.choice(["ngày.", "ngày làm việc.", "ngày làm việc (kể từ ngày nhận đủ hồ sơ hợp lệ)."]), fill.style)
    )
    fill.line(
        fill.pair(
            rng.choice(["Thời gian nhận hồ sơ:", "Ngày nhận hồ sơ:"] if style != "day" else ["Ngày nhận hồ sơ:"]),
            *_moment(filing.received, style, "received_at"),
        )
    )
    label = rng.choice(["Thời gian trả kết quả giải quyết hồ sơ:", "Thời gian trả kết quả:", "Ngày hẹn trả kết quả:"])
    fill.line(fill.pair(label, *_moment(filing.due, style, "due_at")))
    where = rng.choice([case.agency.name, "Bộ phận Tiếp nhận và Trả kết quả", "Tại nhà qua dịch vụ bưu chính công ích"])
    fill.line(fill.pair("Đăng ký nhận kết quả tại:", where, "return_place"))
    if rng.random() < 0.7:
        fill.line(
            words(f"Vào Sổ theo dõi hồ sơ, Quyển số: {rng.randint(1, 4):02d} Số thứ tự: {rng.randint(3, 960)}", fill.style)
        )


def _moment(at: datetime, style: str, field: str) -> tuple[str, str, str]:
    """Printed, field, truth."""
    if style == "words":
        return f"{at.hour:02d} giờ {at.minute:02d} phút, ngày {in_full(at.date())}", field, f"{at:%Y-%m-%dT%H:%M}"
    if style == "colon":
        return f"{at:%H:%M} ngày {slashed(at.date())}", field, f"{at:%Y-%m-%dT%H:%M}"
    return slashed(at.date()), field, at.date().isoformat()


def _signatures(flow: Flow, case: Case, fill: Fill) -> None:
    rng = case.chance
    flow.keep(mm(42))
    top, wide = flow.y + mm(5), mm(76)
    bold, italic, plain = (Style(size=pt(12)).bold(), Style(size=pt(11)).italic(), Style(size=pt(12)))
    sides = (
        (flow.left, "NGƯỜI NỘP HỒ SƠ", case.story.applicant.name),
        (flow.right - wide, "NGƯỜI TIẾP NHẬN HỒ SƠ", case.writer.colleague()),
    )
    for x, caption, name in sides:
        y = frame.column(flow, words(caption, bold), x, top, wide)
        y = frame.column(flow, words("(Ký và ghi rõ họ tên)", italic), x, y, wide)
        if case.signed and rng.random() < 0.85:
            picture = marks.signature(flow.rng, case.pen.colour, width=mm(32))
            flow.sheet.marks.append(Mark("signature", picture, x + wide / 2 - picture.width / 2, y))
        y = frame.column(flow, words(name, plain), x, y + mm(17), wide)
    flow.y = y + plain.size * LEADING


def _spaced(digits: str, head: int) -> str:
    """A phone number with a space or two: `0912 345 678`."""
    return f"{digits[:4]} {digits[4:7]} {digits[7:]}" if head else digits
