import numpy as np
import pytest

from extractor.cleaning import clean
from extractor.raster import PageImage
from tests.extractor.cleaning import drawing


def dark(pixels: np.ndarray, box: tuple[int, int, int, int]) -> float:
    left, top, right, bottom = box
    return float((pixels[top:bottom, left:right] < 128).mean())


@pytest.fixture(scope="module")
def signed_page() -> np.ndarray:
    page = drawing.letter(lines=20)
    drawing.write(page, "KT. CHỦ TỊCH", 1000, 1600)
    drawing.write(page, "Nguyễn Văn Mẫu", 1010, 1890)
    drawing.write(page, "BSCKI. Trần Thị Thử", 1000, 2000, colour=(70, 50, 210))
    return page


def test_a_seal_is_found_and_boxed(signed_page: np.ndarray) -> None:
    page = signed_page.copy()
    drawing.seal(page, 1000, 1760)
    (box,) = clean(PageImage(page, drawing.DPI)).seals
    assert np.allclose((box.x0, box.y0, box.x1, box.y1), (860, 1620, 1140, 1900), atol=14)


def test_black_text_under_a_seal_stays_and_the_seal_goes(signed_page: np.ndarray) -> None:
    stamped = signed_page.copy()
    drawing.seal(stamped, 1000, 1760)
    before, after = clean(PageImage(signed_page, drawing.DPI)).pixels, clean(PageImage(stamped, drawing.DPI)).pixels
    text, empty = (1010, 1890, 1140, 1935), (900, 1680, 1100, 1850)
    assert dark(after, text) == pytest.approx(dark(before, text), rel=0.15)
    assert dark(after, empty) < 0.01
    assert dark(clean(PageImage(stamped, drawing.DPI), skip=["seals"]).pixels, empty) > 0.05


def test_a_red_name_stamp_stays_readable(signed_page: np.ndarray) -> None:
    stamped = signed_page.copy()
    drawing.seal(stamped, 1000, 1760)
    copy = clean(PageImage(stamped, drawing.DPI))
    assert dark(copy.pixels, (1000, 2000, 1340, 2045)) > 0.08


def test_red_lettering_alone_is_no_seal(signed_page: np.ndarray) -> None:
    assert clean(PageImage(signed_page, drawing.DPI)).seals == ()


def test_a_grey_page_has_no_coloured_ink(signed_page: np.ndarray) -> None:
    copy = clean(PageImage(np.ascontiguousarray(signed_page[..., 1]), drawing.DPI))
    assert (copy.seals, copy.handwriting) == ((), ())


def test_blue_figures_in_a_slot_are_handwriting() -> None:
    page = drawing.letter()
    drawing.write(page, "Số:         /QĐ-UBND", 250, 160)
    slot = drawing.write(page, "47", 325, 155, size=44, colour=(190, 60, 40))
    (box,) = clean(PageImage(page, drawing.DPI)).handwriting
    assert box.overlap(slot) > 0.5 * box.area


def test_a_letter_printed_in_blue_is_not_handwriting() -> None:
    page = drawing.paper()
    for index in range(20):
        drawing.write(page, drawing.TEXT[index % 5], 220, 300 + 60 * index, colour=(170, 60, 40))
    assert clean(PageImage(page, drawing.DPI)).handwriting == ()


def test_a_pen_stroke_across_a_seal_is_a_signature(signed_page: np.ndarray) -> None:
    cv2 = pytest.importorskip("cv2")
    for colour in ((190, 70, 50), (25, 25, 25)):
        page = signed_page.copy()
        drawing.seal(page, 1000, 1760)
        wave = [(1050 + step, int(1770 + 60 * np.sin(step / 25))) for step in range(0, 300, 3)]
        cv2.polylines(page, [np.array(wave, np.int32)], False, colour, 4)
        copy = clean(PageImage(page, drawing.DPI))
        assert any(1200 < box.centre[0] < 1300 or box.x0 < 1200 < box.x1 for box in copy.signatures)


def test_a_leaning_red_name_stamp_is_lifted_level_and_alone() -> None:
    page = drawing.letter(lines=20)
    name = drawing.paper(255)
    drawing.write(name, "Trần Thị Thử Nghiệm", 900, 1800, size=44, colour=(70, 50, 210))
    page = np.minimum(page, drawing.tilted(name, -4.0, level=255))
    page[1700:1900, 1000:1003] = 20
    (stamp,) = clean(PageImage(page, drawing.DPI)).stamps
    rows, columns = np.nonzero(stamp.pixels < 128)
    assert rows.max() - rows.min() < 1.15 * stamp.lettering.height
    assert columns.min() >= stamp.lettering.x0 - 8
    assert columns.max() <= stamp.lettering.x1 + 8
    assert stamp.box.y0 < 1800 < stamp.box.y1
    assert np.median(stamp.pixels[:5]) > 245


def test_black_print_and_a_seal_are_no_stamp() -> None:
    page = drawing.letter()
    assert clean(PageImage(page, drawing.DPI)).stamps == ()
    drawing.seal(page, 1000, 1760)
    assert clean(PageImage(page, drawing.DPI)).stamps == ()


def test_a_fine_pens_long_stroke_beside_a_seal_is_a_signature_and_a_rule_is_none() -> None:
    cv2 = pytest.importorskip("cv2")
    page = drawing.letter(lines=20)
    drawing.seal(page, 1000, 1760)
    ruled = page.copy()
    cv2.line(page, (1150, 1800), (1400, 1760), (25, 25, 25), 2)
    cv2.line(ruled, (1150, 1780), (1400, 1780), (25, 25, 25), 2)

    assert any(box.x0 < 1300 < box.x1 for box in clean(PageImage(page, drawing.DPI)).signatures)
    assert clean(PageImage(ruled, drawing.DPI)).signatures == ()


def test_a_stamp_is_shown_without_the_seal_that_reaches_into_it() -> None:
    page = drawing.letter(lines=20)
    drawing.write(page, "Trần Thị Thử Nghiệm", 1080, 1876, size=44, colour=(70, 50, 210))
    drawing.seal(page, 1000, 1760)
    (stamp,) = clean(PageImage(page, drawing.DPI)).stamps
    dark, clear, _ = ((picture < 128).sum() for picture in stamp.pictures)

    assert clear < 0.97 * dark
    middle = stamp.pictures[1][:, stamp.pictures[1].shape[1] // 2 :]
    assert (middle < 128).sum() == (stamp.pictures[0][:, stamp.pictures[0].shape[1] // 2 :] < 128).sum()
