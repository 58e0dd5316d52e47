"""What the templates show of a record: plain values, nothing to compute."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from extractor.profiles import Profiles
from extractor.record import Box, Dossier, Field
from workers.doubts import VIETNAMESE, label, reasons_of
from workers.notation import shown
from workers.web.causes import told
from workers.web.language import Language, check, percent, translator

STATES: Mapping[str, str] = {
    "queued": "Đang chờ",
    "running": "Đang đọc",
    "done": "Đã đọc",
    "failed": "Không đọc được",
    "canceled": "Đã hủy",
}


@dataclass(frozen=True)
class FieldView:
    """A field beside the page. `key` is unique in the record and names its box."""

    key: str
    label: str
    value: str
    printed: str
    sure: str
    reasons: tuple[str, ...]
    checks: tuple[str, ...]
    page: int | None
    present: bool

    @property
    def doubtful(self) -> bool:
        """Whether a person must look."""
        return bool(self.reasons)


@dataclass(frozen=True)
class DocumentView:
    """A document with its fields."""

    number: int
    type: str
    sure: str
    title: str
    pages: str
    fields: tuple[FieldView, ...]

    @property
    def doubts(self) -> int:
        """Fields to look at."""
        return sum(field.doubtful for field in self.fields)


@dataclass(frozen=True)
class BoxView:
    """A field's evidence on a page, in page coordinates."""

    key: str
    label: str
    doubtful: bool
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class PageView:
    """A page's image and the boxes over it. A page that could not be read has no size."""

    number: int
    width: int
    height: int
    boxes: tuple[BoxView, ...]


@dataclass(frozen=True)
class RecordView:
    """A whole record."""

    documents: tuple[DocumentView, ...]
    pages: tuple[PageView, ...]
    findings: tuple[tuple[str, str], ...]


def view(record: Dossier, profiles: Profiles, language: Language = "vi") -> RecordView:
    """The record as the page shows it. Values and files are named as they are, everything else in that language."""
    t = translator(language)
    documents = []
    boxes: dict[int, list[BoxView]] = {}
    for index, document in enumerate(record.documents):
        fields = []
        for name, value in document.fields.items():
            reasons = reasons_of(document.type, name, value, profiles)
            key, title = f"f{index}-{name}", t(label(document, name, profiles))
            spec = profiles.spec(document.type, name)
            viewed = FieldView(
                key=key,
                label=title,
                value=_value(value, spec.type if spec else "text", language),
                printed=value.text or "",
                sure=percent(value.confidence, language) if value.state != "absent" else "",
                reasons=tuple(t(VIETNAMESE[reason]) for reason in reasons),
                checks=tuple(check(each.message, language) for each in value.checks if not each.passed and each.message),
                page=value.page,
                present=value.state != "absent",
            )
            fields.append(viewed)
            if value.page is not None and value.box is not None:
                boxes.setdefault(value.page, []).append(_box(key, title, viewed.doubtful, value.box))
        documents.append(
            DocumentView(
                number=index + 1,
                type=document.type,
                sure=percent(document.type_confidence, language),
                title=document.title,
                pages=_range(document.pages),
                fields=tuple(fields),
            )
        )
    pages = tuple(PageView(page.number, page.width, page.height, tuple(boxes.get(page.number, ()))) for page in record.pages)
    findings = tuple((finding.severity, told(finding, record.sources, t)) for finding in record.findings)
    return RecordView(tuple(documents), pages, findings)


def _value(value: Field, kind: str, language: Language) -> str:
    if isinstance(value.value, bool):
        return translator(language)("có" if value.value else "không")
    # English readers see dates and numbers as ISO 8601 and programs write them.
    return shown(value, kind) if language == "vi" or value.value is None else value.value


def _box(key: str, title: str, doubtful: bool, box: Box) -> BoxView:
    margin = 6.0
    return BoxView(key, title, doubtful, box.x0 - margin, box.y0 - margin, box.width + 2 * margin, box.height + 2 * margin)


def _range(pages: tuple[int, ...]) -> str:
    return str(pages[0]) if len(pages) == 1 else f"{pages[0]}–{pages[-1]}"
