"""Names of persons; and positions and authorities in a signature block (NĐ 30/2020, Phụ lục I, mục II.7).

A name is never corrected: `Chíu A Sáng`, `Tằng Dẩu Xạ` and names of foreigners are names. How plausible one is only helps to
rank readings and to call a person.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from extractor.values.syllable import is_syllable
from extractor.values.text import deaccent, fold, is_caps, tidy, unify_tone

Span = tuple[int, int]

SURNAMES = frozenset(
    re.split(
        r"[|\s]+",
        # Kinh, by frequency
        "nguyễn|trần|lê|phạm|hoàng|huỳnh|phan|vũ|võ|đặng|bùi|đỗ|hồ|ngô|dương|lý|đào|đoàn|vương|trịnh|trương|đinh|lâm|mai|tô|tạ"
        "|cao|hà|lương|lưu|chu|châu|phùng|quách|thái|thân|tống|tôn|từ|văn|vi|viên|bạch|cù|cung|đàm|điền|đồng|giang|giáp|hứa|kiều"
        "|khổng|khuất|kim|la|lại|lã|lữ|lộc|lục|mã|mạc|nghiêm|nhâm|ninh|nông|ông|phí|phó|quản|sầm|tăng|thạch|thẩm|tiêu|triệu|trình"
        "|ung|uông|bàng|bế|biện|bồ|cấn|chử|cồ|danh|doãn|đậu|đới|hàn|hình|khương|lò|lường|ma|mẫn|mông|ngọ|nhữ|ngụy|ngạc|cáp|tưởng"
        # Dao, Sán Dìu, Sán Chỉ, Tày and Hoa of Quảng Ninh
        "|bàn|chìu|chíu|choỏng|chảo|chướng|chăng|cháng|coỏng|dếnh|đằng|lài|liềng|lỷ|lỳ|lồ|loan|máy|nình|ngàn|ngân"
        "|phồng|phún|phùn|phoòng|sái|sằn|sẻn|sú|tàng|tằng|tẩy|thoòng|trạc|tsằn|tsàn|vòng|voòng|vày|vùi|vềnh|lềnh|lèng|lỏng"
        "|giàng|vàng|sùng|thào|hờ|cứ|lầu|và|vừ|phàn|tẩn|lù|quàng|tòng|cà|đèo|hạng|mùa",
    )
)
"""A soft list: a name whose first word stands here is likelier one, and no other is the less a name."""

_DEGREES = re.compile(
    r"^(?:(?:gs|pgs|ts|ths|th\.s|cn|ks|bs|ds|bsck\s?[i1l]{0,2}|bscki{1,2}|ck\s?[i1l]{1,2}|dsck\s?[i1l]{0,2}|luật sư|ls|cử nhân"
    r"|kỹ sư|bác sĩ|dược sĩ|thạc sĩ|tiến sĩ|giáo sư|phó giáo sư|đại tướng|thượng tướng|trung tướng|thiếu tướng|đại tá|thượng tá"
    r"|trung tá|thiếu tá|đại úy|thượng úy|trung úy|ông|bà|ktv|nsnd|nsưt)\b[.,]*\s*)+",
    re.IGNORECASE,
)
_AUTHORITY = re.compile(r"^\W*(t\s?m|k\s?t|t\s?l|t\s?u\s?q|t/m|k/t)\b(?=\s+\w)")


def bare_name(text: str) -> str:
    """A person's name without academic, medical and military titles: `BSCKI. Võ Văn A` → `Võ Văn A`."""
    text = tidy(text).strip(" .,:;-_*'\"|")
    stripped = _DEGREES.sub("", text).strip(" .,:;-")
    return stripped or text


def name_likeness(text: str, surnames: Iterable[str]) -> float:
    """How much `text` looks like a Vietnamese person's name, 0 to 1: two to five words, capitalised, a known surname first."""
    words = bare_name(text).split()
    if not 2 <= len(words) <= 5 or not all(word.isalpha() and len(word) <= 7 for word in words):
        return 0.0
    if not all(word[0].isupper() for word in words):
        return 0.0
    known = {fold(surname) for surname in surnames}
    mixed = not is_caps(" ".join(words))
    return 0.35 + 0.45 * (fold(words[0]) in known) + 0.2 * mixed


@dataclass(frozen=True)
class PersonName:
    """A person as printed: `text` is the bare name, `value[slice(*span)]`, `prefix` what stands before it (`Hộ ông`)."""

    text: str
    prefix: str
    span: Span
    plausibility: float
    """How much it looks like a name, 0 to 1. It changes and deletes nothing."""


_TITLES = (
    r"đồng chí|đ/c|ông|bà|anh|chị|cụ|cháu|em|cô|chú|bác|vợ|chồng|con|mẹ|cha|bố|người vợ|người chồng|mr|mrs|ms|"
    r"gs|pgs|ts|ths|th\.s|cn|ks|kts|bs|ds|ls|bsck\s?[i12l]{0,2}|ck\s?[i12l]{1,2}|dsck\s?[i12l]{0,2}|ktv|nsnd|nsưt|"
    r"giáo sư|phó giáo sư|tiến sĩ|thạc sĩ|cử nhân|kỹ sư|kiến trúc sư|bác sĩ|dược sĩ|luật sư|"
    r"đại tướng|thượng tướng|trung tướng|thiếu tướng|đại tá|thượng tá|trung tá|thiếu tá|đại úy|thượng úy|trung úy|thiếu úy|"
    r"đại uý|thượng uý|trung uý|thiếu uý"
)
_PREFIX = re.compile(
    rf"\s*(?:và\s+)?(?:hộ\s+(?:gia đình\s+)?)?"
    rf"(?:(?:{_TITLES})(?![^\W\d_])(?:\s*\((?:ông|bà|anh|chị)\))?[.:,/]*\s*(?:là\s*:?\s+)?)+",
    re.IGNORECASE,
)
_PLURAL = re.compile(r"\s*(?:hộ\s+)?(?:ông\s*[,/&]?\s*bà|vợ chồng|anh\s*[/,]?\s*chị)\s*:?\s*", re.IGNORECASE)
_BEGIN = rf"(?:hộ\s+)?(?:gia đình\s+)?(?:{_TITLES})(?![^\W\d_])\s*[:.]?\s*[^\W\d_]"
_BREAK = re.compile(
    rf"[;\n|]+|,\s*(?=(?:và\s+)?{_BEGIN})|\s(?=(?:và|&)\s+{_BEGIN})|\s+(?-i:và|VÀ|&)\s+(?!{_BEGIN})"
    r"|(?<!ông)\s(?=(?:ông|bà)\s*:)"
    r"|(?:,\s*|\s[-–—]\s+)(?=[^\W\d_]+(?:\s+[^\W\d_]+){2,5}\s*(?:[,;(–—-]|$))",
    re.IGNORECASE,
)
_LABEL = re.compile(r"[^:;,\d]{0,40}\b(?:tên|name)\b[^:;\d]{0,30}:", re.IGNORECASE)
_CUT = re.compile(
    r"[,(\[/]|\s[-–—]+\s|\.{2,}|…|:|\d"
    r"|\b(?:sinh\s+(?:năm|ngày)|sinh\s*:|sinh(?=\s*\d)|năm\s+sinh|ngày\s+sinh|sn(?=\s*[:.\d])|cmnd|cccd|cmt|căn cước|chứng minh"
    r"|số\s+(?:cmnd|cccd|định danh|cmt)|hộ chiếu|giới tính|dân tộc|quốc tịch|chức vụ|nghề nghiệp|địa chỉ|thường trú|hộ khẩu"
    r"|trú\s+tại|nơi\s+(?:ở|cư trú)|hiện\s+(?:ở|trú|đang))(?![^\W\d_])",
    re.IGNORECASE,
)
_NAME_WORD = re.compile(r"[^\W\d_](?:[^\W\d_\u0300-\u036f]|[\u0300-\u036f]|['’.-](?=[^\W\d_]))*['’]?")
_PARTICLES = frozenset(
    ["de", "da", "di", "du", "van", "von", "der", "den", "la", "le", "el", "al", "bin", "binti", "y", "dos", "del"]
)
_OFFICES = re.compile(
    r"(?:ubnd|ủy ban|sở|phòng|ban|công ty|công an|trung tâm|trường|trưởng|chi cục|chi nhánh|hội|ngân hàng|hợp tác xã|giám đốc"
    r"|chủ tịch|phó (?:giám đốc|chủ tịch|trưởng)|đường|phường|xã|huyện|tỉnh|thành phố|thôn|khu|tổ)(?!\w)"
)
_LIKELY = 0.8


def parse_name(value: str) -> PersonName | None:
    """The first person of a value; None where it holds no word. Never raises."""
    return next(iter(parse_names(value)), None)


def parse_names(value: str) -> tuple[PersonName, ...]:
    """The persons of a value in their order: `Ông: Trần Văn An; Bà: Lê Thị Bình`, `Hộ ông A và vợ B`. Never raises.

    Titles and what follows a name (year of birth, number of a card) are cut off, names stay as printed. A further name without
    a title before it is taken only where it looks like one.
    """
    label = _LABEL.match(value)
    edges = [label.end() if label else 0]
    for match in _BREAK.finditer(value, edges[0]):
        edges += [match.start(), match.end()]
    edges.append(len(value))
    found: list[PersonName] = []
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        name = _name_in(value, start, end)
        if name is not None and (not found or name.prefix or name.plausibility >= _LIKELY):
            found.append(name)
    return tuple(found)


def same_person(first: str, second: str) -> bool:
    """Whether two printed names are one under folding of case, tone style, titles and spaces; marks count."""
    ours, theirs = (_plain(parsed.text) if (parsed := parse_name(name)) else "" for name in (first, second))
    return bool(ours) and ours == theirs


def matches_mrz(name: str, mrz_name: str, cut: bool = False) -> bool:
    """Whether a printed name is the one of a machine readable zone, which has no marks; `cut`: its end may be missing there.

    Doc 9303 part 3, 4.6: apostrophes are left out and hyphens become fillers, so only letters are compared.
    """
    parsed = parse_name(name)
    ours, theirs = (re.sub(r"[^A-Z]", "", deaccent(text).upper()) for text in (parsed.text if parsed else "", mrz_name))
    return bool(theirs) and (ours.startswith(theirs) if cut else ours == theirs)


def name_plausibility(name: str) -> float:
    """How much a bare name looks like a person's, 0 to 1; a name of any people may score low and stays a name."""
    words = name.split()
    if not words or _OFFICES.match(unify_tone(tidy(name).lower())):
        return 0.0
    plain = [re.sub(r"\W", "", unicodedata.normalize("NFC", word)) for word in words]
    sound = sum(is_syllable(word) or len(word) == 1 for word in plain) / len(plain)
    capital = all(word[:1].isupper() for word in plain if word.lower() not in _PARTICLES)
    likely = 0.25 + 0.3 * (unify_tone(plain[0].lower()) in SURNAMES) + 0.3 * sound + 0.15 * capital
    return round(likely if 2 <= len(words) <= 6 else 0.5 * likely, 3)


def _name_in(value: str, start: int, end: int) -> PersonName | None:
    prefix = _PLURAL.match(value, start, end) or _PREFIX.match(value, start, end)
    begin = prefix.end() if prefix and prefix.end() < end else start
    stop = _CUT.search(value, begin, end)
    while stop and not any(char.isalpha() for char in value[begin : stop.start()]) and stop[0] in ":.,(":
        begin = stop.end()
        stop = _CUT.search(value, begin, end)
    words = list(_NAME_WORD.finditer(value, begin, stop.start() if stop else end))
    if words and any(word[0][0].isupper() for word in words):
        kept = len(words)
        for index, word in enumerate(words):
            if not word[0][0].isupper() and word[0].lower() not in _PARTICLES:
                kept = index
                break
        words = words[:kept]
    if not words:
        return None
    span = (words[0].start(), words[-1].end())
    text = value[slice(*span)]
    before = value[start:begin].strip(" \t\n.:,/;&")
    plausibility = 0.0 if _OFFICES.match(_plain(value[begin:end])) else name_plausibility(text)
    if stop and stop[0] == ":" and not before and plausibility < _LIKELY:
        return _name_in(value, stop.end(), end) or PersonName(text, before, span, plausibility)
    return PersonName(text, before, span, plausibility)


def _plain(name: str) -> str:
    return unify_tone(" ".join(tidy(name).casefold().split()))


def is_authority(text: str) -> bool:
    """Whether a caption states on whose behalf one signs: `TM.`, `KT.`, `TL.`, `TUQ.` before a name of office."""
    return is_caps(text, 0.8) and bool(_AUTHORITY.match(fold(text)))


def tidy_authority(text: str) -> str:
    """A caption with its abbreviation spelt as the decree does: `KT,BỘ TRƯỞNG` → `KT. BỘ TRƯỞNG`."""
    text = tidy(text).strip(" ,;:-_|")
    return re.sub(r"^(TM|KT|TL|TUQ|T/M|K/T|Q)\s*[.,:;]*\s*(?=\w{2})", r"\1. ", text)
