"""The parts that papers of civil status share: heads, pairs at tab stops, signatures, and a certified copy's block."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from extractor.record import Box
from samples.case import Case
from samples.family import district
from samples.flow import LEADING, Flow
from samples.places import Place
from samples.sheet import Colour, Row, Rule, mm, pt
from samples.story import LAST_DAY
from samples.templates import frame
from samples.templates.certified import INKS, certification
from samples.templates.fill import Fill
from samples.typeset import REST, Pen, Piece, Style, balanced, blank, broken, natural, set_line, words

Group = Sequence[Piece]


def page(rng: random.Random, *, spacing: float = 1.2) -> Flow:
    """An A4 page of a form."""
    left = mm(rng.uniform(22, 28))
    return Flow(
        rng, size=pt(rng.choice([12, 12.5, 13])), spacing=spacing, left=left, right=mm(210) - left + mm(6), bottom=mm(287)
    )


def state(flow: Flow, case: Case, facts: frame.Facts, *, lettered: bool = False) -> None:
    """The state and its motto in the middle, or with the agency `lettered` to their left."""
    bold = Style(size=pt(12.5)).bold()
    motto = natural(words(frame.MOTTO, bold))
    x, wide, y = flow.left, flow.right - flow.left, flow.y
    if lettered:
        facts.fields["issuing_agency"] = case.agency.heading
        lower = column(flow, [case.agency.heading], bold, x - mm(3), mm(60), y, "issuing_agency")
        x, wide = x + mm(60), wide - mm(60)
    flow.y = column(flow, [frame.state_name(case), frame.MOTTO], bold, x, wide, y) + mm(0.8)
    flow.sheet.rules.append(Rule(x + (wide - motto) / 2, flow.y, x + (wide + motto) / 2, flow.y))
    flow.y = max(flow.y, lower if lettered else 0.0) + mm(1)


def title(flow: Flow, facts: frame.Facts, printed: str, below: Sequence[str] = (), colour: Colour | None = None) -> None:
    """The form's name in large capitals, in `colour` on an original, and smaller lines below it."""
    bold = Style(size=pt(flow.rng.choice([17, 18, 20]))).bold()
    flow.centred(printed, replace(bold, colour=colour) if colour else bold, "doc_type_printed", before=mm(3))
    for text in below:
        flow.centred(text, Style(size=pt(13)).bold())
    facts.fields["doc_type_printed"] = printed


def border(flow: Flow) -> None:
    """A double frame around the page, as on originals."""
    for inset in (mm(8), mm(9.5)):
        right, bottom = mm(210) - inset, mm(297) - inset
        for x0, y0, x1, y1 in (
            (inset, inset, right, inset),
            (inset, bottom, right, bottom),
            (inset, inset, inset, bottom),
            (right, inset, right, bottom),
        ):
            flow.sheet.rules.append(Rule(x0, y0, x1, y1, 5))


def old_head(fill: Fill, case: Case, home: Place, when: date, number: str, book: str) -> None:
    """Of the forms before 2016: places over dots or the committee on the left, number and book on the right."""
    flow, top, whole = fill.flow, fill.flow.y, (fill.flow.left, fill.flow.right)
    small = replace(fill, style=Style(size=pt(11)))
    if flow.rng.random() < 0.5:
        fill.facts.fields["issuing_agency"] = case.agency.heading
        corner: list[Group] = [words(case.agency.heading, small.style.bold(), "issuing_agency")]
    else:
        town = re.sub("^(thành phố|thị xã|huyện) ", "", district(home, when))
        commune = home.unit(when).split(" ", 1)[1]
        corner = [
            brief(small, "Tỉnh, thành phố:", "Quảng Ninh"),
            brief(small, "Quận, huyện:", town),
            brief(small, "Xã, phường:", commune),
        ]
    numbers = [brief(small, "Số:", number, "doc_number"), brief(small, "Quyển số:", book, "book_number")]
    lower = []
    for x, wide, lines in ((whole[0] - mm(6), mm(52), corner), (whole[1] - mm(38), mm(42), numbers)):
        flow.y, flow.left, flow.right = top, x, x + wide
        for group in lines:
            tabbed(small, group, before=0)
        lower.append(flow.y)
    flow.left, flow.right = whole
    x, wide = whole[0] + mm(49), whole[1] - whole[0] - mm(90)
    y = column(flow, [frame.state_name(case), frame.MOTTO], small.style.bold(), x, wide, top)
    flow.y = max(*lower, y) + mm(3)


def entry(flow: Flow, facts: frame.Facts, pen: Pen | None = None) -> Fill:
    """Whoever fills the form: a pen, or a computer that may set values in bold."""
    style = Style(size=flow.size)
    return Fill(flow, facts, style, pen, value_style=style.bold() if flow.rng.random() < 0.4 else None)


def line(fill: Fill, label: str, text: str, field: str = "", truth: str | None = None, *, dots: bool = False) -> None:
    """One pair over the whole width."""
    tabbed(fill, fill.pair(label, text, field, truth), dots=dots)


def brief(fill: Fill, label: str, text: str, field: str = "", truth: str | None = None) -> Group:
    """A label and a value that never runs on: pairs that share a line."""
    return (*words(label, fill.style), *fill.value(text, field, truth))


def tabbed(fill: Fill, *groups: Group, stops: Sequence[float] = (), before: float = mm(0.8), dots: bool = False) -> None:
    """Pairs on one line, each at its stop (shares of the line's width); the last one runs on where it must.

    With `dots` leaders follow each printed value, as where a computer fills a form made for the pen.
    """
    flow = fill.flow
    leader = (blank("", fill.style, REST, None),) if dots and fill.pen is None else ()
    groups = tuple((*group, *leader) for group in groups)
    width = flow.right - flow.left
    edges = [flow.left + share * width for share in (0.0, *(stops or [n / len(groups) for n in range(1, len(groups))]))]
    flow.y += before
    size = max(piece.style.size for group in groups for piece in group)
    pitch = size * LEADING * flow.spacing
    flow.keep(pitch)
    first, x = len(flow.sheet.rows), flow.left
    later: list[list[Piece]] = []
    for number, group in enumerate(groups):
        x = max(x, edges[number])
        last = number == len(groups) - 1
        room = (flow.right if last else max(edges[number + 1] - mm(2), x + natural(group))) - x
        lines = broken(group, room) if last else [list(group)]
        box = set_line(flow.sheet, lines[0], x, flow.y + size, room, "left", flow.rng)
        x, later = box.x1 + mm(2), lines[1:]
    _merge(flow, first)
    flow.y += pitch
    if later:
        flow.paragraph([piece for line in later for piece in line], align="left")


def signature(
    flow: Flow, case: Case, facts: frame.Facts, captions: Sequence[str], x: float, wide: float, *, plain: bool = False
) -> float:
    """Captions, then authority, position, signature, seal and name; returns the lower edge.

    `plain` leaves out in whose name the signer signs, as certificates of one signer have it.
    """
    flow.keep(mm(54))
    y = column(flow, captions[:1], Style(size=pt(13)).bold(), x, wide, flow.y)
    y = column(flow, captions[1:], Style(size=pt(11)).italic(), x, wide, y)
    signed = replace(case, signer=replace(case.signer, authority=None)) if plain else case
    return frame.sign(flow, signed, facts, x, wide, y)


def column(flow: Flow, texts: Sequence[str], style: Style, x: float, wide: float, y: float, field: str = "") -> float:
    """Centred lines in a column beside the flow; returns the lower edge."""
    for text in texts:
        for line in balanced(words(text, style, field), wide):
            set_line(flow.sheet, line, x, y + style.size, wide, "centre", flow.rng)
            y += style.size * LEADING
    return y


def certified(flow: Flow, case: Case, x: float, y: float) -> None:
    """A certification stamp beside the signature, with a number, a book, a day and a signer that are none of the paper's."""
    rng = flow.rng
    when = min(case.when + timedelta(days=rng.randint(20, 2400)), LAST_DAY)
    certification(flow, case, rng, when, x, y, ink=rng.choice(INKS), wide=mm(86))


def finished(kind: str, flow: Flow, facts: frame.Facts, notes: Sequence[str] = ()) -> frame.Draft:
    """The document with the fields that its type declares, and no other; only what is on the paper has evidence."""
    declared = {"doc_type", "doc_type_printed", *frame.declared_fields(kind)}
    kept = replace(
        facts,
        fields={name: value for name, value in facts.fields.items() if name in declared},
        handwritten=[name for name in facts.handwritten if name in declared],
    )
    for sheet in flow.sheets:
        sheet.evidence[:] = [part for part in sheet.evidence if kept.fields.get(part.field) is not None]
    return kept.draft(kind, flow, " ".join(notes))


def _merge(flow: Flow, first: int) -> None:
    rows = flow.sheet.rows[first:]
    if len(rows) > 1:
        flow.sheet.rows[first:] = [Row(" ".join(row.text for row in rows), Box.around([row.box for row in rows]))]
