"""Birth certificates as a reader would return them, all people invented, whose forms call things in their own way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from uuid import UUID, uuid5

from extractor.documents import split
from extractor.fields import find_fields
from extractor.profiles import Profiles, load_profiles
from extractor.record import Box, Document, Dossier, Line, Page, Source
from tests.extractor.paper import centred, line, page
from workers.corrections import Arrangement, Correction, Decisions, paper
from workers.lessons.cases import Case, made_case

BIRTH = "Giấy khai sinh"
CHILDREN = ("Chíu A Sáng", "Tằng Thị Mỷ", "Phùn Văn Ký", "Nông Thị Lụa", "Đoàn Quốc Tuấn", "Vi Thanh Hà")
HOUSE = UUID("00000000-0000-4000-8000-000000000001")


@cache
def profiles() -> Profiles:
    return load_profiles()


def certificate(child: str, label: str = "Cháu tên là:", *, title: str = "GIẤY KHAI SINH", more: Sequence[Line] = ()) -> Page:
    return page(
        [
            centred(100, title),
            *([line(90, 200, f"{label} {child}")] if label else []),
            line(90, 225, "Ngày, tháng, năm sinh: 05/03/2021"),
            line(90, 250, "Giới tính: Nam"),
            line(400, 250, "Dân tộc: Dao"),
            line(90, 275, "Nơi sinh: xã Hải Hòa, tỉnh Quảng Ninh"),
            *more,
        ]
    )


def read(sheet: Page, known: Profiles | None = None, type_name: str | None = None) -> Dossier:
    """The record of one page."""
    known = known or profiles()
    (document,) = split([sheet], known)
    if type_name is not None:
        document = Document(type_name, 1.0, document.pages)
    found = find_fields(document, [sheet], known)
    return Dossier("hồ sơ", "needs-review", (Source("1.pdf", "0" * 64, 10),), (sheet,), (found,))


def corrected(record: Dossier, values: Mapping[str, str], box: Box | None = None, number: int = 0) -> Case:
    """What one person gave for fields of the only document."""
    document = record.documents[0]
    at = datetime(2026, 11, 23, tzinfo=UTC)
    page_ = 1 if box is not None else None
    said = tuple(
        Correction(document.type, document.pages, name, "found", value, "p", at, page=page_, box=box)
        for name, value in values.items()
    )
    return made_case(uuid5(HOUSE, str(number)), record, Decisions(said))


def retyped(record: Dossier, type_name: str, number: int = 0) -> Case:
    """Somebody gave the only document another type."""
    (document,) = record.documents
    found = find_fields(Document(type_name, 1.0, document.pages), record.pages, profiles())
    arrangement = Arrangement(1, paper(record), (found,), datetime(2026, 11, 23, tzinfo=UTC))
    return made_case(uuid5(HOUSE, str(number)), record, Decisions((), arrangement))
