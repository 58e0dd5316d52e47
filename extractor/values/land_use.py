"""Kinds of land with their areas: `Đất ở tại nông thôn: 400,0 m²; Đất trồng cây lâu năm: 1041,9 m²`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from extractor.values.area import Area, find_areas
from extractor.values.figures import Span, composed, plain
from extractor.values.text import fold

CODES = {
    "LUC": "Đất chuyên trồng lúa nước", "LUK": "Đất trồng lúa nước còn lại", "LUN": "Đất trồng lúa nương",
    "BHK": "Đất bằng trồng cây hàng năm khác", "NHK": "Đất nương rẫy trồng cây hàng năm khác",
    "HNK": "Đất trồng cây hàng năm khác", "CLN": "Đất trồng cây lâu năm", "RSX": "Đất rừng sản xuất",
    "RPH": "Đất rừng phòng hộ", "RDD": "Đất rừng đặc dụng", "NTS": "Đất nuôi trồng thủy sản", "LMU": "Đất làm muối",
    "NKH": "Đất nông nghiệp khác", "ONT": "Đất ở tại nông thôn", "ODT": "Đất ở tại đô thị",
    "TMD": "Đất thương mại, dịch vụ", "SKC": "Đất cơ sở sản xuất phi nông nghiệp", "BCS": "Đất bằng chưa sử dụng",
    "DCS": "Đất đồi núi chưa sử dụng",
}  # fmt: skip
"""Codes of kinds of land that certificates name (TT 25/2014/TT-BTNMT, phụ lục 01)."""

_BY_NAME = {fold(name): code for code, name in CODES.items()}
_CODE = re.compile(rf"(?<![A-Za-z])(?:{'|'.join(CODES)})(?![A-Za-z])")
_EDGES = re.compile(r"^(?:[\s:;,.…+*/|–-]|\d[.)]|[a-zđ]\)|và\s)+|[\s:;,.…+*/|–-]+$")
_PARTS = re.compile(r"[;\n]|,\s*(?=[Đđ]ất)|(?<=\S)\s+và\s+(?=[Đđ]ất)")


@dataclass(frozen=True)
class LandUse:
    """A kind of land as printed, its code (empty where neither the code nor its exact name is printed), and its area."""

    kind: str
    code: str
    area: Area | None
    span: Span


def parse_land_uses(text: str) -> tuple[LandUse, ...]:
    """The kinds of land in `text`, in order, each with the area behind it, or before it where the text begins with one."""
    text = composed(text)
    areas = find_areas(text)
    uses: list[LandUse] = []
    place = 0
    if areas and not _EDGES.sub("", text[: areas[0].span[0]]):
        for number, area in enumerate(areas):
            end = areas[number + 1].span[0] if number + 1 < len(areas) else len(text)
            uses += _kinds(text, (area.span[1], end), area)[:1]
        return tuple(uses)
    for area in areas:
        named = _kinds(text, (place, area.span[0]), None)
        if named:
            last = named[-1]
            uses += [*named[:-1], LandUse(last.kind, last.code, area, (last.span[0], area.span[1]))]
        place = area.span[1]
    rest = _kinds(text, (place, len(text)), None)
    return (*uses, *(use for use in rest if not areas or use.code or fold(use.kind).startswith("dat ")))


def total_area(uses: Iterable[LandUse]) -> str | None:
    """The sum in square metres; None where there is no use, or one without its area."""
    areas = [use.area for use in uses]
    if not areas or any(area is None for area in areas):
        return None
    return plain(sum((Decimal(area.value) for area in areas if area), Decimal(0)))


def _kinds(text: str, span: Span, area: Area | None) -> list[LandUse]:
    """The kinds named within `span`; each gets `area`."""
    kinds: list[LandUse] = []
    start = span[0]
    for end, following in [*(part.span() for part in _PARTS.finditer(text, *span)), (span[1], span[1])]:
        kind = _EDGES.sub("", text[start:end])
        if sum(char.isalpha() for char in kind) >= 2:
            code = _CODE.search(kind)
            begin = text.index(kind, start)
            place = (begin, begin + len(kind)) if area is None else (min(begin, area.span[0]), begin + len(kind))
            kinds.append(LandUse(kind, code[0] if code else _BY_NAME.get(fold(kind), ""), area, place))
        start = following
    return kinds
