"""Hợp đồng: between an agency or company and a person, and of land between couples before a notary."""

from __future__ import annotations

from samples.case import Case
from samples.flow import Flow
from samples.numerals import dotted, in_words, misstated
from samples.people import Person, somebody
from samples.places import somewhere_to_live
from samples.sheet import mm
from samples.templates import frame
from samples.templates.decision import article
from samples.templates.fill import Fill, slashed
from samples.templates.transfer import transfer
from samples.typeset import Piece, words


def contract(flow: Flow, case: Case) -> frame.Draft:
    """A contract for work, whose first party signs on the right; where the story is about land, its transfer."""
    if case.story.matter in ("land", "first-land"):
        return transfer(flow, case)
    facts = frame.Facts()
    writer, rng = case.writer, case.writer.rng
    other, near = somebody(rng), somewhere_to_live(case.chance)
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
    fill = Fill(flow, facts, flow.style)
    _agency(fill, case, f"0203 3{rng.randint(100, 999)} {rng.randint(100, 999)}")
    _person(fill, case, other, near.address(case.when))
    flow.body("Hai bên thỏa thuận ký kết hợp đồng với các điều khoản sau:")
    article(flow, 1, f"Bên A giao, bên B nhận {work}.", *writer.sentences(case.length - 1))
    _price(fill, case, int(writer.money().replace(".", "")), rng.randint(2, 4))
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


def _agency(fill: Fill, case: Case, phone: str) -> None:
    """Party A: an agency, and somebody who stands for it."""
    rng, bold = case.chance, fill.style.bold()
    label = rng.choice(["BÊN A:", "BÊN A:", "Bên A (bên giao):"])
    _line(fill, (*words(label, bold), *words(case.agency.name, bold, "party_a_name")), before=2)
    fill.told("party_a_name", case.agency.name)
    _line(fill, words(f"Đại diện: {case.signer.name}", fill.style))
    _line(fill, words(f"Chức vụ: {case.signer.position.capitalize()}", fill.style))
    if rng.random() < 0.6:
        seat = somewhere_to_live(rng).address(case.when)
        _line(fill, fill.pair(rng.choice(["Địa chỉ:", "Trụ sở:"]), seat, "party_a_address"))
    _line(fill, words(f"Điện thoại: {phone}", fill.style))


def _person(fill: Fill, case: Case, other: Person, address: str) -> None:
    """Party B: a person."""
    rng, bold = case.chance, fill.style.bold()
    title = words("Bà" if other.woman else "Ông", bold)
    _line(fill, (*words("BÊN B:", bold), *title, *words(other.name, bold, "party_b_name")), before=2)
    fill.told("party_b_name", other.name)
    label = rng.choice(["Sinh ngày:", "Sinh năm:"])
    born = slashed(other.born) if label == "Sinh ngày:" else str(other.born.year)
    _line(fill, fill.pair(label, born, "party_b_born", other.born.isoformat() if "/" in born else born))
    old = case.when.year < 2016
    paper = rng.choice(["Số giấy tờ tùy thân:", "Số CMND:" if old else "Số CCCD:", "CMND số:" if old else "CCCD số:"])
    _line(fill, fill.pair(paper, other.old_identity if old else other.identity, "party_b_id"))
    _line(fill, fill.pair("Địa chỉ:", address, "party_b_address"))


def _price(fill: Fill, case: Case, amount: int, times: int) -> None:
    """Điều 2, in figures, and mostly in words too."""
    style, in_both = fill.style, case.chance.random() < 0.7
    label = case.chance.choice(["Giá trị hợp đồng là", "Giá trị hợp đồng:", "Tổng giá trị hợp đồng là:"])
    head = (*words("Điều 2.", style.bold()), *words(label, style))
    figures = fill.value(f"{dotted(amount)} đồng", "price", str(amount))
    said = misstated(case.chance, amount)
    tail = words(f", thanh toán làm {times} lần bằng chuyển khoản.", style, space=False)
    spelt: tuple[Piece, ...] = ()
    if in_both:
        fill.doubted(amount, said)
        value = fill.value(f"{in_words(said).capitalize()} đồng", "price_in_words", str(said))
        spelt = (*words("(Bằng chữ:", style), *value, *words(")", style, space=False))
    fill.flow.paragraph((*head, *figures, *spelt, *tail), indent=mm(10), before=mm(1.6))


def _line(fill: Fill, pieces: tuple[Piece, ...], *, before: float = 0.6) -> None:
    fill.flow.paragraph(pieces, indent=mm(10), before=mm(before))
