import numpy as np
import pytest

from extractor.raster import PageImage
from extractor.reading import usable_text_layer
from tests.extractor.reading.lines import line

PIXELS = np.full((2340, 1650), 255, np.uint8)
SENTENCE = "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;"
PAGE = tuple(line(SENTENCE, 200, y) for y in range(200, 2000, 60))


def image(lines, kind):
    return PageImage(PIXELS, 200, kind, tuple(lines))


@pytest.mark.parametrize("kind", ["digital", "mixed"])
def test_text_that_a_program_wrote_over_the_page_is_used(kind):
    assert usable_text_layer(image(PAGE, kind))


def test_the_text_that_a_scanner_laid_under_its_picture_is_not():
    assert not usable_text_layer(image(PAGE, "scan"))


def test_a_page_without_text_has_none_to_use():
    assert not usable_text_layer(image((), "digital"))


def test_the_stamp_of_a_digital_signature_is_not_the_page():
    stamp = [line("Người ký: Ủy ban nhân dân tỉnh", 1000, 200), line("Thời gian ký: 05.03.2024 10:15:00 +07:00", 1000, 240)]

    assert not usable_text_layer(image(stamp, "mixed"))


def test_a_long_stamp_in_one_corner_is_not_the_page():
    stamp = [line("Người ký: Ủy ban nhân dân tỉnh Thời gian ký hôm nay", 900, 200 + 40 * row) for row in range(5)]

    assert not usable_text_layer(image(stamp, "mixed"))


@pytest.mark.parametrize(
    "sentence",
    [
        "Céng hßa x∙ héi chñ nghÜa ViÖt Nam - §éc lËp Tù do H¹nh phóc",
        "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam Ñoäc laäp Töï do Haïnh phuùc",
        "Cng ha x hi ch ngha Vit Nam c lp T do Hnh phc",
    ],
    ids=["TCVN3", "VNI", "a font without a Unicode map"],
)
def test_text_in_a_legacy_encoding_is_not_used(sentence):
    assert not usable_text_layer(image([line(sentence, 200, y) for y in range(200, 2000, 60)], "digital"))
