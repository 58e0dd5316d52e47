"""Paints a display list: what lies on the paper before a scanner sees it. Pixels at 300 dpi, colour order red, green, blue."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from samples.fonts import font
from samples.sheet import TONER, Colour, Sheet

Pixels = NDArray[np.uint8]
Plane = NDArray[np.float32]


def paint(sheet: Sheet, *, paper: Colour = (255, 255, 255), toner: float = 1.0, patchy: float = 0.0, seed: int = 0) -> Pixels:
    """The sheet in colour. `toner` is the strength of print and pen (1: black); `patchy` lets it come and go down the page."""
    strength = _strength(sheet, toner, patchy, seed)
    canvas = np.empty((sheet.height, sheet.width, 3), np.float32)
    canvas[:] = paper
    for picture in sheet.pictures:
        _lay(canvas, picture.image, round(picture.x), round(picture.y))
    inks: dict[Colour, list[int]] = {}
    for number, run in enumerate(sheet.runs):
        inks.setdefault(run.colour, []).append(number)
    if sheet.rules:
        inks.setdefault(TONER, [])
    for colour, numbers in inks.items():
        cover = _cover(sheet, numbers, rules=colour == TONER)
        cover *= strength if colour == TONER else np.float32(0.92)
        for channel in range(3):
            plane = canvas[:, :, channel]
            plane *= 1 - cover * (1 - colour[channel] / 255)
    for mark in sheet.marks:
        _stamp(canvas, mark.picture, round(mark.x), round(mark.y))
    return np.clip(canvas, 0, 255).astype(np.uint8)


def _cover(sheet: Sheet, numbers: list[int], *, rules: bool) -> Plane:
    layer = Image.new("L", (sheet.width, sheet.height), 0)
    draw = ImageDraw.Draw(layer)
    for number in numbers:
        run = sheet.runs[number]
        draw.text((run.x, run.y), run.text, fill=255, font=font(run.face, run.size), anchor="ls")
    for rule in sheet.rules if rules else ():
        draw.line((rule.x0, rule.y0, rule.x1, rule.y1), fill=255, width=round(rule.width))
    cover: Plane = np.asarray(layer, dtype=np.float32) / np.float32(255)
    return cover


def _strength(sheet: Sheet, toner: float, patchy: float, seed: int) -> Plane:
    noise = np.random.default_rng(seed)
    field = noise.random((9, 5), dtype=np.float32)
    wide: Plane = np.asarray(cv2.resize(field, (sheet.width, sheet.height), interpolation=cv2.INTER_CUBIC), np.float32)
    strength = toner * (1 - patchy * wide)
    if patchy > 0.05:
        # Worn toner breaks strokes: it flakes where a fine grain is high, and thin tone marks go first.
        grain: Plane = noise.standard_normal((sheet.height // 2 + 1, sheet.width // 2 + 1), dtype=np.float32)
        fine = cv2.resize(grain, (sheet.width, sheet.height), interpolation=cv2.INTER_CUBIC)
        strength = strength * (1 - np.clip(1.6 * patchy * wide * (fine - 0.4), 0, 1))
    return np.asarray(np.clip(strength, 0, 1), np.float32)


def _lay(canvas: Plane, image: Image.Image, x: int, y: int) -> None:
    """Covers what is there as far as the image is opaque; it must lie on the sheet."""
    layer = np.asarray(image, dtype=np.float32)
    part = canvas[y : y + image.height, x : x + image.width]
    if image.mode == "RGB":
        part[:] = layer
        return
    cover = layer[:, :, 3:] / np.float32(255)
    part *= 1 - cover
    part += layer[:, :, :3] * cover


def _stamp(canvas: Plane, picture: Image.Image, x: int, y: int) -> None:
    """Lays translucent ink over what is there: inks multiply, so print stays visible under a seal."""
    high, wide = canvas.shape[:2]
    x0, y0, x1, y1 = max(0, x), max(0, y), min(wide, x + picture.width), min(high, y + picture.height)
    if x0 >= x1 or y0 >= y1:
        return
    ink = np.asarray(picture, dtype=np.float32)[y0 - y : y1 - y, x0 - x : x1 - x] / 255
    canvas[y0:y1, x0:x1] *= 1 - ink[:, :, 3:] * (1 - ink[:, :, :3])
