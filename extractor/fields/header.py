"""`hoso_header`: type, number, symbol, date, place and agencies from the letterhead's zones."""

from __future__ import annotations

import re
from collections import Counter

from rapidfuzz.distance import Levenshtein
from spacy.language import Language
from spacy.tokens import Doc

from extractor.fields.closing import closing_date
from extractor.fields.proposal import Proposal
from extractor.fields.slots import Slot, read_slot
from extractor.fields.trust import trust
from extractor.fields.words import Work
from extractor.layout import Letterhead, Row, Sheet
from extractor.profiles import OTHER, symbol_key
from extractor.record import Box, Check
from extractor.values.agencies import mend_agency, split_agencies, tidy_place
from extractor.values.dates import find_date_line, partial_iso, read_int
from extractor.values.symbols import find_reference, fit_to_name, tidy_number, tidy_symbol, with_marks
from extractor.values.text import tidy

NAME = "hoso_header"

PRINTED = 0.6
"""Probability of print from which a slot's digits are taken as a value."""
GUESSED = 0.1
"""Readers of print are right about a pen's figures too seldom for more than a candidate."""
WIDE = 1.1
"""An empty slot wider than this many word heights was left for a pen; the reader saw nothing it could read there."""
SWOLLEN = 2.2
"""Width of the label `Số:` in word heights beyond which there is more than the label in it; print is 1.5 wide."""


@Language.component(NAME)
def header(doc: Doc) -> Doc:
    """Adds proposals from `doc._.head`."""
    head: Letterhead = doc._.head
    work: Work = doc._.work
    sheet = work.sheets[0]
    proposals: list[Proposal] = doc._.proposals
    proposals.append(_doc_type(head, work))
    agencies = _agencies(head, work)
    proposals.extend(agencies)
    if head.number:
        issuer = next((str(p.value) for p in agencies if p.field == "issuing_agency"), "")
        proposals.extend(_reference(head.number, sheet, work, issuer))
    else:
        proposals.extend(_pen_strokes(head, sheet))
    dated = (sheet, head.date) if head.date else None if head.number else closing_date(work)
    if dated:
        proposals.extend(_date_and_place(dated[1], dated[0], work))
    return doc


def _doc_type(head: Letterhead, work: Work) -> Proposal:
    document = work.document
    box = head.title.evidence if head.title else None
    text = work.spelling.mend(document.title) if document.title else None
    if head.match and text:
        text = _with_declared_marks(text, head.match.profile.titles)
    return Proposal(
        field="doc_type",
        text=text,
        value=document.type,
        confidence=document.type_confidence,
        page=work.sheets[0].page.number,
        box=box or (head.number.evidence if head.number else None),
        source="title" if head.match else "symbol" if document.type != OTHER else "zone",
    )


def _with_declared_marks(text: str, titles: tuple[str, ...]) -> str:
    """The printed title with the marks of the declared one: `BẢO CÁO` → `BÁO CÁO`."""
    words = text.split()
    for title in titles:
        size = len(title.split())
        if len(words) >= size and Levenshtein.distance(" ".join(words[:size]), title) <= max(2, len(title) // 4):
            return " ".join([*map(_respelt, words, title.split()), *words[size:]])
    return text


def _respelt(printed: str, declared: str) -> str:
    """The declared word with the punctuation of the printed one."""
    core = printed.strip(",.;:-")
    return printed.replace(core, declared.strip(",.;:-")) if core else declared


def _agencies(head: Letterhead, work: Work) -> list[Proposal]:
    rows = head.agencies
    lines = [re.sub(r"[.,;:_'\"|-]+$", "", tidy(row.text)) for row in rows]
    starts = split_agencies(lines)
    if not starts:
        return []
    parts = [("issuing_agency", starts[-1], len(rows))]
    if len(starts) > 1:
        parts.append(("parent_agency", starts[-2], starts[-1]))
    proposals = []
    for field, start, end in parts:
        printed = " ".join(lines[start:end])
        words = [token for row in rows[start:end] for token in row.tokens]
        spelt = work.spelling.spell(mend_agency(printed, work.profiles.gazetteer.agencies), words)
        proposals.append(
            Proposal(
                field=field,
                text=spelt.text,
                value=spelt.text,
                confidence=trust(rows[start:end], spelt),
                page=rows[start].page,
                box=Box.around([row.evidence for row in rows[start:end]]),
                source="zone",
                read=printed,
            )
        )
    return proposals


def _reference(row: Row, sheet: Sheet, work: Work, issuer: str) -> list[Proposal]:
    reference = find_reference(row.text)
    proposals = []
    beside = []
    if reference.symbol:
        beside = [token for token, _ in row.tokens_at(*reference.symbol)]
        proposals.append(_symbol(row, reference.symbol, work, issuer))
    elif row.text[slice(*reference.slot)].strip():
        proposals.append(Proposal("doc_symbol", None, None, 0.6, row.page, row.evidence, "label", state="unreadable"))
    slot = read_slot(row, reference.slot, beside[:1], sheet, symbol=True)
    number = tidy_number(slot.text) if slot.printed >= PRINTED else None
    if number:
        proposals.append(Proposal("doc_number", number, number, slot.printed, row.page, slot.box, "label"))
    elif slot.text or slot.gap > WIDE or _swollen(row, reference.slot[0], sheet):
        proposals.append(_by_hand("doc_number", slot, row))
        guess = tidy_number(slot.text)
        if guess:
            proposals.append(Proposal("doc_number", guess, guess, GUESSED, row.page, slot.box, "label", handwritten=True))
    return proposals


def _swollen(row: Row, end: int, sheet: Sheet) -> bool:
    """Whether the label, which ends at character `end`, is so wide that it must hold strokes of a pen that nobody read."""
    label = [token for token, _ in row.tokens_at(0, end)]
    return len(label) == 1 and len(label[0].text) <= 4 and label[0].box.width > SWOLLEN * sheet.unit


def _pen_strokes(head: Letterhead, sheet: Sheet) -> list[Proposal]:
    """Coloured ink where the number belongs, on a line that the reader could not make out at all."""
    if head.date is None:
        return []
    height = 2 * sheet.unit
    right = head.boundary or head.date.box.x0
    for upright, box in zip(sheet.handwriting, sheet.page.handwriting, strict=True):
        beside = abs(upright.centre[1] - head.date.middle) < height and upright.x1 < right
        if beside and upright.height > 0.5 * sheet.unit:
            return [
                Proposal("doc_number", None, None, 0.7, sheet.page.number, box, "image", state="unreadable", handwritten=True)
            ]
    return []


def _by_hand(field: str, slot: Slot, row: Row) -> Proposal:
    return Proposal(
        field=field,
        text=None,
        value=None,
        confidence=max(0.55, 0.95 - slot.printed),
        page=row.page,
        box=slot.box,
        source="label",
        state="unreadable",
        handwritten=True,
    )


def _symbol(row: Row, span: tuple[int, int], work: Work, issuer: str) -> Proposal:
    printed = row.text[slice(*span)]
    parts = row.tokens_at(*span)
    value = tidy_symbol(printed)
    mended = mend_symbol(value, work, issuer)
    confidence = min(token.word.confidence for token, _ in parts)
    profile = work.profile
    known = work.profiles.by_symbol(mended.split("-")[0].split("/")[0])
    agrees = known is None or profile is None or known.name == profile.name
    return Proposal(
        field="doc_symbol",
        text=mended,
        value=mended,
        confidence=(0.6 + 0.35 * confidence) * (1.0 if mended == value else 0.92) * (1.0 if agrees else 0.7),
        page=row.page,
        box=Box.around([token.word.box for token, _ in parts]),
        source="label",
        read=value,
        checks=(
            Check(
                "symbol-type",
                agrees,
                "" if agrees else f"ký hiệu ghi {known.name if known else '?'}, tên loại là {work.document.type}",
            ),
        ),
    )


def mend_symbol(symbol: str, work: Work, issuer: str) -> str:
    """A symbol with the marks and the hyphen of its type's abbreviation and its issuer's initials. No letter is exchanged."""
    profile = work.profile
    known = profile.symbols if profile else ()
    groups = [_capitals(group) for group in symbol.split("-")]
    if known and profile and profile.titles:
        first = with_marks(groups[0], known)
        if first:
            groups[0] = first
        elif len(groups) == 1:
            groups = _part(symbol, known) or groups
    every = [group for each in work.profiles.all for group in each.symbols]
    if symbol_key(groups[0]) not in {symbol_key(each) for each in every}:
        groups[0] = fit_to_name(groups[0], work.document.title if profile and profile.titles else issuer)
    if len(groups) == 2 and symbol_key(groups[0]) in {symbol_key(each) for each in every}:
        groups[1] = fit_to_name(groups[1], issuer)
    return "-".join(group for group in groups if group)


def _capitals(group: str) -> str:
    """`cC` → `CC`: letters that differ from their capitals in size only, between capitals; `T.Tr` and `SXKDc` stay."""
    return re.sub(r"(?<![^\W\d_])[cosvxz](?=[A-ZĐ])", lambda small: small[0].upper(), group)


def _part(symbol: str, known: tuple[str, ...]) -> list[str] | None:
    """A symbol whose hyphen was lost, cut after its type: `TBATTP` → `TB`, `ATTP`."""
    for abbreviation in known:
        if symbol.upper().startswith(abbreviation.upper()) and len(symbol) > len(abbreviation) + 1:
            return [abbreviation, symbol[len(abbreviation) :]]
    return None


def _date_and_place(row: Row, sheet: Sheet, work: Work) -> list[Proposal]:
    line = find_date_line(row.text)
    if line is None:
        return []
    proposals = []
    place = row.text[slice(*line.place)]
    if len(re.sub(r"[\W\d_]", "", place)) >= 2:
        tokens = [token for token, _ in row.tokens_at(*line.place)]
        name = tidy_place(work.spelling.mend(place), work.profiles.gazetteer.places)
        confidence = min(token.word.confidence for token in tokens) * (1.0 if _is_name(name) else 0.5)
        box = Box.around([token.word.box for token in tokens])
        proposals.append(Proposal("place", name, name, 0.5 + 0.45 * confidence, row.page, box, "zone", read=place.strip(" ,")))
    year_tokens = [token for token, _ in row.tokens_at(*line.year)]
    year_text = row.text[slice(*line.year)].strip()
    year = int(year_text) if re.fullmatch(r"(19|20)\d\d", year_text) else None
    if year and year_tokens and year_tokens[0].word.confidence < 0.75:
        year = _likely_year(year, work)
    if year and read_slot(row, line.year, [], sheet).printed < PRINTED and not _repeated(year, row, work):
        year = None
    beside = year_tokens[:1] if year else []
    day_slot = read_slot(row, line.day, beside, sheet)
    month_slot = read_slot(row, line.month, beside, sheet) if line.month else None
    day = _in_range(day_slot, 31)
    month = _in_range(month_slot, 12) if month_slot else None
    value, precision = partial_iso(year, month, day)
    by_hand = day is None or month is None or year is None
    text = _printed_date(row, line.day, line.month, line.year, day, month, year)
    slots = [slot.box for slot, read in ((day_slot, day), (month_slot, month)) if slot and read is None]
    certain = [slot.printed for slot in (day_slot, month_slot) if slot and slot.printed >= PRINTED]
    whole = Box.around([token.word.box for token, _ in row.tokens_at(line.place[1], len(row.text))])
    real = precision == "day" or by_hand
    proposals.append(
        Proposal(
            field="issued_date",
            text=text,
            value=value,
            confidence=min([*certain, 0.95]) if not by_hand else 0.85,
            page=row.page,
            box=Box.around(slots) if by_hand and slots else whole,
            source="zone",
            state="unreadable" if by_hand or not real else "found",
            handwritten=by_hand,
            precision=precision,
            checks=(Check("real-date", real, "" if real else "ngày, tháng ghi trên văn bản không có thật"),),
        )
    )
    guessed = partial_iso(year, month or (read_int(month_slot.text) if month_slot else None), day or read_int(day_slot.text))
    if by_hand and guessed[1] == "day":
        box = Box.around(slots) if slots else whole
        guess = Proposal("issued_date", None, guessed[0], GUESSED, row.page, box, "zone", handwritten=True, precision="day")
        proposals.append(guess)
    return proposals


def _is_name(place: str) -> bool:
    """Whether a place has the shape of one: capitalised words of letters, and hardly ever a single one."""
    words = place.replace("-", " ").split()
    return len(words) > 1 and all(word.isalpha() and word[0].isupper() for word in words)


def _in_range(slot: Slot, most: int) -> int | None:
    number = read_int(slot.text) if slot.printed >= PRINTED else None
    return number if number is not None and 1 <= number <= most else None


def _likely_year(year: int, work: Work) -> int:
    """A doubtful year gives way to one that the first page repeats and that differs in one digit."""
    text = " ".join(row.text for row in work.sheets[0].rows)
    years = Counter(int(found) for found in re.findall(r"(?<![\d/])(?:19|20)\d\d(?!\d)", text))
    years[year] -= 1
    other, count = max(years.items(), key=lambda item: item[1], default=(year, 0))
    near = sum(a != b for a, b in zip(str(other), str(year), strict=True)) == 1
    return other if near and count >= 2 and years[year] <= 0 else year


def _repeated(year: int, row: Row, work: Work) -> bool:
    """Whether a year that a pen may have written is printed elsewhere on the first page."""
    return any(str(year) in other.text for other in work.sheets[0].rows if abs(other.middle - row.middle) > 1)


def _printed_date(
    row: Row, day_span: tuple[int, int], month_span: tuple[int, int] | None, year_span: tuple[int, int],
    day: int | None, month: int | None, year: int | None,
) -> str:  # fmt: skip
    """`ngày 05 tháng 3 năm 2020` with `…` where a pen filled the form."""
    shown_day = row.text[slice(*day_span)].strip(" .,") if day is not None else "…"
    shown_month = row.text[slice(*month_span)].strip(" .,") if month_span and month is not None else "…"
    return f"ngày {shown_day} tháng {shown_month} năm {year if year else '…'}"
