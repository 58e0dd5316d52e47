"""A decision as readers would return it, and what is true of it."""

from __future__ import annotations

from functools import cache
from typing import Any

from extractor.documents import split
from extractor.evaluation.truth import Truth
from extractor.learning.corpus import Known
from extractor.profiles import Profiles, load_profiles
from extractor.record import Dossier, Page, Source
from tests.extractor.paper import Ink, body, centred, letterhead, line, page


@cache
def profiles() -> Profiles:
    """Ours, loaded once."""
    return load_profiles()


FIELDS: dict[str, Any] = {
    "doc_type": "Quyết định",
    "doc_number": "15",
    "doc_symbol": "QĐ-STC",
    "issued_date": "2024-03-05",
    "place": "Hạ Long",
    "issuing_agency": "SỞ TÀI CHÍNH",
    "addressees": None,
    "signer_name": "Nguyễn Thị Bình",
}


def decision(number: tuple[str | Ink, ...] = ("Số: 15/QĐ-STC",)) -> Page:
    """One page."""
    return page(
        [
            *letterhead("UBND TỈNH QUẢNG NINH", "SỞ TÀI CHÍNH", number=number),
            centred(190, "QUYẾT ĐỊNH"),
            centred(212, "Về việc giao dự toán ngân sách"),
            *body(320, "Căn cứ Quyết định số 99/QĐ-UBND ngày 01 tháng 02 năm 2023 của Ủy ban nhân dân tỉnh;"),
            line(90, 700, "Nơi nhận:"),
            centred(700, "GIÁM ĐỐC", 600),
            centred(830, "Nguyễn Thị Bình", 600),
        ]
    )


def dossier(*pages: Page, name: str = "quyet-dinh") -> Dossier:
    """A record of `pages`, read from one file."""
    return Dossier(name, "clean", (Source("quyet-dinh.pdf", "ab" * 32, 1),), pages, split(pages, profiles()))


def known(truth: dict[str, Any], *pages: Page) -> Known:
    """A file whose one document has `truth` for fields; `handwritten` among them lists those filled by a pen."""
    fields = {name: value for name, value in truth.items() if name != "handwritten"}
    document = {"type": "Quyết định", "pages": [1], "fields": fields, "handwritten": truth.get("handwritten", [])}
    file = {"file": "quyet-dinh.pdf", "pages": len(pages), "documents": [document]}
    return Known("kho/quyet-dinh.pdf", "ab" * 32, Truth.model_validate(file), dossier(*pages))
