"""The networks that find and read lines, on drawn print."""

import numpy as np
import pytest
from PIL import Image, ImageDraw
from rapidfuzz.distance import Levenshtein

from extractor.reading import asterocr, finder, trueocr
from extractor.reading.finder import find_lines
from extractor.reading.glyphs import text_of
from extractor.reading.strip import is_light_on_dark, strip
from extractor.record import Box
from tests.drawing import DPI, draw_letter, font

TEXT = "Ủy ban nhân dân phường Hà Tu"


@pytest.fixture(scope="module")
def page():
    return np.asarray(draw_letter())


def drawn(text=TEXT, *, ink=20, paper=250, size=(900, 160)):
    image = Image.new("L", size, paper)
    ImageDraw.Draw(image).text((60, 60), text, fill=ink, font=font(13))
    ys, xs = np.nonzero(np.abs(np.asarray(image).astype(int) - paper) > 60)
    box = Box(float(xs.min()) - 4, float(ys.min()) - 2, float(xs.max()) + 4, float(ys.max()) + 2)
    return np.asarray(image), box


def test_every_line_of_a_letter_is_found_once_and_columns_apart(page):
    boxes = find_lines(page, DPI)

    assert len(boxes) == 19
    header = sorted((box for box in boxes if box.y1 < 300), key=lambda box: box.x0)
    assert [box.centre[0] < page.shape[1] / 2 for box in header] == [True] * 3 + [False] * 3


@pytest.mark.parametrize("pale", [20, 170])
def test_columns_that_were_joined_are_parted_and_pale_words_are_kept(monkeypatch, pale):
    page, left = drawn("Số: 15/KH-UBND", size=(1600, 160))
    other, _ = drawn("Hạ Long", ink=pale, size=(1600, 160))
    page = np.minimum(page, np.roll(other, 900, axis=1))
    joined = np.array([[left.x0, left.y0, left.x1 + 900, left.y1]])
    monkeypatch.setattr(finder, "_look", lambda *_: joined)

    one, two = find_lines(page, DPI)

    assert one.x1 < left.x1 + 40
    assert two.x0 > 900


def test_boxes_hold_the_ink_of_their_lines(page):
    inside = np.zeros_like(page, bool)
    for box in find_lines(page, DPI):
        inside[max(0, int(box.y0) - 3) : int(box.y1) + 4, int(box.x0) : int(box.x1) + 1] = True

    assert (page[~inside] < 128).sum() < 0.005 * (page < 128).sum()


@pytest.mark.parametrize("scale", [0.5, 1.5])
def test_lines_are_found_at_other_resolutions(page, scale):
    size = round(page.shape[1] * scale), round(page.shape[0] * scale)
    other = np.asarray(Image.fromarray(page).resize(size, Image.Resampling.LANCZOS))

    assert len(find_lines(other, DPI * scale)) == len(find_lines(page, DPI))


def test_small_print_is_looked_at_twice(page):
    small = np.full_like(page, 250)
    third = np.asarray(Image.fromarray(page).resize((page.shape[1] // 3, page.shape[0] // 3), Image.Resampling.LANCZOS))
    small[: third.shape[0], : third.shape[1]] = third

    assert len(find_lines(small, DPI)) >= 18


@pytest.mark.parametrize("shape", [(1, 1), (3, 3000), (3000, 3), (400, 300)], ids=str)
def test_an_empty_page_has_no_lines_whatever_its_shape(shape):
    assert find_lines(np.full(shape, 250, np.uint8), DPI) == []


@pytest.mark.parametrize(
    "read", [lambda page, box: trueocr.read_lines(page, [box])[0], asterocr.read_piece], ids=["trueocr", "asterocr"]
)
def test_a_line_is_read_and_its_letters_stand_where_they_were_drawn(read):
    page, box = drawn()
    found = read(page, box)

    assert Levenshtein.distance(text_of(found), TEXT) <= 1
    assert [glyph.x for glyph in found] == sorted(glyph.x for glyph in found)
    assert found[0].x == pytest.approx(box.x0 + 15, abs=15)
    assert found[-1].x == pytest.approx(box.x1 - 15, abs=15)
    assert all(0 < glyph.confidence <= 1 for glyph in found)


def test_lines_read_together_are_read_as_alone(page):
    boxes = find_lines(page, DPI)
    together = [text_of(reading) for reading in trueocr.read_lines(page, boxes)]

    assert together == [text_of(trueocr.read_lines(page, [box])[0]) for box in boxes]


def test_light_print_on_a_dark_ground_is_read(page):
    light, box = drawn(ink=240, paper=40)
    dark, _ = drawn()

    assert is_light_on_dark(light, box)
    assert not is_light_on_dark(dark, box)
    assert Levenshtein.distance(text_of(trueocr.read_lines(light, [box])[0]), TEXT) <= 1


def test_a_strip_has_the_asked_height_a_whole_number_of_steps_and_white_beside_the_page():
    page = np.zeros((40, 40), np.uint8)

    piece = strip(page, Box(-40.0, 0.0, 40.0, 40.0), height=32, widest=1000, multiple=4)

    assert piece.shape == (32, 64)
    assert piece[:, :30].min() == 255
    assert piece[:, 34:].max() == 0


def test_a_strip_of_nothing_is_white_and_a_long_one_is_squeezed():
    page = np.zeros((40, 4000), np.uint8)

    assert strip(page, Box(50.0, 60.0, 90.0, 100.0), height=32, widest=1000, multiple=4).min() == 255
    assert strip(page, Box(0.0, 0.0, 4000.0, 40.0), height=32, widest=1000, multiple=4).shape == (32, 1000)
