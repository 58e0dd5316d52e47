"""An application form: printed labels, dot leaders, and an applicant who fills them by hand."""

from __future__ import annotations

from samples import marks
from samples.case import Case
from samples.flow import Flow
from samples.people import somebody
from samples.sheet import Mark, mm, pt
from samples.templates import frame
from samples.typeset import REST, Piece, Style, blank, natural, set_line, words

_REQUESTS = [
    ("ĐƠN ĐỀ NGHỊ", "Cấp lại Giấy xác nhận tình trạng nhà ở", "làm mất bản chính khi chuyển nhà"),
    ("ĐƠN ĐỀ NGHỊ", "Hỗ trợ chi phí học tập", "gia đình thuộc hộ cận nghèo, con đang đi học"),
    ("ĐƠN XIN XÁC NHẬN", "Nguồn gốc sử dụng đất", "đất do bố mẹ để lại, ở ổn định từ năm 1992"),
]


def application(flow: Flow, case: Case) -> frame.Draft:
    """A citizen's form: no agency, no number; day, name and every value are handwritten."""
    facts = frame.Facts()
    rng, pen, style = case.writer.rng, case.pen, flow.style
    person = somebody(rng, highland=0.4)
    printed, subject, reason = rng.choice(_REQUESTS)
    bold = Style(size=pt(13)).bold()
    flow.centred(frame.state_name(case), bold)
    flow.centred(frame.MOTTO, bold)
    flow.rule(natural(words(frame.MOTTO, bold)))
    flow.y += mm(3)
    frame.title(flow, facts, printed, subject)
    frame.addressees(flow, facts, [f"Ủy ban nhân dân {case.agency.unit}"])

    def slot(label: str, value: str, width: float = REST) -> tuple[Piece, ...]:
        return (*words(label, style), blank(value, style, width, pen if value else None))

    given = rng.randint(10, 28), rng.randint(3, 12), case.when.year - rng.randint(1, 4)
    rows = [
        slot("Tên tôi là:", person.name),
        (
            *slot("Sinh ngày:", person.born.strftime("%d/%m/%Y"), mm(42)),
            *slot("Giới tính:", "Nữ" if person.woman else "Nam", mm(20)),
            *slot("Dân tộc:", person.people),
        ),
        (*slot("Số giấy tờ tùy thân:", person.identity, mm(54)), *slot("Ngày cấp:", "/".join(f"{n:02d}" for n in given))),
        slot("Nơi cư trú:", f"Tổ {rng.randint(1, 12)}, {case.agency.unit}"),
        slot("Điện thoại liên hệ:", f"0{rng.randint(90, 98)}{rng.randint(1000000, 9999999)}" if rng.random() < 0.7 else ""),
        slot("Nội dung đề nghị:", subject.lower()),
        slot("Lý do:", reason),
    ]
    flow.spacing = 1.45
    for row in rows:
        flow.paragraph(row, align="left", before=mm(0.8))
    flow.spacing = 1.1
    flow.body(
        "Tôi xin cam đoan những nội dung khai trên là đúng sự thật và chịu trách nhiệm trước pháp luật về lời khai của mình."
    )
    flow.body("Kính mong cơ quan xem xét, giải quyết. Tôi xin chân thành cảm ơn./.")
    _ending(flow, case, facts, person.name)
    return facts.draft("khác", flow, "Citizen's form; everything over dots is handwritten.")


def _ending(flow: Flow, case: Case, facts: frame.Facts, name: str) -> None:
    italic, bold, wide, when = Style(size=pt(13)).italic(), Style(size=pt(13)).bold(), mm(92), case.when
    flow.keep(mm(52))
    flow.y += mm(6)
    x, y = flow.right - wide, flow.y + italic.size
    day: list[Piece] = [*words(f"{case.agency.place},", italic, "place")]
    for label, value in (("ngày", f"{when.day:02d}"), ("tháng", f"{when.month:02d}"), ("năm", str(when.year))):
        slot = blank(value, italic, mm(10 if label != "năm" else 15), case.pen, "issued_date")
        day += [*words(label, italic, "issued_date"), slot]
    set_line(flow.sheet, day, x, y, wide, "centre", flow.rng)
    set_line(flow.sheet, words("NGƯỜI LÀM ĐƠN", bold, "signer_position"), x, y + mm(7), wide, "centre", flow.rng)
    picture = marks.signature(flow.rng, case.pen.colour, width=mm(30))
    flow.sheet.marks.append(Mark("signature", picture, x + wide / 2 - mm(14), y + mm(9)))
    signed = Style(case.pen.for_text(name).face, pt(15), case.pen.colour)
    set_line(flow.sheet, words(name, signed, "signer_name"), x, y + mm(32), wide, "centre", flow.rng)
    flow.y = y + mm(36)
    facts.fields.update(
        issued_date=when.isoformat(),
        place=case.agency.place,
        signer_position="NGƯỜI LÀM ĐƠN",
        signer_name=name,
        has_seal=False,
        has_signature=True,
    )
    facts.handwritten += ["issued_date", "signer_name"]
