"""Codes drawn onto letters, as a scanner would see them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.raster import PageImage, Pixels
from extractor.reading.codes import MOST_CODES, find_codes
from extractor.record import Box
from tests.drawing import DPI as LETTER_DPI
from tests.drawing import draw_letter

CARD = "022185001234|100123456|Trần Thị Mẫu|14031985|Nữ|Tổ 5, Khu 3, Hà Tu, Hạ Long, Quảng Ninh|10052021"
DOSSIER = "H49.10-240315-0012"
FINE = 600
"""Dots per inch of the sheet before it is scanned."""


def picture(text: str, kind: zxingcpp.BarcodeFormat, width_mm: float, height_mm: float) -> Pixels:
    modules = np.asarray(zxingcpp.create_barcode(text, kind).to_image(scale=1, add_quiet_zones=False))
    size = round(width_mm / 25.4 * FINE), round(height_mm / 25.4 * FINE)
    drawn = cv2.resize(modules, size, interpolation=cv2.INTER_NEAREST)
    return np.where(np.pad(drawn, 60, constant_values=255) > 0, 250, 30).astype(np.uint8)


def scanned(code: Pixels, dpi: float, turn: float = 0.0, noise: float = 6.0, blur: float = 0.5) -> PageImage:
    """A letter with `code` at its upper right; `turn` in degrees, `blur` in pixels of the scan."""
    letter = np.asarray(draw_letter(body_only=True))
    sheet = cv2.resize(letter, None, fx=FINE / LETTER_DPI, fy=FINE / LETTER_DPI, interpolation=cv2.INTER_CUBIC)
    top, left = 400, 3000
    sheet[top : top + code.shape[0], left : left + code.shape[1]] = code
    height, width = sheet.shape
    about = cv2.getRotationMatrix2D((width / 2, height / 2), turn, 1)
    sheet = cv2.warpAffine(sheet, about, (width, height), borderValue=250)
    sheet = cv2.GaussianBlur(sheet, (0, 0), blur * FINE / dpi)
    grey = cv2.resize(sheet, None, fx=dpi / FINE, fy=dpi / FINE, interpolation=cv2.INTER_AREA).astype(np.float32)
    grey += np.random.default_rng(5).normal(0, noise, grey.shape).astype(np.float32)
    return PageImage(np.clip(grey, 0, 255).astype(np.uint8), dpi)


@pytest.mark.parametrize(("dpi", "turn"), [(150, 0.0), (200, 1.0), (300, -1.0), (300, 0.0)])
def test_a_cards_code_of_15_millimetres_is_read_with_its_vietnamese_letters(dpi: float, turn: float):
    codes = find_codes(scanned(picture(CARD, zxingcpp.BarcodeFormat.QRCode, 15, 15), dpi, turn))
    assert [(code.format, code.text) for code in codes] == [("QRCode", CARD)]


def test_a_code_that_is_too_small_at_first_sight_is_read_enlarged():
    page = scanned(picture(CARD, zxingcpp.BarcodeFormat.QRCode, 12, 12), 100, turn=1.0, noise=4, blur=0.4)
    assert not zxingcpp.read_barcodes(page.pixels)
    assert [code.text for code in find_codes(page)] == [CARD]


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_barcode_is_read_whichever_way_the_page_lies(turns: int):
    page = scanned(picture(DOSSIER, zxingcpp.BarcodeFormat.Code128, 60, 10), 200, turn=1.0)
    lying = PageImage(np.ascontiguousarray(np.rot90(page.pixels, turns)), page.dpi)
    assert [(code.format, code.text) for code in find_codes(lying)] == [("Code128", DOSSIER)]


@pytest.mark.parametrize("turns", [0, 1])
@pytest.mark.parametrize(("kind", "height"), [(zxingcpp.BarcodeFormat.QRCode, 45), (zxingcpp.BarcodeFormat.Code128, 10)])
def test_boxes_are_in_page_coordinates(kind: zxingcpp.BarcodeFormat, height: int, turns: int):
    page = scanned(picture(DOSSIER, kind, 45, height), 300)
    lying = PageImage(np.ascontiguousarray(np.rot90(page.pixels, turns)), page.dpi)
    scale, high = 300 / FINE, round(height / 25.4 * FINE)
    upright = Box(3060 * scale, 460 * scale, (3060 + 45 / 25.4 * FINE) * scale, (460 + high) * scale)
    wanted = Box(upright.y0, page.width - upright.x1, upright.y1, page.width - upright.x0) if turns else upright
    (code,) = find_codes(lying)
    assert code.box.overlap(wanted) > 0.8 * max(code.box.area, wanted.area)


def test_a_letter_without_codes_has_none():
    assert find_codes(PageImage(np.asarray(draw_letter()), LETTER_DPI)) == ()


def test_a_code_over_a_fine_scan_is_found_once():
    page = scanned(picture(CARD, zxingcpp.BarcodeFormat.QRCode, 20, 20), 600)
    (code,) = find_codes(page)
    assert code.box.width == pytest.approx(20 / 25.4 * 600, rel=0.1)


def test_hostile_pages_are_bounded():
    tile = np.asarray(zxingcpp.create_barcode("x", zxingcpp.BarcodeFormat.QRCode).to_image(scale=3))
    codes = find_codes(PageImage(np.ascontiguousarray(np.tile(tile, (12, 12))), 300.0))
    assert len(codes) == MOST_CODES
    assert {code.text for code in codes} == {"x"}


def test_control_characters_are_left_out():
    page = PageImage(np.asarray(zxingcpp.create_barcode("a\x00b\x1bc", zxingcpp.BarcodeFormat.QRCode).to_image(scale=4)), 200.0)
    assert [code.text for code in find_codes(page)] == ["abc"]


@pytest.mark.parametrize("shape", [(1, 1), (1, 5000), (5000, 1), (0, 0), (40, 40, 3)])
def test_tiny_pages_have_no_codes(shape: tuple[int, ...]):
    assert find_codes(PageImage(np.zeros(shape, np.uint8), 300.0)) == ()


@settings(max_examples=40, deadline=None)
@given(st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệNữỊ ,|0123456789", min_size=1, max_size=60))
def test_vietnamese_text_survives(text: str):
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    codes = find_codes(PageImage(np.asarray(code.to_image(scale=4)), 200.0))
    assert [code.text for code in codes] == ([text.strip()] if text.strip() else [])
