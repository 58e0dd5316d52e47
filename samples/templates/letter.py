"""Papers that address somebody: công văn, tờ trình, giấy mời."""

from __future__ import annotations

from samples.case import Case
from samples.flow import Flow
from samples.sheet import mm
from samples.templates import frame
from samples.typeset import words


def letter(flow: Flow, case: Case) -> frame.Draft:
    """A công văn: no title, `V/v` under the number."""
    facts = frame.Facts()
    topic, writer = case.writer.topic(), case.writer
    symbol = (
        f"{case.agency.symbol}-VP" if case.agency.board else f"{case.agency.symbol}-{writer.rng.choice(['VP', 'TH', 'KT2'])}"
    )
    frame.head(flow, case, facts, symbol, "V/v " + topic.act)
    frame.addressees(flow, facts, _addressees(case))
    flow.body(
        f"Thực hiện nhiệm vụ được giao năm {case.when.year}, {case.agency.name} đề nghị các cơ quan, đơn vị "
        f"phối hợp {topic.act} với các nội dung sau:"
    )
    for number, sentence in enumerate(writer.sentences(case.length * 2 + 1), 1):
        flow.body(f"{number}. {sentence}")
    flow.body("Trân trọng./.")
    frame.closing(flow, case, facts, ["Như trên;", "Lưu: VT, VP."])
    return facts.draft("Công văn", flow)


def submission(flow: Flow, case: Case) -> frame.Draft:
    """A tờ trình to whoever stands above."""
    facts = frame.Facts()
    topic, writer = case.writer.topic(), case.writer
    frame.head(flow, case, facts, f"TTr-{case.agency.symbol}")
    frame.title(flow, facts, "TỜ TRÌNH", "Về việc đề nghị " + topic.act)
    frame.addressees(flow, facts, _addressees(case)[:1])
    for sentence in writer.sentences(case.length * 2 + 1):
        flow.body(sentence)
    flow.body(f"{case.agency.name} kính trình xem xét, quyết định./.")
    frame.closing(flow, case, facts, ["Như trên;", "Lưu: VT."])
    return facts.draft("Tờ trình", flow)


def invitation(flow: Flow, case: Case) -> frame.Draft:
    """A giấy mời with time, place and who chairs."""
    facts = frame.Facts()
    topic, writer = case.writer.topic(), case.writer
    frame.head(flow, case, facts, f"GM-{case.agency.symbol}")
    frame.title(flow, facts, "GIẤY MỜI", "Dự họp về " + topic.aim)
    frame.addressees(flow, facts, _addressees(case))
    style, rng = flow.style, writer.rng
    hour, day = rng.choice(["08 giờ 00", "14 giờ 00", "07 giờ 30"]), f"{rng.randint(10, 28)}/{case.when.month}/{case.when.year}"
    flow.body(f"{case.agency.name} trân trọng kính mời các đồng chí tới dự cuộc họp về {topic.aim}.")
    for label, text in (
        ("Thời gian:", f"{hour} phút, ngày {day}."),
        ("Địa điểm:", f"Phòng họp số {rng.randint(1, 3)}, trụ sở {case.agency.name}."),
        ("Chủ trì:", f"Đồng chí {writer.colleague()}."),
    ):
        flow.paragraph((*words(label, style.bold()), *words(text, style)), indent=mm(10), before=mm(1.6))
    flow.body("Đề nghị các đồng chí sắp xếp công việc, tham dự đúng thành phần và thời gian./.")
    frame.closing(flow, case, facts, ["Như kính gửi;", "Lưu: VT."])
    return facts.draft("Giấy mời", flow)


def _addressees(case: Case) -> list[str]:
    rng = case.writer.rng
    pool = [
        "Các phòng, ban chuyên môn",
        "Trưởng các thôn, khu phố",
        "Trạm Y tế",
        "Công an xã",
        "Ban Quản lý dự án đầu tư xây dựng",
    ]
    above = [f"Ủy ban nhân dân {case.agency.unit}", "Văn phòng Đăng ký đất đai tỉnh Quảng Ninh", "Kho bạc Nhà nước khu vực"]
    return [rng.choice(above)] if rng.random() < 0.5 else rng.sample(pool, 2)
