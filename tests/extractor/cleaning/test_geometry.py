import numpy as np
import pytest

from extractor.cleaning import clean
from extractor.cleaning.deskew import detect_skew
from extractor.cleaning.ink import binarise
from extractor.cleaning.sheet import find_sheet
from extractor.raster import PageImage, Pixels
from extractor.record import Box
from tests.extractor.cleaning import drawing

cv2 = pytest.importorskip("cv2")


def grey(page: Pixels) -> Pixels:
    return np.asarray(cv2.cvtColor(page, cv2.COLOR_BGR2GRAY), dtype=np.uint8)


@pytest.mark.parametrize("degrees", [-8.0, -2.4, -0.5, 0.0, 0.3, 1.7, 6.5])
def test_skew_is_measured_to_a_tenth_of_a_degree(degrees: float) -> None:
    small = cv2.resize(grey(drawing.tilted(drawing.letter(), degrees)), None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    assert detect_skew(binarise(small, 100)) == pytest.approx(degrees, abs=0.12)


def test_a_tilted_page_is_levelled() -> None:
    copy = clean(PageImage(drawing.tilted(drawing.letter(), 3.2), drawing.DPI))
    assert copy.skew == pytest.approx(3.2, abs=0.15)
    assert clean(PageImage(copy.pixels, copy.dpi)).skew == 0.0


@pytest.mark.parametrize("quarter_turns", [0, 1, 2, 3])
def test_a_turned_page_is_set_upright(quarter_turns: int) -> None:
    turned = np.ascontiguousarray(np.rot90(drawing.letter(), quarter_turns))
    # numpy turns against the clock, the record counts the clockwise turn that undoes it.
    assert clean(PageImage(turned, drawing.DPI)).rotation == 90 * quarter_turns


def test_a_given_rotation_is_used_and_a_wrong_one_refused() -> None:
    page = PageImage(drawing.letter(), drawing.DPI)
    assert clean(page, rotation=180).rotation == 180
    with pytest.raises(ValueError, match="90"):
        clean(page, rotation=45)


@pytest.mark.parametrize(("quarter_turns", "degrees", "dpi"), [(0, 0.0, 200), (0, 2.3, 200), (1, -1.4, 200), (2, 0.8, 200)])
def test_a_mark_in_the_copy_maps_back_to_the_page(quarter_turns: int, degrees: float, dpi: int) -> None:
    page = drawing.letter()
    page[1500:1530, 700:760] = 0
    page = np.ascontiguousarray(np.rot90(drawing.tilted(page, degrees), quarter_turns))
    copy = clean(PageImage(page, dpi))
    found = copy.transform.box(_darkest_block(copy.pixels))
    expected = _darkest_block(grey(page))
    assert found.centre[0] == pytest.approx(expected.centre[0], abs=2)
    assert found.centre[1] == pytest.approx(expected.centre[1], abs=2)


def test_a_larger_page_is_brought_to_the_reading_size_and_its_boxes_back() -> None:
    page = cv2.resize(drawing.letter(), None, fx=1.5, fy=1.5, interpolation=cv2.INTER_CUBIC)
    page[2250:2295, 1050:1140] = 0
    copy = clean(PageImage(np.asarray(page, dtype=np.uint8), 300))
    assert copy.dpi == pytest.approx(200)
    found = copy.transform.box(_darkest_block(copy.pixels))
    assert np.allclose((found.x0, found.y0, found.x1, found.y1), (1050, 2250, 1140, 2295), atol=2)


def test_absurd_dpi_is_replaced_by_what_the_letters_say() -> None:
    for claim in (1.0, 72.0, 4800.0, float("nan"), 0.0, -300.0):
        copy = clean(PageImage(drawing.letter(), claim))
        assert 0.6 * drawing.WIDTH <= copy.pixels.shape[1] <= 1.6 * drawing.WIDTH


def test_a_sheet_on_a_dark_table_is_flattened() -> None:
    corners = np.array([(230, 160), (1480, 240), (1560, 2050), (150, 1980)], np.float32)
    flat = np.array([(0, 0), (1654, 0), (1654, 2339), (0, 2339)], np.float32)
    map_to_photo = cv2.getPerspectiveTransform(flat, corners)
    photo = cv2.warpPerspective(drawing.letter(), map_to_photo, (1700, 2200), borderValue=(45, 50, 60), flags=cv2.INTER_AREA)
    copy = clean(PageImage(np.asarray(photo, dtype=np.uint8), 180))
    height, width = copy.pixels.shape
    for point, corner in zip(((0, 0), (width, 0), (width, height), (0, height)), corners, strict=True):
        assert copy.transform.point(*point) == pytest.approx(tuple(corner), abs=12)
    assert np.median(copy.pixels) > 250


def test_a_shadow_across_the_sheet_does_not_halve_it() -> None:
    corners = np.array([(130, 160), (1580, 190), (1560, 2050), (150, 1980)], np.float32)
    flat = np.array([(0, 0), (1654, 0), (1654, 2339), (0, 2339)], np.float32)
    photo = cv2.warpPerspective(
        grey(drawing.letter()), cv2.getPerspectiveTransform(flat, corners), (1700, 2200), borderValue=45, flags=cv2.INTER_AREA
    )
    shade = np.where(np.arange(2200) < 1000, 1.0, 0.55)[:, None]
    found = find_sheet(cv2.resize((photo * shade).astype(np.uint8), None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA))
    assert found is not None
    transform, width, height = found
    assert transform.point(width, height) == pytest.approx((780, 1025), abs=8)


@pytest.mark.parametrize("quarter_turns", [0, 1, 2, 3])
def test_a_page_with_next_to_no_text_is_left_as_it_lies(quarter_turns: int) -> None:
    page = drawing.noisy(drawing.paper(), 5)
    drawing.seal(page, 1000, 1760)
    assert clean(PageImage(np.ascontiguousarray(np.rot90(page, quarter_turns)), drawing.DPI)).rotation == 0


def test_a_leaning_page_upside_down_is_set_upright() -> None:
    page = np.ascontiguousarray(np.rot90(drawing.tilted(drawing.letter(), 7.0), 2))
    copy = clean(PageImage(page, drawing.DPI))
    assert copy.rotation == 180
    assert copy.skew == pytest.approx(7.0, abs=0.15)


def test_a_scan_without_a_dark_table_is_no_photograph() -> None:
    assert find_sheet(grey(drawing.letter())) is None
    assert find_sheet(grey(drawing.paper())) is None


def _darkest_block(pixels: Pixels) -> Box:
    """The one solid rectangle: letters vanish when only areas of 15 pixels and more count."""
    solid = cv2.morphologyEx((pixels < 128).astype(np.uint8), cv2.MORPH_OPEN, np.ones((15, 15), np.uint8))
    rows, columns = np.nonzero(solid)
    return Box(columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
