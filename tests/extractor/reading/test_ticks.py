"""Forms drawn and scanned: squares beside words, empty, ticked, crossed, filled; and what only looks like them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import cv2
import numpy as np
import pytest
import zxingcpp
from PIL import Image, ImageDraw

from extractor.cleaning import clean
from extractor.pages import open_source
from extractor.raster import CleanImage, PageImage, Pixels
from extractor.reading.ticks import MOST_BOXES, find_ticks
from extractor.record import Box, TickBox
from extractor.settings import Settings
from tests.drawing import draw_letter, font

FINE = 600
MM = FINE / 25.4
REAL = Path(__file__).parents[4] / "shared" / "real"

Mark = Literal["", "tick", "cross", "pen", "fill"]
Sheet = tuple[Image.Image, ImageDraw.ImageDraw]


def letter() -> Sheet:
    """A letter whose lower half is free."""
    sheet = draw_letter(body_only=True).resize((round(210 * MM), round(297 * MM)), Image.Resampling.BICUBIC)
    return sheet, ImageDraw.Draw(sheet)


def tick_box(pen: ImageDraw.ImageDraw, x: float, y: float, side: float, mark: Mark = "", line: float = 0.3) -> None:
    """A square at (x, y) millimetres with a word beside it."""

    def stroke(width: float, *points: tuple[float, float]) -> None:
        pen.line([((x + a * side) * MM, (y + b * side) * MM) for a, b in points], fill=40, width=round(width * MM))

    square = [x * MM, y * MM, (x + side) * MM, (y + side) * MM]
    pen.rectangle(square, outline=30, width=round(line * MM), fill=30 if mark == "fill" else None)
    if mark == "tick":
        stroke(0.35, (0.2, 0.5), (0.4, 0.75), (0.8, 0.2))
    if mark == "cross":
        stroke(0.3, (0.2, 0.2), (0.8, 0.8))
        stroke(0.3, (0.8, 0.2), (0.2, 0.8))
    if mark == "pen":
        stroke(0.5, (0.1, 0.4), (0.45, 0.85), (1.2, -0.3))
    pen.text(((x + side + 2) * MM, (y + side) * MM), "Hộ nghèo", fill=30, font=font(13 * 3), anchor="ls")


def scanned(sheet: Image.Image, dpi: float = 200, turn: float = 0.0, noise: float = 6.0, blur: float = 0.5) -> Pixels:
    if turn:
        sheet = sheet.rotate(turn, resample=Image.Resampling.BICUBIC, fillcolor=250)
    soft = cv2.GaussianBlur(np.asarray(sheet), (0, 0), blur * FINE / dpi)
    small = cv2.resize(soft, None, fx=dpi / FINE, fy=dpi / FINE, interpolation=cv2.INTER_AREA).astype(np.float32)
    small += np.random.default_rng(4).normal(0, noise, small.shape).astype(np.float32)
    return np.asarray(cv2.imdecode(cv2.imencode(".jpg", np.clip(small, 0, 255).astype(np.uint8))[1], 0), np.uint8)


def found(sheet: Image.Image, dpi: float = 200) -> tuple[TickBox, ...]:
    return find_ticks(CleanImage(scanned(sheet, dpi), dpi))


@pytest.mark.parametrize("line", [0.2, 0.35])
@pytest.mark.parametrize(("dpi", "turn"), [(150, 0.0), (150, -1.0), (200, 1.0), (300, 0.0), (300, 1.0)])
def test_squares_and_what_is_in_them(dpi: float, turn: float, line: float):
    sheet, pen = letter()
    marks: tuple[Mark, ...] = ("", "tick", "cross", "fill")
    for row, side in enumerate((3.2, 4.0, 5.0, 6.0)):
        for column, mark in enumerate(marks):
            tick_box(pen, 25 + 45 * column, 160 + 12 * row, side, mark, line)
    copy = clean(PageImage(scanned(sheet, dpi, turn), dpi), rotation=0)
    ticks = find_ticks(copy)
    millimetre = copy.dpi / 25.4
    rows = [sorted(ticks[start : start + 4], key=lambda tick: tick.box.x0) for start in range(0, 16, 4)]
    assert len(ticks) == 16
    assert [[tick.ticked for tick in row] for row in rows] == [[False, True, True, True]] * 4
    for row, side in zip(rows, (3.2, 4.0, 5.0, 6.0), strict=True):
        assert [tick.box.width / millimetre for tick in row] == pytest.approx([side] * 4, abs=0.4)


def test_boxes_lie_around_the_outer_edges():
    sheet, pen = letter()
    tick_box(pen, 50, 180, 4)
    (tick,) = found(sheet)
    wanted = Box(*(value * 200 / 25.4 for value in (50, 180, 54, 184)))
    assert tick.box.overlap(wanted) > 0.85 * max(tick.box.area, wanted.area)


@pytest.mark.parametrize("side", [4.0, 5.0])
def test_a_pens_tick_may_leave_the_square(side: float):
    sheet, pen = letter()
    tick_box(pen, 50, 180, side, "pen")
    tick_box(pen, 120, 180, side)
    assert [tick.ticked for tick in sorted(found(sheet), key=lambda tick: tick.box.x0)] == [True, False]


def table(pen: ImageDraw.ImageDraw) -> None:
    for step in range(9):
        pen.line([(40 * MM, (160 + 5 * step) * MM), (80 * MM, (160 + 5 * step) * MM)], fill=30, width=7)
        pen.line([((40 + 5 * step) * MM, 160 * MM), ((40 + 5 * step) * MM, 200 * MM)], fill=30, width=7)


def narrow_column(pen: ImageDraw.ImageDraw) -> None:
    for step in range(9):
        pen.line([(40 * MM, (160 + 5 * step) * MM), (45 * MM, (160 + 5 * step) * MM)], fill=30, width=7)
    for x in (40, 45):
        pen.line([(x * MM, 160 * MM), (x * MM, 200 * MM)], fill=30, width=7)


def places_for_digits(pen: ImageDraw.ImageDraw) -> None:
    for step in range(12):
        pen.rectangle(((40 + 6 * step) * MM, 180 * MM, (45 + 6 * step) * MM, 185 * MM), outline=30, width=7)


def frames(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((40 * MM, 170 * MM, 48 * MM, 178 * MM), outline=30, width=7)
    pen.rectangle((60 * MM, 170 * MM, 72 * MM, 174 * MM), outline=30, width=7)
    pen.rectangle((80 * MM, 170 * MM, 82 * MM, 172 * MM), outline=30, width=7)
    pen.rectangle((90 * MM, 170 * MM, 120 * MM, 210 * MM), outline=30, width=7)


def rounds(pen: ImageDraw.ImageDraw) -> None:
    pen.ellipse((40 * MM, 170 * MM, 45 * MM, 175 * MM), outline=30, width=7)
    pen.ellipse((60 * MM, 170 * MM, 65 * MM, 175 * MM), fill=30)
    pen.rounded_rectangle((80 * MM, 170 * MM, 85 * MM, 175 * MM), radius=2 * MM, outline=30, width=7)


def capitals(pen: ImageDraw.ImageDraw) -> None:
    for row, points in enumerate((12, 14, 16)):
        for column, style in enumerate(("Regular", "Bold")):
            face = font(points * 3, style)
            pen.text(((30 + 80 * column) * MM, (165 + 12 * row) * MM), "HỘI ĐỒNG BCDEGHMNOPQU 08", fill=20, font=face)


def code(pen: ImageDraw.ImageDraw) -> None:
    modules = np.asarray(zxingcpp.create_barcode("H49.10-240315-0012", zxingcpp.BarcodeFormat.QRCode).to_image(scale=1))
    size = 0.55 * MM
    for y, x in np.argwhere(modules == 0).tolist():
        pen.rectangle((40 * MM + x * size, 170 * MM + y * size, 40 * MM + (x + 1) * size, 170 * MM + (y + 1) * size), fill=30)


@pytest.mark.parametrize("draw", [table, narrow_column, places_for_digits, frames, rounds, capitals, code])
@pytest.mark.parametrize("dpi", [150, 200, 300])
def test_what_only_looks_like_a_tick_box(draw: Callable[[ImageDraw.ImageDraw], None], dpi: int):
    sheet, pen = letter()
    draw(pen)
    tick_box(pen, 150, 230, 4)
    ticks = found(sheet, dpi)
    assert [tick.box.y0 > 225 * dpi / 25.4 for tick in ticks] == [True]


def test_hostile_pages_are_bounded():
    tile = np.full((80, 80), 255, np.uint8)
    cv2.rectangle(tile, (5, 5), (31, 31), 0, 2)
    assert len(find_ticks(CleanImage(np.tile(tile, (29, 20)), 200.0))) == MOST_BOXES


@pytest.mark.parametrize("shape", [(0, 0), (1, 1), (60, 60), (2000, 3)])
def test_tiny_and_plain_pages_have_none(shape: tuple[int, int]):
    assert find_ticks(CleanImage(np.zeros(shape, np.uint8), 200.0)) == ()


@pytest.mark.real
@pytest.mark.skipif(not REAL.is_dir(), reason="the real scans are not beside this checkout (../shared/real)")
def test_decisions_of_a_ministry_have_no_tick_boxes():
    for path in sorted((REAL / "ministry-2025").glob("*.pdf")):
        with open_source(path, Settings()) as file:
            for number in range(1, file.source.pages + 1):
                assert find_ticks(clean(file.page(number))) == ()
