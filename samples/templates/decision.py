"""Quyết định: legal bases in italics, articles, and now and then a list behind the signature."""

from __future__ import annotations

from datetime import timedelta

from samples.case import Case
from samples.flow import Flow
from samples.sheet import mm
from samples.templates import frame
from samples.templates.certified import true_copy
from samples.templates.table import roster
from samples.typeset import words


def decision(flow: Flow, case: Case) -> frame.Draft:
    """A decision of the agency's head, in the form of its day (`QĐ-UB` before 2005)."""
    facts = frame.Facts()
    symbol = f"QĐ-{case.agency.symbol}"
    topic, writer = case.writer.topic(), case.writer
    yearly = case.agency.board is not None and case.when.year < 2005
    frame.head(flow, case, facts, symbol, yearly=yearly)
    frame.title(flow, facts, "QUYẾT ĐỊNH", ("Về việc " if case.number % 3 else "V/v ") + topic.act)
    maker = (
        f"{case.agency.head} {case.agency.name}".upper() if case.agency.board else f"{case.agency.head} {case.agency.heading}"
    )
    flow.centred(maker, flow.style.bold(), before=mm(2), narrow=mm(8))
    earlier = case.when - timedelta(days=writer.rng.randint(20, 300))
    bases = [
        f"Căn cứ {writer.founding_law()};",
        f"Căn cứ {topic.law};",
        f"Căn cứ Quyết định số {writer.rng.randint(100, 3900)}/QĐ-UBND ngày {earlier.day}/{earlier.month}/{earlier.year} "
        f"của {case.agency.name} về việc giao nhiệm vụ năm {case.when.year};",
    ]
    number = writer.rng.randint(10, 99)
    asking = "Theo" if case.chance.random() < 0.5 else "Xét"
    unit = proposing_unit(case)
    day = f"ngày {earlier.day:02d} tháng {earlier.month:02d} năm {earlier.year}"
    _bases(flow, facts, bases if case.length > 1 else bases[:2])
    head, who = words(f"{asking} đề nghị của", flow.style.italic()), words(unit, flow.style.italic(), "proposing_unit")
    submitted = case.chance.random() < 0.6
    report = f"tại Tờ trình số {number}/TTr {day}." if submitted else "."
    tail = words(report, flow.style.italic(), space=submitted)
    flow.paragraph((*head, *who, *tail), indent=mm(10), before=mm(1.2))
    facts.fields["proposing_unit"] = unit
    flow.centred("QUYẾT ĐỊNH:", flow.style.bold(), before=mm(3))
    article(flow, 1, topic.act[0].upper() + topic.act[1:] + ".", *writer.sentences(case.length))
    article(flow, 2, "Quyết định này có hiệu lực kể từ ngày ký.")
    closing = f"Văn phòng, các bộ phận chuyên môn và các tổ chức, cá nhân có liên quan thuộc {case.agency.name}"
    article(flow, 3, f"{closing} chịu trách nhiệm thi hành Quyết định này./.")
    frame.closing(
        flow,
        case,
        facts,
        ["Như Điều 3;", "Lưu: VT."] if case.length == 1 else ["Như Điều 3;", "Thường trực Đảng ủy;", "Lưu: VT."],
    )
    if case.signed and case.chance.random() < 0.08:
        true_copy(flow, case, case.chance)
    notes = ""
    if case.length >= 5:
        day = f"{case.when.day}/{case.when.month}/{case.when.year}"
        roster(flow, case, f"(Kèm theo Quyết định số {facts.fields['doc_number']}/{symbol} ngày {day})")
        notes = "A list stands behind the signed pages."
    return facts.draft("Quyết định", flow, notes)


def _bases(flow: Flow, facts: frame.Facts, bases: list[str]) -> None:
    """`Căn cứ …;` in italics: each is a field without its first two words and its semicolon."""
    style = flow.style.italic()
    for number, base in enumerate(bases, 1):
        name = "legal_basis" if number == 1 else f"legal_basis.{number}"
        text = base.removeprefix("Căn cứ ").removesuffix(";")
        facts.fields[name] = text
        end = words(";", style, space=False)
        flow.paragraph((*words("Căn cứ", style), *words(text, style, name), *end), indent=mm(10), before=mm(1.2))


def proposing_unit(case: Case) -> str:
    """Who drafted it: a section below the agency."""
    if case.agency.board:
        pool = ["Công chức Tài chính - Kế toán", "Chánh Văn phòng HĐND và UBND", "Trưởng phòng Kinh tế", "Công chức Địa chính"]
    else:
        pool = ["Chánh Văn phòng", "Trưởng phòng Kế hoạch - Tài chính", "Trưởng phòng Tổ chức - Hành chính"]
    return case.chance.choice(pool)


def article(flow: Flow, number: int, *sentences: str) -> None:
    """`Điều n.` in bold, then its text."""
    head = words(f"Điều {number}.", flow.style.bold())
    flow.paragraph((*head, *words(sentences[0], flow.style)), indent=mm(10), before=mm(1.6))
    for sentence in sentences[1:]:
        flow.body(sentence)
