"""Papers in numbered sections: kế hoạch, báo cáo, thông báo."""

from __future__ import annotations

from samples.case import Case
from samples.flow import Flow
from samples.sheet import mm
from samples.templates import frame
from samples.templates.table import budget
from samples.typeset import words
from samples.wording import HEADINGS

_ROMAN = ("I", "II", "III", "IV", "V", "VI")


def plan(flow: Flow, case: Case) -> frame.Draft:
    """A kế hoạch; long ones hold a table of costs."""
    return _sections(flow, case, "Kế hoạch", "KẾ HOẠCH", "KH", "Thực hiện ", (0, 1, 5))


def report(flow: Flow, case: Case) -> frame.Draft:
    """A báo cáo of results."""
    return _sections(flow, case, "Báo cáo", "BÁO CÁO", "BC", "Kết quả ", (2, 3, 4))


def announcement(flow: Flow, case: Case) -> frame.Draft:
    """A thông báo in plain paragraphs."""
    facts = frame.Facts()
    topic, writer = case.writer.topic(), case.writer
    frame.head(flow, case, facts, f"TB-{case.agency.symbol}")
    frame.title(flow, facts, "THÔNG BÁO", "Về việc " + topic.act)
    for sentence in writer.sentences(case.length * 2 + 2):
        flow.body(sentence)
    flow.body(f"{case.agency.name} thông báo để các tổ chức, cá nhân biết và thực hiện./.")
    frame.closing(flow, case, facts, ["Các phòng, ban;", "Đài truyền thanh;", "Lưu: VT."])
    return facts.draft("Thông báo", flow)


def _sections(
    flow: Flow, case: Case, kind: str, printed: str, code: str, opening: str, headings: tuple[int, ...]
) -> frame.Draft:
    facts = frame.Facts()
    topic, writer = case.writer.topic(), case.writer
    frame.head(flow, case, facts, f"{code}-{case.agency.symbol}")
    frame.title(flow, facts, printed, opening + topic.aim)
    flow.body(writer.paragraph())
    for number, heading in enumerate(headings):
        flow.keep(mm(22))
        flow.paragraph(
            words(f"{_ROMAN[number]}. {HEADINGS[heading].upper()}", flow.style.bold()), indent=mm(10), before=mm(2.5)
        )
        for item, sentence in enumerate(writer.sentences(max(1, case.length)), 1):
            flow.body(f"{item}. {sentence}" if case.length > 1 else sentence)
        if case.length >= 3 and number == 1:
            budget(flow, case)
    flow.body(f"Trên đây là nội dung của {case.agency.name}./.")
    frame.closing(flow, case, facts, ["Thường trực Đảng ủy, HĐND;", "Các phòng, ban;", "Lưu: VT."])
    return facts.draft(kind, flow)
