"""Whether a value found equals the truth: the one definition that learning, tests, evaluation and reports share.

What counts depends on the type of the value, which the caller knows (a profile's `FieldSpec.type`); a type that is not named
here is compared as text. Nowhere do double spaces, shapes of quotation marks and dashes, or the Icelandic Ð count.

- text and whatever is written in words: case, the place of a tone mark (`hoà` is `hòa`), spaces around punctuation, and
  punctuation at the ends do not count, nor do `V/v` and parentheses around a subject;
- address: no punctuation counts but the slash of a house's number;
- list: what stands between the items does not count, their order does;
- number of a document: no leading zeros, no spaces;
- symbol, registry number: no spaces and dots (a registry number keeps its dots), but case;
- personal number, tax number, dossier code, land serial, phone: nothing but letters and digits counts;
- money, area, decimal, integer: the number counts, not how many zeros end it;
- date and datetime: the ISO form, its precision too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from extractor.values.text import unify_tone

Value = str | bool | None

_ALIKE = str.maketrans({"“": '"', "”": '"', "„": '"', "’": "'", "‘": "'", "–": "-", "—": "-", "Ð": "Đ", "ð": "đ", "²": "2"})
_OPENING = re.compile(r"^(?:về việc|v/v)\s*:?\s*", re.IGNORECASE)
_FIGURES = re.compile(r"-?[0-9]{1,24}(?:\.[0-9]{1,12})?")
_ENDS = " .;,:"


def same(kind: str, truth: Value, value: Value, alternatives: Iterable[str] = ()) -> bool:
    """Whether `value`, of the value type `kind`, is right: equal to `truth` or to one of `alternatives` after folding."""
    if truth is None or value is None or isinstance(truth, bool) or isinstance(value, bool):
        return truth is value
    found = comparable(kind, value)
    return any(found == comparable(kind, option) for option in (truth, *alternatives))


def comparable(kind: str, text: str) -> str:
    """`text` without the differences that do not count for the value type `kind`."""
    tidy = " ".join(unicodedata.normalize("NFC", text).translate(_ALIKE).split())
    return _BY_KIND.get(kind, _words)(tidy)


def _words(text: str) -> str:
    text = unify_tone(text.casefold())
    return re.sub(r"\s*([-/:,;&])\s*", r"\1", text).strip(_ENDS)


def _subject(text: str) -> str:
    text = text.strip(_ENDS)
    if text.startswith("(") and text.endswith(")"):
        text = text[1:-1].strip(_ENDS)
    return _words(_OPENING.sub("", text.lstrip("( ")).strip(f"{_ENDS})"))


def _address(text: str) -> str:
    return unify_tone(" ".join(re.sub(r"[^\w/]+", " ", text.casefold()).split())).replace(" / ", "/")


def _list(text: str) -> str:
    return ";".join(filter(None, (_words(item.strip(" -+*")) for item in text.split(";"))))


def _number(text: str) -> str:
    return re.sub(r"\s", "", text).lstrip("0").casefold()


def _symbol(text: str) -> str:
    return re.sub(r"[\s.]", "", text)


def _registry(text: str) -> str:
    return re.sub(r"\s", "", text).strip(_ENDS)


def _signs(text: str) -> str:
    return re.sub(r"[^\w]|_", "", text).casefold()


def _phone(text: str) -> str:
    return re.sub(r"^(?:\+|00)84", "0", re.sub(r"[^\d+]", "", text))


def _amount(text: str) -> str:
    figures = text.replace(" ", "")
    return f"{Decimal(figures).normalize():f}" if _FIGURES.fullmatch(figures) else _words(text)


def _date(text: str) -> str:
    return _words(text).replace(" ", "t") if text[:1].isdigit() else _words(text)


def _email(text: str) -> str:
    return text.replace(" ", "").casefold()


_BY_KIND: Mapping[str, Callable[[str], str]] = {
    "text": _subject, "address": _address, "list": _list,
    "number": _number, "symbol": _symbol, "registry-number": _registry, "land-registry-number": _registry,
    "personal-number": _signs, "tax-number": _signs, "dossier-code": _signs, "land-serial": _signs,
    "phone": _phone, "email": _email,
    "money": _amount, "area": _amount, "decimal": _amount, "integer": _amount,
    "date": _date, "datetime": _date,
}  # fmt: skip
