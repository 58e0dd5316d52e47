"""QR codes and barcodes. They are read from the page itself: deskewing blurs modules of two or three pixels."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

import cv2
import numpy as np
import zxingcpp

from extractor.raster import PageImage, Pixels
from extractor.record import Box, Code, Transform

MOST_CODES = 32
"""Codes kept of one page; a sheet of labels has fewer."""

_BLOCKS = {zxingcpp.BarcodeFormat.QRCode: "QRCode", zxingcpp.BarcodeFormat.PDF417: "PDF417"}
_BARS = {
    zxingcpp.BarcodeFormat.Code128: "Code128",
    zxingcpp.BarcodeFormat.Code39: "Code39",
    zxingcpp.BarcodeFormat.Code93: "Code93",
    zxingcpp.BarcodeFormat.EAN13: "EAN13",
}
"""What offices, the post and identity cards print. ITF and Codabar have no check sum: ruled tables would be taken for them."""

_NAMES = _BLOCKS | _BARS

_MOST_DPI = 300.0
"""A finer page is reduced to this: a code of 12 mm then has modules of 3 pixels."""

_SUSPECTS = 4
"""Codes seen but not read that are looked at again, enlarged: at 100 dpi 7 of 24 small drawn ones were read instead of 2."""

_ZOOM = 3.0
_ZOOMED_PIXELS = 4_000_000

_SCAN_MM = 0.6
"""Distance of the scan lines across barcodes, which are 5 mm high and more."""

_STRETCH = 2
"""Scan lines are stretched by this: of drawn barcodes with bars of 1.5 to 3 pixels 48 of 81 were read instead of 32."""


def find_codes(image: PageImage) -> tuple[Code, ...]:
    """The codes on a page, from the top down, whichever way it lies; boxes in page coordinates, text NFC.

    A code that is seen and not read is looked at again, three times as large. Formats are named `QRCode`, `PDF417`,
    `Code128`, `Code39`, `Code93` and `EAN13`. Never fails for want of content.
    """
    if not image.pixels.size:
        return ()
    scale = min(1.0, _MOST_DPI / image.dpi) if image.dpi > 0 else 1.0
    grey = _grey(image.pixels, scale)
    back = Transform((image.width / grey.shape[1], 0, 0, 0, image.height / grey.shape[0], 0, 0, 0, 1))
    codes = [*_blocks(grey, back), *_bars(grey, image.dpi * scale, back)]
    return _without_doubles(codes, image.width, image.height)[:MOST_CODES]


def _grey(pixels: Pixels, scale: float) -> Pixels:
    grey = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    if scale < 1:
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(grey, dtype=np.uint8)


def _blocks(grey: Pixels, back: Transform) -> Iterator[Code]:
    suspects: list[Box] = []
    for seen in _seen(grey, _BLOCKS):
        if seen.valid:
            yield from _code(seen, back)
        else:
            suspects.append(_box(seen))
    for box in suspects[:_SUSPECTS]:
        yield from _again(grey, box, back)


def _again(grey: Pixels, box: Box, back: Transform) -> list[Code]:
    """Reads what stands in `box` and around it once more, enlarged."""
    margin = 0.5 * max(box.width, box.height)
    around = Box(box.x0 - margin, box.y0 - margin, box.x1 + margin, box.y1 + margin).clipped(grey.shape[1], grey.shape[0])
    x0, y0, x1, y1 = int(around.x0), int(around.y0), int(around.x1), int(around.y1)
    if x1 <= x0 or y1 <= y0:
        return []
    zoom = min(_ZOOM, (_ZOOMED_PIXELS / ((x1 - x0) * (y1 - y0))) ** 0.5)
    large = np.asarray(cv2.resize(grey[y0:y1, x0:x1], None, fx=zoom, fy=zoom, interpolation=cv2.INTER_CUBIC), np.uint8)
    to_page = back.after(Transform((1 / zoom, 0, x0, 0, 1 / zoom, y0, 0, 0, 1)))
    for binarizer in (zxingcpp.Binarizer.LocalAverage, zxingcpp.Binarizer.GlobalHistogram):
        codes = [code for seen in _seen(large, _BLOCKS, binarizer) for code in _code(seen, to_page)]
        if codes:
            return codes
    return []


def _bars(grey: Pixels, dpi: float, back: Transform) -> Iterator[Code]:
    """Barcodes along and across the page: every few pixels a scan line, stretched."""
    step = max(1, round(_SCAN_MM * dpi / 25.4))
    for upright in (True, False):
        lines = np.ascontiguousarray(grey[step // 2 :: step] if upright else grey[:, step // 2 :: step].T)
        if not lines.size:
            continue
        long = cv2.resize(lines, (_STRETCH * lines.shape[1], lines.shape[0]), interpolation=cv2.INTER_CUBIC)
        along, across = 1 / _STRETCH, float(step)
        unstretched = (along, 0, 0, 0, across, 0, 0, 0, 1) if upright else (0, across, 0, along, 0, 0, 0, 0, 1)
        for seen in _seen(np.asarray(long, np.uint8), _BARS):
            yield from _code(seen, back.after(Transform(unstretched)))


def _seen(
    grey: Pixels,
    formats: dict[zxingcpp.BarcodeFormat, str],
    binarizer: zxingcpp.Binarizer = zxingcpp.Binarizer.LocalAverage,
) -> list[zxingcpp.Barcode]:
    """What looks like a code, read or not."""
    return zxingcpp.read_barcodes(
        grey,
        formats=zxingcpp.BarcodeFormats(list(formats)),
        try_rotate=False,
        try_downscale=formats is _BLOCKS,
        try_invert=False,
        text_mode=zxingcpp.TextMode.Plain,
        binarizer=binarizer,
        return_errors=formats is _BLOCKS,
    )


def _code(seen: zxingcpp.Barcode, back: Transform) -> list[Code]:
    """The code as a value; nothing for one that was not wholly read, or says nothing."""
    if not seen.valid:
        return []
    plain = unicodedata.normalize("NFC", _text(seen))
    text = "".join(char for char in plain if char in "\n\t" or unicodedata.category(char)[0] != "C").strip()
    return [Code(_NAMES[seen.format], text, back.box(_box(seen)))] if text else []


def _text(seen: zxingcpp.Barcode) -> str:
    """UTF-8 where the bytes are that: few codes say how they are written, and short Vietnamese ones are guessed wrong."""
    try:
        return seen.bytes.decode("utf-8")
    except UnicodeDecodeError:
        return seen.text


def _box(seen: zxingcpp.Barcode) -> Box:
    place = seen.position
    corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    return Box(
        min(corner.x for corner in corners), min(corner.y for corner in corners),
        max(corner.x for corner in corners) + 1, max(corner.y for corner in corners) + 1,
    )  # fmt: skip


def _without_doubles(codes: Sequence[Code], width: int, height: int) -> tuple[Code, ...]:
    """The codes cut to the page and ordered, each place once."""
    kept: list[Code] = []
    for code in codes:
        if not any(code.text == other.text and code.box.overlap(other.box) for other in kept):
            kept.append(Code(code.format, code.text, code.box.clipped(width, height)))
    return tuple(sorted(kept, key=lambda code: (code.box.y0, code.box.x0)))
