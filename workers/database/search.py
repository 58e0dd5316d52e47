"""Which stored papers does this person or number have? Only what counts is searched; diacritics do not matter."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Engine, and_, func, select, text

from workers.database.folding import folded, tsquery, words
from workers.database.tables import DocumentRow, DossierRow, FieldRow, RecordRow

MOST_WORDS = 12
"""Of a name; what follows is not looked at."""


@dataclass(frozen=True)
class Question:
    """What is asked. Everything that is given must be true of a paper.

    `query`: words, or beginnings of words, anywhere in it. `number`: the whole value of one of its fields. `name`: words that
    stand together in one of the fields `people`, in any order. `dossier`: it belongs to this one.
    """

    query: str = ""
    number: str | None = None
    name: str | None = None
    type: str | None = None
    people: Collection[str] = ()
    dossier: UUID | None = None


@dataclass(frozen=True)
class Stated:
    """A field of a paper."""

    name: str
    state: str
    value: str | None
    confidence: float
    page: int | None
    doubtful: bool
    matches: bool
    """Whether what was asked for stands in it."""


@dataclass(frozen=True)
class Paper:
    """A stored document of a record that counts. `position` is its index in the record."""

    id: int
    dossier: UUID
    dossier_name: str
    dossier_title: str | None
    version: int
    read_at: datetime
    position: int
    type: str
    title: str
    pages: tuple[int, ...]
    has_pdf: bool
    fields: tuple[Stated, ...]

    @property
    def label(self) -> str:
        """What people call its dossier."""
        return self.dossier_title or self.dossier_name.rstrip("/").rpartition("/")[2]


def papers(engine: Engine, question: Question, last: int | None, limit: int) -> list[Paper]:
    """Papers that answer the question, those that follow the one with the id `last`: of one dossier in their order, of all
    the latest read first."""
    in_order = question.dossier is not None
    rows = (
        select(
            DocumentRow.id,
            DossierRow.id.label("dossier"),
            DossierRow.name.label("dossier_name"),
            DossierRow.label.label("dossier_title"),
            DocumentRow.record_id.label("version"),
            RecordRow.created_at.label("read_at"),
            DocumentRow.position,
            DocumentRow.type,
            DocumentRow.title,
            DocumentRow.pages,
            RecordRow.has_pdf,
        )
        .join(DossierRow, DossierRow.published_id == DocumentRow.record_id)
        .join(RecordRow, RecordRow.id == DocumentRow.record_id)
        .where(*_conditions(question))
        .order_by(DocumentRow.id if in_order else DocumentRow.id.desc())
        .limit(limit)
    )
    if last is not None:
        rows = rows.where(DocumentRow.id > last if in_order else DocumentRow.id < last)
    with engine.connect() as connection:
        found = connection.execute(rows).all()
        stated = _stated(connection, [row.id for row in found], question)
        return [Paper(**{**row._mapping, "pages": tuple(row.pages)}, fields=tuple(stated[row.id])) for row in found]


def _conditions(question: Question) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if question.dossier is not None:
        conditions.append(DossierRow.id == question.dossier)
    if question.type is not None:
        conditions.append(DocumentRow.type == question.type)
    if wanted := tsquery(question.query):
        conditions.append(_has(wanted))
    if question.number is not None:
        with_number = select(FieldRow.document_id).where(FieldRow.value_folded.in_(_spellings(question.number)))
        conditions.append(DocumentRow.id.in_(with_number))
    if question.name is not None:
        parts = _words(question.name)
        # The index finds papers that have all the words somewhere; then they must stand in one person's name.
        spaced = func.concat(" ", func.regexp_replace(FieldRow.value_folded, "[^[:alnum:]]+", " ", "g"), " ")
        named = select(FieldRow.document_id).where(
            FieldRow.document_id == DocumentRow.id,
            func.split_part(FieldRow.name, ".", 1).in_(question.people),
            *(spaced.contains(f" {part} ", autoescape=True) for part in parts),
        )
        conditions.append(and_(_has(" & ".join(parts)), named.exists()) if parts else text("false"))  # type: ignore[arg-type]
    return conditions


def _has(wanted: str) -> ColumnElement[bool]:
    simple: Any = text("'simple'")
    return func.to_tsvector(simple, DocumentRow.search).op("@@")(func.to_tsquery(simple, wanted))


def _stated(connection: Connection, documents: Sequence[int], question: Question) -> dict[int, list[Stated]]:
    stated: dict[int, list[Stated]] = defaultdict(list)
    columns = (FieldRow.document_id, FieldRow.name, FieldRow.state, FieldRow.value, FieldRow.value_folded)
    columns += (FieldRow.confidence, FieldRow.page, FieldRow.doubtful)  # type: ignore[assignment]
    chosen = select(*columns).where(FieldRow.document_id.in_(documents), FieldRow.state != "absent")
    for row in connection.execute(chosen.order_by(FieldRow.document_id, FieldRow.name)):
        matches = row.value_folded is not None and _matches(row.name, row.value_folded, question)
        each = Stated(row.name, row.state, row.value, row.confidence, row.page, row.doubtful, matches)
        stated[row.document_id].append(each)
    return stated


def _matches(name: str, value: str, question: Question) -> bool:
    if question.number is not None and value in _spellings(question.number):
        return True
    held = set(words(value).split())
    if question.name is not None and name.partition(".")[0] in question.people and held >= set(_words(question.name)):
        return True
    return any(each.startswith(part) for part in words(question.query).split() for each in held)


def _words(name: str) -> list[str]:
    return words(name).split()[:MOST_WORDS]


def _spellings(number: str) -> set[str]:
    """A number as it was given, and without the spaces, dots and hyphens that people put between digits."""
    given = folded(number.strip())
    bare = re.sub(r"[\s.\-]", "", given)
    return {given, bare} if bare.isdecimal() else {given}
