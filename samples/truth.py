"""The truth beside each file: a superset of the format of the real scans, with documents, lines and evidence.

Boxes are in page coordinates (`extractor.record`): an image's own pixels, a PDF page at 300 dpi.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from extractor.record import Box, Transform
from samples.sheet import Sheet
from samples.templates.frame import Draft


@dataclass(frozen=True)
class Placed:
    """A sheet as a page of a file: its size in page coordinates, their resolution, and the map that leads there."""

    sheet: Sheet
    width: int
    height: int
    dpi: float
    transform: Transform
    digital: bool = False


def describe(file: str, pages: Sequence[Placed], documents: Sequence[tuple[Draft, tuple[int, ...]]]) -> str:
    """JSON text of the truth of `file`; `documents` come with their 1-based page numbers."""
    first = documents[0][0]
    truth: dict[str, Any] = {
        "file": file,
        "pages": len(pages),
        "fields": first.fields,
        "alternatives": first.alternatives,
        "handwritten": list(first.handwritten),
        "notes": " ".join(draft.notes for draft, _ in documents if draft.notes),
        "page_text": {str(n): page.sheet.text for n, page in enumerate(pages, 1)},
        "documents": [
            {
                "type": draft.type,
                "pages": list(numbers),
                "fields": draft.fields,
                "handwritten": list(draft.handwritten),
                "alternatives": draft.alternatives,
                "evidence": _evidence(pages, numbers),
            }
            for draft, numbers in documents
        ],
        "sizes": {str(n): [page.width, page.height, page.dpi] for n, page in enumerate(pages, 1)},
        "blank_pages": [n for n, page in enumerate(pages, 1) if page.sheet.blank],
        "digital_pages": [n for n, page in enumerate(pages, 1) if page.digital],
        "lines": {
            str(n): [{"text": row.text, "box": _corners(page.transform.box(row.box))} for row in page.sheet.rows]
            for n, page in enumerate(pages, 1)
        },
        "marks": [
            {"page": n, "kind": mark.kind, "text": mark.text, "box": _corners(page.transform.box(mark.box))}
            for n, page in enumerate(pages, 1)
            if not page.digital
            for mark in page.sheet.marks
        ],
        "codes": [
            {"page": n, "kind": code.kind, "text": code.text, "box": _corners(page.transform.box(code.box))}
            for n, page in enumerate(pages, 1)
            for code in page.sheet.codes
        ],
    }
    return unicodedata.normalize("NFC", json.dumps(truth, ensure_ascii=False, indent=1)) + "\n"


def _evidence(pages: Sequence[Placed], numbers: Sequence[int]) -> dict[str, Any]:
    """Of each field, the box around all its parts on the first page that shows it."""
    found: dict[str, tuple[int, Box]] = {}
    for number in numbers:
        page = pages[number - 1]
        for part in page.sheet.evidence:
            known = found.get(part.field)
            if known is None:
                found[part.field] = (number, part.box)
            elif known[0] == number:
                found[part.field] = (number, known[1].union(part.box))
    return {
        name: {"page": number, "box": _corners(pages[number - 1].transform.box(box))} for name, (number, box) in found.items()
    }


def _corners(box: Box) -> list[float]:
    return [round(value, 1) for value in (box.x0, box.y0, box.x1, box.y1)]
