"""Card backs and passport pages drawn onto a sheet, in a typewriter face that has the filler."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from extractor.raster import CleanImage
from extractor.reading.finder import find_lines
from extractor.reading.glyphs import words_of
from extractor.reading.mrz import read_mrz
from extractor.reading.trueocr import read_lines
from extractor.record import Box, Code, Line, Word
from extractor.values.mrz import parse
from tests.drawing import draw_letter

CARD = "IDVNM1850012344022185001234<<2\n8503149F4503141VNM<<<<<<<<<<<8\nTRAN<<THI<MAU<<<<<<<<<<<<<<<<<"
PASSPORT = "P<VNMNGUYEN<<THI<THU<HUONG<<<<<<<<<<<<<<<<<<\nB1234567<8VNM8503149F2903145022185001234<<<4"
PITCH, ROW = 2.54, 6.35
"""Millimetres (Doc 9303, part 3, 4.2)."""
FINE = 600
LEFT, TOP = 45, 150
FACE = Path("/usr/share/fonts/truetype/liberation2/LiberationMono-Regular.ttf")


def scanned(
    zone: str, dpi: float = 200, turn: float = 0.0, noise: float = 6.0, rows: slice = slice(None)
) -> tuple[CleanImage, Box]:
    """A sheet with a crooked grey card on it, and where its zone is, in pixels."""
    if not FACE.exists():
        pytest.skip("fonts-liberation2 is not installed; run `make setup`")
    scale = FINE / 25.4
    sheet = Image.new("L", (round(210 * scale), round(297 * scale)), 250)
    pen = ImageDraw.Draw(sheet)
    lines = zone.split("\n")[rows]
    width, height = len(lines[0]) * PITCH, len(lines) * ROW
    pen.rectangle(((LEFT - 5) * scale, (TOP - 30) * scale, (LEFT + width + 5) * scale, (TOP + height + 3) * scale), fill=215)
    face = ImageFont.truetype(str(FACE), round(4.2 * scale))
    for row, line in enumerate(lines):
        for column, sign in enumerate(line):
            middle = (LEFT + (column + 0.5) * PITCH) * scale, (TOP + (row + 0.7) * ROW) * scale
            pen.text(middle, sign, fill=30, font=face, anchor="ms")
    middle = (LEFT + width / 2) * scale, (TOP + height / 2) * scale
    sheet = sheet.rotate(turn, center=middle, resample=Image.Resampling.BICUBIC, fillcolor=250)
    small = cv2.resize(np.asarray(sheet), None, fx=dpi / FINE, fy=dpi / FINE, interpolation=cv2.INTER_AREA).astype(np.float32)
    small += np.random.default_rng(3).normal(0, noise, small.shape).astype(np.float32)
    back = dpi / 25.4
    place = Box(LEFT * back, TOP * back, (LEFT + width) * back, (TOP + height) * back)
    return CleanImage(np.clip(small, 0, 255).astype(np.uint8), dpi), place


def zones(image: CleanImage) -> tuple[Code, ...]:
    boxes = find_lines(image.pixels, image.dpi)
    readings = zip(boxes, read_lines(image.pixels, boxes), strict=True)
    return read_mrz(image, [Line(words_of(reading, box), box) for box, reading in readings])


@pytest.mark.parametrize("zone", [CARD, PASSPORT])
@pytest.mark.parametrize(("dpi", "turn"), [(150, 0.0), (200, 1.0), (200, -3.0), (300, 1.0)])
def test_a_zone_is_read_to_the_last_filler(zone: str, dpi: float, turn: float):
    image, place = scanned(zone, dpi, turn)
    (code,) = zones(image)
    assert (code.format, code.text) == ("MRZ", zone)
    assert code.box.overlap(place) > 0.65 * place.area
    assert abs(code.box.centre[0] - place.centre[0]) < 0.02 * place.width


def test_what_is_read_can_be_checked():
    image, _ = scanned(CARD)
    (code,) = zones(image)
    zone = parse(code.text)
    assert zone is not None
    assert zone.valid
    assert zone.name == "TRAN THI MAU"


def test_rows_that_the_reader_missed_are_found_beside_the_one_it_saw():
    image, place = scanned(CARD)
    step = place.height / 3
    last = Box(place.x0, place.y0 + 2 * step, place.x1, place.y1)
    (code,) = read_mrz(image, [Line((Word("TRANKKTHIKMAUKKKKKKKKKKKKKKKKK", last, 0.4),), last)])
    assert code.text == CARD


def test_a_zone_without_its_first_row_is_none():
    image, _ = scanned(CARD, rows=slice(1, 3))
    assert zones(image) == ()


def test_a_card_of_other_proportions_is_none():
    image, _ = scanned("\n".join(row[:27] for row in CARD.split("\n")))
    assert zones(image) == ()


def test_letters_in_columns_without_fillers_are_none():
    image, _ = scanned("\n".join(row.replace("<", "M") for row in CARD.split("\n")))
    assert zones(image) == ()


def test_a_letter_has_no_zone():
    assert zones(CleanImage(np.asarray(draw_letter()), 200.0)) == ()


def test_a_line_beside_the_page_is_survived():
    box = Box(5000, 5000, 5600, 5030)
    assert (
        read_mrz(CleanImage(np.zeros((50, 50), np.uint8), 200.0), [Line((Word("IDVNM18500123440221850", box, 0.5),), box)])
        == ()
    )
