"""What a person must look at, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from extractor.profiles import Profiles
from extractor.record import Document, Dossier, Field
from workers.corrections import PERSON

Why = Literal["absent", "handwritten", "unreadable", "conflict", "unsure", "check", "keying"]

ENGLISH: Mapping[Why, str] = {
    "absent": "required, not found",
    "handwritten": "handwritten",
    "unreadable": "not readable",
    "conflict": "sources disagree",
    "unsure": "not sure",
    "check": "a check failed",
    "keying": "to be keyed by two persons",
}
VIETNAMESE: Mapping[Why, str] = {
    "absent": "bắt buộc, chưa tìm thấy",
    "handwritten": "viết tay",
    "unreadable": "không đọc được",
    "conflict": "các nguồn không khớp",
    "unsure": "độ tin cậy thấp",
    "check": "kiểm tra không đạt",
    "keying": "hai người nhập riêng",
}


@dataclass(frozen=True)
class Doubt:
    """A field to look at. `document` is an index into `Dossier.documents`."""

    document: int
    field: str
    why: tuple[Why, ...]


def doubts(dossier: Dossier, profiles: Profiles) -> tuple[Doubt, ...]:
    """Every field that a person must look at, in the order of the record."""
    return tuple(
        Doubt(index, name, reasons)
        for index, document in enumerate(dossier.documents)
        for name, value in document.fields.items()
        if (reasons := reasons_of(document.type, name, value, profiles))
    )


def label(document: Document, name: str, profiles: Profiles) -> str:
    """The field's Vietnamese name, or its key where no profile gives one."""
    spec = profiles.spec(document.type, name)
    return spec.label if spec is not None else name


def reasons_of(type_: str, name: str, value: Field, profiles: Profiles) -> tuple[Why, ...]:
    """Reasons to look at a field of a document of this type."""
    return why(value, required=profiles.requires(type_, name), twice=profiles.keyed_twice(type_, name))


def why(value: Field, *, required: bool, twice: bool = False) -> tuple[Why, ...]:
    """Reasons to look at a field; none when it is in order, or when people have decided. `twice`: two persons key it."""
    if value.source == PERSON:
        return ()
    if twice and (required or value.state != "absent"):
        return ("keying",)
    reasons: list[Why] = []
    if value.state == "absent" and required:
        reasons.append("absent")
    if value.handwritten:
        reasons.append("handwritten")
    elif value.state == "unreadable":
        reasons.append("unreadable")
    if value.state == "conflict":
        reasons.append("conflict")
    if not reasons and value.state in ("found", "absent") and value.doubtful and value.confidence < value.threshold:
        reasons.append("unsure")
    # A failed check is often the reason for one of the others, and then needs no second mention.
    if not reasons and any(not check.passed for check in value.checks):
        reasons.append("check")
    return tuple(reasons)
