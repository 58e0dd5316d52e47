"""A record in a receiver's words: every name of a mapping gets its value, and what does not fit is told."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from extractor.profiles import Profiles
from extractor.record import Document, Dossier, Field
from workers import clock
from workers.delivery.mapping import Entry, Form, Value, filled, parts
from workers.delivery.receivers import Receiver
from workers.doubts import doubts
from workers.errors import NotTold

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_YES = frozenset({"true", "1", "yes", "có"})


@dataclass(frozen=True)
class Facts:
    """What a message is made of. `record` has people's corrections in it."""

    dossier: UUID
    revision: int
    record_id: int
    record: Dossier
    made_at: datetime
    declared: Mapping[str, Any]
    links: Mapping[str, str]
    """`record`, and `pdf` if there is one; nothing where no address of this service is configured."""


def bodies(facts: Facts, receiver: Receiver, form: Form, profiles: Profiles) -> tuple[Mapping[str, Any], ...]:
    """The messages of a record. Raises `NotTold` for a value that is too long where nothing could say that it was cut."""
    looks = {(doubt.document, doubt.field) for doubt in doubts(facts.record, profiles)}
    if form.each == "record":
        return (_record(facts, looks if receiver.doubtful == "omit" else set()),)
    papers = [
        _Paper(facts, form, receiver, profiles, index, document, frozenset(name for at, name in looks if at == index))
        for index, document in enumerate(facts.record.documents)
        if not receiver.types or document.type in receiver.types
    ]
    if form.each == "document":
        return tuple(paper.filled(form.body) for paper in papers)
    whole = _Paper(facts, form, receiver, profiles).filled(form.body)
    is_result = _is_result(facts, form)
    for name, part in form.lists.items():
        if part.of == "all" or (part.of == "result") == is_result:
            whole[name] = [paper.filled(part.body) for paper in papers]
    return (whole,)


def cut(text: str, limit: int) -> str:
    """At most `limit` UTF-16 units of a text, ending at a word where there is one."""
    if _length(text) <= limit:
        return text
    kept = text.encode("utf-16-le")[: 2 * limit].decode("utf-16-le", errors="ignore")
    at_word = re.sub(r"\S+$", "", kept) if not text[len(kept) :][:1].isspace() else kept
    return (at_word.rstrip() or kept).rstrip()


@dataclass
class _Paper:
    """A document that is being told; without one, the dossier as a whole."""

    facts: Facts
    form: Form
    receiver: Receiver
    profiles: Profiles
    index: int = 0
    document: Document = Document("", 0.0, ())
    looks: frozenset[str] = frozenset()
    cuts: dict[str, Mapping[str, int]] = field(default_factory=dict)

    def filled(self, body: Mapping[str, Entry]) -> dict[str, Any]:
        """The names with their values. What was cut is told last, when all of it is known."""
        self.cuts = {}
        values: dict[str, Any] = {}
        last = [name for name, entry in body.items() if "document.fields" in entry.sources]
        for name, entry in body.items():
            value = None if name in last else self._value(name, entry)
            if value is not None or name in last:
                values[name] = value
        for name in last:
            values[name] = json.dumps(self._fields(), ensure_ascii=False)
        if self.cuts and not last:
            names = ", ".join(sorted(self.cuts))
            raise NotTold(
                f"Too long for the receiver: {names}. Raise its limits, or add a name with document.fields to the mapping."
            )
        return values

    def _value(self, name: str, entry: Entry) -> Value | None:
        if name in self.receiver.values:
            return self.receiver.values[name]
        text = next((found for source in entry.sources if (found := self._source(source, name)) is not None), None)
        if text is not None and entry.cases:
            return entry.cases.get(text, entry.otherwise)
        if text is not None and entry.kind == "flag":
            return int(text.casefold() in _YES)
        if text is not None and entry.kind == "date" and not _DAY.fullmatch(text):
            text = None
        limit = self.receiver.limits.get(name, entry.limit)
        if text is not None and limit is not None and _length(text) > limit:
            kept = "" if entry.kind == "code" else cut(text, limit)
            self.cuts[name] = {"length": _length(text), "kept": _length(kept)}
            text = kept or None
        return entry.otherwise if text is None else text

    def _source(self, source: str, target: str) -> str | None:
        values = {name: self._named(name, target) for name in parts(source)}
        known = {name: value for name, value in values.items() if value}
        return filled(source, known) if len(known) == len(values) else None

    def _named(self, name: str, target: str) -> str | None:
        facts, document = self.facts, self.document
        profile = self.profiles.get(document.type)
        room, _, rest = name.partition(".")
        match room:
            case "field":
                return self._field(rest)
            case "declared":
                return _text(facts.declared.get(rest))
            case "link":
                return facts.links.get(rest)
            case "person":
                person = next(iter(profile.people.values()), None) if profile else None
                chosen = getattr(person, rest, None)
                return self._field(chosen) if chosen else None
            case "export":
                names = self.profiles.export_names(document.type, self.form.system or "")
                return next((found for own, there in names.items() if there == target and (found := self._field(own))), None)
        match name:
            case "dossier.id":
                return str(facts.dossier)
            case "dossier.is_result":
                return _text(_is_result(facts, self.form))
            case "record.id":
                return str(facts.record_id)
            case "record.made_at":
                return _time(facts.made_at)
            case "record.pages":
                return str(len(facts.record.pages))
            case "document.id":
                return f"{facts.dossier}-{self.index + 1}"
            case "document.position":
                return str(self.index + 1)
            case "document.type":
                return document.type
            case "document.title":
                return document.title
            case "document.code":
                return profile.catalogue if profile else None
            case "document.pages":
                return str(len(document.pages))
            case "document.doubtful":
                return _text(bool(self.looks))
        return None

    def _field(self, name: str) -> str | None:
        found = self.document.fields.get(name)
        if found is None or found.state == "absent" or (name in self.looks and self.receiver.doubtful == "omit"):
            return None
        return _text(found.value)

    def _fields(self) -> Mapping[str, Any]:
        """Everything that was read of the document, in the record's words."""
        omit = self.receiver.doubtful == "omit"
        document = self.document
        return {
            "schema_version": self.facts.record.schema_version,
            "dossier_id": str(self.facts.dossier),
            "record_id": self.facts.record_id,
            "type": document.type,
            "type_confidence": round(document.type_confidence, 4),
            "pages": list(document.pages),
            "fields": {
                name: _told(value, doubtful=name in self.looks, omit=omit)
                for name, value in document.fields.items()
                if value.state != "absent" or name in self.looks
            },
            "cut": self.cuts,
            "links": dict(self.facts.links),
        }


def _record(facts: Facts, omitted: set[tuple[int, str]]) -> dict[str, Any]:
    documents = tuple(
        replace(
            document,
            fields={name: _emptied(value) if (index, name) in omitted else value for name, value in document.fields.items()},
        )
        for index, document in enumerate(facts.record.documents)
    )
    return {
        "type": "record.published",
        "timestamp": _time(facts.made_at),
        "data": {
            "dossier_id": str(facts.dossier),
            "revision": facts.revision,
            "record_id": facts.record_id,
            "declared": dict(facts.declared),
            "links": dict(facts.links),
            "record": json.loads(replace(facts.record, documents=documents).to_json()),
        },
    }


def _emptied(value: Field) -> Field:
    """A field without what was read of it; where it stands and that it is doubtful stays."""
    state = "unreadable" if value.state == "found" else value.state
    return replace(value, text=None, value=None, state=state, candidates=(), parts={}, precision=None)


def _told(value: Field, *, doubtful: bool, omit: bool) -> dict[str, Any]:
    shown = _emptied(value) if doubtful and omit else value
    told: dict[str, Any] = {"value": shown.value, "text": shown.text, "state": shown.state}
    told |= {"confidence": round(value.confidence, 4), "doubtful": doubtful, "page": value.page, "source": value.source}
    if value.box is not None:
        told["box"] = [round(each) for each in (value.box.x0, value.box.y0, value.box.x1, value.box.y1)]
    return told


def _is_result(facts: Facts, form: Form) -> bool:
    return str(facts.declared.get("step", "")).strip().casefold() in form.results


def _time(at: datetime) -> str:
    return clock.local(at).isoformat(timespec="seconds")


def _text(value: object) -> str | None:
    """A value as it is sent; lists and tables are nobody's text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int | float) and value != "" else None


def _length(text: str) -> int:
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2
