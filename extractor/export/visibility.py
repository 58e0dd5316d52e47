"""Optional content: what a source file keeps switched off must stay unseen in the copy (ISO 32000-1, 8.11)."""

from __future__ import annotations

import pikepdf
from pikepdf import Array, Dictionary


def carry_over(source: pikepdf.Pdf, pdf: pikepdf.Pdf) -> None:
    """Adds the layers of `source` to those of `pdf`, on or off as they were. Call it after the pages were copied."""
    properties = source.Root.get("/OCProperties")
    if not isinstance(properties, Dictionary) or "/OCGs" not in properties:
        return
    shown = properties.get("/D", Dictionary())
    groups = list(properties.OCGs)
    off = list(shown.get("/OFF", Array()))
    if str(shown.get("/BaseState", "/ON")) == "/OFF":
        on = list(shown.get("/ON", Array()))
        off = [group for group in groups if not any(group.is_same_object_as(other) for other in on)]
    if "/OCProperties" not in pdf.Root:
        pdf.Root.OCProperties = Dictionary(OCGs=Array(), D=Dictionary(OFF=Array()))
    ours = pdf.Root.OCProperties
    for group in groups:
        ours.OCGs.append(pdf.copy_foreign(group))
    for group in off:
        ours.D.OFF.append(pdf.copy_foreign(group))
