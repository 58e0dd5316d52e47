"""What people said of stored records, one dossier after another; no more than one record is held at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from extractor.learning.trials import Said
from extractor.record import Document, Dossier
from workers.corrections import Correction, Decisions, arranged, decided, place
from workers.database.corrections import decisions_of
from workers.database.decided import DecidedDossier
from workers.errors import MissingObject, OutdatedRecord
from workers.records import Records
from workers.service import Service


@dataclass(frozen=True)
class Case:
    """A dossier about which people decided something."""

    dossier: UUID
    read: Dossier
    """As programs read it."""
    arranged: Dossier
    """With its pages as people put them."""
    corrections: Mapping[int, tuple[Correction, ...]]
    """Index of the document → what people said of its fields."""
    agency: str
    """Who issued its first paper that names somebody; empty if none does."""

    @property
    def documents(self) -> Sequence[Document]:
        """As people put them."""
        return self.arranged.documents

    def said(self, index: int) -> dict[str, Said]:
        """What is known of a document's fields."""
        return {
            each.field: Said(each.state, each.value)
            for each in self.corrections.get(index, ())
            if each.state in ("found", "absent", "unreadable")
        }


def cases(service: Service, chosen: Sequence[DecidedDossier]) -> Iterator[Case]:
    """Each chosen dossier; those whose record is no longer there, or of another version, are passed over."""
    records = Records(service)
    for each in chosen:
        try:
            read = records.as_read(each.source, each.configuration)
        except (MissingObject, OutdatedRecord):
            continue
        yield made_case(each.id, read, decisions_of(service.engine, each.id))


def made_case(dossier: UUID, read: Dossier, decisions: Decisions) -> Case:
    """What decisions say of a record."""
    now = arranged(read, decisions)
    corrections: dict[int, tuple[Correction, ...]] = {}
    for each in decisions.corrections:
        index = place(now.documents, each)
        if index is not None:
            corrections[index] = (*corrections.get(index, ()), each)
    agencies = (each.fields.get("issuing_agency") for each in decided(read, decisions).documents)
    agency = next((str(each.value) for each in agencies if each is not None and each.state == "found" and each.value), "")
    return Case(dossier, read, now, corrections, agency)
