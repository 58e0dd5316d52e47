"""What people corrected: one JSON object a line.

    {"record": "3f7a…", "document": 0, "field": "owner_name", "value": "Ninh Thị Tắc"}
    {"record": "kho/ho-so-17.record.json", "document": 1, "field": "issued_date", "state": "absent"}

`record` is the path of a record, relative to the corrections' own folder, or the SHA-256 of a scan whose record lies in the
folder of records. `document` counts the record's documents from 0. `value` is the right value, normalised as records have it;
`state` says instead that the paper does not have the field (`absent`) or that nobody can read it (`unreadable`). A person who
found a value right writes it down too: what is learned from only mistakes would think everything wrong.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from extractor.errors import InputError
from extractor.evaluation.truth import TrueDocument, Truth, Value
from extractor.learning.corpus import Known
from extractor.record import Dossier

_SHA256 = re.compile(r"^[0-9a-f]{64}$")


class CorrectionError(InputError):
    """A file of corrections breaks its format, or speaks of a record that is not there."""

    code = "correction"


class Correction(BaseModel):
    """One line."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    record: str = Field(min_length=1)
    document: int = Field(ge=0)
    field: str = Field(min_length=1)
    value: Value = None
    state: Literal["found", "absent", "unreadable"] = "found"

    @model_validator(mode="after")
    def _value_or_state(self) -> Correction:
        if (self.value is None) == (self.state == "found"):
            raise ValueError("a correction has either a value, or a state that says why there is none")
        return self


def load_corrections(file: Path) -> tuple[Correction, ...]:
    """The corrections of a file, empty lines left out. Raises `CorrectionError` with the line of the first mistake."""
    found = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            found.append(Correction.model_validate_json(line))
        except ValidationError as error:
            first = error.errors(include_input=False)[0]
            place = ".".join(str(each) for each in first["loc"]) or "the line"
            raise CorrectionError(f"{file.name}, line {number}: {place}: {first['msg']}.") from None
    return tuple(found)


def corrected(file: Path, records: Path | None = None) -> tuple[Known, ...]:
    """The records that were corrected, with what is now known of them. Raises `CorrectionError`.

    A field that nobody corrected is not known, and nothing is learned from it.
    """
    by_record: dict[str, list[Correction]] = {}
    for each in load_corrections(file):
        by_record.setdefault(each.record, []).append(each)
    kept = _by_scan(records) if records is not None and any(_SHA256.match(name) for name in by_record) else {}
    return tuple(_known(name, _find(name, file, kept), corrections) for name, corrections in by_record.items())


def _by_scan(records: Path) -> dict[str, Dossier]:
    dossiers = (_load(path) for path in sorted(records.glob("*.record.json")))
    return {source.sha256: dossier for dossier in dossiers for source in dossier.sources}


def _find(name: str, file: Path, kept: Mapping[str, Dossier]) -> Dossier:
    if _SHA256.match(name):
        if name not in kept:
            raise CorrectionError(f"{file.name}: no record of the scan {name[:12]}…; say with --records where records lie.")
        return kept[name]
    path = file.parent / name
    if not path.is_file():
        raise CorrectionError(f"{file.name}: there is no record {Path(name).name}; paths count from the corrections' folder.")
    return _load(path)


def _load(path: Path) -> Dossier:
    try:
        return Dossier.from_json(path.read_bytes())
    except ValidationError:
        raise CorrectionError(f"{path.name} is no record of this version; read its scan again.") from None


def _known(name: str, dossier: Dossier, corrections: Sequence[Correction]) -> Known:
    documents = []
    for index, document in enumerate(dossier.documents):
        mine = [each for each in corrections if each.document == index]
        documents.append(
            TrueDocument(
                type=document.type,
                pages=document.pages,
                fields={each.field: each.value for each in mine},
                handwritten=frozenset(each.field for each in mine if each.state == "unreadable"),
            )
        )
    beyond = [each for each in corrections if each.document >= len(documents)]
    if beyond:
        raise CorrectionError(f"The record {Path(name).name} has no document {beyond[0].document}; they count from 0.")
    source = dossier.sources[0].sha256 if dossier.sources else ""
    truth = Truth(file=dossier.name, pages=max(1, len(dossier.pages)), documents=tuple(documents))
    return Known(name, source, truth, dossier)
