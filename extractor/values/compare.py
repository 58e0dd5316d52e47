"""Whether a value found equals the truth: the one definition that tests, evaluation and reports share.

Titles such as `V/v`, parentheses, final punctuation and case do not count in a subject; leading zeros do not count in a
number, spaces and dots not in a symbol, case and double spaces not in names and agencies. `hoà` equals `hòa`, and quotation
marks and dashes of any shape are equal.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from extractor.values.text import unify_tone

_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "’": "'", "‘": "'", "–": "-", "—": "-", "Ð": "Đ", "ð": "đ"})
_OPENING = re.compile(r"^(?:về việc|v/v)\s*:?\s*", re.IGNORECASE)


def same(field_name: str, truth: str | bool | None, value: str | bool | None, alternatives: Iterable[str] = ()) -> bool:
    """Whether `value` is right for the field: equal to `truth` or to one of `alternatives` after the field's folding."""
    if truth is None or value is None or isinstance(truth, bool) or isinstance(value, bool):
        return truth is value
    found = comparable(field_name, value)
    return any(found == comparable(field_name, option) for option in (truth, *alternatives))


def comparable(field_name: str, text: str) -> str:
    """`text` without the differences that do not count for the field."""
    text = " ".join(unicodedata.normalize("NFC", text).translate(_QUOTES).split())
    if field_name == "doc_number":
        return re.sub(r"\s", "", text).lstrip("0").casefold()
    if field_name == "doc_symbol":
        return re.sub(r"[\s.]", "", text)
    if field_name == "issued_date":
        return text
    if field_name == "subject":
        text = _bare_subject(text)
    text = unify_tone(text.casefold())
    text = re.sub(r"\s*([-/:,;&])\s*", r"\1", text)
    return text.strip(" .;,:")


def _bare_subject(text: str) -> str:
    text = text.strip(" .;,:")
    if text.startswith("(") and text.endswith(")"):
        text = text[1:-1].strip(" .;,:")
    return _OPENING.sub("", text.lstrip("( ")).strip(" .;,:)")
