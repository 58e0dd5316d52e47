"""`agree`: what the documents of one dossier say about each other. Nothing is copied from one to another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from extractor.fields.checks import with_check
from extractor.fields.rules import same_value, usable
from extractor.fields.stretch import Stretch, stretch
from extractor.profiles import Profile, Profiles, strip_ordinal, symbol_key
from extractor.record import Check, Document
from extractor.values.names import parse_name
from extractor.values.text import fold

RANKS = ("identity", "civil-status", "application", "other")
"""Which paper is believed about a person, best first."""

MISREAD = 2
"""Digits in which two readings of one number may differ for it to be still one person's, where the birth is the same."""
GENERATION = 12
"""Years between the births of two people of one name who are not one person misread."""

REGISTER = ("issuing_agency", "doc_number", "doc_symbol", "issued_date")
"""The shared fields that a register is kept by."""

_Place = tuple[int, str]
"""A document's index and the name of one of its fields."""


@dataclass(frozen=True)
class _Person:
    """What one paper says of one person: the field and the value of each attribute that it states."""

    document: int
    rank: int
    states: Mapping[str, tuple[str, str]]
    """`name`, `number`, `born`, `sex` → field and value."""

    def value(self, attribute: str) -> str | None:
        """The stated value."""
        return self.states[attribute][1] if attribute in self.states else None


def agree(documents: Sequence[Document], profiles: Profiles, declared: str | None = None) -> tuple[Document, ...]:
    """The documents with checks of what they say about the same people, registers and dossier.

    - One person's number, birth, sex and name are the same on all papers. Each paper is held against those of the best
      authority; where they differ, the check `person` fails on the lower one (on both where none is higher) and names the
      other. An old number of 9 digits and one of 12 do not contradict each other.
    - Documents of one issuer, symbol and year are dated in the order of their numbers (`register`).
    - All papers carry the same dossier code, and it is the one `declared` for the dossier, if one was (`dossier-code`).

    Values, states and the order of fields stay as they are.
    """
    notes = [*_people(documents, profiles), *_registers(documents), *_dossier_codes(documents, profiles, declared)]
    changed = [dict(document.fields) for document in documents]
    for (document, name), note, lowers in notes:
        field = changed[document][name]
        known = field if note in field.checks else with_check(field, note)
        changed[document][name] = known if lowers else replace(known, confidence=field.confidence)
    return tuple(replace(document, fields=fields) for document, fields in zip(documents, changed, strict=True))


_Note = tuple[_Place, Check, bool]
"""Where a check belongs, the check, and whether its failure makes the value less likely."""


# The same person


def _people(documents: Sequence[Document], profiles: Profiles) -> Iterator[_Note]:
    persons = [each for index, document in enumerate(documents) for each in _persons(index, document, profiles)]
    for group in _groups(persons):
        for attribute in ("number", "born", "sex", "name"):
            for person in group:
                yield from _compared(person, group, attribute, documents, profiles)


def _persons(index: int, document: Document, profiles: Profiles) -> Iterator[_Person]:
    profile = profiles.get(document.type)
    if profile is None:
        return
    for spec in profile.people.values():
        roles = {"name": spec.name, "number": spec.number, "born": spec.born, "sex": spec.sex}
        for suffix in _suffixes(spec.name, document, profile):
            states = {}
            for attribute, base in roles.items():
                name = f"{base}{suffix if base and _repeats(base, profile) else ''}"
                value = usable(document.fields.get(name))
                if base is not None and value is not None:
                    states[attribute] = (name, value)
            if "name" in states or "number" in states:
                yield _Person(index, RANKS.index(profile.authority), states)


def _repeats(name: str, profile: Profile) -> bool:
    return name in profile.fields and (profile.fields[name].group is not None or profile.fields[name].many)


def _suffixes(name: str, document: Document, profile: Profile) -> list[str]:
    """`""`, `.2`, …: the ordinals under which a person of this role stands on the paper."""
    if not _repeats(name, profile):
        return [""]
    group = profile.fields[name].group
    members = {each for each, spec in profile.fields.items() if each == name or (group and spec.group == group)}
    found = {each.partition(".")[2] for each in document.fields if strip_ordinal(each) in members}
    return [f".{ordinal}" if ordinal else "" for ordinal in sorted(found, key=lambda each: int(each or 1))]


def _groups(persons: Sequence[_Person]) -> Iterator[list[_Person]]:
    """Persons of different papers who are one and the same, two and more; a third paper may link two of them."""
    group_of = list(range(len(persons)))
    for (i, first), (j, second) in combinations(enumerate(persons), 2):
        if first.document != second.document and _same(first, second):
            old, new = group_of[j], group_of[i]
            group_of = [new if each == old else each for each in group_of]
    for number in dict.fromkeys(group_of):
        group = [person for person, each in zip(persons, group_of, strict=True) if each == number]
        if len({person.document for person in group}) > 1:
            yield group


def _same(first: _Person, second: _Person) -> bool:
    """The same number; or the same name, unless birth and number make it a namesake's; or one birth and nearly one number."""
    apart = _digits_apart(first.value("number"), second.value("number"))
    if apart == 0:
        return True
    born = _agree("born", first, second)
    if first.value("name") and second.value("name"):
        return _agree("name", first, second) is True and not (born is False and _namesakes(first, second, apart))
    return born is True and apart is not None and apart <= MISREAD


def _digits_apart(first: str | None, second: str | None) -> int | None:
    """In how many digits two numbers differ; None where they cannot be compared (9 digits and 12)."""
    if not first or not second or len(first) != len(second):
        return None
    return sum(a != b for a, b in zip(first, second, strict=True))


def _namesakes(first: _Person, second: _Person, apart: int | None) -> bool:
    """Whether two people of one name, born at different times, are two: by their numbers, else by a generation between them."""
    if apart is not None:
        return apart > MISREAD
    births = [stretch(person.value("born")) for person in (first, second)]
    years = [birth.first.year for birth in births if birth is not None]
    return len(years) == 2 and abs(years[0] - years[1]) >= GENERATION


def _compared(
    person: _Person, group: Sequence[_Person], attribute: str, documents: Sequence[Document], profiles: Profiles
) -> Iterator[_Note]:
    """One statement against those of the best papers that speak about the same."""
    verdicts = [
        (other, agrees)
        for other in group
        if other.document != person.document and (agrees := _agree(attribute, person, other)) is not None
    ]
    if not verdicts:
        return
    best = min(other.rank for other, _ in verdicts)
    if best > person.rank:
        # Nothing outranks it: a lower paper may support it, and cannot make it doubtful.
        believed = [verdict for verdict in verdicts if verdict[1]]
    else:
        believed = [verdict for verdict in verdicts if verdict[0].rank == best]
    name = person.states[attribute][0]
    against = next((other for other, agrees in believed if not agrees), None)
    supported = any(agrees for _, agrees in believed)
    if against is not None and (best == person.rank or not supported):
        message = _message(name, against, attribute, documents[person.document], documents[against.document], profiles)
        yield (person.document, name), Check("person", False, message), True
    elif supported:
        yield (person.document, name), Check("person", True), True


def _agree(attribute: str, first: _Person, second: _Person) -> bool | None:
    """Whether two papers state the same; None where one is silent, or where they differ without contradiction."""
    one, other = first.value(attribute), second.value(attribute)
    if one is None or other is None:
        return None
    if attribute == "number":
        apart = _digits_apart(one, other)
        return None if apart is None else apart == 0
    if attribute == "name":
        return _bare(one) == _bare(other)
    return same_value("date" if attribute == "born" else "sex", one, other)


def _bare(name: str) -> str:
    """A name without its title, case and marks: faint print loses marks."""
    found = parse_name(name)
    return fold(found.text if found is not None else name)


def _message(name: str, other: _Person, attribute: str, here: Document, there: Document, profiles: Profiles) -> str:
    spec = profiles.spec(here.type, name)
    page = there.fields[other.states[attribute][0]].page or next(iter(there.pages), 0)
    return f"{spec.label if spec else name}: khác {there.type} (trang {page})"


# Registers


@dataclass(frozen=True)
class _Entry:
    """One document of a register."""

    document: int
    number: int
    dated: Stretch


def _registers(documents: Sequence[Document]) -> Iterator[_Note]:
    registers: dict[tuple[str, str, int], list[_Entry]] = {}
    for index, document in enumerate(documents):
        issuer, number, symbol, day = (usable(document.fields.get(name)) for name in REGISTER)
        dated, digits = stretch(day), re.match(r"\d+", number or "")
        if issuer and symbol and dated and digits:
            key = fold(issuer), symbol_key(symbol), dated.first.year
            registers.setdefault(key, []).append(_Entry(index, int(digits.group()), dated))
    for register in registers.values():
        odd = _odd(register)
        for entry in register if len(register) > 1 else ():
            message = "Ngày không theo thứ tự số của các văn bản cùng ký hiệu trong hồ sơ" if entry in odd else ""
            # Numbers are sometimes reserved and given later: this is worth a look and makes no date less likely.
            yield (entry.document, REGISTER[-1]), Check("register", entry not in odd, message), False


def _odd(register: Sequence[_Entry]) -> list[_Entry]:
    """The fewest entries, as far as taking out the worst one first finds them, without which numbers and dates run alike."""
    left = list(register)
    odd: list[_Entry] = []
    while True:
        faults = [sum(_inverted(entry, other) for other in left) for entry in left]
        worst = max(faults, default=0)
        if worst == 0:
            return odd
        out = [entry for entry, count in zip(left, faults, strict=True) if count == worst]
        odd += out
        left = [entry for entry in left if entry not in out]


def _inverted(first: _Entry, second: _Entry) -> bool:
    if first.number == second.number:
        return False
    low, high = sorted((first, second), key=lambda entry: entry.number)
    return not low.dated.may_precede(high.dated)


# The dossier's own code


def _dossier_codes(documents: Sequence[Document], profiles: Profiles, declared: str | None) -> Iterator[_Note]:
    codes = [
        ((index, name), fold(value))
        for index, document in enumerate(documents)
        for name, field in document.fields.items()
        if (value := usable(field)) is not None and _is_code(document.type, name, profiles)
    ]
    if declared is not None:
        for place, code in codes:
            agrees = code == fold(declared)
            yield place, Check("dossier-code", agrees, "" if agrees else "Mã hồ sơ khác mã đã khai báo"), True
    elif len(codes) > 1:
        agrees = len({code for _, code in codes}) == 1
        for place, _ in codes:
            yield place, Check("dossier-code", agrees, "" if agrees else "Các giấy tờ trong hồ sơ ghi mã hồ sơ khác nhau"), True


def _is_code(type_name: str, name: str, profiles: Profiles) -> bool:
    spec = profiles.spec(type_name, name)
    return spec is not None and spec.type == "dossier-code"
