"""What people decided about fields, laid over what was read. A later reading keeps it; it never overwrites it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from extractor.profiles import ValueType
from extractor.record import Box, Candidate, Document, Dossier, Field, Precision, State

PERSON = "person"
"""Source of a corrected field."""

_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")


@dataclass(frozen=True)
class Correction:
    """A person's decision about one field of a document, which is known by its type and its pages (1-based)."""

    type: str
    pages: tuple[int, ...]
    field: str
    state: State | Literal["as-read"]
    """`as-read` takes back what was decided before."""
    value: str | None
    author: str
    created_at: datetime
    why: str | None = None
    """Why it cannot be read: `seal`."""
    page: int | None = None
    box: Box | None = None
    """Where the person saw it, if that is another place than the reading's."""
    user: UUID | None = None
    edit: UUID | None = None
    seconds: float | None = None


@dataclass(frozen=True)
class Arrangement:
    """Which pages are which documents, as a person put them, with the fields of these documents as they were read."""

    id: int
    paper: str
    documents: tuple[Document, ...]
    created_at: datetime


@dataclass(frozen=True)
class Decisions:
    """All that people decided about a dossier and that still counts."""

    corrections: tuple[Correction, ...] = ()
    arrangement: Arrangement | None = None


def decided(record: Dossier, decisions: Decisions) -> Dossier:
    """The record with everything that people decided about it. An arrangement of other pages than these is left out."""
    return apply(arranged(record, decisions), decisions.corrections)


def arranged(record: Dossier, decisions: Decisions) -> Dossier:
    """The record with its pages as people put them, and nothing else changed."""
    arrangement = decisions.arrangement
    if arrangement is None or arrangement.paper != paper(record):
        return record
    return replace(record, documents=arrangement.documents)


def paper(record: Dossier) -> str:
    """SHA-256 over the pages of the scans in their order: what an arrangement is about, whoever reads them."""
    pages = (f"{record.sources[page.source].sha256} {page.source_page}" for page in record.pages)
    return hashlib.sha256("\n".join(pages).encode()).hexdigest()


def apply(record: Dossier, corrections: Sequence[Correction]) -> Dossier:
    """The record with the corrections laid over it, the newest of a field last; those that find no place are left out.

    What was read stays the field's first candidate, with its text, page and box: the evidence is the paper's, not the person's.
    """
    documents = list(record.documents)
    for correction in corrections:
        index = place(documents, correction)
        if index is not None:
            document = documents[index]
            fields = {**document.fields, correction.field: corrected(document.fields.get(correction.field), correction)}
            documents[index] = replace(document, fields=fields)
    return replace(record, documents=tuple(documents))


def place(documents: Sequence[Document], correction: Correction) -> int | None:
    """The document that a correction is about, as an index: of its type, with the most of its pages; None if there is none."""
    common = [
        (len(set(document.pages) & set(correction.pages)), -index)
        for index, document in enumerate(documents)
        if document.type == correction.type
    ]
    best = max(common, default=(0, 0))
    return -best[1] if best[0] else None


def homeless(record: Dossier, corrections: Sequence[Correction]) -> tuple[Correction, ...]:
    """Corrections that find no document in this record: it must not replace one in which they have their place."""
    return tuple(each for each in corrections if place(record.documents, each) is None)


def latest(corrections: Sequence[Correction]) -> tuple[Correction, ...]:
    """The newest correction of every field, in the order given, without those that were taken back."""
    newest = {(each.type, each.pages, each.field): each for each in corrections}
    return tuple(each for each in newest.values() if each.state != "as-read")


def standing(corrections: Sequence[Correction], arrangement: Arrangement | None) -> tuple[Correction, ...]:
    """Without corrections of documents that somebody did away with afterwards."""
    if arrangement is None:
        return tuple(corrections)
    since = arrangement.created_at
    return tuple(each for each in corrections if each.created_at > since or place(arrangement.documents, each) is not None)


def suits(value: str, kind: ValueType) -> bool:
    """Whether a value has the normalised form of its kind: a date as ISO has it, possibly only year and month; a truth value.

    Of other kinds a person's word counts as it is.
    """
    if kind == "flag":
        return value in ("true", "false")
    if kind != "date":
        return True
    if _DATE.fullmatch(value) is None:
        return False
    try:
        date.fromisoformat(f"{value}-01-01"[:10])
    except ValueError:
        return False
    return True


def of_document(document: Document, field: str, state: State, value: str | None, author: str, at: datetime) -> Correction:
    """A correction of this document's field."""
    return Correction(document.type, document.pages, field, state, value, author, at)


def corrected(read: Field | None, correction: Correction) -> Field:
    """The field as the correction has it; what was read stays its first candidate."""
    if correction.state == "as-read":
        raise ValueError("what is taken back is not applied")
    read = read or Field()
    value: str | bool | None = correction.value if correction.state == "found" else None
    if isinstance(read.value, bool) and value in ("true", "false"):
        value = value == "true"
    before = Candidate(
        read.text, read.value, read.confidence, read.page, read.box, read.source, read.handwritten, read.precision
    )
    return replace(
        read,
        text=read.text if value == read.value else correction.value,
        value=value,
        state=correction.state,
        confidence=1.0,
        source=PERSON,
        page=read.page if correction.box is None else correction.page,
        box=correction.box or read.box,
        candidates=read.candidates if read.source == PERSON or read.state == "absent" else (before, *read.candidates),
        checks=(),
        precision=_precision(value) if read.precision is not None else None,
    )


def _precision(value: str | bool | None) -> Precision | None:
    """How much of an ISO date there is."""
    lengths: dict[int, Precision] = {4: "year", 7: "month", 10: "day"}
    return lengths.get(len(value)) if isinstance(value, str) else None
