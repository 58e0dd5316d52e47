"""`hoso_codes`: what QR codes, barcodes and machine readable zones state about the document's own person or dossier."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from spacy.language import Language
from spacy.tokens import Doc

from extractor.fields.proposal import Proposal
from extractor.fields.sources import MRZ, QR, combined
from extractor.fields.words import Work
from extractor.record import Box, Check, Code
from extractor.values import mrz
from extractor.values.card_code import parse_card_code
from extractor.values.dates import NO_EXPIRY
from extractor.values.dossier_code import parse_dossier_code
from extractor.values.kinds import read_value
from extractor.values.names import matches_mrz
from extractor.values.personal_number import facts_of
from extractor.values.text import similarity

NAME = "hoso_codes"

SURE = 0.995
"""A QR code corrects its errors, or tells that it cannot; check digits that all hold leave one misreading in a thousand."""
ONCE = 0.98
"""One check sum holds, of a barcode or of one part of a zone."""
NAMED = 0.9
"""A printed name that a zone confirms: letters without marks and without a check digit."""

NEAR = 2
"""Digits of a printed number that a reader may have got wrong for it to be still this card's."""
ALIKE = 0.85
"""Likeness of a printed name to that of its card's code: one letter of seven. Names of a family are as near to each other, so
it counts only where no number is printed."""
CLEAR = 0.8
"""Confidence from which a printed name that is not alike is another person's."""

_FOREVER = "2099-12-31"
"""What the zone of a card without expiry states (its face says `Không thời hạn`)."""


@dataclass(frozen=True)
class _Statement:
    """`key` as profiles name it (`card.born`)."""

    key: str
    text: str
    value: str
    confidence: float
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True)
class _Told:
    """What one code says. `subject` is the number or dossier code that it belongs to; `named` judges a printed name."""

    source: str
    page: int
    box: Box
    subject: str
    statements: tuple[_Statement, ...]
    named: Callable[[str], float] = lambda _: 0.0
    zone: mrz.Mrz | None = None


@Language.component(NAME)
def codes(doc: Doc) -> Doc:
    """Adds proposals for the fields that declare `codes`, and lets a zone confirm the printed name.

    A page may hold two people's cards. A code counts only where print shows it to be the document's own, or where nothing
    printed speaks against the only one; codes of several people that print does not tell apart say nothing.
    """
    work: Work = doc._.work
    wanted = {key: name for name, spec in work.profiles.fields(work.document.type).items() for key in spec.codes}
    if not wanted:
        return doc
    told = [(sheet.page.number, code) for sheet in work.sheets for code in sheet.page.codes]
    cards = [each for page, code in told if (each := _card(code, page) or _zone(code, page)) is not None]
    dossiers = [each for page, code in told if (each := _dossier(code, page)) is not None]
    numbers = _printed(doc, [wanted.get("card.number"), wanted.get("mrz.number")])
    names = _printed(doc, [wanted.get("card.name"), _name_field(work, wanted)])
    own = [*_own(cards, numbers, names), *_own_dossier(dossiers, _printed(doc, [wanted.get("qr.dossier-code")]))]
    specs = work.profiles.fields(work.document.type)
    for each in own:
        for statement in each.statements:
            name = wanted.get(statement.key)
            if name is not None:
                doc._.proposals.append(_proposal(each, statement, name, specs[name].type))
        if each.zone is not None:
            _confirm(doc, each.zone, _name_field(work, wanted))
    return doc


def _name_field(work: Work, wanted: Mapping[str, str]) -> str | None:
    """The name of the person whose number a zone states."""
    people = work.profile.people.values() if work.profile else ()
    return next((person.name for person in people if person.number == wanted.get("mrz.number")), None)


def _printed(doc: Doc, fields: Sequence[str | None]) -> list[Proposal]:
    """What print says of a field, the surest first."""
    found = [each for each in doc._.proposals if each.field in fields and isinstance(each.value, str) and not each.handwritten]
    return sorted(found, key=lambda each: each.confidence, reverse=True)


def _card(code: Code, page: int) -> _Told | None:
    card = parse_card_code(code.text) if code.format != MRZ else None
    if card is None:
        return None
    stated = {
        "card.number": card.number,
        "card.old-number": card.old_number,
        "card.name": card.name,
        "card.born": card.born,
        "card.sex": card.sex,
        "card.address": card.address,
        "card.issued": card.issued,
    }
    # What is wrong within the code speaks against the number, by which the code is known.
    faults = tuple(Check("value", False, fault) for fault in card.faults)
    statements = tuple(
        _Statement(key, value, value, _trust(code), faults if key == "card.number" else ())
        for key, value in stated.items()
        if value
    )
    name = card.name
    return _Told(QR, page, code.box, card.number, statements, lambda printed: similarity(printed, name))


def _dossier(code: Code, page: int) -> _Told | None:
    found = parse_dossier_code(code.text) if code.format != MRZ else None
    if found is None:
        return None
    statement = _Statement("qr.dossier-code", found.text, found.value, _trust(code))
    return _Told(QR, page, code.box, found.value, (statement,))


def _trust(code: Code) -> float:
    return SURE if code.format in ("QRCode", "PDF417") else ONCE


def _zone(code: Code, page: int) -> _Told | None:
    zone = mrz.parse(code.text) if code.format == MRZ else None
    if zone is None:
        return None
    number = zone.personal_number if zone.issuer == "VNM" and zone.format == "TD1" else zone.number
    named = zone.name

    def likeness(printed: str) -> float:
        return 1.0 if matches_mrz(printed, named, zone.names_cut) else min(0.99, similarity(printed, named))

    return _Told(MRZ, page, code.box, number, tuple(_stated(zone, number)), likeness, zone)


def _stated(zone: mrz.Mrz, number: str) -> Iterator[_Statement]:
    """The values that check digits prove, each by its own and that of the whole zone; what is not proved is not stated.

    Where the whole zone's fails, something in it is misread; a Vietnamese number still has two digits of its own, and proves
    the year of birth and the sex, which no digit covers.
    """
    holds = {check.name: check.passed for check in zone.checks}
    whole = holds["whole"]
    trust = SURE if whole else ONCE
    numbered = holds["number"] and holds.get("personal", True)
    facts = facts_of(number) if numbered else None
    if number and numbered and (whole or facts is not None):
        yield _Statement("mrz.number", number, number, trust)
    told = whole or (facts is not None and zone.birth is not None and zone.birth[:4] == str(facts.birth_year))
    if zone.birth and holds["birth"] and holds["dates"] and told:
        yield _Statement("mrz.born", zone.birth, zone.birth, trust)
    if zone.expiry and holds["expiry"] and whole:
        yield _Statement("mrz.expiry", zone.expiry, NO_EXPIRY if zone.expiry == _FOREVER else zone.expiry, trust)
    sex = {"M": "Nam", "F": "Nữ"}.get(zone.sex)
    if sex is not None and facts is not None and facts.sex == sex:
        yield _Statement("mrz.sex", zone.sex, sex, trust)


def _own(told: Sequence[_Told], numbers: Sequence[Proposal], names: Sequence[Proposal]) -> list[_Told]:
    """The codes of the one person that the document is about."""
    subjects = list(dict.fromkeys(each.subject for each in told))
    number = str(numbers[0].value) if numbers else None
    name = str(names[0].value) if names else None
    tests: list[Callable[[_Told], bool]] = []
    if number is not None:
        tests.append(lambda each: each.subject == number)
    if name is not None:
        tests.append(lambda each: each.named(name) == 1)
    if number is not None:
        tests.append(lambda each: _near(each.subject, number))
    elif name is not None:
        tests.append(lambda each: each.named(name) >= ALIKE)
    for test in tests:
        matching = [subject for subject in subjects if any(each.subject == subject and test(each) for each in told)]
        if matching:
            return [each for each in told if each.subject == matching[0]] if len(matching) == 1 else []
    if len(subjects) != 1 or number is not None:
        return []
    return [] if name is not None and names[0].confidence >= CLEAR else list(told)


def _own_dossier(told: Sequence[_Told], printed: Sequence[Proposal]) -> list[_Told]:
    """The codes of the dossier that a receipt is about; the only one is, whatever print was read as."""
    subjects = {each.subject for each in told}
    subject = next(iter(subjects)) if len(subjects) == 1 else printed[0].value if printed else None
    return [each for each in told if each.subject == subject]


def _near(first: str, second: str) -> bool:
    return len(first) == len(second) and sum(a != b for a, b in zip(first, second, strict=True)) <= NEAR


def _proposal(told: _Told, statement: _Statement, field: str, kind: str) -> Proposal:
    reading = read_value(kind, statement.value)
    return Proposal(
        field=field,
        text=statement.text,
        value=statement.value,
        confidence=statement.confidence,
        page=told.page,
        box=told.box,
        source=told.source,
        precision=reading.precision if reading else None,
        checks=statement.checks,
        parts=reading.parts if reading else {},
        features={"code": 1.0, "proved": 1.0},
    )


def _confirm(doc: Doc, zone: mrz.Mrz, field: str | None) -> None:
    """A zone has no marks and no check digit for its names, so it states none; it speaks for a printed name or against it."""
    if not zone.name or not all(check.passed for check in zone.checks if check.name == "names"):
        return
    for index, each in enumerate(doc._.proposals):
        if each.field != field or each.source == QR or not isinstance(each.value, str):
            continue
        agrees = matches_mrz(each.value, zone.name, zone.names_cut)
        check = Check("mrz-name", agrees, "" if agrees else "Họ tên khác vùng MRZ")
        confidence = combined(each.confidence, NAMED) if agrees else each.confidence
        doc._.proposals[index] = replace(each, confidence=confidence, checks=(*each.checks, check))
