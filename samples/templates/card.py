"""Identity cards as dossiers hold them: copied onto A4, front over back, on two pages, or one side alone."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from datetime import date, timedelta

from samples.cards import cpt, lay
from samples.case import Case
from samples.family import Kin, address, registry, spouses, units
from samples.flow import Flow
from samples.fonts import Face
from samples.people import somebody
from samples.places import Place, somewhere_to_live
from samples.sheet import BLUE, Evidence, Sheet, mm
from samples.story import workday
from samples.templates import card_sides as sides
from samples.templates import civil, frame
from samples.templates.card_side import Holder, Side, new_side
from samples.typeset import Style

OLD, CITIZEN, NEW = "Giấy chứng minh nhân dân", "Căn cước công dân", "Căn cước"
_CHIP = date(2021, 1, 4)
PERIODS = {
    "old": (date(1999, 5, 3), date(2015, 12, 30)),
    "2016": (date(2016, 1, 4), date(2020, 12, 30)),
    "chip": (_CHIP, date(2024, 6, 28)),
    "2024": (date(2024, 7, 1), date(2026, 10, 30)),
}
"""Generations of cards, and when each was issued."""

SIDES: dict[str, tuple[Callable[[Side, Holder], None], Callable[[Side, Holder], None]]] = {
    "old": (sides.old_front, sides.old_back),
    "2016": (sides.barcode_front, sides.barcode_back),
    "chip": (sides.chip_front, sides.chip_back),
    "2024": (sides.new_front, sides.new_back),
}
"""How the front and the back of each are set."""

_MARKS = (
    "Nốt ruồi C: 1,5cm dưới sau mép phải",
    "Nốt ruồi C:2cm trên sau cánh mũi trái",
    "Sẹo chấm C: 1cm trên trước đầu mày phải",
    "Sẹo chấm C: 2,5cm dưới trước đuôi mắt trái",
    "Sẹo chàm C. 3cm trên trước bả vai trái",
)


def old_card(flow: Flow, case: Case) -> frame.Draft:
    """Nine digits, to 2015."""
    return _copy(flow, case, OLD, "old")


def citizen_card(flow: Flow, case: Case) -> frame.Draft:
    """Twelve digits, with a barcode since 2016 or a chip since 2021."""
    return _copy(flow, case, CITIZEN, "2016" if flow.rng.random() < 0.25 else "chip")


def new_card(flow: Flow, case: Case) -> frame.Draft:
    """The card of the law of 2023."""
    return _copy(flow, case, NEW, "2024")


def _copy(flow: Flow, case: Case, kind: str, generation: str) -> frame.Draft:
    rng = flow.rng
    holder = some_holder(rng, case, generation)
    by_hand = generation == "old" and rng.random() < 0.25
    hand = Style(Face.HAND, cpt(8), rng.choice([BLUE, (40, 40, 52)])) if by_hand else None
    shown = rng.choices([(0, 1), (0,), (1,)], [0.78, 0.15, 0.07])[0]
    drawn = []
    for number in shown:
        side = new_side(rng, generation, hand=hand)
        SIDES[generation][number](side, holder)
        drawn.append(side)
    facts = frame.Facts()
    for side in drawn:
        facts.fields.update(side.fields)
    for side in drawn:
        for name, (truth, box) in side.coded.items():
            if name not in facts.fields:
                facts.fields[name] = truth
                side.sheet.evidence.append(Evidence(name, box))
    if by_hand:
        facts.handwritten += [name for name in facts.fields if name not in ("doc_type_printed", "issuing_agency")]
    agency = facts.fields.get("issuing_agency")
    if isinstance(agency, str):
        facts.alternatives["issuing_agency"] = _issuer_in_full(agency)
    page = civil.page(rng)
    page.sheets[:] = _pages(rng, drawn)
    _certified(page, case, holder)
    notes = [] if holder.expiry or generation == "old" else ["The card has no expiry."]
    return civil.finished(kind, page, facts, notes)


def some_holder(rng: random.Random, case: Case, generation: str) -> Holder:
    """A spouse of the dossier's couple where their age fits, with a card issued while its `generation` was."""
    first, last = PERIODS[generation]
    year, filed = timedelta(days=365.25), case.story.filed
    issued = workday(rng, first, min(last, filed) if filed > first + year else last)
    wife, husband, home = spouses(rng, case.story, youngest=issued - 16 * year, oldest=issued - 76 * year)
    kin = wife if rng.random() < 0.5 else husband
    born_at = somewhere_to_live(rng) if rng.random() < 0.3 else home
    short = generation in ("chip", "2024", "2016") and rng.random() < 0.8
    lives, origin = _on_card(rng, home, issued, generation), kin.origin
    return Holder(
        kin=Kin(kin.person, bare_units(origin) if short else origin, kin.ethnicity),
        address=bare_units(lives) if short else lives,
        registered_at=_registered_at(rng, born_at, issued),
        issued=issued,
        expiry=expiry(kin.person.born, issued),
        marks=rng.choice(_MARKS),
        had_old_card=kin.person.born < date(2001, 1, 1) and rng.random() < 0.75,
        parents=(somebody(rng).name, somebody(rng).name),
    )


def _issuer_in_full(agency: str) -> tuple[str, ...]:
    """With the position that stands before it in the same line, and without abbreviations."""
    head = "GIÁM ĐỐC" if "CA " in agency or "CÔNG AN" in agency else "CỤC TRƯỞNG"
    whole = re.sub("^CA ", "CÔNG AN ", agency)
    return tuple(dict.fromkeys([f"{head} {agency}", whole, whole.removeprefix("CÔNG AN ")]))


def expiry(born: date, issued: date) -> date | None:
    """The birthday of 25, 40 or 60 until which a card is good; none for who is older, or nearly sixty."""
    for age in (25, 40, 60):
        birthday = date(born.year + age, born.month, born.day)
        if birthday - issued > timedelta(days=730):
            return birthday
    return None


def bare_units(text: str) -> str:
    """As cards shorten an address: `Tổ 5, khu 3, Hà Tu, Hạ Long, Quảng Ninh`."""
    return re.sub(r"(^|, )(phường|xã|thị trấn|thành phố|thị xã|huyện|tỉnh|đặc khu) ", r"\1", text)


def _on_card(rng: random.Random, home: Place, issued: date, generation: str) -> str:
    text = address(home, issued)
    if generation == "old" and rng.random() < 0.6:
        for long, brief in (("phường ", "P."), ("thành phố ", "TP."), ("thị xã ", "TX."), ("huyện ", "H."), ("tỉnh ", "")):
            text = text.replace(f", {long}", f", {brief}")
    return text


def _registered_at(rng: random.Random, place: Place, issued: date) -> str:
    """Nơi đăng ký khai sinh: a commune as it is called today, or as it was."""
    return units(place, issued) if rng.random() < 0.6 else units(place, date(2020, 1, 1))


def _pages(rng: random.Random, drawn: list[Side]) -> list[Sheet]:
    """The sides on one page or on a page each."""
    grey = rng.random() < 0.22
    zoom = rng.choice([1.0, 1.0, 1.0, 1.08, 1.25, 1.4, 1.55])
    apart = len(drawn) > 1 and rng.random() < 0.15
    tilted = rng.random() < 0.35
    pages = [Sheet()]
    x, y = mm(105 + rng.uniform(-12, 12)), mm(rng.uniform(30, 50)) + mm(27) * zoom
    for number, side in enumerate(drawn):
        if number and apart:
            pages.append(Sheet())
        turn = rng.gauss(0, 1.6) if tilted else 0.0
        below = number * (mm(54) * zoom + mm(rng.uniform(8, 24))) if not apart else 0.0
        lay(pages[-1], side.sheet, x + mm(rng.uniform(-3, 3)), y + below, zoom=zoom, turn=turn, grey=grey)
    return pages


def _certified(page: Flow, case: Case, holder: Holder) -> None:
    """Now and then a certified copy, with numbers of its own below the card."""
    if page.rng.random() < 0.15:
        copied = case.issued(registry(case.story.home, holder.issued), holder.issued)
        page.sheets, rest = page.sheets[:1], page.sheets[1:]
        civil.certified(page, copied, mm(66), mm(218))
        page.sheets += rest
