"""Hợp đồng between an agency or company and an invented person."""

from __future__ import annotations

from samples.case import Case
from samples.flow import Flow
from samples.people import somebody
from samples.sheet import mm
from samples.templates import frame
from samples.templates.decision import article
from samples.typeset import words


def contract(flow: Flow, case: Case) -> frame.Draft:
    """A contract for work; the first party signs on the right."""
    facts = frame.Facts()
    writer, rng = case.writer, case.writer.rng
    other = somebody(rng)
    kind, work = rng.choice(
        [
            ("HỢP ĐỒNG KHOÁN VIỆC", "vệ sinh, chăm sóc cây xanh tại trụ sở"),
            ("HỢP ĐỒNG THUÊ XE", "thuê xe ô tô phục vụ công tác"),
            ("HỢP ĐỒNG TRÁCH NHIỆM", "trông coi và bảo vệ tài sản tại công trình"),
        ]
    )
    frame.head(flow, case, facts, f"HĐ-{case.agency.symbol}")
    frame.title(flow, facts, kind, f"Về việc {work} năm {case.when.year}")
    flow.body(f"Hôm nay, tại trụ sở {case.agency.name}, chúng tôi gồm có:")
    _party(
        flow,
        "BÊN A:",
        case.agency.name,
        [
            ("Đại diện:", f"{case.signer.name}"),
            ("Chức vụ:", case.signer.position.capitalize()),
            ("Điện thoại:", f"0203 3{rng.randint(100, 999)} {rng.randint(100, 999)}"),
        ],
    )
    _party(
        flow,
        "BÊN B:",
        f"{'Bà' if other.woman else 'Ông'} {other.name}",
        [
            ("Sinh ngày:", other.born.strftime("%d/%m/%Y")),
            ("Số giấy tờ tùy thân:", other.identity),
            ("Địa chỉ:", f"Tổ {rng.randint(1, 9)}, {case.agency.unit}"),
        ],
    )
    flow.body("Hai bên thỏa thuận ký kết hợp đồng với các điều khoản sau:")
    article(flow, 1, f"Bên A giao, bên B nhận {work}.", *writer.sentences(case.length - 1))
    article(flow, 2, f"Giá trị hợp đồng là {writer.money()} đồng, thanh toán làm {rng.randint(2, 4)} lần bằng chuyển khoản.")
    article(flow, 3, "Hợp đồng được lập thành 02 bản có giá trị như nhau, mỗi bên giữ 01 bản./.")
    flow.keep(mm(58))
    top, wide = flow.y + mm(5), mm(70)
    party = frame.Signature("ĐẠI DIỆN BÊN B", other.name)
    frame.plain_signature(flow, case, party, flow.left, wide, top)
    first = frame.Signature("ĐẠI DIỆN BÊN A", case.signer.name, "signer_position", "signer_name", sealed=True)
    flow.y = frame.plain_signature(flow, case, first, flow.right - wide, wide, top)
    facts.fields.update(
        signer_position="ĐẠI DIỆN BÊN A", signer_name=case.signer.name, has_seal=case.seal != "none", has_signature=case.signed
    )
    return facts.draft("Hợp đồng", flow)


def _party(flow: Flow, label: str, name: str, details: list[tuple[str, str]]) -> None:
    flow.paragraph((*words(label, flow.style.bold()), *words(name, flow.style.bold())), indent=mm(10), before=mm(2))
    for key, value in details:
        flow.paragraph(words(f"{key} {value}", flow.style), indent=mm(10), before=mm(0.6))
