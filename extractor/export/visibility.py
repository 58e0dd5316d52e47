"""Optional content: what a source file keeps switched off must stay unseen in the copy (ISO 32000-1, 8.11).

Copied pages take their layers along, but not the file's list of which are off. So the layers are marked in the source and
the list is made anew from the marks.
"""

from __future__ import annotations

import pikepdf
from pikepdf import Array, Dictionary, Name

MARK = "/HosoOff"


def mark(pdf: pikepdf.Pdf) -> bool:
    """Marks the layers of `pdf` that are off, in memory; whether there are any."""
    properties = pdf.Root.get("/OCProperties")
    if not isinstance(properties, Dictionary) or "/OCGs" not in properties:
        return False
    shown = properties.get("/D", Dictionary())
    off = list(shown.get("/OFF", Array()))
    if str(shown.get("/BaseState", "/ON")) == "/OFF":
        on = list(shown.get("/ON", Array()))
        off = [group for group in properties.OCGs if not any(group.is_same_object_as(other) for other in on)]
    for group in off:
        group[MARK] = True
    return bool(off)


def restore(pdf: pikepdf.Pdf) -> None:
    """Lists the layers of `pdf` and switches the marked ones off, which takes the marks away."""
    groups = [item for item in pdf.objects if isinstance(item, Dictionary) and item.get("/Type") == Name.OCG]
    if not groups:
        return
    off = [group for group in groups if MARK in group]
    for group in off:
        del group[MARK]
    pdf.Root.OCProperties = Dictionary(OCGs=Array(groups), D=Dictionary(OFF=Array(off)))
