"""Hợp đồng chuyển nhượng, tặng cho quyền sử dụng đất: two couples, a price, and a notary's words."""

from __future__ import annotations

from datetime import date, timedelta

from samples import marks
from samples.case import Case
from samples.flow import Flow
from samples.numerals import comma, dotted, in_words, misstated
from samples.people import Person
from samples.places import Place, somewhere_to_live
from samples.sheet import Mark, mm, pt
from samples.story import adult, workday
from samples.templates import frame, land
from samples.templates.decision import article
from samples.templates.fill import Fill, in_full, slashed
from samples.typeset import Style, natural, words

_KINDS = (
    ("CHUYỂN NHƯỢNG QUYỀN SỬ DỤNG ĐẤT", "BÊN CHUYỂN NHƯỢNG", "BÊN NHẬN CHUYỂN NHƯỢNG", "Giá chuyển nhượng"),
    ("MUA BÁN NHÀ Ở VÀ CHUYỂN NHƯỢNG QUYỀN SỬ DỤNG ĐẤT", "BÊN BÁN", "BÊN MUA", "Giá mua bán"),
)


def transfer(flow: Flow, case: Case) -> frame.Draft:
    """A contract before a notary: no letterhead, no number but the notary's; the applicant is who receives the land."""
    facts, rng, story = frame.Facts(), case.chance, case.story
    when = workday(rng, max(date(2015, 3, 2), story.filed - timedelta(days=400)), story.filed)
    subject, giver, taker, price = rng.choice(_KINDS)
    bold = Style(size=pt(13)).bold()
    flow.centred(frame.STATE, bold)
    flow.centred(frame.MOTTO, bold)
    flow.rule(natural(words(frame.MOTTO, bold)))
    title = Style(size=pt(14)).bold()
    pieces = (*words("HỢP ĐỒNG", title, "doc_type_printed"), *words(subject, title, "subject"))
    flow.paragraph(pieces, align="centre", before=mm(4), inset=mm(6), narrow=mm(6))
    facts.fields.update(doc_type_printed="HỢP ĐỒNG", subject=subject)
    flow.y += mm(3)
    fill = Fill(flow, facts, flow.style)
    office = f"Văn phòng công chứng {rng.choice(['Hạ Long', 'Bãi Cháy', 'Đông Bắc', 'Vàng Danh'])}"
    today = (*words("Hôm nay, ngày", fill.style), *fill.value(in_full(when), "issued_date", when.isoformat()))
    flow.paragraph((*today, *words(f", tại {office}, chúng tôi gồm có:", fill.style, space=False)), indent=mm(10))
    seller = adult(rng)
    partner = adult(rng, woman=not seller.woman, near=seller.born)
    _party(fill, case, f"{giver} (sau đây gọi là Bên A):", seller, partner, somewhere_to_live(rng), "a", when)
    _party(fill, case, f"{taker} (sau đây gọi là Bên B):", story.applicant, story.spouse, story.home, "b", when)
    flow.body("Hai bên tự nguyện cùng nhau lập và ký hợp đồng này với các điều khoản sau đây:")
    _terms(fill, case, price, when)
    _signed(flow, case, facts, seller.name)
    _notary(fill, case, office, when)
    return facts.draft("Hợp đồng", flow, "The notary's words stand behind the contract.")


def _party(fill: Fill, case: Case, caption: str, person: Person, partner: Person, home: Place, side: str, when: date) -> None:
    """One side: a person, often with a partner whose number stands close by, and where they live."""
    rng, flow, style = case.chance, fill.flow, fill.style
    flow.paragraph(words(caption, style.bold()), indent=mm(10), before=mm(2))
    old = when < date(2016, 6, 1) or (when < date(2018, 1, 1) and rng.random() < 0.6)
    label = rng.choice(["CMND số:", "Số CMND:"] if old else ["CCCD số:", "Số CCCD:"])
    year = rng.choice(["Sinh năm:", "Sinh ngày:"])
    for number, each in enumerate((person, partner)[: rng.choice([1, 2])]):
        first = number == 0
        title = "Bà" if each.woman else "Ông"
        spouse = f"Cùng {'vợ là bà' if each.woman else 'chồng là ông'}:"
        intro = f"{title}:" if first else rng.choice([spouse, f"Và {title.lower()}:"])
        born = str(each.born.year) if year == "Sinh năm:" else slashed(each.born)
        truth = born if year == "Sinh năm:" else each.born.isoformat()
        shown = each.name.upper() if rng.random() < 0.4 else each.name
        name = fill.pair(intro, shown, f"party_{side}_name" if first else "")
        birth = fill.pair(year, born, f"party_{side}_born" if first else "", truth)
        fill.line(name, birth)
        given = workday(rng, date(2016, 3, 1) if not old else date(2005, 3, 1), when)
        issuer = "Công an tỉnh Quảng Ninh" if old else "Cục Cảnh sát QLHC về TTXH"
        identity = fill.pair(label, each.old_identity if old else each.identity, f"party_{side}_id" if first else "")
        fill.line(identity, words(f"do {issuer} cấp ngày {slashed(given)}", style))
    label = rng.choice(["Địa chỉ thường trú:", "Nơi cư trú:", "Địa chỉ:", "Hộ khẩu thường trú:"])
    fill.line(fill.pair(label, home.address(when), f"party_{side}_address"))


def _terms(fill: Fill, case: Case, price: str, when: date) -> None:
    rng, parcel, flow, style = case.chance, case.story.parcel, fill.flow, fill.style
    day = workday(rng, date(2008, 3, 3), when - timedelta(days=30))
    article(
        flow,
        1,
        f"Bên A chuyển quyền sử dụng toàn bộ thửa đất số {parcel.number}, tờ bản đồ số {parcel.sheet}, diện tích "
        f"{comma(parcel.area)} m², địa chỉ thửa đất: {parcel.place.address(when)}, theo Giấy chứng nhận số "
        f"{land.serial(rng, 2, 6)} cấp ngày {slashed(day)}.",
    )
    amount = max(50, round(float(parcel.area) * rng.uniform(0.4, 12))) * 10**6
    said = misstated(rng, amount)
    fill.doubted(amount, said)
    label = rng.choice([f"{price} là:", f"{price} là", f"{price}:"])
    head = (*words("Điều 2.", style.bold()), *words(label, style))
    figures = fill.value(f"{dotted(amount)} đồng", "price", str(amount))
    spelt = fill.value(f"{in_words(said).capitalize()} đồng{rng.choice(['', ' chẵn'])}", "price_in_words", str(said))
    tail = words(").", style, space=False)
    flow.paragraph((*head, *figures, *words("(Bằng chữ:", style), *spelt, *tail), indent=mm(10), before=mm(1.6))
    flow.body("Phương thức thanh toán: tiền mặt hoặc chuyển khoản, một lần sau khi ký hợp đồng.")
    article(flow, 3, "Bên B chịu trách nhiệm nộp thuế, lệ phí và thực hiện việc đăng ký tại cơ quan có thẩm quyền.")
    article(flow, 4, "Hai bên đã đọc lại hợp đồng, hiểu rõ quyền, nghĩa vụ của mình và ký tên, điểm chỉ dưới đây./.")


def _signed(flow: Flow, case: Case, facts: frame.Facts, seller: str) -> None:
    """Party A on the left, party B on the right; the first is the signer."""
    flow.keep(mm(46))
    top, wide = flow.y + mm(5), mm(70)
    first = frame.Signature("BÊN A", seller, "signer_position", "signer_name")
    frame.plain_signature(flow, case, first, flow.left, wide, top)
    second = frame.Signature("BÊN B", case.story.applicant.name)
    flow.y = frame.plain_signature(flow, case, second, flow.right - wide, wide, top)
    facts.fields.update(signer_position="BÊN A", signer_name=seller, has_signature=case.signed, has_seal=False)


def _notary(fill: Fill, case: Case, office: str, when: date) -> None:
    """`LỜI CHỨNG CỦA CÔNG CHỨNG VIÊN` on a page of its own, with number, book, seal and another signer."""
    rng, flow, style = case.chance, fill.flow, fill.style
    flow.turn()
    flow.centred("LỜI CHỨNG CỦA CÔNG CHỨNG VIÊN", Style(size=pt(14)).bold())
    notary = case.writer.colleague()
    flow.body(
        f"Hôm nay, ngày {in_full(when)}, tại {office}, tôi là {notary}, công chứng viên, trong phạm vi trách nhiệm của mình "
        "theo quy định của pháp luật,"
    )
    flow.centred("CHỨNG NHẬN:", style.bold(), before=mm(1))
    for text in (
        "Hợp đồng này được giao kết giữa Bên A và Bên B có tên trên; các bên đã tự nguyện thỏa thuận giao kết hợp đồng.",
        "Tại thời điểm ký, các bên có năng lực hành vi dân sự phù hợp theo quy định của pháp luật.",
        "Nội dung thỏa thuận của các bên không vi phạm điều cấm của luật, không trái đạo đức xã hội.",
    ):
        flow.body(f"- {text}")
    by = Fill(flow, fill.facts, style, case.pen if case.signed and rng.random() < 0.4 else None)
    number = by.pair("Số công chứng:", str(rng.randint(120, 9800)), "notary_number", width=mm(26))
    book = by.pair(rng.choice(["Quyển số:", "quyển số:"]), f"{rng.randint(1, 12):02d}/{when.year}", "notary_book", width=mm(28))
    code = rng.choice(["TP/CC-SCC/HĐGD", "CC-SCC/HĐGD"])
    by.line(number, [*book, *words(code, style)], before=mm(3))
    fill.facts.alternatives["notary_book"] = (f"{fill.facts.fields['notary_book']} {code}",)
    flow.y += mm(4)
    wide = mm(76)
    x = flow.right - wide
    party = frame.Signature("CÔNG CHỨNG VIÊN", notary)
    top = flow.y
    flow.y = frame.plain_signature(flow, case, party, x, wide, top)
    if case.seal != "none":
        stamp = marks.seal(office.upper(), ["CÔNG CHỨNG"], rng, colour=frame.seal_colour(case))
        flow.sheet.marks.append(Mark("seal", stamp, x + wide / 2 - stamp.width * 0.9, top + mm(3)))
        fill.facts.fields["has_seal"] = True
