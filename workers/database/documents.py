"""Documents and fields of a record as rows, for lists and search."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete
from sqlalchemy.orm import Session

from extractor.record import Document, Dossier, Field
from workers.database.folding import folded, words
from workers.database.tables import DocumentRow, FieldRow
from workers.doubts import Doubt

FOLDED_LENGTH = 200


def write_fields(session: Session, record: int, dossier: Dossier, doubts: Sequence[Doubt]) -> None:
    """Writes the documents and fields of a record, in place of those that were written of it before."""
    session.execute(delete(DocumentRow).where(DocumentRow.record_id == record))
    doubtful = {(doubt.document, doubt.field) for doubt in doubts}
    rows = [
        DocumentRow(
            record_id=record,
            position=position,
            type=document.type,
            type_confidence=document.type_confidence,
            title=document.title,
            pages=list(document.pages),
            search=words(" ".join(_texts(document))),
        )
        for position, document in enumerate(dossier.documents)
    ]
    session.add_all(rows)
    session.flush()
    session.add_all(
        FieldRow(
            document_id=row.id,
            name=name,
            state=value.state,
            text=value.text,
            value=stored(value),
            value_folded=folded(stored(value) or "")[:FOLDED_LENGTH] or None,
            confidence=value.confidence,
            page=value.page,
            box=None if value.box is None else {"x0": value.box.x0, "y0": value.box.y0, "x1": value.box.x1, "y1": value.box.y1},
            handwritten=value.handwritten,
            doubtful=(position, name) in doubtful,
        )
        for position, (row, document) in enumerate(zip(rows, dossier.documents, strict=True))
        for name, value in document.fields.items()
    )


def _texts(document: Document) -> list[str]:
    texts = [document.type, document.title]
    return texts + [each for value in document.fields.values() for each in (value.text, stored(value)) if each]


def stored(value: Field) -> str | None:
    """The normalised value as text; a truth value becomes `true` or `false`."""
    return str(value.value).lower() if isinstance(value.value, bool) else value.value
