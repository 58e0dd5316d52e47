"""Birth certificates: the forms since 2016 with the mother first, the older ones with the father first, and extracts."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

from samples.agencies import province
from samples.case import Case
from samples.daywords import figures, spoken
from samples.family import Kin, address, born, office, paper, personal_number, registry, soon, spouses, units
from samples.flow import Flow
from samples.places import Place
from samples.sheet import RED, mm, pt
from samples.templates import civil, frame
from samples.templates.civil import brief, tabbed
from samples.templates.fill import Fill
from samples.typeset import Style, words

NAME = "Giấy khai sinh"
NEW_FORM = date(2016, 1, 4)
_HOSPITALS = (
    "Bệnh viện Sản Nhi Quảng Ninh",
    "Bệnh viện đa khoa tỉnh Quảng Ninh",
    "Trung tâm Y tế",
    "Trạm Y tế",
    "Bệnh viện Bãi Cháy",
)
_STATE = "Việt Nam"


@dataclass(frozen=True)
class Birth:
    """What was entered."""

    child: Kin
    mother: Kin
    father: Kin | None
    home: Place
    registered: date
    words: date
    """The day of birth as the words have it: on some papers another one."""
    number: str
    book: str
    capitals: bool
    """Names are in capitals."""

    def name(self, kin: Kin | None) -> str:
        """As the paper spells it; nobody's is empty."""
        return "" if kin is None else kin.person.name.upper() if self.capitals else kin.person.name

    @property
    def day(self) -> date:
        """Of birth."""
        return self.child.person.born


def birth_certificate(flow: Flow, case: Case) -> frame.Draft:
    """A certificate, a copy or an extract, of the new form or an old one."""
    rng = flow.rng
    draw = rng.choices([_certificate, _extract, _old], [0.5, 0.15, 0.35])[0]
    old = draw is _old
    birth = _entered(rng, case, date(1999, 1, 4) if old else NEW_FORM, date(2015, 12, 31) if old else case.story.filed)
    return draw(rng, case.issued(registry(birth.home, birth.registered), birth.registered), birth)


def _entered(rng: random.Random, case: Case, first: date, last: date) -> Birth:
    year = timedelta(days=365)
    day = first + timedelta(days=rng.randint(0, max(30, (last - first).days - 60)))
    mother, father, home = spouses(rng, case.story, youngest=day - 17 * year, oldest=day - 44 * year)
    child = born(rng, day, day, people=father.person.people, surname=father.person.name.split()[0])
    number = personal_number(rng, day, woman=child.person.woman)
    child = Kin(replace(child.person, identity=number), father.origin, father.ethnicity)
    registered = soon(rng, day, last=last)
    entry = rng.randint(1, 420)
    return Birth(
        child=child,
        mother=mother,
        father=None if rng.random() < 0.06 else father,
        home=home,
        registered=registered,
        words=day + timedelta(days=1) if rng.random() < 0.05 else day,
        number=f"{entry}/{registered.year}" if rng.random() < 0.4 else f"{entry:02d}",
        book=f"{rng.randint(1, 3):02d}/{registered.year}",
        capitals=rng.random() < 0.6,
    )


def _certificate(rng: random.Random, case: Case, birth: Birth) -> frame.Draft:
    flow, facts = civil.page(rng, spacing=rng.uniform(1.1, 1.25)), frame.Facts()
    fill = civil.entry(flow, facts)
    copy = rng.random() < 0.3
    if rng.random() < 0.6 and not copy:
        civil.border(flow)
    civil.state(flow, case, facts, lettered=rng.random() < 0.35)
    civil.title(flow, facts, "GIẤY KHAI SINH", ["(BẢN SAO)"] if copy else [], None if copy else RED)
    flow.paragraph((*words("Số:", fill.style), *fill.value(birth.number, "doc_number")), align="centre")
    flow.y += mm(2)
    _child(rng, fill, birth)
    _parent(rng, fill, birth.mother, "mother", birth)
    _parent(rng, fill, birth.father, "father", birth)
    declarant = birth.father or birth.mother
    tabbed(fill, fill.pair("Họ, chữ đệm, tên người đi khai sinh:", birth.name(declarant), "declarant_name"), before=mm(2))
    tabbed(fill, fill.pair("Giấy tờ tùy thân:", paper(rng, declarant.person, birth.registered), "declarant_paper"))
    civil.line(fill, "Nơi đăng ký khai sinh:", office(rng, birth.home, birth.registered), "registry_office")
    day = figures(rng, birth.registered)
    tabbed(fill, fill.pair("Ngày, tháng, năm đăng ký:", day, "registered_date", birth.registered.isoformat()))
    captions = ["NGƯỜI KÝ GIẤY KHAI SINH", "(Ký, ghi rõ họ, chữ đệm, tên, chức vụ và đóng dấu)"]
    return _closed(flow, case, facts, birth, captions, plain=rng.random() < 0.7)


def _extract(rng: random.Random, case: Case, birth: Birth) -> frame.Draft:
    flow, facts = civil.page(rng, spacing=rng.uniform(1.1, 1.25)), frame.Facts()
    fill = civil.entry(flow, facts)
    issued = soon(rng, birth.registered, last=max(case.story.filed, birth.registered + timedelta(days=15)))
    extract = case.issued(registry(birth.home, issued, whole=False), issued)
    frame.head(flow, extract, facts, "TLKS-BS")
    facts.fields["doc_number"] = f"{facts.fields['doc_number']}/TLKS-BS"
    civil.title(flow, facts, "TRÍCH LỤC KHAI SINH", ["(BẢN SAO)"])
    flow.y += mm(2)
    _child(rng, fill, birth)
    _parent(rng, fill, birth.mother, "mother", birth)
    _parent(rng, fill, birth.father, "father", birth)
    label = rng.choice(["Đăng ký khai sinh tại:", "Nơi đăng ký khai sinh:"])
    tabbed(fill, fill.pair(label, office(rng, birth.home, birth.registered), "registry_office"), before=mm(2))
    day = figures(rng, birth.registered)
    tabbed(fill, fill.pair("Ngày, tháng, năm đăng ký:", day, "registered_date", birth.registered.isoformat()))
    return _closed(
        flow, extract, facts, birth, ["NGƯỜI KÝ TRÍCH LỤC", "(Ký, ghi rõ họ, chữ đệm, tên, chức vụ và đóng dấu)"], plain=True
    )


def _old(rng: random.Random, case: Case, birth: Birth) -> frame.Draft:
    flow, facts = civil.page(rng, spacing=rng.uniform(1.05, 1.18)), frame.Facts()
    by_hand = case.signed and rng.random() < 0.85
    fill = civil.entry(flow, facts, case.pen if by_hand else None)
    birth = replace(birth, capitals=birth.capitals and not by_hand)
    civil.old_head(fill, case, birth.home, birth.registered, birth.number, birth.book)
    civil.title(flow, facts, "GIẤY KHAI SINH", [rng.choice(["(BẢN CHÍNH)", "(BẢN SAO)", "BẢN SAO"])])
    flow.y += mm(2)
    child, day = birth.child, rng.choice(["Ngày, tháng, năm sinh:", "Sinh ngày:", "Ngày sinh:"])

    line = partial(civil.line, fill, dots=True)
    name = brief(fill, rng.choice(["Họ và tên:", "Họ và tên:", "Họ tên:"]), birth.name(child), "child_name")
    sex = brief(fill, rng.choice(["Nam, nữ:", "Giới tính:", "Nam hay nữ:"]), child.sex, "sex")
    tabbed(fill, name, sex, stops=[0.7], dots=True)
    line(day, figures(rng, birth.day), "date_of_birth", birth.day.isoformat())
    said = rng.choice(["(Bằng chữ):", "Bằng chữ:", "Viết bằng chữ:", "Ghi bằng chữ:"])
    line(said, spoken(rng, birth.words), "date_of_birth_in_words", birth.words.isoformat())
    line("Nơi sinh:", _birthplace(rng, birth), "place_of_birth")
    people = brief(fill, "Dân tộc:", child.ethnicity, "ethnicity")
    tabbed(fill, people, brief(fill, "Quốc tịch:", _STATE, "nationality"), dots=True)
    line(rng.choice(["Quê quán:", "Nguyên quán:"]), child.origin, "place_of_origin")
    for role, kin in (("father", birth.father), ("mother", birth.mother)):
        _old_parent(rng, fill, kin, role, birth)
    line(rng.choice(["Nơi đăng ký:", "Đăng ký tại:"]), office(rng, birth.home, birth.registered), "registry_office")
    label = rng.choice(["Ngày, tháng, năm đăng ký:", "Ngày đăng ký:", "Đăng ký ngày:"])
    line(label, figures(rng, birth.registered), "registered_date", birth.registered.isoformat())
    declarant = birth.father or birth.mother
    line("Họ và tên người đi khai sinh:", birth.name(declarant), "declarant_name")
    line("Quan hệ với người được khai sinh:", "Bố" if declarant is birth.father else "Mẹ")
    return _closed(flow, case, facts, birth, [], old=True)


def _old_parent(rng: random.Random, fill: Fill, kin: Kin | None, role: str, birth: Birth) -> None:
    who = "cha" if role == "father" else "mẹ"
    label = rng.choice([f"Họ và tên {who}:", f"Họ và tên người {who}:", f"Họ tên {who}:"])
    tabbed(fill, fill.pair(label, birth.name(kin), f"{role}_name"), before=mm(1.5), dots=True)
    pairs = [
        brief(fill, "Dân tộc:", kin.ethnicity if kin else "", f"{role}_ethnicity"),
        brief(fill, "Quốc tịch:", _STATE if kin else "", f"{role}_nationality"),
        _year(rng, fill, kin, role, rng.choice(["Năm sinh:", "Sinh năm:"])),
    ]
    tabbed(fill, *(pairs if rng.random() < 0.5 else [pairs[2], *pairs[:2]]), dots=True)
    label = rng.choice(["Nơi thường trú/tạm trú:", "Nơi thường trú, tạm trú:", "Nơi thường trú:"])
    tabbed(fill, fill.pair(label, address(birth.home, birth.registered) if kin else "", f"{role}_residence"), dots=True)


def _child(rng: random.Random, fill: Fill, birth: Birth) -> None:
    child = birth.child
    tabbed(fill, fill.pair("Họ, chữ đệm, tên:", birth.name(child), "child_name"))
    day = brief(fill, "Ngày, tháng, năm sinh:", figures(rng, birth.day), "date_of_birth", birth.day.isoformat())
    said = fill.pair(
        rng.choice(["ghi bằng chữ:", "Ghi bằng chữ:"]),
        spoken(rng, birth.words),
        "date_of_birth_in_words",
        birth.words.isoformat(),
    )
    if rng.random() < 0.5:
        tabbed(fill, (*day, *said))
    else:
        tabbed(fill, day)
        tabbed(fill, said)
    tabbed(
        fill,
        brief(fill, "Giới tính:", child.sex, "sex"),
        brief(fill, "Dân tộc:", child.ethnicity, "ethnicity"),
        brief(fill, "Quốc tịch:", _STATE, "nationality"),
    )
    number = fill.pair("Số định danh cá nhân:", child.person.identity if rng.random() < 0.85 else "", "id_number")
    where = [
        fill.pair("Nơi sinh:", _birthplace(rng, birth), "place_of_birth"),
        fill.pair("Quê quán:", child.origin, "place_of_origin"),
    ]
    for group in (number, *where) if rng.random() < 0.3 else (*where, number):
        tabbed(fill, group)


def _parent(rng: random.Random, fill: Fill, kin: Kin | None, role: str, birth: Birth) -> None:
    label = f"Họ, chữ đệm, tên người {'mẹ' if role == 'mother' else 'cha'}:"
    tabbed(fill, fill.pair(label, birth.name(kin), f"{role}_name"), before=mm(2.5))
    tabbed(
        fill,
        _year(rng, fill, kin, role, "Năm sinh:"),
        brief(fill, "Dân tộc:", kin.ethnicity if kin else "", f"{role}_ethnicity"),
        brief(fill, "Quốc tịch:", _STATE if kin else "", f"{role}_nationality"),
    )
    lives = address(birth.home, birth.registered) if kin else ""
    tabbed(fill, fill.pair(rng.choice(["Nơi cư trú:", "Nơi cư trú:", "Nơi thường trú/tạm trú:"]), lives, f"{role}_residence"))


def _year(rng: random.Random, fill: Fill, kin: Kin | None, role: str, label: str) -> civil.Group:
    """A parent's birth: most papers have the year alone."""
    if kin is None:
        return brief(fill, label, "", f"{role}_born")
    day = kin.person.born
    text, truth = (f"{day:%d/%m/%Y}", day.isoformat()) if rng.random() < 0.15 else (str(day.year), str(day.year))
    return brief(fill, label, text, f"{role}_born", truth)


def _closed(
    flow: Flow, case: Case, facts: frame.Facts, birth: Birth, captions: list[str], *, plain: bool = False, old: bool = False
) -> frame.Draft:
    flow.y += mm(4)
    flow.keep(mm(54))
    top, wide = flow.y, mm(84)
    x = flow.right - wide + mm(4)
    if old and flow.rng.random() < 0.6:
        bold = Style(size=pt(13)).bold()
        y = civil.column(flow, ["NGƯỜI ĐI KHAI SINH"], bold, flow.left, mm(64), top)
        civil.column(flow, ["(Ký, ghi rõ họ tên)"], Style(size=pt(11)).italic(), flow.left, mm(64), y)
    elif flow.rng.random() < 0.22:
        civil.certified(flow, case, flow.left - mm(6), top + mm(4))
    civil.signature(flow, case, facts, captions, x, wide, plain=plain)
    notes = [] if birth.words == birth.day else ["Day of birth in words differs from the figures on the paper."]
    return civil.finished(NAME, flow, facts, notes)


def _birthplace(rng: random.Random, birth: Birth) -> str:
    where = rng.choice(_HOSPITALS)
    local = where in ("Trạm Y tế", "Trung tâm Y tế")
    if local:
        return f"{where} {units(birth.home, birth.day)}"
    return where if "Quảng Ninh" in where else f"{where}, {province(birth.day)}"
