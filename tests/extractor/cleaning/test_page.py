import math

import numpy as np
import pytest

from extractor.cleaning import clean
from extractor.cleaning.resolution import MOST_PIXELS
from extractor.raster import PageImage
from tests.extractor.cleaning import drawing

cv2 = pytest.importorskip("cv2")


def dirty_back() -> np.ndarray:
    """The back of a sheet: noise, two punch holes, a staple's shadow, a black edge, text shining through, a pale seal."""
    page = drawing.paper()
    front = np.ascontiguousarray(drawing.letter()[:, ::-1])
    page = np.minimum(page, 255 - (255 - front.astype(np.int16)) // 8).astype(np.uint8)
    for y in (900, 1530):
        cv2.circle(page, (95, y), 23, (15, 15, 15), cv2.FILLED)
    cv2.line(page, (120, 110), (190, 150), (90, 90, 90), 4)
    page[:, -22:] = 5
    return drawing.noisy(page, 5)


def test_the_back_of_a_sheet_is_blank() -> None:
    assert clean(PageImage(dirty_back(), drawing.DPI)).blank
    assert clean(PageImage(drawing.paper(), drawing.DPI)).blank


@pytest.mark.parametrize("text", ["2", "- 11 -", "Nơi nhận:"])
def test_a_page_with_next_to_nothing_on_it_is_not_blank(text: str) -> None:
    page = drawing.noisy(drawing.paper(), 5)
    drawing.write(page, text, 800, 2150)
    assert not clean(PageImage(page, drawing.DPI)).blank


def test_a_faint_letter_is_not_blank() -> None:
    assert not clean(PageImage(drawing.letter(ink=150), drawing.DPI)).blank


def test_edges_and_punch_holes_are_not_in_the_copy() -> None:
    page = drawing.letter()
    page[:, -30:] = 0
    page[:25] = 10
    cv2.circle(page, (95, 900), 23, (15, 15, 15), cv2.FILLED)
    copy = clean(PageImage(page, drawing.DPI)).pixels
    assert (copy[:, -30:] > 200).mean() > 0.99
    assert (copy[:25] > 200).mean() > 0.99
    assert (copy[870:930, 60:130] > 200).all()


def test_a_shadow_is_lifted_and_clean_paper_stays() -> None:
    page = drawing.letter()
    shade = np.linspace(1.0, 0.45, drawing.WIDTH)[None, :, None]
    shaded = clean(PageImage((page * shade).astype(np.uint8), drawing.DPI)).pixels
    clear = clean(PageImage(page, drawing.DPI)).pixels
    paper = clear > 250
    assert np.percentile(shaded[paper], 5) > 235
    assert abs((shaded < 128).mean() - (clear < 128).mean()) < 0.25 * (clear < 128).mean()


def test_faint_print_comes_out_darker() -> None:
    faint = drawing.letter(ink=150)
    with_it, without = (clean(PageImage(faint, drawing.DPI), skip=skip).pixels for skip in ((), ("strength",)))
    assert np.percentile(with_it, 3) < np.percentile(without, 3) - 30
    assert np.median(with_it) > 245


def test_quality_orders_pages_as_an_eye_does() -> None:
    good = drawing.letter()
    quality = clean(PageImage(good, drawing.DPI)).quality
    faint = clean(PageImage(drawing.letter(ink=150), drawing.DPI)).quality
    blurred = clean(PageImage(np.asarray(cv2.GaussianBlur(good, (0, 0), 3), dtype=np.uint8), drawing.DPI)).quality
    rough = clean(PageImage(drawing.noisy(good, 14), drawing.DPI)).quality
    sparse = clean(PageImage(drawing.letter(lines=4), drawing.DPI)).quality
    assert faint.contrast < quality.contrast
    assert blurred.sharpness < quality.sharpness
    assert rough.noise > quality.noise + 2
    assert sparse.ink < quality.ink / 4


@pytest.mark.parametrize(
    "shape", [(1, 1), (1, 1, 3), (2, 3, 3), (1, 5000, 3), (5000, 1), (30, 12000, 3), (200, 200), (7, 7, 3)]
)
@pytest.mark.parametrize("level", [0, 128, 255])
def test_odd_images_come_back_without_an_error(shape: tuple[int, ...], level: int) -> None:
    for dpi in (300.0, 0.0, math.inf):
        copy = clean(PageImage(np.full(shape, level, np.uint8), dpi))
        assert copy.pixels.ndim == 2
        assert copy.pixels.size >= 1


def test_the_copy_is_bounded_and_the_page_untouched() -> None:
    page = np.full((6000, 9000), 250, np.uint8)
    before = page.copy()
    copy = clean(PageImage(page, 50))
    assert copy.pixels.size <= 1.01 * MOST_PIXELS
    assert np.array_equal(page, before)
    letter = drawing.letter()
    kept = letter.copy()
    clean(PageImage(letter, drawing.DPI))
    assert np.array_equal(letter, kept)
