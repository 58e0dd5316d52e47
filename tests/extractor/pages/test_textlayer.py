"""Characters of a file become words and lines."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from extractor.pages.pdfium import Character
from extractor.pages.textlayer import text_lines


def typed(words, x, y, size=10.0):
    """Characters of `words` on a baseline that begins at (x, y) points, half as wide as high; spaces as the file has them."""
    made = []
    for character in words:
        rect = (x, y - size, x, y - size) if character == " " else (x, y - size, x + size / 2, y)
        made.append(Character(character, rect))
        x += size / 2
    return [*made, Character("\r", (0, 0, 0, 0)), Character("\n", (0, 0, 0, 0))]


def lines(characters, dpi=72, size=(600, 800)):
    return [line.text for line in text_lines(characters, dpi, *size)]


def test_words_are_nfc_and_boxes_are_pixels():
    decomposed = unicodedata.normalize("NFD", "Hội đồng")
    (line,) = text_lines(typed(decomposed, 72, 144), 144, 1200, 1600)
    assert line.text == "Hội đồng"
    assert unicodedata.is_normalized("NFC", line.text)
    assert (line.box.x0, line.box.y1) == (144, 288)


def test_two_columns_are_two_lines():
    header = typed("ỦY BAN NHÂN DÂN", 50, 100) + typed("CỘNG HÒA XÃ HỘI", 320, 100)
    assert lines(header) == ["ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI"]


def test_pieces_of_a_line_are_joined_in_reading_order():
    pieces = typed("/QĐ-UBND", 95, 100) + typed("Xem xét", 50, 140) + typed("Số: 15", 50, 100)
    assert lines(pieces) == ["Số: 15 /QĐ-UBND", "Xem xét"]


def test_a_stamp_fills_the_gap_that_was_left_for_it():
    printed = typed("Quảng Ninh, ngày", 50, 100) + typed("tháng 11 năm 2024", 146, 100)
    assert lines(printed) == ["Quảng Ninh, ngày tháng 11 năm 2024"]
    assert lines(printed + typed("06", 133, 99)) == ["Quảng Ninh, ngày 06 tháng 11 năm 2024"]


def test_text_on_its_side_stays_apart():
    side = [Character(letter, (20, 300 - 6 * n, 30, 306 - 6 * n)) for n, letter in enumerate("TP-2014-01")]
    assert sorted(lines([*side, *typed("", 0, 0), *typed("Kính gửi", 32, 300)])) == ["Kính gửi", "TP-2014-01"]


def test_what_lies_outside_the_page_is_left_out():
    assert lines(typed("trong", 50, 100) + typed("ngoài", 50, 900) + typed("trái", -100, 100)) == ["trong"]


@given(
    st.lists(
        st.tuples(st.text(min_size=1, max_size=3), *(st.floats(-1e6, 1e6) for _ in range(4))).map(
            lambda raw: Character(
                raw[0][0], (min(raw[1], raw[3]), min(raw[2], raw[4]), max(raw[1], raw[3]), max(raw[2], raw[4]))
            )
        ),
        max_size=60,
    )
)
def test_any_characters_give_lines_inside_the_page(characters):
    for line in text_lines(characters, 100, 800, 1000):
        assert line.words
        for word in line.words:
            assert word.text.strip()
            assert 0 <= word.box.x0 <= word.box.x1 <= 800
            assert 0 <= word.box.y0 <= word.box.y1 <= 1000
