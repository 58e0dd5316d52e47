"""Biên bản: time, place, who took part, what was said, and two signatures."""

from __future__ import annotations

from samples.case import Case
from samples.flow import Flow
from samples.sheet import mm
from samples.templates import frame
from samples.typeset import words


def minutes(flow: Flow, case: Case) -> frame.Draft:
    """Minutes of a meeting; the chair signs on the right and is the signer, the secretary on the left."""
    facts = frame.Facts()
    topic, writer = case.writer.topic(), case.writer
    frame.head(flow, case, facts, f"BB-{case.agency.symbol}")
    frame.title(flow, facts, "BIÊN BẢN", "Họp về " + topic.aim)
    secretary = writer.colleague()
    for label, text in (
        ("Thời gian bắt đầu:", f"08 giờ 00 ngày {case.when.day}/{case.when.month}/{case.when.year}."),
        ("Địa điểm:", f"Hội trường {case.agency.name}."),
        ("Thành phần tham dự:", f"{writer.rng.randint(12, 60)} đại biểu, có danh sách kèm theo."),
        ("Chủ trì:", f"Đồng chí {case.signer.name}."),
        ("Thư ký:", f"Đồng chí {secretary}."),
    ):
        flow.paragraph((*words(label, flow.style.bold()), *words(text, flow.style)), indent=mm(10), before=mm(1.2))
    flow.paragraph(words("Nội dung:", flow.style.bold()), indent=mm(10), before=mm(1.6))
    for sentence in writer.sentences(case.length * 2 + 1):
        flow.body(f"- {sentence}")
    flow.body(f"Cuộc họp kết thúc vào 11 giờ 00, ngày {case.when.day} tháng {case.when.month} năm {case.when.year}./.")
    _signatures(flow, case, facts, secretary)
    return facts.draft("Biên bản", flow)


def _signatures(flow: Flow, case: Case, facts: frame.Facts, secretary: str) -> None:
    flow.keep(mm(56))
    top, wide = flow.y + mm(5), mm(70)
    frame.plain_signature(flow, case, frame.Signature("THƯ KÝ", secretary), flow.left, wide, top)
    chair = frame.Signature("CHỦ TỌA", case.signer.name, "signer_position", "signer_name", sealed=True)
    flow.y = frame.plain_signature(flow, case, chair, flow.right - wide, wide, top)
    facts.fields.update(
        signer_position=chair.position, signer_name=chair.name, has_seal=case.seal != "none", has_signature=case.signed
    )
