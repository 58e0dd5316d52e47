"""Đơn and tờ khai: printed labels, dot leaders, and an applicant who fills them by hand, or at a desk by computer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from samples import agencies, marks
from samples.case import Case
from samples.filing import PROCEDURES
from samples.flow import Flow
from samples.people import Person
from samples.requests import REQUESTS, Request
from samples.sheet import Mark, mm, pt
from samples.story import workday
from samples.templates import frame
from samples.templates.fill import Fill, slashed
from samples.typeset import REST, Piece, Style, blank, natural, set_line, words

NAME = "Đơn, tờ khai"


def application(flow: Flow, case: Case) -> frame.Draft:
    """The applicant's form: no agency and no number of its own."""
    facts, rng, story = frame.Facts(), case.chance, case.story
    when = story.filed - timedelta(days=rng.choice([0, 0, 1, 2, 5]))
    place = story.home
    unit = place.unit(when)
    case = case.issued(agencies.peoples_committee(unit, agencies.bare(unit), when), when)
    request = rng.choice(REQUESTS[story.matter])
    style = flow.style
    by_hand = case.signed and rng.random() < 0.75
    fill = Fill(flow, facts, style, case.pen if by_hand else None)
    _head(flow, case, facts, request)
    _addressee(fill, case)
    flow.spacing = 1.45 if by_hand else 1.25
    _applicant(fill, case, story.applicant)
    _request(fill, case, request)
    flow.spacing = 1.1
    flow.body(
        "Tôi xin cam đoan những nội dung khai trên là đúng sự thật và chịu trách nhiệm trước pháp luật về lời khai của mình."
    )
    if rng.random() < 0.5:
        flow.body("Kính mong cơ quan xem xét, giải quyết. Tôi xin chân thành cảm ơn./.")
    _ending(fill, case)
    if rng.random() < 0.25:
        _confirmed(flow, case)
    return facts.draft(NAME, flow, "Citizen's form; everything over dots is handwritten." if by_hand else "")


def _head(flow: Flow, case: Case, facts: frame.Facts, request: Request) -> None:
    bold = Style(size=pt(13)).bold()
    if request.code:
        small = Style(size=pt(12))
        printed = case.chance.choice([request.code, request.code, f"{request.code} ban hành kèm theo Thông tư"])
        code = request.code.removeprefix("Mẫu số ")
        label = words("Mẫu số", small) if code != request.code else ()
        tail = words(printed.removeprefix(request.code), small)
        flow.paragraph((*label, *words(code, small, "form_code"), *tail), align="right")
        facts.fields["form_code"] = code
        flow.y += mm(2)
    flow.centred(frame.state_name(case), bold)
    flow.centred(frame.MOTTO, bold)
    flow.rule(natural(words(frame.MOTTO, bold)))
    flow.y += mm(3)
    if request.subject.isupper():
        title = Style(size=pt(14)).bold()
        pieces = (*words(request.title, title, "doc_type_printed"), *words(request.subject, title, "subject"))
        flow.paragraph(pieces, align="centre", before=mm(2), inset=mm(6), narrow=mm(6))
        facts.fields.update(doc_type_printed=request.title, subject=request.subject)
        flow.rule(mm(36))
    else:
        frame.title(flow, facts, request.title, request.subject)


def _addressee(fill: Fill, case: Case) -> None:
    rng, flow = case.chance, fill.flow
    whom = f"Ủy ban nhân dân {case.agency.unit}"
    if case.story.matter in ("land", "first-land") and rng.random() < 0.4:
        whom = "Văn phòng đăng ký đất đai " + agencies.province(case.when)
    if fill.pen and rng.random() < 0.35:
        flow.paragraph(fill.pair("Kính gửi:", whom, "addressees", width=mm(105)), align="centre", before=mm(3))
        flow.y += mm(3)
    else:
        frame.addressees(flow, fill.facts, [whom])


def _applicant(fill: Fill, case: Case, person: Person) -> None:
    """Who applies: labels in their many wordings, two or three pairs to a line."""
    rng, story, when, hand = case.chance, case.story, case.when, fill.pen is not None
    label = rng.choice(
        ["Tên tôi là:", "Tôi tên là:", "Tôi là:", "Họ và tên:", "Họ, chữ đệm, tên người yêu cầu:", "Họ, chữ đệm, tên:"]
    )
    fill.line(fill.pair(label, person.name.upper() if rng.random() < 0.3 else person.name, "applicant_name"))
    width = mm(42) if hand else REST
    if rng.random() < 0.3:
        born = fill.pair(rng.choice(["Năm sinh:", "Sinh năm:"]), str(person.born.year), "date_of_birth", width=width)
    else:
        label = rng.choice(["Sinh ngày:", "Ngày sinh:", "Ngày, tháng, năm sinh:"])
        born = fill.pair(label, slashed(person.born), "date_of_birth", person.born.isoformat(), width=width)
    more: list[tuple[Piece, ...]] = []
    if rng.random() < 0.7:
        more.append(fill.pair("Giới tính:", "Nữ" if person.woman else "Nam", "sex", width=mm(20) if hand else REST))
    fill.line(born, *more)
    if rng.random() < 0.6:
        ethnic = fill.pair("Dân tộc:", person.people, "ethnicity", width=mm(40) if hand else REST)
        nation = (fill.pair("Quốc tịch:", "Việt Nam", "nationality"),) if rng.random() < 0.6 else ()
        fill.line(ethnic, *nation)
    label = rng.choice(["Số giấy tờ tùy thân:", "Số CCCD:", "CCCD số:", "Số CMND/CCCD:", "Số định danh cá nhân:"])
    issued = workday(
        rng,
        max(date(2016, 3, 1), when - timedelta(days=2000)),
        min(when, date(2024, 6, 28)) if when > date(2016, 6, 1) else when,
    )
    number = fill.pair(label, person.identity, "id_number", width=mm(52) if hand else REST)
    given = fill.pair(rng.choice(["Ngày cấp:", "Cấp ngày:"]), slashed(issued), "id_issued", issued.isoformat())
    if rng.random() < 0.8:
        fill.line(number, given)
        if rng.random() < 0.7:
            issuer = rng.choice(
                ["Cục Cảnh sát QLHC về TTXH", "Cục Cảnh sát quản lý hành chính về trật tự xã hội", "Công an tỉnh Quảng Ninh"]
            )
            fill.line(fill.pair(rng.choice(["Nơi cấp:", "Cơ quan cấp:"]), issuer, "id_issuer"))
    else:
        fill.facts.fields.pop("id_issued")
        fill.facts.handwritten[:] = [name for name in fill.facts.handwritten if name != "id_issued"]
        fill.line(number)
    label = rng.choice(["Nơi cư trú:", "Địa chỉ thường trú:", "Địa chỉ:", "Nơi thường trú:", "Nơi ở hiện nay:"])
    fill.line(fill.pair(label, story.home.short(when) if hand and rng.random() < 0.3 else story.home.address(when), "address"))
    phone = story.phone if rng.random() < 0.8 else ""
    mail = rng.random() < 0.3
    fill.line(
        fill.pair(
            rng.choice(["Điện thoại liên hệ:", "Điện thoại:", "Số điện thoại:"]),
            phone,
            "phone",
            width=mm(50) if mail and hand else REST,
        ),
        fill.pair("Email:", "" if rng.random() < 0.4 else f"nguoidan{story.phone[-4:]}@example.vn", "email") if mail else (),
    )


def _request(fill: Fill, case: Case, request: Request) -> None:
    rng, flow, parcel = case.chance, fill.flow, case.story.parcel
    wish = request.wish
    if case.story.matter in ("land", "first-land") and rng.random() < 0.6:
        wish += f", thửa đất số {parcel.number}, tờ bản đồ số {parcel.sheet}"
    fill.line(fill.pair(rng.choice(["Nội dung đề nghị:", "Nội dung yêu cầu:", "Đề nghị:"]), wish, "request"))
    if rng.random() < 0.7:
        fill.line(fill.pair("Lý do:", request.reason, "reason"))
    if rng.random() < 0.7:
        papers = list(PROCEDURES[case.story.matter].papers[1:]) or ["Bản sao CCCD"]
        papers = [paper.split(" (")[0] for paper in papers[: rng.randint(1, 3)]]
        label = rng.choice(["Giấy tờ kèm theo:", "Hồ sơ kèm theo:", "Tài liệu kèm theo:"])
        if len(papers) == 1 and rng.random() < 0.6:
            fill.line(fill.pair(label, papers[0], "attachment"))
            return
        fill.line(words(f"{label.removesuffix(':')} gồm có:" if rng.random() < 0.2 else label, fill.style))
        for number, paper in enumerate(papers, 1):
            flow.keep(mm(12))
            fill.line(fill.pair(f"{number}.", paper, "attachment" if number == 1 else f"attachment.{number}"))


def _ending(fill: Fill, case: Case) -> None:
    """Place and day, `NGƯỜI LÀM ĐƠN`, signature and name on the right."""
    flow, facts, rng, when = fill.flow, fill.facts, case.chance, case.when
    italic, bold, wide = Style(size=pt(13)).italic(), Style(size=pt(13)).bold(), mm(92)
    flow.keep(mm(54))
    flow.y += mm(6)
    x, y, name = flow.right - wide, flow.y + italic.size, case.story.applicant.name
    position = rng.choice(["NGƯỜI LÀM ĐƠN", "NGƯỜI LÀM ĐƠN", "NGƯỜI ĐỀ NGHỊ", "NGƯỜI VIẾT ĐƠN"])
    if facts.fields["doc_type_printed"] == "TỜ KHAI":
        position = rng.choice(["NGƯỜI KHAI", "NGƯỜI YÊU CẦU"])
    day: list[Piece] = [*words(f"{case.agency.place},", italic, "place")]
    for label, value in (("ngày", f"{when.day:02d}"), ("tháng", f"{when.month:02d}"), ("năm", str(when.year))):
        slot = blank(value, italic, mm(10 if label != "năm" else 15), fill.pen, "issued_date")
        day += [*words(label, italic, "issued_date"), *((slot,) if fill.pen else words(value, italic, "issued_date"))]
    set_line(flow.sheet, day, x, y, wide, "centre", flow.rng)
    set_line(flow.sheet, words(position, bold, "signer_position"), x, y + mm(7), wide, "centre", flow.rng)
    caption = rng.choice(["(Ký, ghi rõ họ tên)", "(Ký và ghi rõ họ, chữ đệm, tên)", ""])
    if caption:
        set_line(flow.sheet, words(caption, Style(size=pt(12)).italic()), x, y + mm(12.5), wide, "centre", flow.rng)
    if case.signed:
        picture = marks.signature(flow.rng, case.pen.colour, width=mm(30))
        flow.sheet.marks.append(Mark("signature", picture, x + wide / 2 - mm(14), y + mm(13)))
    signed = Style(case.pen.for_text(name).face, pt(15), case.pen.colour) if fill.pen else bold
    set_line(flow.sheet, words(name, signed, "signer_name"), x, y + mm(37), wide, "centre", flow.rng)
    flow.y = y + mm(40)
    for field, value in (("issued_date", when.isoformat()), ("signer_name", name)):
        fill.told(field, value)
    facts.fields.update(place=case.agency.place, signer_position=position, has_seal=False, has_signature=case.signed)


def _confirmed(flow: Flow, case: Case) -> None:
    """The commune's word on the applicant's: another day, signer and seal than the form's own."""
    rng = case.chance
    if flow.y + mm(70) > flow.bottom or not case.signed:
        return
    day = case.when + timedelta(days=rng.randint(1, 9))
    flow.centred(f"XÁC NHẬN CỦA {case.agency.heading}", Style(size=pt(12.5)).bold(), before=mm(4))
    flow.body(f"Nội dung ông (bà) {case.story.applicant.name} trình bày trên là đúng. Số: {rng.randint(10, 800)}/XN-UBND")
    wide = mm(80)
    x = flow.right - wide
    y = frame.column(
        flow,
        words(f"{case.agency.place}, ngày {day.day} tháng {day.month} năm {day.year}", Style(size=pt(12)).italic()),
        x,
        flow.y,
        wide,
    )
    known = len(flow.sheet.evidence)
    frame.sign(flow, replace(case, when=day), frame.Facts(), x, wide, y, size=12.5)
    del flow.sheet.evidence[known:]
