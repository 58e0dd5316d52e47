"""Marriage certificates in two columns: the wife on the left since 2016, the husband before; and extracts."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

from samples import marks
from samples.case import Case
from samples.daywords import figures
from samples.family import Kin, address, office, paper, registry, soon, spouses
from samples.flow import Flow
from samples.places import Place, somewhere_to_live
from samples.sheet import RED, Mark, mm, pt
from samples.story import workday
from samples.templates import civil, frame
from samples.templates.birth import NEW_FORM
from samples.templates.civil import brief, tabbed
from samples.templates.fill import Fill
from samples.typeset import Style, words

NAME = "Giấy chứng nhận kết hôn"
_STATE = "Việt Nam"
_YEAR = timedelta(days=365.25)


@dataclass(frozen=True)
class Marriage:
    """What was entered."""

    wife: Kin
    husband: Kin
    homes: dict[str, Place]
    papers: dict[str, str]
    registered: date
    number: str
    book: str
    capitals: bool

    def kin(self, role: str) -> Kin:
        """Wife or husband."""
        return self.wife if role == "wife" else self.husband


def marriage_certificate(flow: Flow, case: Case) -> frame.Draft:
    """A certificate of the new form or the old one, or an extract."""
    rng = flow.rng
    draw = rng.choices([_certificate, _extract, _old], [0.5, 0.15, 0.35])[0]
    first, last = (date(1999, 1, 4), date(2015, 12, 31)) if draw is _old else (NEW_FORM, case.story.filed)
    day = workday(rng, first, last)
    wife, husband, home = spouses(rng, case.story, youngest=day - 20.2 * _YEAR, oldest=day - 52 * _YEAR)
    homes = {"wife": home if rng.random() < 0.4 else somewhere_to_live(rng), "husband": home}
    number = rng.randint(1, 190)
    marriage = Marriage(
        wife,
        husband,
        homes,
        {"wife": paper(rng, wife.person, day), "husband": paper(rng, husband.person, day)},
        day,
        f"{number}/{day.year}" if rng.random() < 0.4 else f"{number:02d}",
        f"{rng.randint(1, 2):02d}/{day.year}",
        rng.random() < 0.5 and draw is not _old,
    )
    return draw(rng, case.issued(registry(home, day), day), marriage)


def _certificate(rng: random.Random, case: Case, marriage: Marriage) -> frame.Draft:
    flow, facts = civil.page(rng, spacing=rng.uniform(1.1, 1.25)), frame.Facts()
    fill = civil.entry(flow, facts)
    if rng.random() < 0.6:
        civil.border(flow)
    civil.state(flow, case, facts, lettered=rng.random() < 0.35)
    civil.title(flow, facts, "GIẤY CHỨNG NHẬN KẾT HÔN", [], RED)
    flow.paragraph((*words("Số:", fill.style), *fill.value(marriage.number, "doc_number")), align="centre")
    flow.y += mm(3)
    _columns(rng, fill, marriage, ("wife", "husband"))
    _registration(rng, fill, marriage, "Nơi đăng ký kết hôn:", "Ngày, tháng, năm đăng ký:")
    _couple(flow, case, ("Vợ", "Chồng"), "(Ký, ghi rõ họ, chữ đệm, tên)", marriage)
    captions = ["NGƯỜI KÝ GIẤY CHỨNG NHẬN KẾT HÔN", "(Ký, ghi rõ họ, chữ đệm, tên, chức vụ và đóng dấu)"]
    return _closed(flow, case, facts, captions, plain=rng.random() < 0.7)


def _extract(rng: random.Random, case: Case, marriage: Marriage) -> frame.Draft:
    flow, facts = civil.page(rng), frame.Facts()
    fill = civil.entry(flow, facts)
    issued = soon(rng, marriage.registered, last=max(case.story.filed, marriage.registered + timedelta(days=15)))
    extract = case.issued(registry(marriage.homes["husband"], issued, whole=False), issued)
    frame.head(flow, extract, facts, "TLKH-BS")
    facts.fields["doc_number"] = f"{facts.fields['doc_number']}/TLKH-BS"
    civil.title(flow, facts, "TRÍCH LỤC KẾT HÔN", ["(BẢN SAO)"])
    flow.y += mm(3)
    if rng.random() < 0.5:
        _columns(rng, fill, marriage, ("wife", "husband"))
    else:
        for role in ("wife", "husband"):
            _spouse(rng, fill, marriage, role)
            flow.y += mm(2)
    _registration(rng, fill, marriage, "Nơi đăng ký kết hôn:", "Ngày, tháng, năm đăng ký:")
    captions = ["NGƯỜI KÝ TRÍCH LỤC", "(Ký, ghi rõ họ, chữ đệm, tên, chức vụ và đóng dấu)"]
    return _closed(flow, extract, facts, captions, plain=True)


def _old(rng: random.Random, case: Case, marriage: Marriage) -> frame.Draft:
    flow, facts = civil.page(rng, spacing=rng.uniform(1.08, 1.22)), frame.Facts()
    fill = civil.entry(flow, facts, case.pen if case.signed and rng.random() < 0.85 else None)
    civil.old_head(fill, case, marriage.homes["husband"], marriage.registered, marriage.number, marriage.book)
    civil.title(flow, facts, "GIẤY CHỨNG NHẬN KẾT HÔN", rng.choice([[], ["(BẢN CHÍNH)"], ["(BẢN SAO)"]]))
    flow.y += mm(3)
    _columns(rng, fill, marriage, ("husband", "wife"))
    place = rng.choice(["Nơi đăng ký:", "Đăng ký tại:"])
    day = rng.choice(["Ngày, tháng, năm đăng ký:", "Ngày đăng ký:", "Đăng ký ngày:"])
    _registration(rng, fill, marriage, place, day)
    civil.line(fill, "Ghi chú:", "", dots=True)
    _couple(flow, case, ("CHỒNG", "VỢ"), "(Ký, ghi rõ họ tên)", marriage)
    return _closed(flow, case, facts, rng.choice([[], ["NGƯỜI KÝ GIẤY CHỨNG NHẬN KẾT HÔN"]]), plain=False)


def _columns(rng: random.Random, fill: Fill, marriage: Marriage, roles: tuple[str, str]) -> None:
    """The two side by side, each on a column of its own."""
    flow, top, left, right = fill.flow, fill.flow.y, fill.flow.left, fill.flow.right
    middle, lower = (left + right) / 2, []
    kept = rng.getstate()
    for role, x0, x1 in ((roles[0], left - mm(3), middle - mm(3)), (roles[1], middle + mm(3), right + mm(3))):
        rng.setstate(kept)  # one form: both columns have the same labels
        flow.y, flow.left, flow.right = top, x0, x1
        _spouse(rng, fill, marriage, role)
        lower.append(flow.y)
    flow.left, flow.right, flow.y = left, right, max(lower) + mm(2)


def _spouse(rng: random.Random, fill: Fill, marriage: Marriage, role: str) -> None:
    kin, old = marriage.kin(role), marriage.registered < NEW_FORM
    dots, who, person = old, "vợ" if role == "wife" else "chồng", marriage.kin(role).person
    name = person.name.upper() if marriage.capitals else person.name
    label = rng.choice([f"Họ và tên {who}:", f"Họ tên {who}:"]) if old else f"Họ, chữ đệm, tên {who}:"
    civil.line(fill, label, name, f"{role}_name", dots=dots)
    label = rng.choice(["Ngày, tháng, năm sinh:", "Sinh ngày:", "Ngày sinh:"]) if old else "Ngày, tháng, năm sinh:"
    civil.line(fill, label, figures(rng, person.born), f"{role}_born", person.born.isoformat(), dots=dots)
    people = brief(fill, "Dân tộc:", kin.ethnicity, f"{role}_ethnicity")
    nation = brief(fill, "Quốc tịch:", _STATE, f"{role}_nationality")
    if rng.random() < 0.5:
        tabbed(fill, people, nation, dots=dots)
    else:
        tabbed(fill, people, dots=dots)
        tabbed(fill, nation, dots=dots)
    lives = rng.choice(
        ["Nơi thường trú/tạm trú:", "Nơi thường trú, tạm trú:"] if old else ["Nơi cư trú:", "Nơi thường trú/tạm trú:"]
    )
    civil.line(fill, lives, address(marriage.homes[role], marriage.registered), f"{role}_residence", dots=dots)
    if old and rng.random() < 0.6:
        label = rng.choice(["Số CMND:", "Số CMND/Hộ chiếu:"])
        civil.line(fill, label, person.old_identity, f"{role}_paper", dots=dots)
    else:
        civil.line(fill, "Giấy tờ tùy thân:", marriage.papers[role], f"{role}_paper", dots=dots)


def _registration(rng: random.Random, fill: Fill, marriage: Marriage, place: str, day: str) -> None:
    dots = marriage.registered < NEW_FORM
    civil.line(fill, place, office(rng, marriage.homes["husband"], marriage.registered), "registry_office", dots=dots)
    civil.line(fill, day, figures(rng, marriage.registered), "registered_date", marriage.registered.isoformat(), dots=dots)


def _couple(flow: Flow, case: Case, captions: tuple[str, str], hint: str, marriage: Marriage) -> None:
    """Both sign below their columns."""
    flow.y += mm(3)
    top, wide = flow.y, (flow.right - flow.left) / 2
    pair = (marriage.wife, marriage.husband) if captions[0].casefold() == "vợ" else (marriage.husband, marriage.wife)
    for number, (caption, kin) in enumerate(zip(captions, pair, strict=True)):
        x = flow.left + number * wide
        y = civil.column(flow, [caption], Style(size=pt(13)).bold(), x, wide, top)
        y = civil.column(flow, [hint], Style(size=pt(11)).italic(), x, wide, y)
        if case.signed:
            scribble = marks.signature(flow.rng, case.pen.colour, width=mm(30))
            flow.sheet.marks.append(Mark("signature", scribble, x + wide / 2 - scribble.width / 2, y))
        pen = case.pen.for_text(kin.person.name)
        flow.y = civil.column(flow, [kin.person.name], Style(pen.face, pt(14), pen.colour), x, wide, y + mm(13))


def _closed(flow: Flow, case: Case, facts: frame.Facts, captions: list[str], *, plain: bool) -> frame.Draft:
    flow.y += mm(3)
    flow.keep(mm(52))
    top, wide = flow.y, mm(96)
    middle = flow.rng.random() < 0.4
    x = (flow.left + flow.right - wide) / 2 if middle else flow.right - wide + mm(6)
    if not middle and flow.rng.random() < 0.3:
        civil.certified(flow, case, flow.left - mm(8), top)
    civil.signature(flow, case, facts, captions, x, wide, plain=plain)
    return civil.finished(NAME, flow, facts)
