"""One side of an identity card while it is being set: labels, values, pictures, codes, and what of them is truth."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from PIL import Image

from extractor.record import Box
from samples import marks
from samples.cards import blank_card, cmm, cpt
from samples.codes import set_qr
from samples.family import Kin
from samples.fonts import Face
from samples.mrz import zone
from samples.people import somebody
from samples.sheet import BLACK_INK, RED, TONER, Code, Colour, Mark, Picture, Row, Sheet
from samples.typeset import Align, Piece, Style, broken, set_line, words

_TINTS: dict[str, list[tuple[Colour, Colour]]] = {
    "old": [((214, 230, 208), (226, 234, 214)), ((220, 228, 200), (206, 226, 214))],
    "2016": [((206, 226, 236), (228, 236, 214)), ((214, 230, 226), (236, 232, 208))],
    "chip": [((198, 226, 238), (244, 226, 222)), ((206, 230, 232), (236, 228, 232))],
    "2024": [((206, 228, 240), (232, 240, 226)), ((214, 232, 236), (244, 236, 220))],
}
_VALUE, _LABEL = 7.0, 5.6
"""Points."""


@dataclass(frozen=True)
class Holder:
    """Whose card it is, and what stands on it."""

    kin: Kin
    address: str
    registered_at: str
    """Nơi đăng ký khai sinh."""
    issued: date
    expiry: date | None
    marks: str
    had_old_card: bool
    parents: tuple[str, str]

    @property
    def old_number(self) -> str:
        """Of the card before; empty where there was none."""
        return self.kin.person.old_identity if self.had_old_card else ""

    def qr(self, *, extended: bool = False) -> str:
        """Seven parts: number, old number, name, birth, sex, address, issue; `extended` names the parents too."""
        person = self.kin.person
        parts = [person.identity, self.old_number, person.name, f"{person.born:%d%m%Y}", self.kin.sex, self.address]
        return "|".join([*parts, f"{self.issued:%d%m%Y}", *(self.parents if extended else ())])


@dataclass
class Side:
    """One side while it is being set; lengths in millimetres of the card, sizes in points."""

    sheet: Sheet
    rng: random.Random
    fields: dict[str, str] = field(default_factory=dict)
    value: Style = Style(Face.SANS, cpt(_VALUE))
    coded: dict[str, tuple[str, Box]] = field(default_factory=dict)
    """What the side's codes say, and where they stand."""

    def label(self, text: str, size: float = _LABEL, colour: Colour = TONER) -> tuple[Piece, ...]:
        """Words of the form."""
        return words(text, Style(Face.SANS, cpt(size), colour))

    def told(
        self, text: str, name: str, truth: str | None = None, *, bold: bool = False, size: float = 0.0
    ) -> tuple[Piece, ...]:
        """A value and its truth."""
        self.fields[name] = truth if truth is not None else text
        face = Face.SANS_BOLD if bold and self.value.face is Face.SANS else self.value.face
        return words(text, Style(face, cpt(size) if size else self.value.size, self.value.colour), name)

    def line(
        self, x: float, y: float, pieces: Sequence[Piece], wide: float, align: Align = "left", pitch: float = 3.1
    ) -> float:
        """Sets `pieces` from the baseline `y` on, in as many lines as they need; returns the baseline after them."""
        for number, part in enumerate(broken(pieces, cmm(wide))):
            set_line(self.sheet, part, cmm(x), cmm(y + number * pitch), cmm(wide), align, self.rng)
            y_next = y + (number + 1) * pitch
        return y_next

    def pairs(self, x: float, y: float, first: Sequence[Piece], second: Sequence[Piece], wide: float, stop: float) -> None:
        """Two pairs on one line, the second `stop` from the left or just behind the first."""
        box = set_line(self.sheet, first, cmm(x), cmm(y), cmm(wide), "left", self.rng)
        start = max(cmm(x + stop), box.x1 + cmm(2))
        set_line(self.sheet, second, start, cmm(y), cmm(x + wide) - start, "left", self.rng)
        one, other = self.sheet.rows[-2:]
        self.sheet.rows[-2:] = [Row(f"{one.text} {other.text}", one.box.union(other.box))]

    def centred(
        self, y: float, text: str, size: float, *, x: float, wide: float, bold: bool = False, colour: Colour = TONER
    ) -> None:
        """One centred line."""
        face = Face.SANS_BOLD if bold else Face.SANS
        self.line(x, y, words(text, Style(face, cpt(size), colour)), wide, "centre")

    def title(self, y: float, text: str, size: float, *, x: float, wide: float) -> None:
        """The card's name in red."""
        self.line(x, y, words(text, Style(Face.SANS_BOLD, cpt(size), RED), "doc_type_printed"), wide, "centre")
        self.fields["doc_type_printed"] = text

    def picture(self, image: Image.Image, x: float, y: float) -> None:
        """A photograph, a fingerprint or a chip."""
        self.sheet.pictures.append(Picture(image, cmm(x), cmm(y)))

    def emblem(self, x: float, y: float, wide: float) -> None:
        """The national emblem."""
        self.picture(marks.emblem(cmm(wide)), x, y)

    def signed(self, x: float, y: float, wide: float, *, sealed: bool) -> None:
        """The signature of whoever issued it, a seal, and the name below."""
        scribble = marks.signature(self.rng, BLACK_INK, width=cmm(17))
        self.sheet.marks.append(Mark("signature", scribble, cmm(x + wide / 2 - 7), cmm(y)))
        if sealed:
            stamp = marks.seal("BỘ CÔNG AN - CÔNG AN", ["CÔNG AN"], self.rng, diameter=cmm(15))
            self.sheet.marks.append(Mark("seal", stamp, cmm(x + wide / 2 - 15), cmm(y - 3)))
        self.centred(y + 11.5, somebody(self.rng).name, 6.2, x=x, wide=wide, bold=True)

    def zone(self, holder: Holder) -> None:
        """The three lines at the foot of the back, ten letters to the inch."""
        lines = zone(holder.kin.person, holder.expiry)
        style = Style(Face.MONO, cpt(12))
        boxes = [
            set_line(self.sheet, words(line, style), cmm(4.6), cmm(40.5 + 4.6 * n), cmm(77), "left", self.rng)
            for n, line in enumerate(lines)
        ]
        box, person = Box.around(boxes), holder.kin.person
        self.sheet.codes.append(Code("mrz", "\n".join(lines), box))
        self.coded["id_number"] = (person.identity, box)
        self.coded["date_of_birth"] = (person.born.isoformat(), box)
        self.coded["sex"] = (holder.kin.sex, box)
        if holder.expiry:
            self.coded["expiry_date"] = (holder.expiry.isoformat(), box)

    def qr(self, holder: Holder, x: float, y: float, wide: float, *, extended: bool = False) -> None:
        """The code, and what it alone may say."""
        person = holder.kin.person
        box = set_qr(self.sheet, holder.qr(extended=extended), cmm(x), cmm(y), cmm(wide))
        told = {
            "id_number": person.identity,
            "old_id_number": holder.old_number,
            "full_name": person.name,
            "date_of_birth": person.born.isoformat(),
            "sex": holder.kin.sex,
            "residence": holder.address,
            "issued_date": holder.issued.isoformat(),
        }
        self.coded.update({name: (truth, box) for name, truth in told.items() if truth})


def new_side(rng: random.Random, generation: str, *, hand: Style | None = None) -> Side:
    """A side of a `generation`'s card without print; values by `hand`, or by a printer in black or nearly so."""
    side = Side(blank_card(rng, rng.choice(_TINTS[generation])), rng)
    side.value = hand or Style(Face.SANS, cpt(_VALUE), rng.choice([TONER, (30, 34, 52), (44, 40, 40)]))
    return side
