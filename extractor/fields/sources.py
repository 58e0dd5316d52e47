"""What a code states against what is printed: two sources that know nothing of each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractor.fields.rules import same_value
from extractor.profiles import FieldSpec
from extractor.record import Candidate, Check, Field, Precision
from extractor.values.text import fold, similarity

NAME = "sources"
"""The check's name."""

QR, MRZ = "QR", "MRZ"
"""Sources whose values are proved where they are stated: by error correction, by check digits."""

MISREAD = 0.9
"""Likeness from which a long text differs from a code's by what a reader got wrong, if its digits are the same."""
WORDS = ("person", "address", "agency", "text")

HEARD = 0.3
"""Confidence below which a printed candidate contradicts nothing: a number that stood somewhere on the page."""

CERTAIN = 0.999
"""No two sources make a value surer."""
TORN = 0.5
"""How sure a conflict is of itself that nothing decides."""


def weigh(field: Field, spec: FieldSpec) -> Field:
    """The field with what its sources say of each other; unchanged where only one spoke.

    Where they agree, the value is surer than either, stands in the code's words and is shown where it is printed. Where they
    differ, the field is in conflict and a person looks: against print the code's value stands, between two codes none does.
    """
    offers = [_offer(field), *field.candidates]
    offers = [each for each in offers if each.value is not None and not each.handwritten and each.source != "reader"]
    stated = [each for each in offers if each.source in (QR, MRZ)]
    printed = [each for each in offers if each.source not in (QR, MRZ)]
    if not stated or len(stated) + len(printed) < 2:
        return field
    code = max(stated, key=lambda each: each.confidence)
    if any(not alike(spec.type, code.value, each.value) for each in stated):
        return _conflict(field, spec, stated, None)
    others = [each for each in stated if each is not code]
    agreeing = [each for each in printed if alike(spec.type, code.value, each.value)]
    against = [each for each in printed if each.confidence >= HEARD]
    if against and not agreeing:
        return _conflict(field, spec, [code, *against], code)
    return _agreed(field, code, [*others[:1], *agreeing[:1]]) if others or agreeing else field


def combined(first: float, second: float) -> float:
    """The probability that a value is right which two sources state independently, right with `first` and `second`.

    Bayes with even odds: both are right, or both wrong in the same way, which is taken to be as likely as wrong in any way.
    """
    both, neither = first * second, (1 - first) * (1 - second)
    return min(CERTAIN, both / (both + neither)) if both + neither else CERTAIN


def alike(kind: str, first: str | bool | None, second: str | bool | None) -> bool:
    """Whether two values state the same, marks and punctuation aside; long texts may differ by misread letters."""
    if not isinstance(first, str) or not isinstance(second, str):
        return first is second
    if kind not in WORDS:
        return same_value(kind, first, second) or fold(first) == fold(second)
    digits = [[char for char in each if char.isdigit()] for each in (first, second)]
    return fold(first) == fold(second) or (digits[0] == digits[1] and similarity(first, second) >= MISREAD)


def _offer(field: Field) -> Candidate:
    return Candidate(
        field.text, field.value, field.confidence, field.page, field.box, field.source, field.handwritten, field.precision
    )


def _agreed(field: Field, code: Candidate, others: Sequence[Candidate]) -> Field:
    confidence = code.confidence
    for other in others:
        confidence = combined(confidence, other.confidence)
    shown = others[-1]
    rest = tuple(each for each in (_offer(field), *field.candidates) if each is not shown)
    finest = max((code, *others), key=lambda each: _FINENESS[each.precision])
    return replace(
        field,
        text=shown.text,
        value=finest.value,
        state="found",
        confidence=round(confidence, 3),
        page=shown.page,
        box=shown.box,
        handwritten=False,
        precision=finest.precision,
        source="+".join(dict.fromkeys((shown.source, code.source))),
        candidates=rest,
        checks=(*field.checks, Check(NAME, True)),
    )


_FINENESS: dict[Precision | None, int] = {None: 0, "year": 1, "month": 2, "day": 3}


def _conflict(field: Field, spec: FieldSpec, offers: Sequence[Candidate], winner: Candidate | None) -> Field:
    who = ", ".join(_SAID.get(source, "chữ in") for source in dict.fromkeys(each.source for each in offers))
    check = Check(NAME, False, f"{spec.label}: {who} ghi khác nhau")
    checks = (*field.checks, check)
    everything = (_offer(field), *field.candidates)
    if winner is None:
        return replace(
            field, text=None, value=None, state="conflict", confidence=TORN, precision=None, handwritten=False,
            candidates=everything, checks=checks, parts={},
        )  # fmt: skip
    against = max(each.confidence for each in offers if each is not winner)
    return replace(
        field,
        text=winner.text,
        value=winner.value,
        state="conflict",
        confidence=round(combined(winner.confidence, 1 - against), 3),
        page=winner.page,
        box=winner.box,
        handwritten=False,
        precision=winner.precision,
        source=winner.source,
        candidates=tuple(each for each in everything if each is not winner),
        checks=checks,
        parts=field.parts if field.source == winner.source else {},
    )


_SAID = {QR: "mã QR", MRZ: "vùng MRZ"}
