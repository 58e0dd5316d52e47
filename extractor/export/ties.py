"""What a copied page may not keep: form fields, signatures and scripts belong to the file that they were made in.

A signature does not survive a copy, and a broken one alarms every viewer. What it shows on the page stays: a field's
appearance becomes a stamp.
"""

from __future__ import annotations

import pikepdf
from pikepdf import Array, Dictionary, Name

PRINT = 4
"""Annotation flag (ISO 32000-1, table 165) that PDF/A demands."""

INNOCENT_ACTIONS = {"/URI", "/GoTo"}

_PAGE_KEYS = ("/AA", "/B", "/StructParents", "/Tabs", "/PieceInfo", "/Thumb", "/Metadata")
"""They point into structures of the whole source file, or act when the page opens."""


def settle(page: pikepdf.Page) -> None:
    """Makes `page` fit to be copied out of its file, in memory: no fields, no scripts, no ties to the rest of the file."""
    _drop(page.obj, *_PAGE_KEYS)
    annotations = page.obj.get("/Annots")
    if not isinstance(annotations, Array):
        _drop(page.obj, "/Annots")
        return
    kept = [settled for each in annotations if isinstance(each, Dictionary) if (settled := _settled(each)) is not None]
    if kept:
        page.obj[Name.Annots] = Array(kept)
    else:
        del page.obj["/Annots"]


def _drop(holder: pikepdf.Object, *keys: str) -> None:
    for key in keys:
        if key in holder:
            del holder[key]


def _settled(annotation: pikepdf.Dictionary) -> pikepdf.Object | None:
    if annotation.get("/Subtype") == Name.Widget:
        return _stamp(annotation)
    _drop(annotation, "/AA", "/Parent", "/Popup", "/P", "/StructParent", "/IRT")
    action = annotation.get("/A")
    if action is not None and str(action.get("/S", "")) not in INNOCENT_ACTIONS:
        _drop(annotation, "/A")
    # A jump inside the source file would lead nowhere in the copy.
    jumps = "/Dest" in annotation or (action is not None and action.get("/S") == Name.GoTo)
    return None if jumps or annotation.get("/Subtype") == Name.Popup else annotation


def _stamp(field: pikepdf.Dictionary) -> pikepdf.Object | None:
    """A stamp that looks as the field looks; None for a field without appearance."""
    normal = field.get("/AP", Dictionary()).get("/N")
    if isinstance(normal, Dictionary) and not isinstance(normal, pikepdf.Stream):
        normal = normal.get(str(field.get("/AS", "/Off")))
    if not isinstance(normal, pikepdf.Stream) or "/Rect" not in field:
        return None
    stamp = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=field.Rect, F=int(field.get("/F", 0)), AP=Dictionary(N=normal))
    for key in ("/MK", "/OC"):
        if key in field:
            stamp[key] = field[key]
    return stamp
