"""What the page of a dossier under review knows: plain values, as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from extractor import amending
from extractor.profiles import OTHER, FieldSpec, Profiles
from extractor.record import Box, Candidate, Document, Dossier, Field
from workers.corrections import PERSON, Correction, Decisions, corrected, decided, place
from workers.database import reviews
from workers.database.corrections import decisions_of, keyings_of
from workers.database.lists import Listed
from workers.database.reviews import Waiting
from workers.database.tables import CommentRow, DossierRow, Stage, UserRow
from workers.doubts import VIETNAMESE, label, reasons_of
from workers.identity import User
from workers.notation import shown
from workers.review.desk import ROLES
from workers.review.keying import BLIND, Twice, keyed_twice
from workers.review.wording import KEYED_APART, NO_VALUE, PLAIN, REASONS, Tongue
from workers.service import Service

Json = dict[str, Any]


@dataclass(frozen=True)
class _View:
    """What decides how fields are shown."""

    user: User
    stage: Stage | None
    record: Dossier
    decisions: Decisions
    twice: Mapping[tuple[int, str], Twice]
    profiles: Profiles
    names: Mapping[UUID, str]
    tongue: Tongue


def model(
    service: Service, user: User, found: Listed, read: Dossier, profiles: Profiles, lease: UUID | None, tongue: Tongue = PLAIN
) -> Json:
    """The dossier as its page shows it. `read`: its record as it was read; `lease`: what the page has, if anything."""
    engine = service.engine
    decisions = decisions_of(engine, found.id)
    now = decided(read, decisions)
    waiting = reviews.one(engine, found.id)
    with Session(engine) as session:
        row = session.get_one(DossierRow, found.id)
        declared, reading = dict(row.declared or {}), row.state in ("queued", "running")
        comments = _comments(session, found.id)
        names = {each.id: each.full_name for each in session.execute(select(UserRow.id, UserRow.full_name))}
    mine = lease is not None and waiting is not None and waiting.lease == lease
    stage = waiting.stage if waiting else None
    allowed = stage is not None and stage in ROLES and user.may(ROLES[stage])
    works = mine and allowed
    twice = keyed_twice(now, keyings_of(engine, found.id), profiles)
    view = _View(user, stage, now, decisions, twice, profiles, names, tongue)
    return {
        "dossier": {
            "id": str(found.id),
            "label": found.label,
            "stage": stage,
            "priority": waiting.priority if waiting else 0,
            "declared": declared,
            "reading": reading,
            "doubts": waiting.doubts if waiting else 0,
            "reason": waiting.reason if waiting else None,
            "note": waiting.note if waiting else None,
            "reviewer": waiting.reviewer if waiting else None,
        },
        "record": found.record_id,
        "lease": _lease(waiting, mine=mine),
        "may": {
            "edit": works and stage in ("review", "second", "arbiter"),
            "approve": works and stage == "approval",
            "arrange": works and stage in ("review", "arbiter"),
            "take": allowed,
        },
        "reasons": [[code, tongue.text(text)] for code, text in REASONS.items()],
        "types": [_type(name, profiles, tongue) for name in (*(each.name for each in profiles.all), OTHER)],
        "pages": [
            {
                "number": page.number,
                "width": page.width,
                "height": page.height,
                "rotation": page.rotation,
                "blank": page.blank,
                "source": page.source,
                "source_page": page.source_page,
            }
            for page in now.pages
        ],
        "documents": [_document(index, each, view) for index, each in enumerate(now.documents)],
        "comments": comments,
        "findings": [[each.severity, each.code, tongue.finding(each, now.sources), each.page] for each in now.findings],
    }


def _lease(waiting: Waiting | None, *, mine: bool) -> Json | None:
    if waiting is None or waiting.holder is None or waiting.lease_until is None:
        return None
    return {"mine": mine, "holder": waiting.holder, "until": waiting.lease_until.isoformat()}


def _type(name: str, profiles: Profiles, tongue: Tongue) -> Json:
    return {
        "name": name,
        "fields": [
            {
                "name": field,
                "label": tongue.text(spec.label),
                "type": spec.type,
                "required": spec.required,
                "many": spec.many or spec.group is not None,
                "group": spec.group,
                "max_length": spec.max_length,
                "sensitive": spec.sensitive,
            }
            for field, spec in profiles.fields(name).items()
        ],
    }


def _document(index: int, document: Document, view: _View) -> Json:
    return {
        "index": index,
        "type": document.type,
        "type_confidence": document.type_confidence,
        "title": document.title,
        "pages": list(document.pages),
        "fields": list(_fields(index, document, view)),
    }


def _fields(index: int, document: Document, view: _View) -> Iterator[Json]:
    """The fields that this person may see now. A second person sees those that are to be keyed, and nothing else."""
    documents, decisions = view.record.documents, view.decisions
    by_field = {each.field: each for each in decisions.corrections if place(documents, each) == index}
    added = [name for at, name in view.twice if at == index and name not in document.fields]
    for name in (*document.fields, *added):
        twice = view.twice.get((index, name))
        value = document.fields.get(name, Field())
        if twice is None and view.stage != "second":
            yield _field(name, value, document, view, by_field.get(name))
        elif twice is not None and view.stage in BLIND:
            yield _blind(name, value, document, view, twice)
        elif twice is not None and view.stage == "arbiter":
            yield _differing(name, value, document, view, twice)
        elif twice is not None:
            yield _field(name, value, document, view, None)


def _blind(name: str, value: Field, document: Document, view: _View, twice: Twice) -> Json:
    """A field as somebody sees it who keys it: where it stands, and what he keyed himself."""
    own = twice.by(view.user.id)
    # Of what was read only the place is known, and whether it is a truth value.
    seen = Field(value=value.value if isinstance(value.value, bool) else None, page=value.page, box=value.box)
    seen = replace(seen, value=None) if own is None else corrected(seen, own)
    return _field(name, seen, document, view, own) | {
        "confidence": None,
        "threshold": None,
        "doubtful": own is None and not twice.complete,
        "why": [view.tongue.text(VIETNAMESE["keying"])],
        "source": "",
        "blind": True,
    }


def _differing(name: str, value: Field, document: Document, view: _View, twice: Twice) -> Json:
    """A field as an arbiter sees it: nothing stands there yet, and what each person keyed comes before what was read."""
    found = _field(name, value, document, view, None)
    keyed = [corrected(Field(page=value.page, box=value.box), each) for each in twice.keyed]
    kind = found["kind"]
    t = view.tongue.text
    said = [shown(each, kind) if each.state == "found" else t(NO_VALUE[each.state]) for each in keyed]
    as_candidates = [
        Candidate(each.text, each.value, 1.0, each.page, each.box, PERSON) for each in keyed if each.state == "found"
    ]
    as_read = [Candidate(value.text, value.value, value.confidence, value.page, value.box, value.source)]
    chosen = _others(Field(candidates=(*as_candidates, *as_read, *value.candidates)), kind)
    return found | {
        "value": None,
        "shown": "",
        "confidence": None,
        "threshold": None,
        "doubtful": True,
        "why": [t(KEYED_APART), *(f"{number}. {words}" for number, words in enumerate(said, 1))],
        "candidates": [_candidate(each, kind) | ({"confidence": None} if each.source == PERSON else {}) for each in chosen],
    }


def _field(name: str, value: Field, document: Document, view: _View, correction: Correction | None) -> Json:
    profiles, tongue = view.profiles, view.tongue
    spec = profiles.spec(document.type, name)
    kind = spec.type if spec else "text"
    reasons = reasons_of(document.type, name, value, profiles)
    return {
        "name": name,
        "label": tongue.text(label(document, name, profiles)),
        "kind": kind,
        "required": spec.required if spec else False,
        "text": _printed(value),
        "value": value.value,
        "shown": shown(value, kind),
        "state": value.state,
        "confidence": value.confidence,
        "threshold": value.threshold,
        "doubtful": bool(reasons),
        "why": [tongue.text(VIETNAMESE[each]) for each in reasons],
        "checks": [tongue.check(each) for each in _checks(value, spec)],
        "page": value.page,
        "box": _edges(value.box),
        "handwritten": value.handwritten,
        "source": value.source,
        "decided": None if correction is None else _decided(correction, view.names),
        "candidates": [_candidate(each, kind) for each in _others(value, kind)],
    }


def _candidate(each: Candidate, kind: str) -> Json:
    return {
        "text": each.text,
        "value": each.value,
        "shown": shown(each, kind),
        "confidence": each.confidence,
        "page": each.page,
        "box": _edges(each.box),
        "source": each.source,
    }


def _printed(value: Field) -> str | None:
    """What the reader saw: under a person's decision that is the first candidate."""
    if value.source == PERSON and value.candidates:
        return value.candidates[0].text
    return value.text


def _others(value: Field, kind: str) -> Sequence[Candidate]:
    """Candidates that say something else than the value, each once."""
    seen = {shown(value, kind)}
    found = []
    for each in value.candidates:
        words = shown(each, kind)
        if words and words not in seen:
            seen.add(words)
            found.append(each)
    return found


def _checks(value: Field, spec: FieldSpec | None) -> list[str]:
    """What is wrong with a value in words; a person's own value is looked at too, and kept all the same."""
    failed = [each.message for each in value.checks if not each.passed and each.message]
    if value.source == PERSON and spec is not None and isinstance(value.value, str):
        failed += amending.read_as(spec, shown(value, spec.type))[1]
        if spec.max_length is not None and len(value.value) > spec.max_length:
            failed.append(f"dài hơn {spec.max_length} ký tự")
    return failed


def _decided(correction: Correction, names: Mapping[UUID, str]) -> Json:
    by = names.get(correction.user) if correction.user else None
    return {"by": by or correction.author, "at": correction.created_at.isoformat(), "why": correction.why}


def _edges(box: Box | None) -> list[float] | None:
    return None if box is None else [round(each, 1) for each in asdict(box).values()]


def _comments(session: Session, dossier: UUID) -> list[Json]:
    rows = session.execute(
        select(CommentRow, UserRow.full_name)
        .join(UserRow, UserRow.id == CommentRow.user_id)
        .where(CommentRow.dossier_id == dossier)
        .order_by(CommentRow.id)
    )
    return [
        {
            "by": name,
            "at": row.created_at.isoformat(),
            "text": row.text,
            "type": row.type,
            "pages": row.pages,
            "field": row.field,
        }
        for row, name in rows
    ]
