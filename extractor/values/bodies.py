"""Bodies that issue papers: their names in normal letters, what kind they are and where, and a lexicon learnt from a backlog.

Letterheads print capitals and abbreviations (`UBND TP. HẠ LONG`), cards print the office of the signer with the body (`CỤC
TRƯỞNG CỤC CẢNH SÁT QUẢN LÝ HÀNH CHÍNH VỀ TRẬT TỰ XÃ HỘI`). The printed text is kept; the name beside it is spelt after
NĐ 30/2020, Phụ lục II. A lexicon proposes names that resemble a printed one and replaces none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import yaml
from rapidfuzz import fuzz

from extractor.errors import SetupError
from extractor.values.syllable import is_syllable
from extractor.values.text import fold, is_caps, tidy, unify_tone
from extractor.values.units import Units, load_units

Kind = Literal[
    "ubnd", "hdnd", "chinh-phu", "bo", "so", "phong", "ban", "trung-tam", "cuc", "chi-cuc", "cong-an", "toa-an",
    "vien-kiem-sat", "thi-hanh-an", "thue", "dat-dai", "cong-chung", "bao-hiem", "van-phong", "cap-uy", "mat-tran",
    "truong", "benh-vien", "ngan-hang", "cong-ty",
]  # fmt: skip
Level = Literal["nation", "province", "district", "commune"]

_KINDS: tuple[tuple[str, Kind, Level | None], ...] = (
    ("Ủy ban nhân dân", "ubnd", None),
    ("Hội đồng nhân dân", "hdnd", None),
    ("Văn phòng Công chứng", "cong-chung", None),
    ("Phòng Công chứng", "cong-chung", None),
    ("Chi nhánh Văn phòng Đăng ký đất đai", "dat-dai", "district"),
    ("Văn phòng Đăng ký đất đai", "dat-dai", "province"),
    ("Chi nhánh Văn phòng Đăng ký quyền sử dụng đất", "dat-dai", "district"),
    ("Văn phòng Đăng ký quyền sử dụng đất", "dat-dai", None),
    ("Cục Cảnh sát", "cong-an", "nation"),
    ("Bộ Công an", "cong-an", "nation"),
    ("Công an", "cong-an", None),
    ("Tòa án nhân dân", "toa-an", None),
    ("Viện kiểm sát nhân dân", "vien-kiem-sat", None),
    ("Chi cục Thi hành án dân sự", "thi-hanh-an", "district"),
    ("Cục Thi hành án dân sự", "thi-hanh-an", "province"),
    ("Chi cục Thuế", "thue", "district"),
    ("Cục Thuế", "thue", "province"),
    ("Bảo hiểm xã hội", "bao-hiem", None),
    ("Ủy ban Mặt trận Tổ quốc", "mat-tran", None),
    ("Tỉnh ủy", "cap-uy", "province"),
    ("Thành ủy", "cap-uy", None),
    ("Huyện ủy", "cap-uy", "district"),
    ("Đảng ủy", "cap-uy", None),
    ("Chính phủ", "chinh-phu", "nation"),
    ("Trung tâm", "trung-tam", None),
    ("Chi cục", "chi-cuc", "province"),
    ("Cục", "cuc", None),
    ("Bệnh viện", "benh-vien", None),
    ("Ngân hàng", "ngan-hang", None),
    ("Công ty", "cong-ty", None),
    ("Văn phòng", "van-phong", None),
    ("Trường", "truong", None),
    ("Phòng", "phong", None),
    ("Ban", "ban", None),
    ("Sở", "so", "province"),
    ("Bộ", "bo", "nation"),
)
"""How a name begins, what it then is, and its level where the name does not say. The first that fits counts."""

_COORDINATED = frozenset(["bo", "so", "phong", "ban", "trung-tam"])
"""Kinds of which each field that they are for begins with a capital: `Tài nguyên và Môi trường`."""
_OPEN = _COORDINATED | {"cuc", "chi-cuc", "van-phong", "truong", "benh-vien", "ngan-hang", "cong-ty"}
"""Kinds whose next word begins what they are for."""

_SHORT = {
    "ubnd": "ủy ban nhân dân", "hđnd": "hội đồng nhân dân", "tand": "tòa án nhân dân", "vksnd": "viện kiểm sát nhân dân",
    "bhxh": "bảo hiểm xã hội", "mttq": "mặt trận tổ quốc", "ca": "công an", "cs": "cảnh sát", "qlhc": "quản lý hành chính",
    "ttxh": "trật tự xã hội", "đkql": "đăng ký quản lý", "dlqg": "dữ liệu quốc gia", "vpđk": "văn phòng đăng ký",
    "vpđkđđ": "văn phòng đăng ký đất đai", "vpđkqsdđ": "văn phòng đăng ký quyền sử dụng đất", "qsdđ": "quyền sử dụng đất",
    "vpcc": "văn phòng công chứng", "cn": "chi nhánh", "tt": "trung tâm", "hcc": "hành chính công",
    "tnmt": "tài nguyên và môi trường", "tn&mt": "tài nguyên và môi trường", "gd&đt": "giáo dục và đào tạo",
    "kh&đt": "kế hoạch và đầu tư", "nn&ptnt": "nông nghiệp và phát triển nông thôn", "attp": "an toàn thực phẩm",
    "atvstp": "an toàn vệ sinh thực phẩm", "tp": "thành phố", "tx": "thị xã", "&": "và",
}  # fmt: skip
_PROPER = {
    "việt nam": "Việt Nam",
    "nhà nước": "Nhà nước",
    "tổ quốc": "Tổ quốc",
    "chính phủ": "Chính phủ",
    "quốc hội": "Quốc hội",
}
_PROXY = re.compile(r"(?:(?:tm|t/m|kt|tl|tuq)\.?\s+)+")
_POSITION = re.compile(
    r"(?:phó\s+)?(?:chi cục trưởng|tổng cục trưởng|cục trưởng|tổng giám đốc|giám đốc|chủ tịch|bộ trưởng|thứ trưởng|chánh án"
    r"|viện trưởng|chánh thanh tra|hiệu trưởng|trưởng|chánh)\s+"
)
_FIRST = re.compile(r"(?<=phòng) .*")
_UNIT = re.compile(
    r"(?<!\w)(tỉnh|thành phố|thị xã|thị trấn|huyện|quận|phường|đặc khu|(?<!hợp tác )xã(?! hội))\s+(?=\w)(?!ủy)",
)
_UNIT_WORD = re.compile(r"(?<!\w)(Tỉnh|Thành Phố|Thị Xã|Thị Trấn|Huyện|Quận|Phường|Đặc Khu|Xã)(?= \w)")
_TIERS: dict[str, Level] = {
    "tỉnh": "province", "huyện": "district", "quận": "district", "thị xã": "district", "thị trấn": "commune",
    "phường": "commune", "xã": "commune", "đặc khu": "commune",
}  # fmt: skip


@dataclass(frozen=True)
class Body:
    """A body as printed, and what can be told from its name."""

    text: str
    name: str
    """In normal letters with abbreviations spelt out: `Ủy ban nhân dân thành phố Hạ Long`."""
    kind: Kind | None
    level: Level | None
    position: str = ""
    """The office of the signer that print sets before the body: `Cục trưởng`."""
    place: str = ""
    """Where it is competent, `thành phố Hạ Long`; empty where the name does not say."""


@dataclass(frozen=True)
class Candidate:
    """A known name and how alike it is to the printed one, 0 to 1."""

    name: str
    similarity: float


@dataclass(frozen=True)
class Lexicon:
    """Names of bodies and how often each was seen."""

    names: Mapping[str, int]

    def closest(self, name: str, limit: int = 3, least: float = 0.75) -> tuple[Candidate, ...]:
        """The known names most like a printed one, the best first: proposals for a ranking or a person, never replacements."""
        body = parse_body(name)
        if body is None:
            return ()
        alike = (Candidate(known, _likeness(body.name, known)) for known in self.names)
        near = [candidate for candidate in alike if candidate.similarity >= least]
        return tuple(sorted(near, key=lambda each: (-each.similarity, -self.names[each.name], each.name))[:limit])

    def to_yaml(self) -> str:
        """The lexicon as a YAML mapping of names to counts, in the order of names."""
        return yaml.safe_dump(dict(sorted(self.names.items())), allow_unicode=True, sort_keys=False, width=128)

    @classmethod
    def from_yaml(cls, text: str) -> Lexicon:
        """What `to_yaml` wrote. Raises `SetupError` for anything else."""
        try:
            declared = yaml.safe_load(text) or {}
            return cls({str(name): int(count) for name, count in declared.items()})
        except (yaml.YAMLError, AttributeError, TypeError, ValueError):
            raise SetupError("The list of issuing bodies is not as it was written: learn it again.") from None


def learn(printed: Mapping[str, Sequence[float]], least: int = 3, sure: float = 0.9) -> Lexicon:
    """A lexicon of the names that were read `least` times or more with a confidence of `sure` or more.

    `printed` maps a name as read to the confidences of its readings. Spellings that differ in capitals or abbreviations are one
    name, which goes in as `parse_body` spells it.
    """
    names: dict[str, int] = {}
    for text, confidences in printed.items():
        body = parse_body(text)
        if body is not None:
            names[body.name] = names.get(body.name, 0) + sum(confidence >= sure for confidence in confidences)
    return Lexicon({name: count for name, count in sorted(names.items()) if count >= least})


def parse_body(text: str, units: Units | None = None) -> Body | None:
    """The body that a letterhead, a seal or a card names; None for text without letters. Never raises."""
    units = units or load_units()
    printed = tidy(text).strip(" .,:;-_*'\"")
    if not any(char.isalpha() for char in printed):
        return None
    caps = is_caps(printed, 0.6)
    spelt = _spelt_out(printed)
    position, spelt = _without_position(spelt)
    plain = unify_tone(spelt.lower())
    begins, kind, level = _kind(plain) or ("", None, None)
    place_at, place_level = _place(plain, units)
    name = _with_initials(_capitalised(plain, kind, begins, place_at), spelt) if caps else spelt[:1].upper() + spelt[1:]
    place = name[place_at:] if place_at < len(name) else ""
    return Body(printed, name, kind, place_level or level, position, place)


def _spelt_out(text: str) -> str:
    words = []
    for word in re.findall(r"\S+", re.sub(r"(?<=\w)\.(?=\w)", ". ", text)):
        core = word.rstrip(".,;")
        whole = _SHORT.get(core.lower()) if core.isupper() or core == "&" or word.rstrip(",;").endswith(".") else None
        words.append(whole + ("," if word.endswith(",") else "") if whole else word)
    return " ".join(words).rstrip(" .,;")


def _without_position(text: str) -> tuple[str, str]:
    """The office before the body, where the rest still names one: `trưởng phòng tư pháp` is the head of `phòng tư pháp`."""
    plain, at = unify_tone(text.lower()), 0
    proxy = _PROXY.match(plain)
    begin = at = proxy.end() if proxy else 0
    office = _POSITION.match(plain, at)
    if office:
        at = office.end()
    head = _kind(plain[at:])
    if at == 0 or head is None or len(plain) != len(text):
        return "", text
    position = plain[begin:at].strip()
    if position.split()[-1:] in (["trưởng"], ["chánh"]) and "cục" not in position:
        position = f"{position} {_FIRST.sub('', head[0].lower())}"
    return position[:1].upper() + position[1:], text[at:]


def _place(plain: str, units: Units) -> tuple[int, Level | None]:
    """Where the place in a name begins, and of which tier it is; (length, None) where there is none."""
    unit = _UNIT.search(plain)
    if unit and unit.start() > 0:
        name = re.split(r"[,-]| (?:tỉnh|thành phố|huyện) ", plain[unit.end() :])[0].strip()
        if unit[1] == "thành phố":
            cities = [each for each in units.find("province", name) if each.kind == "thành phố"]
            return unit.start(), "province" if cities else "district"
        return unit.start(), _TIERS[unit[1]]
    words = list(re.finditer(r"\w+", plain))
    for size in range(min(4, len(words) - 2), 1, -1):
        tail = plain[words[-size].start() :]
        for tier in ("province", "district"):
            if any(unify_tone(each.name.lower()) == tail for each in units.find(tier, tail)):
                return words[-size].start(), tier
    return len(plain), None


def _kind(plain: str) -> tuple[str, Kind, Level | None] | None:
    return next((known for known in _KINDS if re.match(rf"{known[0].lower()}(?!\w)", plain)), None)


def _capitalised(plain: str, kind: Kind | None, begins: str, place_at: int) -> str:
    """A lower-case name with the capitals that NĐ 30/2020, Phụ lục II gives to names of bodies and places."""
    own, place = begins + plain[len(begins) : place_at], plain[place_at:]
    capitals = {0}
    if kind in _OPEN and len(own) > len(begins) + 1:
        capitals.add(len(begins) + 1)
    if kind in _COORDINATED:
        capitals |= {match.end() for match in re.finditer(r"(?:\svà|,|\s-)\s(?=\w)", own)}
    if kind == "cong-chung":
        words = re.finditer(r"\s(?!số\s)(?=\w)", own[len(begins) :])  # it bears its notary's name
        capitals |= {len(begins) + word.end() for word in words}
    letters = [char.upper() if index in capitals else char for index, char in enumerate(own)]
    named = _UNIT_WORD.sub(lambda match: match[0].lower(), re.sub(r"\w+", lambda match: match[0].capitalize(), place))
    whole = "".join(letters) + named
    for lower, proper in _PROPER.items():
        whole = re.sub(rf"(?<!\w){lower}(?!\w)", proper, whole)
    return whole


def _with_initials(name: str, printed: str) -> str:
    """Capitals without marks that are no syllable are initials and stay: `Trường THPT …`."""
    for match in re.finditer(r"(?<!\w)[A-ZĐ]{2,}(?!\w)", printed if len(name) == len(printed) else ""):
        if not is_syllable(match[0]):
            name = name[: match.start()] + match[0] + name[match.end() :]
    return name


def _likeness(first: str, second: str) -> float:
    """Marks count a little: a name that differs only in marks is nearer than one with other letters."""
    letters, marks = fuzz.ratio(fold(first), fold(second)), fuzz.ratio(first.lower(), second.lower())
    return round((0.8 * letters + 0.2 * marks) / 100, 4)
