"""Extracts of death registrations, and the death certificates that they replaced in 2016."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial

from samples.case import Case
from samples.daywords import figures, spoken
from samples.family import Kin, address, born, office, registry, soon, units
from samples.flow import Flow
from samples.numerals import in_words
from samples.places import Place, somewhere_to_live
from samples.sheet import mm
from samples.templates import civil, frame
from samples.templates.birth import NEW_FORM
from samples.templates.civil import brief, tabbed
from samples.templates.fill import Fill
from samples.typeset import words

NAME = "Trích lục khai tử"
_STATE = "Việt Nam"
_CAUSES = (
    "Bệnh già",
    "Già yếu",
    "Tai nạn giao thông",
    "Ung thư phổi",
    "Xơ gan",
    "Đột quỵ não",
    "Suy tim, suy thận giai đoạn cuối",
)
_WARDS = ("Bệnh viện đa khoa tỉnh Quảng Ninh", "Bệnh viện Việt Nam - Thụy Điển Uông Bí", "Trung tâm Y tế huyện Tiên Yên")


@dataclass(frozen=True)
class Death:
    """What was entered."""

    kin: Kin
    home: Place
    died: datetime
    timed: bool
    """The hour is known."""
    words: date
    """The day as the words have it: on some papers another one."""
    registered: date
    entry: str
    capitals: bool

    @property
    def name(self) -> str:
        """As the paper spells it."""
        return self.kin.person.name.upper() if self.capitals else self.kin.person.name


def death_extract(flow: Flow, case: Case) -> frame.Draft:
    """An extract, a copy of one, or an old certificate."""
    rng = flow.rng
    old = rng.random() < 0.2
    first, last = (date(1999, 1, 4), date(2015, 11, 30)) if old else (NEW_FORM, case.story.filed - timedelta(days=40))
    day = first + timedelta(days=rng.randint(0, (last - first).days))
    year = timedelta(days=365)
    home = case.story.home if rng.random() < 0.5 else somewhere_to_live(rng)
    registered = soon(rng, day, last=min(last + timedelta(days=25), day + timedelta(days=60)))
    number = rng.randint(1, 160)
    death = Death(
        kin=born(rng, day - 92 * year, day - 22 * year),
        home=home,
        died=datetime.combine(day, time(rng.randint(0, 23), rng.choice([0, 5, 10, 15, 20, 30, 40, 45, 55]))),
        timed=rng.random() < 0.8,
        words=day - timedelta(days=1) if rng.random() < 0.05 else day,
        registered=registered,
        entry=f"{number}/{registered.year}" if rng.random() < 0.5 else f"{number:02d}",
        capitals=rng.random() < 0.6 and not old,
    )
    return _old(rng, case, death) if old else _extract(rng, case, death)


def _extract(rng: random.Random, case: Case, death: Death) -> frame.Draft:
    flow, facts = civil.page(rng, spacing=rng.uniform(1.15, 1.35)), frame.Facts()
    fill = civil.entry(flow, facts)
    copy = rng.random() < 0.4
    last = max(case.story.filed, death.registered + timedelta(days=15))
    issued = soon(rng, death.registered, last=last) if copy else death.registered
    case = case.issued(registry(death.home, issued, whole=False), issued)
    frame.head(flow, case, facts, "TLKT-BS" if copy else "TLKT")
    civil.title(flow, facts, "TRÍCH LỤC KHAI TỬ", ["(BẢN SAO)"] if copy else [])
    flow.y += mm(2)
    _deceased(rng, fill, death)
    _died(rng, fill, death)
    _registration(rng, fill, death)
    captions = ["NGƯỜI KÝ TRÍCH LỤC", "(Ký, ghi rõ họ, chữ đệm, tên, chức vụ và đóng dấu)"]
    return _closed(flow, case, facts, death, captions)


def _deceased(rng: random.Random, fill: Fill, death: Death) -> None:
    kin, person = death.kin, death.kin.person
    civil.line(fill, "Họ, chữ đệm, tên:", death.name, "deceased_name")
    text, truth = _birth(rng, person.born)
    civil.line(fill, "Ngày, tháng, năm sinh:", text, "date_of_birth", truth)
    tabbed(
        fill,
        brief(fill, "Giới tính:", kin.sex, "sex"),
        brief(fill, "Dân tộc:", kin.ethnicity, "ethnicity"),
        brief(fill, "Quốc tịch:", _STATE, "nationality"),
    )
    chance = rng.random()
    if chance < 0.45:
        civil.line(fill, "Số định danh cá nhân:", person.identity, "id_number")
    elif chance < 0.85:
        label = rng.choice(["Giấy tờ tùy thân:", "Số định danh cá nhân/Giấy tờ tùy thân:"])
        kind, number = ("CMND", person.old_identity) if rng.random() < 0.5 else ("CCCD", person.identity)
        spelt = {"CMND": "Giấy chứng minh nhân dân", "CCCD": "Căn cước công dân"}
        lead = f"{kind if rng.random() < 0.5 else spelt[kind]} số"
        tabbed(fill, (*words(label, fill.style), *fill.value(lead), *fill.value(number, "id_number")))
    civil.line(fill, "Nơi cư trú cuối cùng:", address(death.home, death.died.date()), "last_residence")


def _died(rng: random.Random, fill: Fill, death: Death) -> None:
    text, truth = _moment(rng, death)
    label = rng.choice(["Đã chết vào lúc:", "Đã chết vào lúc:", "Đã chết lúc:"]) if death.timed else "Đã chết ngày:"
    when = fill.pair(label, text, "died_at", truth)
    said = fill.pair(
        rng.choice(["ghi bằng chữ:", "Ghi bằng chữ:"]), _said(rng, death), "died_in_words", death.words.isoformat()
    )
    if rng.random() < 0.5:
        tabbed(fill, (*when, *said), before=mm(2))
    else:
        tabbed(fill, when, before=mm(2))
        tabbed(fill, said)
    civil.line(fill, "Nơi chết:", _place(rng, death), "death_place")
    civil.line(fill, "Nguyên nhân chết:", rng.choice(_CAUSES), "death_cause")


def _registration(rng: random.Random, fill: Fill, death: Death) -> None:
    """One running sentence, or an entry a line."""
    place, number = office(rng, death.home, death.registered), f"{death.entry}"
    day, truth = figures(rng, death.registered).removeprefix("ngày "), death.registered.isoformat()
    if rng.random() < 0.7:
        at = fill.pair("Đăng ký khai tử tại", place, "registry_office", end=rng.choice([",", ""]))
        entry = fill.pair("số", number, "registry_number", end=rng.choice([",", ""]))
        tabbed(fill, (*at, *entry, *fill.pair("ngày", day, "registered_date", truth)), before=mm(2))
    else:
        civil.line(fill, "Nơi đăng ký khai tử:", place, "registry_office")
        civil.line(fill, "Ngày, tháng, năm đăng ký:", day, "registered_date", truth)


def _old(rng: random.Random, case: Case, death: Death) -> frame.Draft:
    case = case.issued(registry(death.home, death.registered), death.registered)
    flow, facts = civil.page(rng, spacing=rng.uniform(1.25, 1.45)), frame.Facts()
    fill = civil.entry(flow, facts, case.pen if case.signed and rng.random() < 0.85 else None)
    civil.old_head(fill, case, death.home, death.registered, death.entry, f"01/{death.registered.year}")
    civil.title(flow, facts, "GIẤY CHỨNG TỬ", rng.choice([[], ["(BẢN CHÍNH)"], ["(BẢN SAO)"]]))
    flow.y += mm(3)
    kin, line = death.kin, partial(civil.line, fill, dots=True)
    name = brief(fill, rng.choice(["Họ và tên:", "Họ tên người chết:"]), death.name, "deceased_name")
    tabbed(fill, name, brief(fill, "Giới tính:", kin.sex, "sex"), stops=[0.7], dots=True)
    text, truth = _birth(rng, kin.person.born)
    line(rng.choice(["Sinh ngày:", "Ngày, tháng, năm sinh:"]), text, "date_of_birth", truth)
    people = brief(fill, "Dân tộc:", kin.ethnicity, "ethnicity")
    tabbed(fill, people, brief(fill, "Quốc tịch:", _STATE, "nationality"), dots=True)
    line("Nơi cư trú cuối cùng:", address(death.home, death.died.date()), "last_residence")
    text, truth = _moment(rng, death)
    line(rng.choice(["Đã chết vào lúc:", "Đã chết vào hồi:"]) if death.timed else "Đã chết ngày:", text, "died_at", truth)
    line("(Bằng chữ):", _said(rng, death), "died_in_words", death.words.isoformat())
    line("Nơi chết:", _place(rng, death), "death_place")
    line("Nguyên nhân chết:", rng.choice(_CAUSES), "death_cause")
    line("Nơi đăng ký khai tử:", office(rng, death.home, death.registered), "registry_office")
    line("Ngày, tháng, năm đăng ký:", figures(rng, death.registered), "registered_date", death.registered.isoformat())
    line("Ghi chú:", "")
    return _closed(flow, case, facts, death, [])


def _birth(rng: random.Random, day: date) -> tuple[str, str]:
    """Of the old, often the year alone is known; text and truth."""
    if rng.random() < 0.3:
        return str(day.year), str(day.year)
    return figures(rng, day), day.isoformat()


def _moment(rng: random.Random, death: Death) -> tuple[str, str]:
    """Text and truth of the hour and the day, or of the day alone."""
    died, day = death.died, figures(rng, death.died.date())
    if not death.timed:
        return day.removeprefix("ngày "), f"{died:%Y-%m-%d}"
    day = day if day.startswith("ngày") else f"ngày {day}"
    hour = rng.choice(
        [f"{died:%H} giờ {died:%M} phút", f"{died:%H} giờ {died:%M} phút", f"{died:%H}h{died:%M}", f"{died:%H:%M}"]
    )
    return f"{hour}{rng.choice([',', ''])} {day}", f"{died:%Y-%m-%dT%H:%M}"


def _said(rng: random.Random, death: Death) -> str:
    day = spoken(rng, death.words)
    if not death.timed or rng.random() < 0.4:
        return day
    hour = f"{in_words(death.died.hour)} giờ {in_words(death.died.minute)} phút"
    return f"{hour[0].upper()}{hour[1:]}, {day[0].lower()}{day[1:]}"


def _place(rng: random.Random, death: Death) -> str:
    at_home = f"Tại nhà, {units(death.home, death.died.date())}"
    return rng.choice([at_home, address(death.home, death.died.date()), rng.choice(_WARDS)])


def _closed(flow: Flow, case: Case, facts: frame.Facts, death: Death, captions: list[str]) -> frame.Draft:
    flow.y += mm(5)
    flow.keep(mm(54))
    wide = mm(84)
    if flow.rng.random() < 0.2:
        civil.certified(flow, case, flow.left - mm(6), flow.y)
    civil.signature(
        flow, case, facts, captions, flow.right - wide + mm(4), wide, plain=bool(captions) and flow.rng.random() < 0.5
    )
    notes = [] if death.words == death.died.date() else ["Day of death in words differs from the figures on the paper."]
    return civil.finished(NAME, flow, facts, notes)
