"""Confirmations of marital status, asked for by the person or another one, with other papers' numbers inside."""

from __future__ import annotations

import random
from datetime import date, timedelta

from samples.case import Case
from samples.daywords import figures
from samples.family import Kin, address, born, paper, registry, spouses, units
from samples.flow import Flow
from samples.people import somebody
from samples.places import Place
from samples.sheet import mm, pt
from samples.story import workday
from samples.templates import civil, frame
from samples.templates.birth import NEW_FORM
from samples.templates.civil import brief, tabbed
from samples.templates.fill import Fill
from samples.typeset import Style, words

NAME = "Giấy xác nhận tình trạng hôn nhân"
_FREE = ("hiện tại chưa đăng ký kết hôn với ai", "chưa đăng ký kết hôn với ai", "Hiện tại chưa đăng ký kết hôn với người nào")
_AIMS = (
    "đăng ký kết hôn",
    "làm thủ tục đăng ký kết hôn với {other}",
    "bổ sung hồ sơ vay vốn ngân hàng",
    "làm thủ tục chuyển nhượng quyền sử dụng đất",
    "hoàn thiện hồ sơ mua bán nhà ở",
)
_COURTS = ("Tòa án nhân dân thành phố Hạ Long", "Tòa án nhân dân thành phố Cẩm Phả", "Tòa án nhân dân huyện Hải Hà")


def single_status(flow: Flow, case: Case) -> frame.Draft:
    """A confirmation, printed or filled by hand."""
    rng = flow.rng
    when = workday(rng, NEW_FORM, case.story.filed)
    year = timedelta(days=365)
    wife, husband, home = spouses(rng, case.story, youngest=when - 19 * year, oldest=when - 62 * year)
    kin = wife if rng.random() < 0.5 else husband
    case = case.issued(registry(home, when, whole=False), when)
    page, facts = civil.page(rng, spacing=rng.uniform(1.15, 1.35)), frame.Facts()
    fill = civil.entry(page, facts, case.pen if case.signed and rng.random() < 0.15 else None)
    frame.head(page, case, facts, rng.choice(["UBND-XNTTHN", "UBND-XNTTHN", "XNTTHN"]))
    civil.title(page, facts, "GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN")
    _request(rng, fill, case, kin)
    page.centred("XÁC NHẬN:", Style(size=pt(13.5)).bold(), before=mm(2))
    page.y += mm(1)
    _holder(rng, fill, kin, home, when)
    _status(rng, fill, kin, home, when)
    _use(rng, fill, kin, when)
    page.y += mm(4)
    page.keep(mm(52))
    if rng.random() < 0.15:
        civil.certified(page, case, page.left - mm(6), page.y)
    captions = rng.choice([[], ["NGƯỜI KÝ GIẤY XÁC NHẬN", "(Ký, ghi rõ họ, chữ đệm, tên, chức vụ và đóng dấu)"]])
    civil.signature(page, case, facts, captions, page.right - mm(80), mm(84))
    return civil.finished(NAME, page, facts)


def _request(rng: random.Random, fill: Fill, case: Case, kin: Kin) -> None:
    """Who asks: the person, or somebody of the family for them."""
    page, style = fill.flow, fill.style
    page.centred(case.agency.heading, style.bold(), before=mm(2))
    page.y += mm(1)
    asks = kin.person if rng.random() < 0.75 else somebody(rng)
    label = rng.choice(["Xét đề nghị của ông/bà:", "Xét đề nghị của ông/bà", "Theo đề nghị của ông/bà:"])
    tail = "về việc cấp Giấy xác nhận tình trạng hôn nhân"
    if asks is not kin.person:
        tail += f" cho ông/bà: {kin.person.name}"
    tabbed(
        fill, (*fill.pair(label, asks.name, "requester_name", end="," if fill.pen is None else ""), *words(f"{tail},", style))
    )


def _holder(rng: random.Random, fill: Fill, kin: Kin, home: Place, when: date) -> None:
    person = kin.person
    name = person.name.upper() if fill.pen is None and rng.random() < 0.5 else person.name
    civil.line(fill, "Họ, chữ đệm, tên:", name, "full_name")
    civil.line(fill, "Ngày, tháng, năm sinh:", figures(rng, person.born), "date_of_birth", person.born.isoformat())
    tabbed(
        fill,
        brief(fill, "Giới tính:", kin.sex, "sex"),
        brief(fill, "Dân tộc:", kin.ethnicity, "ethnicity"),
        brief(fill, "Quốc tịch:", "Việt Nam", "nationality"),
    )
    civil.line(fill, "Giấy tờ tùy thân:", paper(rng, person, when), "paper")
    civil.line(fill, "Nơi cư trú:", address(home, when), "residence")


def _status(rng: random.Random, fill: Fill, kin: Kin, home: Place, when: date) -> None:
    adult = kin.person.born + timedelta(days=365 * 18 + 5)
    if rng.random() < 0.4 and adult < when - timedelta(days=400):
        start = adult + timedelta(days=rng.randint(0, (when - adult).days - 365))
        end = start + timedelta(days=rng.randint(300, (when - start).days))
        stay = fill.pair("Trong thời gian cư trú tại:", units(home, when), "stayed_at", end="," if rng.random() < 0.5 else "")
        since = fill.pair("từ ngày", figures(rng, start).removeprefix("ngày "), "stayed_from", start.isoformat())
        until = fill.pair("đến ngày", figures(rng, end).removeprefix("ngày "), "stayed_to", end.isoformat())
        tabbed(fill, (*stay, *since, *until))
    civil.line(fill, "Tình trạng hôn nhân:", _marital(rng, kin, when), "marital_status")


def _marital(rng: random.Random, kin: Kin, when: date) -> str:
    """Free, divorced by a court's paper, or widowed: the latter name other people, numbers and days."""
    chance = rng.random()
    if chance < 0.6 or when.year - kin.person.born.year < 28:
        return rng.choice(_FREE)
    ended = when - timedelta(days=rng.randint(90, 2400))
    other = born(rng, kin.person.born, kin.person.born + timedelta(days=900), woman=not kin.person.woman).person
    who, spouse = other.address, "vợ" if other.woman else "chồng"
    if chance < 0.85:
        court = f"số {rng.randint(3, 260)}/{ended.year}/QĐST-HNGĐ ngày {ended:%d/%m/%Y} của {rng.choice(_COURTS)}"
        return f"Đã ly hôn với {who} {other.name} theo Quyết định {court}; {_FREE[0]}"
    return f"Có {spouse} là {who} {other.name} đã chết ngày {ended:%d/%m/%Y}; {_FREE[0]}"


def _use(rng: random.Random, fill: Fill, kin: Kin, when: date) -> None:
    other = born(rng, kin.person.born, kin.person.born + timedelta(days=900), woman=not kin.person.woman).person
    aim = rng.choice(_AIMS).format(other=f"{other.address} {other.name}")
    civil.line(fill, rng.choice(["Giấy này được cấp để:", "Giấy này được sử dụng để:"]), aim, "purpose")
    if rng.random() < 0.5:
        end = date(when.year + (when.month > 6), (when.month + 5) % 12 + 1, min(when.day, 28))
        label = rng.choice(["Giấy này có giá trị đến ngày", "Giấy này có giá trị đến hết ngày"])
        text = figures(rng, end).removeprefix("ngày ")
        civil.line(fill, label, text, "valid_until", end.isoformat())
    else:
        text = rng.choice(
            ["Giấy này có giá trị 6 tháng kể từ ngày cấp.", "Giấy này có giá trị sử dụng 06 tháng kể từ ngày cấp."]
        )
        tabbed(fill, words(text, fill.style))
