"""Certificates of registration: of a company and of a household's business."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from samples import agencies
from samples.case import Case
from samples.enterprise import Enterprise, company, household
from samples.flow import Flow
from samples.numerals import dotted, in_words, misstated
from samples.people import Person
from samples.sheet import mm, pt
from samples.story import workday
from samples.templates import frame
from samples.templates.certified import certify
from samples.templates.fill import Fill, in_full, slashed
from samples.templates.table import table
from samples.typeset import Style, words

COMPANY = "Giấy chứng nhận đăng ký doanh nghiệp"
HOUSEHOLD = "Giấy chứng nhận đăng ký hộ kinh doanh"


def company_certificate(flow: Flow, case: Case) -> frame.Draft:
    """A company's certificate, two pages where there are many members."""
    rng, facts = case.chance, frame.Facts()
    firm = company(rng, case.story)
    when = firm.changed or firm.first
    case = replace(case.issued(agencies.business_register(when), when), arrival=False)
    fill = _begin(flow, case, facts, COMPANY)
    flow.centred(firm.kind, fill.style.bold())
    _registered(fill, firm)
    _names(fill, firm)
    fill.line(words("2. Địa chỉ trụ sở chính", fill.style.bold()))
    fill.line(fill.pair("", f"{firm.seat.address(when)}, Việt Nam", "head_office"))
    _contact(fill, case, firm)
    _capital(fill, case, firm)
    _members(fill, case, firm)
    fill.line(
        words(
            "5. Người đại diện theo pháp luật của công ty" if rng.random() < 0.6 else "5. Người đại diện theo pháp luật",
            fill.style.bold(),
        )
    )
    if rng.random() < 0.5:
        flow.keep(mm(50))
    _person(
        fill,
        case,
        firm.head,
        "representative",
        when,
        rng.choice(["Giám đốc", "Chủ tịch công ty kiêm Giám đốc", "Tổng giám đốc"]),
    )
    _sign(flow, case, facts)
    return facts.draft(COMPANY, flow)


def household_certificate(flow: Flow, case: Case) -> frame.Draft:
    """A household's certificate from the district's finance office, since 7/2025 from the commune's economic office."""
    rng, facts = case.chance, frame.Facts()
    shop = household(rng, case.story)
    place, when = case.story.home, shop.first
    unit = place.unit(when) if when >= agencies.TWO_TIERS else place.district
    case = replace(case.issued(agencies.finance_office(unit, place.seat(when), when), when), arrival=False)
    fill = _begin(flow, case, facts, HOUSEHOLD)
    if rng.random() < 0.6:
        label = rng.choice(["Mã số hộ kinh doanh:", "Mã số hộ kinh doanh:", "Mã số đăng ký hộ kinh doanh:"])
        flow.paragraph((*words(label, fill.style), *fill.value(shop.code, "business_code")), align="centre", before=mm(1))
    else:
        flow.paragraph((*words("Số:", fill.style), *fill.value(shop.code, "doc_number")), align="centre", before=mm(1))
    first = (
        *words("Đăng ký lần đầu, ngày" if rng.random() < 0.5 else "Đăng ký lần đầu: ngày", fill.style),
        *fill.value(in_full(shop.first), "first_registered", shop.first.isoformat()),
    )
    flow.paragraph(first, align="centre")
    flow.y += mm(2)
    fill.line(
        fill.pair(
            rng.choice(["1. Tên hộ kinh doanh:", "1. Tên hộ kinh doanh (ghi bằng chữ in hoa):"]), shop.name, "business_name"
        )
    )
    fill.line(
        fill.pair(
            rng.choice(["2. Địa chỉ trụ sở:", "2. Địa chỉ trụ sở hộ kinh doanh:", "2. Địa điểm kinh doanh:"]),
            shop.seat.address(when),
            "head_office",
        )
    )
    _contact(fill, case, shop)
    fill.line(fill.pair("3. Ngành, nghề kinh doanh:", shop.trades, "trades"))
    fill.line(fill.pair("4. Vốn kinh doanh:", f"{dotted(shop.capital)} đồng", "capital", str(shop.capital)))
    fill.line(words(rng.choice(["5. Thông tin về chủ hộ kinh doanh:", "5. Thông tin về chủ hộ kinh doanh"]), fill.style))
    _person(fill, case, shop.head, "owner", when, "")
    _sign(flow, case, facts)
    return facts.draft(HOUSEHOLD, flow)


def _begin(flow: Flow, case: Case, facts: frame.Facts, name: str) -> Fill:
    """Agency on the left, state on the right, title; no number and no day at the head."""
    flow.size, flow.spacing = pt(case.chance.choice([12, 12.5, 13])), case.chance.uniform(1.0, 1.15)
    frame.heading(flow, case, facts)
    flow.centred(name.upper(), Style(size=pt(15)).bold(), "doc_type_printed", before=mm(3))
    facts.fields["doc_type_printed"] = name.upper()
    style = Style(size=flow.size)
    return Fill(flow, facts, style, value_style=style.bold() if case.chance.random() < 0.3 else None)


def _registered(fill: Fill, firm: Enterprise) -> None:
    flow = fill.flow
    flow.paragraph(
        (*words("Mã số doanh nghiệp:", fill.style.bold()), *fill.value(firm.code, "company_code")), align="centre", before=mm(1)
    )
    label = words("Đăng ký lần đầu: ngày" if int(firm.code) % 2 else "Đăng ký lần đầu, ngày", fill.style)
    flow.paragraph((*label, *fill.value(in_full(firm.first), "first_registered", firm.first.isoformat())), align="centre")
    if firm.changed:
        head = (*words("Đăng ký thay đổi lần thứ:", fill.style), *fill.value(str(firm.changes), "change_count"))
        day = fill.value(in_full(firm.changed), "changed_date", firm.changed.isoformat())
        flow.paragraph((*head, *words(",", fill.style, space=False), *words("ngày", fill.style), *day), align="centre")
    flow.y += mm(2)


def _names(fill: Fill, firm: Enterprise) -> None:
    fill.line(words("1. Tên công ty", fill.style.bold()))
    fill.line(fill.pair("Tên công ty viết bằng tiếng Việt:", firm.name, "company_name"))
    fill.line(fill.pair("Tên công ty viết bằng tiếng nước ngoài:", firm.foreign, "foreign_name"))
    fill.line(fill.pair("Tên công ty viết tắt:", firm.short, "short_name"))


def _contact(fill: Fill, case: Case, firm: Enterprise) -> None:
    rng = case.chance
    phone = firm.phone
    printed = f"{phone[:4]} {phone[4:7]} {phone[7:]}" if phone and rng.random() < 0.3 else phone
    fill.line(fill.pair("Điện thoại:", printed, "phone", phone), words("Fax:", fill.style))
    fill.line(fill.pair("Email:", firm.email, "email"), words("Website:", fill.style))


def _capital(fill: Fill, case: Case, firm: Enterprise) -> None:
    said = misstated(case.chance, firm.capital)
    fill.doubted(firm.capital, said)
    caption = words("3. Vốn điều lệ", fill.style.bold())
    fill.line(
        caption, words(":", fill.style, space=False), fill.value(f"{dotted(firm.capital)} đồng", "capital", str(firm.capital))
    )
    fill.line(fill.pair("Bằng chữ:", f"{in_words(said).capitalize()} đồng", "capital_in_words", str(said)))


def _members(fill: Fill, case: Case, firm: Enterprise) -> None:
    """The owner, or a table of members: names, addresses and numbers that are not the representative's own."""
    rng, flow = case.chance, fill.flow
    if "MỘT" in firm.kind:
        fill.line(words("4. Thông tin về chủ sở hữu", fill.style.bold()))
        title = "Bà" if firm.head.woman else "Ông"
        fill.line(
            words(
                f"{title} {firm.head.name.upper()}; quốc tịch Việt Nam; góp {dotted(firm.capital)} đồng, tỷ lệ 100%", fill.style
            )
        )
        return
    fill.line(words("4. Danh sách thành viên góp vốn", fill.style.bold()))
    flow.y += mm(1)
    share = rng.choice([30, 40, 49])
    rows = []
    for number, (person, percent) in enumerate(((firm.head, 100 - share), (case.story.spouse, share)), 1):
        amount = dotted(firm.capital * percent // 100)
        rows.append(
            [str(number), person.name.upper(), case.story.home.short(firm.first), amount, str(percent), person.identity]
        )
    heads = ["STT", "Tên thành viên", "Địa chỉ liên lạc", "Giá trị phần vốn góp (VNĐ)", "Tỷ lệ (%)", "Số giấy tờ pháp lý"]
    table(flow, heads, rows, (0.07, 0.21, 0.27, 0.17, 0.09, 0.19), "cllrcc", size=pt(10.5))
    flow.y += mm(2)


def _person(fill: Fill, case: Case, person: Person, role: str, when: date, post: str) -> None:
    """The lines about the representative or the owner: several pairs a line."""
    rng, home = case.chance, case.story.home
    star = rng.choice(["* Họ và tên:", "Họ và tên:"])
    label = rng.choice(["Họ và tên chủ hộ kinh doanh:", "Họ và tên:"]) if role == "owner" else star
    name = person.name.upper() if rng.random() < 0.8 else person.name
    sex = fill.pair("Giới tính:", "Nữ" if person.woman else "Nam", f"{role}_sex")
    fill.line(fill.pair(label, name, f"{role}_name"), sex)
    if post:
        fill.line(fill.pair("Chức danh:", post, f"{role}_title"))
    fill.line(
        fill.pair("Sinh ngày:", slashed(person.born), f"{role}_born", person.born.isoformat()),
        fill.pair("Dân tộc:", person.people, f"{role}_ethnicity"),
        fill.pair("Quốc tịch:", "Việt Nam", f"{role}_nationality"),
    )
    old = when < date(2016, 6, 1) or (when < date(2021, 7, 1) and rng.random() < 0.4)
    kind = "Loại giấy chứng thực cá nhân:" if when < date(2021, 1, 4) else "Loại giấy tờ pháp lý của cá nhân:"
    paper = "Giấy chứng minh nhân dân" if old else "Thẻ căn cước công dân" if when < date(2024, 7, 1) else "Thẻ căn cước"
    fill.line(words(f"{kind} {paper}", fill.style))
    number = (
        "Số giấy chứng thực cá nhân:"
        if when < date(2021, 1, 4)
        else rng.choice(["Số giấy tờ pháp lý của cá nhân:", "Số giấy tờ pháp lý:"])
    )
    fill.line(fill.pair(number, person.old_identity if old else person.identity, f"{role}_id"))
    issued, issuer = _card(case, when, old=old)
    fill.line(
        fill.pair("Ngày cấp:", slashed(issued), f"{role}_id_issued", issued.isoformat()),
        fill.pair("Nơi cấp:", issuer, f"{role}_id_issuer"),
    )
    there = f"{home.address(when)}, Việt Nam"
    household_book = when < date(2021, 1, 4)
    fill.line(
        fill.pair("Nơi đăng ký hộ khẩu thường trú:" if household_book else "Địa chỉ thường trú:", there, f"{role}_address")
    )
    fill.line(fill.pair("Chỗ ở hiện tại:" if household_book else "Địa chỉ liên lạc:", there, f"{role}_contact"))


def _card(case: Case, when: date, *, old: bool) -> tuple[date, str]:
    """When and by whom the identity paper was issued, as certificates name it."""
    rng = case.chance
    if old:
        return workday(rng, date(2004, 3, 1), min(when, date(2015, 12, 1))), "Công an tỉnh Quảng Ninh"
    if when >= date(2024, 9, 1) and rng.random() < 0.5:
        return workday(rng, date(2024, 7, 2), when), "Bộ Công an"
    latest = min(when, date(2024, 6, 28))
    issued = workday(rng, max(date(2016, 3, 1), latest - timedelta(days=1500)), latest)
    if issued < date(2018, 10, 10):
        return issued, "Cục Cảnh sát đăng ký quản lý cư trú và dữ liệu quốc gia về dân cư"
    return issued, "Cục Cảnh sát quản lý hành chính về trật tự xã hội"


def _sign(flow: Flow, case: Case, facts: frame.Facts) -> None:
    flow.keep(mm(52))
    wide = mm(80)
    flow.y = frame.sign(flow, case, facts, flow.right - wide, wide, flow.y + mm(5), size=13)
    if case.chance.random() < 0.2:
        certify(flow, case, case.chance, case.when)
