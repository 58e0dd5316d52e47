"""The parts that every document of NĐ 30/2020 shares: two-column head, title, addressees, recipients and signature block."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from extractor.profiles import Profiles, load_profiles
from samples import marks
from samples.case import Case
from samples.flow import LEADING, Flow
from samples.sheet import BLACK_INK, BLUE, RED, Colour, Evidence, Mark, Row, Rule, Sheet, mm, pt
from samples.typeset import Piece, Style, balanced, blank, broken, natural, set_line, words

Value = str | bool | None
STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"


@dataclass(frozen=True)
class Draft:
    """A document as set: its sheets and what is true of it. `fields` follow the names in the real scans' truth."""

    type: str
    sheets: tuple[Sheet, ...]
    fields: dict[str, Value]
    handwritten: tuple[str, ...]
    notes: str = ""
    alternatives: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Other readings that are right."""


@dataclass
class Facts:
    """Fields while a document is being set."""

    fields: dict[str, Value] = field(default_factory=dict)
    handwritten: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    alternatives: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def draft(self, kind: str, flow: Flow, notes: str = "") -> Draft:
        """The finished document; whatever its type declares and the paper does not show is null."""
        self.fields["doc_type"] = kind
        absent = dict.fromkeys(["doc_type", "doc_type_printed", *declared_fields(kind)])
        told = " ".join([notes, *self.notes]).strip()
        fields, by_hand = {**absent, **self.fields}, tuple(dict.fromkeys(self.handwritten))
        return Draft(kind, tuple(flow.sheets), fields, by_hand, told, dict(self.alternatives))


@cache
def declared_fields(kind: str) -> tuple[str, ...]:
    """The fields that the profile of `kind` declares."""
    return tuple(_profiles().fields(kind))


@cache
def _profiles() -> Profiles:
    return load_profiles()


def state_name(case: Case) -> str:
    """The state's name in the spelling of the day."""
    return STATE.replace("HÒA", "HOÀ") if case.when.year < 2009 else STATE


def head(
    flow: Flow, case: Case, facts: Facts, symbol: str, about: str = "", *, yearly: bool = False, stamps: bool = True
) -> None:
    """Agency and number on the left, state, motto, place and day on the right.

    `about` is a công văn's V/v; `yearly` puts the year between number and symbol, as in legal normative documents; `stamps`
    lets chance stamp urgency or secrecy below the number.
    """
    rng, caps, left, wide = flow.rng, _caps(flow), flow.left - mm(4), mm(64)
    y = _issuer(flow, case, facts, caps, left, wide)
    number_y = max(y, flow.y + 2 * caps.size * LEADING) + mm(4.5)
    below = column(flow, _number(case, facts, symbol, Style(size=pt(13)), yearly=yearly), left, number_y, wide)
    if about:
        below = column(flow, words(about, Style(size=pt(12)), "subject"), left, below + mm(1), wide)
        facts.fields["subject"] = about
    right, room = flow.left + mm(63), flow.right - flow.left - mm(61)
    y = _state(flow, case, right, room)
    day = day_line(case, facts, Style(size=pt(13.5)).italic())
    y = column(flow, day, right, number_y, room)
    flow.y = max(y, below) + mm(5)
    y = _stamps(flow, case, facts, left + mm(6), below + mm(1.5)) if stamps else below
    if y > below + mm(2):
        below, flow.y = y, max(flow.y, y + mm(2))
    if case.arrival and not about:
        pen = BLUE if rng.random() < 0.7 else BLACK_INK
        picture = marks.arrival(
            "VĂN PHÒNG HĐND VÀ UBND",
            str(rng.randint(20, 999)),
            f"{case.when.day}/{case.when.month}/{case.when.year}",
            rng,
            pen=pen,
        )
        flow.sheet.marks.append(Mark("arrival", picture, left + mm(2), below + mm(1.5), "CÔNG VĂN ĐẾN"))
        flow.y = max(flow.y, below + mm(27))


def _stamps(flow: Flow, case: Case, facts: Facts, x: float, y: float) -> float:
    """Secrecy over urgency below the number, stamped in red (NĐ 30/2020, ô 10a and 10b); few papers have either."""
    chosen = []
    if case.chance.random() < 0.02:
        chosen.append(("secrecy", case.chance.choice(["MẬT", "MẬT", "TỐI MẬT"])))
    if case.chance.random() < 0.07:
        chosen.append(("urgency", case.chance.choice(["KHẨN", "KHẨN", "THƯỢNG KHẨN", "HỎA TỐC"])))
    for field_name, text in chosen if case.signed else ():
        picture = marks.framed(text, case.chance, colour=seal_colour(case))
        mark = Mark("stamp", picture, x, y, text)
        flow.sheet.marks.append(mark)
        flow.sheet.rows.append(Row(text, mark.box))
        flow.sheet.evidence.append(Evidence(field_name, mark.box))
        facts.fields[field_name] = text
        y = mark.box.y1 + mm(1.5)
    return y


def heading(flow: Flow, case: Case, facts: Facts) -> None:
    """Agency and state side by side, with no number and no day below them: certificates and forms."""
    y = _issuer(flow, case, facts, _caps(flow), flow.left - mm(4), mm(68))
    flow.y = max(y, _state(flow, case, flow.left + mm(66), flow.right - flow.left - mm(64))) + mm(5)


def _caps(flow: Flow) -> Style:
    return Style(size=pt(flow.rng.choice([12, 12.5, 13])))


def _issuer(flow: Flow, case: Case, facts: Facts, caps: Style, left: float, wide: float) -> float:
    """The left column: the agency above, the agency itself in bold, a short rule; returns its lower edge."""
    agency, y = case.agency, flow.y
    if agency.parent:
        y = column(flow, words(agency.parent, caps, "parent_agency"), left, y, wide)
    for text in (agency.board, agency.heading.removeprefix(agency.board)) if agency.board else (agency.heading,):
        y = column(flow, words(text, caps.bold(), "issuing_agency"), left, y, wide)
    facts.fields.update(parent_agency=agency.parent, issuing_agency=agency.heading)
    flow.sheet.rules.append(Rule(left + wide * 0.33, y + mm(0.8), left + wide * 0.67, y + mm(0.8)))
    return y


def _state(flow: Flow, case: Case, right: float, room: float) -> float:
    """The right column: the state and its motto over a rule as long; returns its lower edge."""
    y = column(flow, words(state_name(case), Style(size=pt(12.5)).bold()), right, flow.y, room)
    motto = words(MOTTO, Style(size=pt(13.5)).bold())
    y = column(flow, motto, right, y, room)
    half, middle = natural(motto) / 2, right + room / 2
    flow.sheet.rules.append(Rule(middle - half, y + mm(0.8), middle + half, y + mm(0.8)))
    return y


def title(flow: Flow, facts: Facts, printed: str, subject: str) -> None:
    """The type in capitals, the subject in bold below, and the short rule."""
    style = Style(size=pt(14)).bold()
    flow.centred(printed, style, "doc_type_printed", before=mm(2))
    facts.fields["doc_type_printed"] = printed
    if subject:
        flow.centred(subject, style, "subject", narrow=mm(12))
        facts.fields["subject"] = subject
    flow.rule(mm(36))


def addressees(flow: Flow, facts: Facts, names: Sequence[str]) -> None:
    """`Kính gửi:` with one name on its line, or several below it."""
    style = flow.style
    if len(names) == 1:
        line = (*words("Kính gửi:", style), *words(names[0] + ".", style, "addressees"))
        flow.paragraph(line, align="centre", before=mm(3), inset=mm(8), narrow=mm(8))
        facts.fields["addressees"] = names[0] + "."
    else:
        flow.paragraph(words("Kính gửi:", style), before=mm(3), inset=mm(30))
        ends = [";"] * (len(names) - 1) + ["."]
        for name, end in zip(names, ends, strict=True):
            flow.paragraph(words(f"- {name}{end}", style, "addressees"), inset=mm(48))
        facts.fields["addressees"] = " ".join(f"{name}{end}" for name, end in zip(names, ends, strict=True))
    flow.y += mm(3)


def closing(flow: Flow, case: Case, facts: Facts, recipients: Sequence[str]) -> None:
    """`Nơi nhận` on the left, authority, position, signature, seal and name on the right."""
    flow.keep(mm(62))
    flow.y += mm(5)
    top, wide = flow.y, mm(74)
    y = column(flow, words("Nơi nhận:", Style(size=pt(12)).italic().bold()), flow.left, top, mm(70), "left")
    small = Style(size=pt(11))
    facts.fields["recipients"] = " ".join(recipients)
    for recipient in recipients:
        y = column(flow, (*words("-", small), *words(recipient, small, "recipients")), flow.left, y, mm(70), "left")
    end = sign(flow, case, facts, flow.right - wide, wide, top)
    flow.y = max(y, end)


def sign(
    flow: Flow,
    case: Case,
    facts: Facts,
    x: float,
    wide: float,
    top: float,
    *,
    record: bool = True,
    issuer: bool = False,
    size: float = 13.5,
) -> float:
    """The signature block in a column; returns its lower edge. With `record` it gives the document's signer fields.

    `issuer` is for papers without a letterhead: the block names the agency, behind `TM.` or on a line of its own. `size` is in
    points.
    """
    signer, rng = case.signer, flow.rng
    style = Style(size=pt(size)).bold()
    y = top
    if issuer:
        facts.fields["issuing_agency"] = case.agency.heading
        if not case.agency.board:
            y = column(flow, words(case.agency.heading, style, "issuing_agency"), x, y, wide)
    for text in (signer.authority or "").split(" / ") if signer.authority else ():
        known = len(flow.sheet.evidence)
        y = column(flow, words(text, style, "signer_authority"), x, y, wide)
        if issuer and text.startswith("TM."):
            flow.sheet.evidence += [Evidence("issuing_agency", part.box) for part in flow.sheet.evidence[known + 1 :]]
    y = column(flow, words(signer.position, style, "signer_position"), x, y, wide)
    middle, name_top = x + wide / 2, y + mm(25)
    if case.signed:
        ink = case.pen.colour if case.seal != "black" else BLACK_INK
        picture = marks.signature(rng, ink)
        flow.sheet.marks.append(Mark("signature", picture, middle - picture.width * 0.42, y + mm(1)))
    if case.seal != "none":
        picture = marks.seal(_ring(case), _halves(case.agency.heading), rng, colour=seal_colour(case))
        flow.sheet.marks.append(
            Mark("seal", picture, middle - picture.width * rng.uniform(0.82, 0.98), y - mm(rng.uniform(1, 6)))
        )
    if signer.stamped:
        name = rng.choice(["", "", "BSCKI. ", "KS. "]) * (case.agency.board is None) + signer.name
        stamp = marks.stamped(name, rng, size=pt(15), colour=RED if case.seal != "black" else BLACK_INK)
        mark = Mark("stamp", stamp, middle - stamp.width / 2 + mm(rng.uniform(-3, 6)), name_top, name)
        flow.sheet.marks.append(mark)
        flow.sheet.rows.append(Row(name, mark.box))
        flow.sheet.evidence.append(Evidence("signer_name", mark.box))
        bottom = mark.box.y1
    else:
        bottom = column(flow, words(signer.name, style, "signer_name"), x, name_top, wide)
    if record:
        facts.fields.update(
            signer_authority=signer.authority,
            signer_position=signer.position,
            signer_name=signer.name,
            has_seal=case.seal != "none",
            has_signature=case.signed,
        )
    return bottom


@dataclass(frozen=True)
class Signature:
    """One party's place to sign: the printed line above, the name below, and the fields that they give."""

    position: str
    name: str
    position_field: str = ""
    name_field: str = ""
    sealed: bool = False


def plain_signature(flow: Flow, case: Case, party: Signature, x: float, wide: float, top: float) -> float:
    """A signature block of one printed line, signature, seal and printed name; returns its lower edge."""
    style = Style(size=pt(13.5)).bold()
    y = column(flow, words(party.position, style, party.position_field), x, top, wide)
    if case.signed:
        picture = marks.signature(flow.rng, case.pen.colour, width=mm(36))
        flow.sheet.marks.append(Mark("signature", picture, x + wide / 2 - picture.width * 0.4, y + mm(1)))
    if party.sealed and case.seal != "none":
        picture = marks.seal(_ring(case), _halves(case.agency.heading), flow.rng, colour=seal_colour(case))
        flow.sheet.marks.append(Mark("seal", picture, x + wide / 2 - picture.width * 0.9, y - mm(3)))
    return column(flow, words(party.name, style, party.name_field), x, y + mm(24), wide)


def seal_colour(case: Case) -> Colour:
    """Red, or black on a photocopy."""
    return RED if case.seal == "red" else BLACK_INK


def _number(case: Case, facts: Facts, symbol: str, style: Style, *, yearly: bool) -> tuple[Piece, ...]:
    year = f"/{case.when.year}" if yearly else ""
    facts.fields.update(doc_number=case.printed_number + year, doc_symbol=symbol)
    label, after = words("Số:", style), words(f"/{symbol}", style, "doc_symbol", space=False)
    if case.by == "print":
        return (*label, *words(case.printed_number + year, style, "doc_number"), *after)
    facts.handwritten.append("doc_number")
    slot = blank(case.printed_number, style, mm(13), case.pen, "doc_number")
    return (*label, slot, *words(year, style, "doc_number", space=False), *after)


def day_line(case: Case, facts: Facts, style: Style) -> tuple[Piece, ...]:
    """`Hạ Long, ngày 05 tháng 3 năm 2022`, day and month by hand where the case has it so."""
    when = case.when
    facts.fields.update(issued_date=when.isoformat(), place=case.agency.place)
    day, month = f"{when.day:02d}", f"{when.month:02d}" if when.month < 3 else str(when.month)
    place = words(f"{case.agency.place},", style, "place")
    tail = words(f"năm {when.year}", style, "issued_date")
    if case.day_by == "print":
        return (*place, *words(f"ngày {day} tháng {month}", style, "issued_date"), *tail)
    facts.handwritten.append("issued_date")
    return (
        *place,
        *words("ngày", style, "issued_date"),
        blank(day, style, mm(9), case.pen, "issued_date"),
        *words("tháng", style, "issued_date"),
        blank(month, style, mm(9), case.pen, "issued_date"),
        *tail,
    )


def column(flow: Flow, pieces: Sequence[Piece], x: float, y: float, wide: float, align: str = "centre") -> float:
    """Lines in a column beside the flow; returns the lower edge."""
    size = max(piece.style.size for piece in pieces)
    for line in balanced(pieces, wide) if align == "centre" else broken(pieces, wide):
        set_line(flow.sheet, line, x, y + size, wide, "left" if align == "left" else "centre", flow.rng)
        y += size * LEADING
    return y


def _ring(case: Case) -> str:
    """The words around a seal: who stands above, or the agency itself and its province."""
    return case.agency.parent or f"{case.agency.heading} - Q. NINH"


def _halves(text: str) -> list[str]:
    parts = text.split()
    cut = max(2, round(len(parts) / 3))
    lines = [" ".join(parts[n : n + cut]) for n in range(0, len(parts), cut)]
    return lines[:4]
