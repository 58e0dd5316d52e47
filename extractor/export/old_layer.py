"""Taking the invisible text of a scanner's own OCR off a page, so that a search does not find every word twice.

Only done where it cannot change what is seen: every text-showing operator of the page, forms included, is in render
mode 3 (ISO 32000-1, 9.3.6). A page that mixes visible and invisible text keeps both; its old layer then stays beside ours.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name

SHOWING = {"Tj", "TJ", "'", '"'}
TEXT = SHOWING | {"BT", "ET", "Tm", "Td", "TD", "T*", "Tf", "Tr", "Tc", "Tw", "Tz", "TL", "Ts"}

INVISIBLE = 3

MAX_DEPTH = 8
"""Forms within forms; real pages nest two or three deep."""


@dataclass
class _Seen:
    """What a page's streams hold."""

    visible: bool = False
    """Some text is visible, or cannot be judged."""
    invisible: bool = False
    streams: list[tuple[Any, list[Any]]] = field(default_factory=list)
    """The page and its forms, each with its instructions."""


def take_off(page: pikepdf.Page) -> bool:
    """Removes the invisible text of `page` in place; whether there was any and it could be done safely."""
    seen = _Seen()
    try:
        _look(page.obj, 0, seen, 0)
    except pikepdf.PdfError:
        return False
    if seen.visible or not seen.invisible:
        return False
    for holder, instructions in seen.streams:
        kept = pikepdf.unparse_content_stream([each for each in instructions if str(each.operator) not in TEXT])
        if isinstance(holder, pikepdf.Stream):
            holder.write(kept)
        else:
            page.contents_coalesce()
            holder.Contents.write(kept)
        _forget_fonts(holder)
    return True


def _look(holder: pikepdf.Object, mode: int | None, seen: _Seen, depth: int) -> None:
    """Notes the text of a page or form. `mode` is the render mode it starts in, None where its users may differ."""
    if depth > MAX_DEPTH or any(holder.is_same_object_as(other) for other, _ in seen.streams):
        return
    instructions = pikepdf.parse_content_stream(holder)
    seen.streams.append((holder, list(instructions)))
    forms = holder.get("/Resources", Dictionary()).get("/XObject", Dictionary())
    saved: list[int | None] = []
    for instruction in instructions:
        operator = str(instruction.operator)
        if operator == "q":
            saved.append(mode)
        elif operator == "Q" and saved:
            mode = saved.pop()
        elif operator == "Tr" and instruction.operands:
            mode = int(instruction.operands[0])
        elif operator in SHOWING:
            seen.invisible |= mode == INVISIBLE
            seen.visible |= mode != INVISIBLE
        elif operator == "Do" and instruction.operands:
            form = forms.get(str(instruction.operands[0]))
            if form is not None and form.get("/Subtype") == Name.Form:
                _look(form, 0 if mode == 0 else None, seen, depth + 1)


def _forget_fonts(holder: pikepdf.Object) -> None:
    """Drops the fonts of a page or form without text, from a copy: other pages may share the resources."""
    if "/Resources" in holder:
        holder[Name.Resources] = Dictionary({key: value for key, value in holder.Resources.items() if key != "/Font"})
