"""`check`: what the fields of one document say about each other, and whether each can be true at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time

from extractor.fields.rules import judge, number, usable
from extractor.fields.sources import combined, weigh
from extractor.fields.stretch import stretch
from extractor.profiles import OTHER, FieldSpec, Profile, Profiles, strip_ordinal
from extractor.record import Check, Field
from extractor.values.kinds import read_value

DOUBT = 0.8
"""What a failed check leaves of a confidence; which of the fields that it speaks about is wrong is not known."""

PARSED = ("personal-number", "tax-number", "dossier-code", "land-serial", "phone")
"""Types whose normalised values are read again for what is wrong with them, whichever source gave them."""

PAST = frozenset({"issued", "born", "birth", "registered", "died", "received"})
"""A date whose name has one of these words has been: a paper cannot tell it beforehand."""


def check(fields: Mapping[str, Field], profile: Profile | None, profiles: Profiles, today: date) -> dict[str, Field]:
    """The fields of one document with every check that concerns them, passed and failed, in the same order.

    First what codes state is weighed against print (`extractor.fields.sources`), then each value is held against its type
    and its declared limits, then the profile's rules are judged. Values stay as they are, except where a code proves one or
    sources contradict each other; a failed check lowers the confidence, agreement of figures and words raises it. A field
    that was not found has no checks here. `profile` is None for a document of unknown type.
    """
    specs = profiles.fields(profile.name if profile else OTHER)
    checked = {name: _alone(field, specs.get(strip_ordinal(name)), name, today) for name, field in fields.items()}
    for ruling in judge(profile.checks if profile else (), checked, specs):
        rule = ruling.rule
        note = Check(rule.rule, ruling.holds, "" if ruling.holds else rule.says)
        sure = [checked[name].confidence for name in ruling.fields]
        for name in ruling.fields:
            field = with_check(checked[name], note)
            if ruling.holds and rule.rule == "same" and len(sure) == 2:
                field = replace(field, confidence=round(combined(*sure), 3))
            checked[name] = field
    return checked


def with_check(field: Field, note: Check) -> Field:
    """The field with one more check; a check that it has already changes nothing, a failed one lowers the confidence."""
    if note in field.checks:
        return field
    confidence = field.confidence if note.passed else round(field.confidence * DOUBT, 3)
    return replace(field, checks=(*field.checks, note), confidence=confidence)


def _alone(field: Field, spec: FieldSpec | None, name: str, today: date) -> Field:
    if spec is None or field.state == "absent":
        return field
    if spec.codes:
        field = weigh(field, spec)
    value = usable(field)
    if value is None:
        return field
    notes = [*_value_checks(value, spec), *_time_checks(value, spec, name, today), *_limit_checks(value, spec)]
    for note in notes:
        field = with_check(field, note)
    return field


def _value_checks(value: str, spec: FieldSpec) -> Iterator[Check]:
    if spec.type not in PARSED:
        return
    reading = read_value(spec.type, value)
    if reading is None:
        yield Check("value", False, f"{spec.label}: không đúng dạng")
        return
    for fault in reading.faults:
        yield Check("value", False, fault)
    if reading.proved:
        yield Check("check-digit", True)


def _time_checks(value: str, spec: FieldSpec, name: str, today: date) -> Iterator[Check]:
    if spec.type not in ("date", "datetime"):
        return
    named = stretch(value)
    if named is None:
        if value[:1].isdigit():
            yield Check("calendar", False, f"{spec.label}: ngày không có thật")
        return
    if PAST & set(strip_ordinal(name).split("_")):
        past = named.first <= datetime.combine(today, time.max)
        yield Check("future", past, "" if past else f"{spec.label}: sau ngày hôm nay")


def _limit_checks(value: str, spec: FieldSpec) -> Iterator[Check]:
    amount = number(value)
    if amount is not None and (spec.least is not None or spec.most is not None):
        inside = (spec.least is None or float(amount) >= spec.least) and (spec.most is None or float(amount) <= spec.most)
        yield Check("limits", inside, "" if inside else f"{spec.label}: ngoài khoảng hợp lý")
    if spec.max_length is not None and len(value) > spec.max_length:
        yield Check("length", False, f"{spec.label}: dài hơn {spec.max_length} ký tự")
