"""Labels and the values behind them: printed, or by hand over dot leaders; every value is set and told in one place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from samples.flow import Flow
from samples.fonts import advance
from samples.sheet import mm
from samples.templates.frame import Facts
from samples.typeset import MIN_SLOT, REST, Align, Pen, Piece, Style, blank, natural, words


@dataclass(frozen=True)
class Fill:
    """Sets the labels and values of one document. With a `pen` values are written over dots, without one printed."""

    flow: Flow
    facts: Facts
    style: Style
    pen: Pen | None = None
    value_style: Style | None = None
    """Of printed values: some computers print them in bold."""

    def printed(self) -> Fill:
        """The same without its pen."""
        return replace(self, pen=None)

    def told(self, field: str, truth: str) -> None:
        """Records the truth of `field` alone; its ink is set elsewhere."""
        self.facts.fields[field] = truth
        if self.pen and field not in self.facts.handwritten:
            self.facts.handwritten.append(field)

    def doubted(self, figures: object, words_say: object) -> None:
        """Notes a contradiction on the paper, if there is one; the truth has each as printed."""
        if figures != words_say:
            self.facts.notes.append("Figures and words contradict each other.")

    def value(
        self, text: str, field: str = "", truth: str | None = None, *, width: float = REST, space: bool = True
    ) -> tuple[Piece, ...]:
        """A value; without a `field` it is no truth. Nothing leaves an empty slot (with a pen) or nothing at all."""
        if field and text:
            self.told(field, truth if truth is not None else text)
        if self.pen is None:
            return words(text, self.value_style or self.style, field, space=space)
        return (blank(text, self.style, width, self.pen if text else None, field if text else "", space=space),)

    def pair(
        self,
        label: str,
        text: str,
        field: str = "",
        truth: str | None = None,
        *,
        width: float = REST,
        end: str = "",
        inset: float = 0.0,
    ) -> tuple[Piece, ...]:
        """A label and its value, and `end` glued behind it. A long hand runs on over a second line of dots."""
        head = words(label, self.style)
        tail = words(end, self.style, space=False) if end else ()
        if self.pen is None or width != REST or not text:
            return (*head, *self.value(text, field, truth, width=width), *tail)
        if field:
            self.told(field, truth if truth is not None else text)
        return (*head, *self._run_on(self.pen, text, field, natural(head) + inset), *tail)

    def line(
        self, *groups: Sequence[Piece], before: float = mm(0.8), indent: float = 0.0, inset: float = 0.0, align: Align = "left"
    ) -> None:
        """Several pairs on a line, or on as many as they need."""
        self.flow.paragraph(
            [piece for group in groups for piece in group], align=align, before=before, indent=indent, inset=inset
        )

    def _run_on(self, pen: Pen, text: str, field: str, taken: float) -> tuple[Piece, ...]:
        whole = self.flow.right - self.flow.left - mm(1)
        face, room, rows = pen.for_text(text).face, max(MIN_SLOT, whole - taken), [""]
        for word in text.split():
            longer = f"{rows[-1]} {word}".strip()
            if rows[-1] and advance(face, self.style.size * pen.scale, longer) > 0.9 * (room if len(rows) == 1 else whole):
                rows.append(word)
            else:
                rows[-1] = longer
        first, *others = rows
        return (
            blank(first, self.style, REST, pen, field),
            *(blank(row, self.style, whole, pen, field) for row in others),
        )


def slashed(day: date) -> str:
    """`05/03/2022`."""
    return f"{day:%d/%m/%Y}"


def in_full(day: date) -> str:
    """`05 tháng 3 năm 2022`, with the zeros of NĐ 30/2020."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{day.day:02d} tháng {month} năm {day.year}"
