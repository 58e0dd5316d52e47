"""QR codes and barcodes as printed rules, so that a born-digital page carries them like a scanned one.

zxing-cpp encodes (ISO/IEC 18004 for QR, 15417 for Code 128); the modules are drawn here, in whole pixels at 300 dpi.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import numpy as np
import zxingcpp

from extractor.record import Box
from samples.sheet import Code, Rule, Sheet


def set_qr(sheet: Sheet, text: str, x: float, y: float, side: float) -> Box:
    """A QR code whose quiet zone fits into `side` pixels from the corner (`x`, `y`); returns the box of its modules."""
    modules = _modules(text, zxingcpp.BarcodeFormat.QRCode)
    module = max(2, int(side / (len(modules) + 4)))
    for row, line in enumerate(modules):
        middle = int(y) + (row + 0.5) * module
        for start, end in _runs(line):
            sheet.rules.append(Rule(int(x) + start * module, middle, int(x) + end * module, middle, module))
    box = Box(int(x), int(y), int(x) + len(modules[0]) * module, int(y) + len(modules) * module)
    sheet.codes.append(Code("qr", text, box))
    return box


def set_barcode(sheet: Sheet, text: str, x: float, y: float, wide: float, high: float) -> Box:
    """A Code 128 barcode at most `wide` pixels wide where its bars can be two pixels each; returns the box of its bars."""
    line = _modules(text, zxingcpp.BarcodeFormat.Code128)[0]
    module = max(2, int(wide / len(line)))
    for start, end in _runs(line):
        middle = int(x) + (start + end) / 2 * module
        sheet.rules.append(Rule(middle, y, middle, y + high, (end - start) * module))
    box = Box(int(x), y, int(x) + len(line) * module, y + high)
    sheet.codes.append(Code("barcode", text, box))
    return box


def _modules(text: str, kind: zxingcpp.BarcodeFormat) -> list[list[bool]]:
    """Dark modules row by row, without the quiet zone."""
    barcode = zxingcpp.create_barcode(text, kind)
    image = np.array(zxingcpp.write_barcode_to_image(barcode, scale=1, add_quiet_zones=False))
    return [[bool(v < 128) for v in row] for row in image]


def _runs(line: list[bool]) -> Iterator[tuple[int, int]]:
    """First and last + 1 of each stretch of dark modules."""
    at = 0
    for dark, group in groupby(line):
        size = len(list(group))
        if dark:
            yield at, at + size
        at += size
