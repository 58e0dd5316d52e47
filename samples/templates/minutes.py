"""Biên bản: time, place, who took part, what was said, and two signatures."""

from __future__ import annotations

from samples.case import Case
from samples.flow import Flow
from samples.sheet import mm
from samples.templates import frame
from samples.templates.fill import Fill
from samples.typeset import words


def minutes(flow: Flow, case: Case) -> frame.Draft:
    """Minutes of a meeting; the chair signs on the right and is the signer, the secretary on the left."""
    facts = frame.Facts()
    topic, writer = case.writer.topic(), case.writer
    frame.head(flow, case, facts, f"BB-{case.agency.symbol}")
    frame.title(flow, facts, "BIÊN BẢN", "Họp về " + topic.aim)
    secretary = writer.colleague()
    fill, rng, day = Fill(flow, facts, flow.style), case.chance, case.when
    hour, minute = rng.choice([(8, 0), (8, 0), (7, 30), (14, 0), (13, 45)])
    started = f"{hour:02d} giờ {minute:02d}{rng.choice(['', ' phút,'])} ngày {day.day}/{day.month}/{day.year}"
    people = f"{writer.rng.randint(12, 60)} đại biểu, có danh sách kèm theo."
    _labelled(fill, rng.choice(["Thời gian bắt đầu:", "Thời gian:"]), started, "start_time", f"{day}T{hour:02d}:{minute:02d}")
    _labelled(fill, "Địa điểm:", f"Hội trường {case.agency.name}", "location")
    _labelled(fill, "Thành phần tham dự:", people, "")
    comrade = rng.choice(["Đồng chí ", "Đồng chí ", "Ông " if not _woman(case.signer.name) else "Bà ", ""])
    _labelled(fill, rng.choice(["Chủ trì:", "Chủ tọa:", "Chủ trì cuộc họp:"]), case.signer.name, "chair", before=comrade)
    _labelled(fill, rng.choice(["Thư ký:", "Thư ký cuộc họp:", "Người ghi biên bản:"]), secretary, "secretary", before=comrade)
    flow.paragraph(words("Nội dung:", flow.style.bold()), indent=mm(10), before=mm(1.6))
    for sentence in writer.sentences(case.length * 2 + 1):
        flow.body(f"- {sentence}")
    ended = f"{hour + 3} giờ {minute:02d}, ngày {day.day} tháng {day.month} năm {day.year}"
    head = words(rng.choice(["Cuộc họp kết thúc vào", "Cuộc họp kết thúc vào lúc", "Biên bản kết thúc hồi"]), flow.style)
    end = (*fill.value(ended, "end_time", f"{day}T{hour + 3:02d}:{minute:02d}"), *words("./.", flow.style, space=False))
    flow.paragraph((*head, *end), indent=mm(10), before=mm(1.6))
    _signatures(flow, case, facts, secretary)
    return facts.draft("Biên bản", flow)


def _labelled(fill: Fill, label: str, text: str, field: str, truth: str | None = None, *, before: str = "") -> None:
    """A bold label and its value; `before` is a title in front of a name."""
    style = fill.style
    end = words(".", style, space=False) if not text.endswith(".") else ()
    pieces = (*words(label, style.bold()), *words(before, style), *fill.value(text, field, truth), *end)
    fill.flow.paragraph(pieces, indent=mm(10), before=mm(1.2))


def _woman(name: str) -> bool:
    return " Thị " in name


def _signatures(flow: Flow, case: Case, facts: frame.Facts, secretary: str) -> None:
    flow.keep(mm(56))
    top, wide = flow.y + mm(5), mm(70)
    frame.plain_signature(flow, case, frame.Signature("THƯ KÝ", secretary), flow.left, wide, top)
    chair = frame.Signature("CHỦ TỌA", case.signer.name, "signer_position", "signer_name", sealed=True)
    flow.y = frame.plain_signature(flow, case, chair, flow.right - wide, wide, top)
    facts.fields.update(
        signer_position=chair.position, signer_name=chair.name, has_seal=case.seal != "none", has_signature=case.signed
    )
