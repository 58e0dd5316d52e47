"""What makes a copy official: a certification stamp, or the block of a `sao y`, with number, day and signer of its own.

None of it is a field of the document that was copied.
"""

from __future__ import annotations

import random
from datetime import date, timedelta

from samples import agencies, marks
from samples.case import Case
from samples.flow import LEADING, Flow
from samples.people import somebody
from samples.sheet import BLUE, RED, Colour, Mark, Rule, mm, pt
from samples.templates.fill import in_full
from samples.templates.frame import column
from samples.typeset import Pen, Piece, Style, blank, set_line, words

INKS: tuple[Colour, ...] = (RED, BLUE, (30, 30, 34))
_WIDE = mm(92)


def certify(flow: Flow, case: Case, rng: random.Random, after: date) -> bool:
    """Stamps `CHỨNG THỰC BẢN SAO …` below the text where there is room; says whether there was.

    Number and book may be by hand; the seal is the certifier's.
    """
    if flow.y + mm(66) > flow.sheet.height - mm(6):
        return False
    when = after + timedelta(days=rng.randint(5, 900))
    ink = rng.choice(INKS)
    x = rng.choice([flow.left, flow.right - _WIDE])
    flow.y = certification(flow, case, rng, when, x, flow.y + mm(6), ink=ink)
    return True


def certification(
    flow: Flow, case: Case, rng: random.Random, when: date, x: float, y: float, *, ink: Colour, wide: float = _WIDE
) -> float:
    """The stamp of that day, printed in `ink` in a column of its own; returns its lower edge."""
    unit = case.story.home.unit(when)
    style = Style(size=pt(12), colour=ink)
    y = column(flow, words("CHỨNG THỰC BẢN SAO ĐÚNG VỚI BẢN CHÍNH", style.bold()), x, y, wide)
    number, book = str(rng.randint(12, 9800)), f"{rng.randint(1, 4):02d}/{when.year}"
    pen = Pen(case.pen.face, case.pen.colour, 1.2) if rng.random() < 0.6 else None

    def slot(text: str, width: float) -> tuple[Piece, ...]:
        return (blank(text, style, width, pen),) if pen else words(text, style)

    pieces = [*words("Số chứng thực:", style), *slot(number, mm(18)), *words("quyển số:", style), *slot(book, mm(20))]
    set_line(flow.sheet, [*pieces, *words("-SCT/BS", style, space=False)], x, y + style.size, wide, "centre", flow.rng)
    y += style.size * LEADING
    y = column(flow, words(f"Ngày {in_full(when)}", style), x, y, wide)
    board = f"TM. {agencies.peoples_committee(unit, '', when).heading}"
    notary = rng.random() < 0.25
    for text in ("CÔNG CHỨNG VIÊN",) if notary else (board, rng.choice(["CHỦ TỊCH", "PHÓ CHỦ TỊCH"])):
        y = column(flow, words(text, style.bold()), x, y, wide)
    _signed(flow, case, rng, x, y, wide, "VĂN PHÒNG CÔNG CHỨNG" if notary else f"UBND {unit.upper()}")
    return column(flow, words(somebody(rng).name, style.bold()), x, y + mm(22), wide)


def true_copy(flow: Flow, case: Case, rng: random.Random) -> bool:
    """The block of a `SAO Y` under a rule across the page (NĐ 30/2020, annex I), where there is room."""
    if flow.y + mm(72) > flow.sheet.height - mm(8):
        return False
    when = case.when + timedelta(days=rng.randint(2, 60))
    place = case.story.home
    agency = agencies.peoples_committee(place.unit(when), agencies.bare(place.unit(when)), when)
    flow.y += mm(4)
    flow.sheet.rules.append(Rule(flow.left, flow.y, flow.right, flow.y))
    left, wide = flow.left, mm(66)
    top = flow.y + mm(3)
    style, bold = Style(size=pt(12.5)), Style(size=pt(12.5)).bold()
    y = column(flow, words(agency.heading, bold), left, top, wide)
    column(flow, words(f"Số: {rng.randint(5, 98):02d}/SY-UBND", style), left, y + mm(2), wide)
    right, room = flow.left + mm(68), flow.right - flow.left - mm(68)
    y = column(flow, words(rng.choice(["SAO Y", "SAO Y BẢN CHÍNH"]), bold), right, top, room)
    y = column(flow, words(f"{agency.place}, ngày {in_full(when)}", style.italic()), right, y, room)
    for text in ("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG"):
        y = column(flow, words(text, bold), right, y + mm(1), room)
    _signed(flow, case, rng, right, y, room, agency.heading)
    flow.y = column(flow, words(somebody(rng).name, bold), right, y + mm(22), room)
    return True


def _signed(flow: Flow, case: Case, rng: random.Random, x: float, y: float, wide: float, around: str) -> None:
    if not case.signed:
        return
    picture = marks.signature(rng, case.pen.colour, width=mm(34))
    flow.sheet.marks.append(Mark("signature", picture, x + wide / 2 - picture.width * 0.4, y + mm(1)))
    stamp = marks.seal(around, ["CHỨNG THỰC"] if around.startswith("VĂN PHÒNG") else around.split(" ", 1), rng, diameter=mm(34))
    flow.sheet.marks.append(Mark("seal", stamp, x + wide / 2 - stamp.width * 0.9, y - mm(4)))
