"""Couples, children and their numbers: invented, and coherent in years, sexes, names and peoples."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

from samples.agencies import TWO_TIERS, Agency, peoples_committee
from samples.people import Person, somebody
from samples.places import Place, somewhere_to_live
from samples.story import Story, workday

_RENAMED = {
    "thành phố Uông Bí": (date(2011, 2, 25), "thị xã Uông Bí"),
    "thành phố Cẩm Phả": (date(2012, 2, 21), "thị xã Cẩm Phả"),
    "thành phố Móng Cái": (date(2008, 9, 24), "thị xã Móng Cái"),
    "thị xã Quảng Yên": (date(2011, 11, 25), "huyện Yên Hưng"),
    "thị xã Đông Triều": (date(2015, 3, 11), "huyện Đông Triều"),
}
"""What a district was before that day (NĐ and NQ of those years)."""

_FAR = [
    ("xã An Lâm", "huyện Nam Sách", "tỉnh Hải Dương", "030"),
    ("xã Thụy Hà", "huyện Thái Thụy", "tỉnh Thái Bình", "034"),
    ("xã Giao Thiện", "huyện Giao Thủy", "tỉnh Nam Định", "036"),
    ("xã Lập Lễ", "huyện Thủy Nguyên", "thành phố Hải Phòng", "031"),
    ("xã Đông Lỗ", "huyện Hiệp Hòa", "tỉnh Bắc Giang", "024"),
    ("xã Mai Pha", "thành phố Lạng Sơn", "tỉnh Lạng Sơn", "020"),
    ("xã Cổ Bi", "huyện Gia Lâm", "thành phố Hà Nội", "001"),
]
"""Where families came from to the mines, as their papers still name it, and the province's part of a personal number."""

_SUBGROUPS = {"Dao": ("Dao (Thanh Y)", "Dao (Thanh Phán)")}


@dataclass(frozen=True)
class Kin:
    """Somebody on a civil status paper, with the particulars that such papers ask for."""

    person: Person
    origin: str
    """Quê quán as the papers print it."""
    ethnicity: str
    """As printed: some clerks add the branch of a people."""

    @property
    def sex(self) -> str:
        """Nam or Nữ."""
        return "Nữ" if self.person.woman else "Nam"


def born(rng: random.Random, first: date, last: date, *, woman: bool | None = None, people: str = "", surname: str = "") -> Kin:
    """Somebody born between `first` and `last`, of a sex, a people and a family if these are given."""
    person = somebody(rng, highland=0.25 if not people else float(people != "Kinh"))
    while woman not in (None, person.woman) or (people and person.people != people):
        person = somebody(rng, highland=0.25 if not people else float(people != "Kinh"))
    name = f"{surname} {person.name.split(' ', 1)[1]}" if surname else person.name
    day = first + timedelta(days=rng.randint(0, (last - first).days))
    home, far = somewhere_to_live(rng), rng.choice(_FAR)
    native = person.people != "Kinh" or rng.random() < 0.7
    origin = home.units(min(day, date(2019, 1, 1))) if native else ", ".join(far[:3])
    number = personal_number(rng, day, woman=person.woman, province="022" if native else far[3])
    return _kin(rng, replace(person, name=name, born=day, identity=number), origin)


def personal_number(rng: random.Random, day: date, *, woman: bool, province: str = "022") -> str:
    """Twelve digits: province of birth, sex and century, year, and six at random."""
    return f"{province}{2 * (day.year // 100 - 19) + woman}{day.year % 100:02d}{rng.randint(0, 999999):06d}"


def spouses(rng: random.Random, story: Story, *, youngest: date, oldest: date) -> tuple[Kin, Kin, Place]:
    """Wife, husband and home, both born between `oldest` and `youngest`: those of the dossier where they fit."""
    pair = sorted((story.applicant, story.spouse), key=lambda person: not person.woman)
    if all(oldest <= person.born <= youngest for person in pair):
        wife, husband = (_kin(rng, person, story.home.units(date(2019, 1, 1))) for person in pair)
        return wife, husband, story.home
    husband = born(rng, oldest, youngest, woman=False)
    year = timedelta(days=365)
    window = max(oldest, husband.person.born - 3 * year), min(youngest, husband.person.born + 7 * year)
    people = husband.person.people if rng.random() < 0.75 else ""
    return born(rng, *window, woman=True, people=people), husband, somewhere_to_live(rng)


def paper(rng: random.Random, person: Person, when: date) -> str:
    """`Giấy tờ tùy thân` as registrars enter it: kind, number, who issued it, and when."""
    issued = min(
        when - timedelta(days=20), max(person.born + timedelta(days=16 * 365), when - timedelta(days=rng.randint(60, 2600)))
    )
    if issued < date(2016, 1, 1):
        kind, number, by = "Chứng minh nhân dân", person.old_identity, "Công an tỉnh Quảng Ninh"
    elif issued < date(2024, 7, 1):
        kind, number, by = "Căn cước công dân", person.identity, "Cục Cảnh sát quản lý hành chính về trật tự xã hội"
    else:
        kind, number, by = rng.choice(["Căn cước", "Thẻ căn cước"]), person.identity, "Bộ Công an"
    if rng.random() < 0.4:
        kind = {"Chứng minh nhân dân": "CMND", "Căn cước công dân": "CCCD"}.get(kind, kind)
        by = by.replace("quản lý hành chính về trật tự xã hội", "QLHC về TTXH")
    do, colon = rng.choice([("", ""), ("do ", ":")])
    return f"{kind} số{colon} {number}, {do}{by} cấp ngày {issued:%d/%m/%Y}"


def registry(place: Place, when: date, *, whole: bool = True) -> Agency:
    """The people's committee that keeps the books where `place` lies; its head signs in its `whole` name on certificates."""
    unit = place.unit(when)
    parent = None if when >= TWO_TIERS else f"UBND {district(place, when).upper()}"
    name = unit.split(" ", 2 if unit.startswith("đặc khu") else 1)[-1]
    return peoples_committee(unit, name, when, parent=parent, whole=whole)


def office(rng: random.Random, place: Place, when: date) -> str:
    """The same committee as entries name it: whole or short, with or without what lies above it."""
    name = registry(place, when).name
    if rng.random() < 0.4:
        name = name.replace("Ủy ban nhân dân", "UBND")
    return f"{name}, {units(place, when).split(', ', 1)[1]}" if rng.random() < 0.7 else name


def district(place: Place, when: date) -> str:
    """The district in its name of that day."""
    until, before = _RENAMED.get(place.district, (date.min, ""))
    return before if when < until else place.district


def address(place: Place, when: date) -> str:
    """The whole address as papers of that day have it."""
    return place.address(when).replace(place.district, district(place, when))


def units(place: Place, when: date) -> str:
    """Commune, district while there are any, and province, in their names of that day."""
    return place.units(when).replace(place.district, district(place, when))


def soon(rng: random.Random, after: date, *, last: date) -> date:
    """A working day within weeks of `after`, now and then years later, never behind `last`."""
    days = rng.randint(1, 55) if rng.random() < 0.85 else rng.randint(60, 2500)
    return workday(
        rng, min(after + timedelta(days=min(3, days)), last - timedelta(days=7)), min(last, after + timedelta(days=days + 7))
    )


def _kin(rng: random.Random, person: Person, origin: str) -> Kin:
    branches = _SUBGROUPS.get(person.people, ())
    ethnicity = rng.choice(branches) if branches and rng.random() < 0.25 else person.people
    return Kin(person, origin, ethnicity)
