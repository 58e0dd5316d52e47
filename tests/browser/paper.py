"""Dossiers with a scan that can be shown, and a record that is made by hand: a test knows what stands in them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from PIL import Image, ImageDraw, ImageFont

from extractor.record import Box, Candidate, Check, Document, Dossier, Field, Page
from tests.workers.records import made_record, published
from workers.service import Service
from workers.storage import sha256_of

WIDTH, HEIGHT = 1000, 1400
NUMBER = Box(180, 40, 330, 90)
"""Where the number is printed."""
PRINTED = "4729"


def scanned(service: Service, name: str, record: Dossier) -> UUID:
    """The record, published, with a scan that has as many pages."""
    path = service.settings.work_dir / "scan.pdf"
    path.write_bytes(_pdf(len(record.pages)))
    sha256 = sha256_of(path)
    task = published(service, name, with_scan(record, sha256))
    service.storage.put("scans", f"{name}/1.pdf", path)
    return task.id


def with_scan(record: Dossier, sha256: str) -> Dossier:
    """The record of a scan with that hash."""
    return replace(record, sources=tuple(replace(each, sha256=sha256) for each in record.sources))


def letter(
    name: str = "hồ sơ",
    type_: str = "Quyết định",
    pages: int = 1,
    subject: str = "V/v số hóa",
    runs: Sequence[Sequence[int]] = (),
) -> Dossier:
    """Documents in which four fields are in doubt; the number has two other readings. `runs`: pages of each document."""
    first = made_record(name, subject)
    number = Field(
        "47 29",
        "47",
        "found",
        0.4,
        1,
        NUMBER,
        candidates=(Candidate("4729", "4729", 0.35, 1, NUMBER), Candidate("4129", "4129", 0.2, 1, NUMBER)),
    )
    fields = {
        "doc_number": number,
        "issued_date": Field("ngày 5 tháng 3", None, "unreadable", 0.3, 1, Box(600, 40, 900, 90), handwritten=True),
        "subject": Field(subject, subject, "found", 0.5, 1, Box(100, 200, 900, 240)),
        "signer_name": Field(
            state="absent", confidence=0.2, checks=(Check("required", False, "Người ký: không tìm thấy trên văn bản"),)
        ),
        "agency": Field("UBND", "UBND", "found", 0.99, 1, Box(100, 120, 300, 150)),
    }
    every = [Page(number, 0, number, WIDTH, HEIGHT, 200.0) for number in range(1, pages + 1)]
    documents = [Document(type_, 0.99, tuple(run), subject, _on(fields, run[0])) for run in runs or [range(1, pages + 1)]]
    return replace(first, pages=tuple(every), documents=tuple(documents), findings=())


def _on(fields: dict[str, Field], page: int) -> dict[str, Field]:
    def moved(candidate: Candidate) -> Candidate:
        return replace(candidate, page=page)

    return {
        name: replace(each, page=page if each.box else None, candidates=tuple(map(moved, each.candidates)))
        for name, each in fields.items()
    }


def _pdf(pages: int) -> bytes:
    font = ImageFont.load_default(48)
    sheets = []
    for number in range(1, pages + 1):
        sheet = Image.new("L", (WIDTH, HEIGHT), 255)
        pen = ImageDraw.Draw(sheet)
        pen.text((NUMBER.x0, NUMBER.y0), PRINTED, 0, font)
        pen.text((400, 700), f"{number}", 0, font)
        sheets.append(sheet)
    kept = io.BytesIO()
    sheets[0].save(kept, "PDF", save_all=True, append_images=sheets[1:], resolution=200.0)
    return kept.getvalue()
