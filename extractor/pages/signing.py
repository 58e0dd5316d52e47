"""Whether a PDF carries a digital signature."""

from __future__ import annotations

import pikepdf

_MOST_FIELDS = 10_000


def is_signed(pdf: pikepdf.Pdf) -> bool:
    """Whether a signature field has a value with a byte range (ISO 32000-1, 12.8.1). Says nothing about its validity."""
    form = pdf.Root.get("/AcroForm")
    fields = form.get("/Fields") if isinstance(form, pikepdf.Dictionary) else None
    waiting = [(field, False) for field in fields] if isinstance(fields, pikepdf.Array) else []
    for _ in range(_MOST_FIELDS):
        if not waiting:
            return False
        field, signature = waiting.pop()
        if not isinstance(field, pikepdf.Dictionary):
            continue
        # /FT is inherited from a parent field (12.7.3.1).
        signature = field.get("/FT") == pikepdf.Name.Sig if "/FT" in field else signature
        value = field.get("/V")
        if signature and isinstance(value, pikepdf.Dictionary) and "/ByteRange" in value:
            return True
        kids = field.get("/Kids")
        if isinstance(kids, pikepdf.Array):
            waiting += [(kid, signature) for kid in kids]
    return False
