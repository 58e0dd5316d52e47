"""Values as people write and read them here, and as records keep them: one way in, one way out."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from extractor import amending
from extractor.profiles import FieldSpec
from extractor.record import Candidate, Field
from workers.corrections import suits
from workers.errors import BadDecision

LONGEST_VALUE = 2000
"""Characters that a person may give as a value."""


def shown(value: Field | Candidate, kind: str = "text") -> str:
    """A value as people here write it: dates day first, a comma before decimals, yes and no; what is printed where there is
    no value.

    `kind` is the field's type, where it is known.
    """
    if isinstance(value.value, bool):
        return "có" if value.value else "không"
    if value.value is None:
        return value.text or ""
    return amending.write_as("date" if kind == "text" and value.precision is not None else kind, value.value)


def kept(spec: FieldSpec | None, given: str | None, now: Field | None) -> str:
    """What a person gave as the value of a field, as records keep it.

    What stands there `now`, or among its candidates, is kept as it is when it is given as it is shown; anything else is read
    by the field's type, and kept as given where that reads nothing. Raises `BadDecision` for an empty or endless value, a
    day that no calendar has, and what is neither yes nor no.
    """
    text = _tidy(given or "")
    if not text or len(text) > LONGEST_VALUE:
        raise BadDecision(f"A value has 1 to {LONGEST_VALUE} letters; say so if it is not on the paper.")
    if spec is None:
        return text
    for each in _known(now):
        if isinstance(each.value, str) and text == _tidy(shown(each, spec.type)):
            return each.value
    if spec.type in ("date", "flag"):
        value = {"có": "true", "không": "false"}.get(text.casefold(), text) if spec.type == "flag" else _day(text)
        if not suits(value, spec.type):
            raise BadDecision("This is no date that there is, or no yes or no.")
        return value
    return amending.read_as(spec, text)[0] or text


def _known(now: Field | None) -> Iterator[Field | Candidate]:
    if now is not None:
        yield now
        yield from now.candidates


def _day(text: str) -> str:
    """A date written day first as ISO has it; anything else as it is."""
    parts = text.replace(".", "/").replace("-", "/").split("/")
    if all(part.isdecimal() for part in parts) and len(parts[-1]) == 4:
        return "-".join(part.zfill(2) for part in reversed(parts))
    return text


def _tidy(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()))
