"""What land certificates of all generations share: serial, owners, the parcel's items, its plan, and later changes."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from datetime import date, timedelta

from samples import agencies
from samples.case import Case
from samples.flow import Flow
from samples.numerals import comma
from samples.people import Person, somebody
from samples.sheet import Rule, Sheet, mm, pt
from samples.story import workday
from samples.templates import frame
from samples.templates.fill import Fill, slashed
from samples.templates.table import table
from samples.typeset import Align, Style, set_line, words

_LETTERS = "ABCDĐEGHKLMNOPQRSTUVXY"
EMPTY = "-/-"


def issued(case: Case, first: date, last: date) -> Case:
    """The case as the land office of the parcel's district issues it, between `first` and `last` and before it was filed."""
    when = workday(case.chance, first, max(first, min(last, case.story.filed - timedelta(days=30))))
    place = case.story.parcel.place
    unit = place.unit(when) if when >= agencies.TWO_TIERS else place.district
    return case.issued(agencies.land_office(unit, place.seat(when), when), when)


def serial(rng: random.Random, letters: int, digits: int) -> str:
    """`CĐ 123456`; Đ is among the letters only while there were six digits."""
    pool = _LETTERS if digits == 6 else _LETTERS.replace("Đ", "")
    return "".join(rng.choice(pool) for _ in range(letters)) + f" {rng.randint(10 ** (digits - 3), 10**digits - 1):0{digits}d}"


def set_serial(
    sheet: Sheet, facts: frame.Facts, text: str, x: float, y: float, wide: float, align: Align, style: Style
) -> None:
    """Prints the serial number in its corner."""
    set_line(sheet, words(text, style, "serial_number"), x, y, wide, align, random.Random(0))
    facts.fields["serial_number"] = text.replace(" ", "")


def owners(case: Case) -> list[Person]:
    """One owner, or a couple with the husband first as a rule."""
    story, rng = case.story, case.chance
    if rng.random() < 0.4:
        return [story.applicant]
    couple = [story.applicant, story.spouse]
    return sorted(couple, key=lambda person: person.woman) if rng.random() < 0.8 else couple


def set_owners(fill: Fill, case: Case, people: Sequence[Person], when: date) -> None:
    """Owners one below the other: name, year of birth, number, address; a couple may share one printed address."""
    rng, home = case.chance, case.story.home
    shared = len(people) == 2 and rng.random() < 0.25
    born_label = rng.choice(["Năm sinh:", "Sinh năm:", "sinh năm:"])
    household = len(people) == 1 and rng.random() < 0.3
    for number, person in enumerate(people, 1):
        mark = "" if number == 1 else f".{number}"
        title = "Bà" if person.woman else "Ông"
        label = f"Hộ {title.lower()}:" if household else f"{title}:"
        if number == 2:
            label = rng.choice(
                [f"{title}:", f"Và {'vợ' if person.woman else 'chồng'} là {title.lower()}:", f"và {title.lower()}:"]
            )
        name = person.name.upper() if fill.pen is None and rng.random() < 0.4 else person.name
        old = when < date(2016, 1, 1) or (when < date(2021, 7, 1) and rng.random() < 0.5)
        paper = rng.choice(["CMND số:", "Số CMND:", "Giấy CMND số:"] if old else ["CCCD số:", "Số CCCD:"])
        identity = person.old_identity if old else person.identity
        names = fill.pair(label, name, f"owner_name{mark}", end="" if fill.pen else ",", width=mm(72) if fill.pen else 0)
        born = fill.pair(born_label, str(person.born.year), f"owner_born{mark}", width=mm(20))
        if rng.random() < 0.5 and fill.pen is None:
            fill.line(names, [*born, *words(",", fill.style, space=False)], fill.pair(paper, identity, f"owner_id{mark}"))
        else:
            fill.line(names, born)
            fill.line(fill.pair(paper, identity, f"owner_id{mark}", width=mm(50)))
        if not shared:
            label = rng.choice(["Địa chỉ thường trú:", "Địa chỉ thường trú:", "Nơi thường trú:", "Địa chỉ:"])
            fill.line(fill.pair(label, home.address(when), f"owner_address{mark}"))
    if shared:
        fill.line(fill.pair("Địa chỉ thường trú:", home.address(when), "owner_address"))


def set_plan(flow: Flow, case: Case, *, high: float) -> None:
    """A plan of the parcel: an irregular outline, its edges' lengths, its number and its neighbours'."""
    rng, parcel = case.chance, case.story.parcel
    middle_x, middle_y = (flow.left + flow.right) / 2, flow.y + high / 2
    corners = rng.randint(4, 6)
    radius = high * 0.36
    scale = math.sqrt(float(parcel.area)) / (radius * 1.6)
    points = []
    for n in range(corners):
        angle, reach = 2 * math.pi * (n + rng.uniform(-0.2, 0.2)) / corners, radius * rng.uniform(0.75, 1.1)
        points.append((middle_x + reach * math.cos(angle), middle_y + reach * math.sin(angle)))
    small = Style(size=pt(9.5))
    for (x0, y0), (x1, y1) in zip(points, [*points[1:], points[0]], strict=True):
        flow.sheet.rules.append(Rule(x0, y0, x1, y1, 3))
        length = f"{math.hypot(x1 - x0, y1 - y0) * scale:.2f}".replace(".", ",")
        out_x, out_y = (x0 + x1) / 2 - middle_x, (y0 + y1) / 2 - middle_y
        reach = 1 + 95 / math.hypot(out_x, out_y)
        wide = mm(20)
        set_line(
            flow.sheet,
            words(length, small),
            middle_x + out_x * reach - wide / 2,
            middle_y + out_y * reach,
            wide,
            "centre",
            flow.rng,
        )
    for text, shift in ((parcel.number, -pt(2)), (comma(parcel.area), pt(11))):
        set_line(flow.sheet, words(text, small), middle_x - mm(15), middle_y + shift, mm(30), "centre", flow.rng)
    flow.y += high


def set_changes(flow: Flow, case: Case, entries: Sequence[tuple[str, str]], *, empty: float) -> None:
    """The table of later changes; without entries it is `empty` pixels of ruled nothing."""
    rows = [list(entry) for entry in entries]
    heads = ["Nội dung thay đổi và cơ sở pháp lý", "Xác nhận của cơ quan có thẩm quyền"]
    table(flow, heads, rows, (0.62, 0.38), "lc", size=pt(11.5))
    if empty:
        edges = (flow.left, flow.left + 0.62 * (flow.right - flow.left), flow.right)
        for x in edges:
            flow.sheet.rules.append(Rule(x, flow.y, x, flow.y + empty, 3))
        flow.sheet.rules.append(Rule(flow.left, flow.y + empty, flow.right, flow.y + empty, 3))
        flow.y += empty


def later_changes(case: Case) -> list[tuple[str, str]]:
    """What a registry wrote down after the certificate was issued: other people, numbers and dates than the certificate's."""
    rng, story = case.chance, case.story
    if rng.random() < 0.6 or (story.filed - case.when).days < 120:
        return []
    when = workday(rng, case.when + timedelta(days=60), story.filed)
    buyer = somebody(rng)
    what = rng.choice(
        [
            f"Chuyển nhượng cho {buyer.address} {buyer.name}, sinh năm {buyer.born.year}, CCCD số {buyer.identity}, "
            f"địa chỉ tại {story.home.address(when)}; theo hồ sơ số {rng.randint(100, 9000):06d}.CN.001",
            f"Thế chấp bằng quyền sử dụng đất tại Ngân hàng Nông nghiệp và Phát triển nông thôn theo hợp đồng số "
            f"{rng.randint(100, 999)}/HĐTC ngày {slashed(when - timedelta(days=3))}",
            f"Thay đổi diện tích thửa đất từ {comma(story.parcel.area + 12)} m² do đo đạc lại, "
            f"theo hồ sơ số {rng.randint(100, 9000):06d}.TĐ.002",
        ]
    )
    head = rng.choice(["GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"])
    office = agencies.registry_office(story.parcel.place.district)
    confirmed = f"Ngày {slashed(when)} {office} {head} {case.writer.colleague()}"
    return [(what, confirmed)]


def caption(flow: Flow, text: str, *, before: float = mm(2), size: float = 12.5) -> None:
    """A section's heading, bold."""
    flow.paragraph(words(text, Style(size=pt(size)).bold()), align="left", before=before)
