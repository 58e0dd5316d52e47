"""The values that flow through the house, and the contract that everybody outside shares.

Coordinates. A `Box` is in *page coordinates*: pixels of the page as its file shows it, origin top left, x to the right, y
down. For an image that is its own pixel grid (after its EXIF orientation); for a PDF page it is the upright page (after
`/Rotate`) at `Page.dpi`, so one point is `dpi / 72` pixels. `Page.width` and `Page.height` give the grid's size. Cleaning
may turn, deskew or scale a copy for reading; `Page.transform` leads from that copy's pixels back to page coordinates, and
everything stored in a record has already been led back.

Text is Unicode NFC everywhere. `Dossier.to_json` and `Dossier.from_json` are exact inverses; `json_schema` publishes the
same contract for other languages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Any, Literal

from pydantic import ConfigDict, TypeAdapter
from pydantic.dataclasses import dataclass as checked

SCHEMA_VERSION = "1.1"

State = Literal["found", "absent", "unreadable", "conflict"]
Precision = Literal["day", "month", "year"]
Severity = Literal["info", "warning", "error"]
PageKind = Literal["scan", "digital", "mixed"]
Status = Literal["clean", "needs-review", "failed"]

SURE = 0.8
"""Confidence from which a found field needs no look where no threshold of its own is known."""

_CONFIG = ConfigDict(extra="forbid")


@checked(frozen=True, config=_CONFIG)
class Box:
    """A rectangle in page coordinates: left, top, right, bottom in pixels, right and bottom exclusive."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        """Width in pixels, never negative for a box made by the library."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Height in pixels."""
        return self.y1 - self.y0

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of the box."""
        return (self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2

    @property
    def area(self) -> float:
        """Area in square pixels, 0 for an empty box."""
        return max(0.0, self.width) * max(0.0, self.height)

    def overlap(self, other: Box) -> float:
        """Area in square pixels that both boxes cover."""
        width = min(self.x1, other.x1) - max(self.x0, other.x0)
        height = min(self.y1, other.y1) - max(self.y0, other.y0)
        return max(0.0, width) * max(0.0, height)

    def union(self, other: Box) -> Box:
        """The smallest box around both."""
        return Box(min(self.x0, other.x0), min(self.y0, other.y0), max(self.x1, other.x1), max(self.y1, other.y1))

    @staticmethod
    def around(boxes: Iterator[Box] | list[Box] | tuple[Box, ...]) -> Box:
        """The smallest box around all `boxes`, of which there must be at least one."""
        all_boxes = list(boxes)
        return Box(
            min(box.x0 for box in all_boxes),
            min(box.y0 for box in all_boxes),
            max(box.x1 for box in all_boxes),
            max(box.y1 for box in all_boxes),
        )

    def clipped(self, width: float, height: float) -> Box:
        """The part of the box inside a page of `width` by `height` pixels."""
        return Box(
            min(max(self.x0, 0.0), width), min(max(self.y0, 0.0), height),
            min(max(self.x1, 0.0), width), min(max(self.y1, 0.0), height),
        )  # fmt: skip


@checked(frozen=True, config=_CONFIG)
class Transform:
    """A plane projective map, row-major 3 by 3, from one pixel frame to another.

    An affine map has the last row (0, 0, 1). Source of the algebra: homogeneous coordinates, as in any textbook.
    """

    m: tuple[float, float, float, float, float, float, float, float, float] = (1, 0, 0, 0, 1, 0, 0, 0, 1)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where the point (x, y) of the source frame lies in the target frame."""
        a, b, c, d, e, f, g, h, i = self.m
        w = g * x + h * y + i
        return (a * x + b * y + c) / w, (d * x + e * y + f) / w

    def box(self, box: Box) -> Box:
        """The upright box around the image of `box`."""
        corners = [self.point(x, y) for x in (box.x0, box.x1) for y in (box.y0, box.y1)]
        return Box(
            min(x for x, _ in corners), min(y for _, y in corners), max(x for x, _ in corners), max(y for _, y in corners)
        )

    def after(self, first: Transform) -> Transform:
        """The map that applies `first` and then this one."""
        p, q = self.m, first.m
        product = [sum(p[3 * r + k] * q[3 * k + c] for k in range(3)) for r in range(3) for c in range(3)]
        return Transform(tuple(product))  # type: ignore[arg-type]


@checked(frozen=True, config=_CONFIG)
class Word:
    """One printed word: a run of characters between spaces. `confidence` is the reader's own, 0 to 1, not calibrated."""

    text: str
    box: Box
    confidence: float


@checked(frozen=True, config=_CONFIG)
class Line:
    """Words on one baseline of one column, left to right. `source` names the reader."""

    words: tuple[Word, ...]
    box: Box
    source: str = ""

    @property
    def text(self) -> str:
        """The words joined by single spaces."""
        return " ".join(word.text for word in self.words)

    @property
    def confidence(self) -> float:
        """The words' mean confidence weighted by their length, 0 for an empty line."""
        weight = sum(len(word.text) for word in self.words)
        return sum(word.confidence * len(word.text) for word in self.words) / weight if weight else 0.0


@checked(frozen=True, config=_CONFIG)
class Code:
    """A decoded QR code, barcode or machine readable zone."""

    format: str
    """`QRCode`, `PDF417`, `Code128`, `Code39`, `Code93`, `EAN13`, or `MRZ`, whose text has a line break between its lines."""
    text: str
    box: Box


@checked(frozen=True, config=_CONFIG)
class TickBox:
    """A printed square to be ticked. `ticked` where there is a tick, a cross or a filling in it."""

    box: Box
    ticked: bool


@checked(frozen=True, config=_CONFIG)
class Quality:
    """What the page looked like before cleaning.

    `contrast`: distance between paper and ink, 0 to 1. `sharpness`: variance of the Laplacian of the grey page.
    `noise`: standard deviation of the paper, in grey levels of 255. `ink`: share of dark pixels, 0 to 1. `colour`: saturation
    of its most colourful thousandth, 0 to 1; a page without colour shows no seal as one.
    """

    contrast: float = 0.0
    sharpness: float = 0.0
    noise: float = 0.0
    ink: float = 0.0
    colour: float = 0.0


@checked(frozen=True, config=_CONFIG)
class Page:
    """One page as read. Every box is in page coordinates (see the module's text)."""

    number: int
    """1-based position in the dossier."""
    source: int
    """Index into `Dossier.sources`."""
    source_page: int
    """1-based position in the source file."""
    width: int
    height: int
    dpi: float
    kind: PageKind = "scan"
    rotation: int = 0
    """Clockwise turn in degrees (0, 90, 180, 270) that made the page upright for reading."""
    skew: float = 0.0
    """Residual skew in degrees that was removed, positive where the text ran downhill."""
    transform: Transform = Transform()
    """From the pixels of the cleaned copy to page coordinates."""
    quality: Quality = Quality()
    blank: bool = False
    seals: tuple[Box, ...] = ()
    signatures: tuple[Box, ...] = ()
    handwriting: tuple[Box, ...] = ()
    codes: tuple[Code, ...] = ()
    tick_boxes: tuple[TickBox, ...] = ()
    lines: tuple[Line, ...] = ()
    """In reading order."""

    @property
    def text(self) -> str:
        """The lines in reading order, one a row."""
        return "\n".join(line.text for line in self.lines)


@checked(frozen=True, config=_CONFIG)
class Check:
    """A rule that a value passed or failed; `message` says so in words."""

    name: str
    passed: bool
    message: str = ""


@checked(frozen=True, config=_CONFIG)
class Candidate:
    """A value that was considered for a field."""

    text: str | None
    value: str | bool | None
    confidence: float
    page: int | None = None
    box: Box | None = None
    source: str = ""
    handwritten: bool = False
    precision: Precision | None = None


@checked(frozen=True, config=_CONFIG)
class Field:
    """A field of a document.

    `text` is what is printed, line breaks joined by one space; `value` is the normalised form (ISO date possibly cut to
    `precision`, digits, NFC). `state`: *found*; *absent* (not on the paper); *unreadable* (on the paper, not wholly
    readable: handwriting, damage; `value` then holds only what is certain, or None); *conflict* (sources disagree).
    `confidence` is the probability that `value` and `state` are right. `page` is the 1-based page of the dossier and `box`
    the evidence on it. A field that stands more than once has an ordinal: `owner_name`, `owner_name.2`, and what belongs to
    the second owner has the same one.
    """

    text: str | None = None
    value: str | bool | None = None
    state: State = "absent"
    confidence: float = 0.0
    page: int | None = None
    box: Box | None = None
    handwritten: bool = False
    precision: Precision | None = None
    source: str = ""
    candidates: tuple[Candidate, ...] = ()
    checks: tuple[Check, ...] = ()
    threshold: float = SURE
    """Confidence from which the value needs no look; follows from the accuracy that the operator asks for."""
    parts: Mapping[str, str] = field(default_factory=dict)
    """What the value consists of: an address's commune and province, a dossier code's date, an area's kinds of land."""

    @property
    def doubtful(self) -> bool:
        """Whether a person must look: not readable, in conflict, a failed check, or less sure than `threshold`.

        An absence that nobody judged (confidence 0) needs no look: nothing could be read at all.
        """
        if self.state in ("unreadable", "conflict") or any(not check.passed for check in self.checks):
            return True
        return self.confidence < self.threshold and (self.state == "found" or self.confidence > 0)


@checked(frozen=True, config=_CONFIG)
class Document:
    """A run of pages with one type. `type` is the name of a profile (`Quyết định`) or `khác`; `pages` are 1-based."""

    type: str
    type_confidence: float
    pages: tuple[int, ...]
    title: str = ""
    """The printed title, if there is one."""
    fields: Mapping[str, Field] = field(default_factory=dict)

    @property
    def doubts(self) -> tuple[str, ...]:
        """Names of the fields that a person must look at."""
        return tuple(name for name, value in self.fields.items() if value.doubtful)


@checked(frozen=True, config=_CONFIG)
class Finding:
    """Something a person should know. `code` is stable; `message` says what is wrong and what to do."""

    code: str
    severity: Severity
    message: str
    source: int | None = None
    page: int | None = None


@checked(frozen=True, config=_CONFIG)
class Source:
    """A file of the dossier as it was given. Never changed by the library."""

    name: str
    sha256: str
    size: int
    """Bytes."""
    media_type: str = ""
    pages: int = 0
    signed: bool = False
    """Carries a digital signature, so any rewriting would void it."""


@checked(frozen=True, config=_CONFIG)
class Provenance:
    """What made the record: versions and hashes to repeat it, seconds spent per stage."""

    extractor: str = ""
    configuration: str = ""
    """SHA-256 of the settings that shape results."""
    models: Mapping[str, str] = field(default_factory=dict)
    """Model file or engine to its hash or version."""
    seconds: Mapping[str, float] = field(default_factory=dict)


@checked(frozen=True, config=_CONFIG)
class Dossier:
    """The record of one dossier: its files, pages, documents, and what went wrong."""

    name: str
    status: Status
    sources: tuple[Source, ...] = ()
    pages: tuple[Page, ...] = ()
    documents: tuple[Document, ...] = ()
    findings: tuple[Finding, ...] = ()
    provenance: Provenance = Provenance()
    schema_version: str = SCHEMA_VERSION

    @property
    def text(self) -> str:
        """All pages in order, a form feed between pages."""
        return "\f".join(page.text for page in self.pages)

    def to_json(self) -> str:
        """The record as JSON (UTF-8 text, two-space indent)."""
        return _DOSSIER.dump_json(self, indent=2).decode()

    @staticmethod
    def from_json(text: str | bytes) -> Dossier:
        """The exact inverse of `to_json`. Raises `pydantic.ValidationError` when `text` breaks the schema."""
        return _DOSSIER.validate_json(text)


def json_schema() -> dict[str, Any]:
    """The record's JSON Schema (draft 2020-12)."""
    schema = _DOSSIER.json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "hoso record", **schema}


_DOSSIER: TypeAdapter[Dossier] = TypeAdapter(Dossier)
