import math

import pytest

from extractor.export.glyphless import Alphabet, font_program, to_unicode
from extractor.export.layer import Placement, text_layer
from tests.extractor.export.reading import line, page

VISIBLE = (10.0, 20.0, 110.0, 220.0)


@pytest.mark.parametrize(
    ("turn", "top_left", "bottom_right"),
    [(0, (10, 220), (110, 20)), (90, (10, 20), (110, 220)), (180, (110, 20), (10, 220)), (270, (110, 220), (10, 20))],
)
def test_a_turned_page_keeps_its_corners(turn: int, top_left: tuple[int, int], bottom_right: tuple[int, int]) -> None:
    width, height = (400, 200) if turn in (90, 270) else (200, 400)
    placement = Placement.of(VISIBLE, turn, width, height)
    assert placement.point(0, 0) == pytest.approx(top_left)
    assert placement.point(width, height) == pytest.approx(bottom_right)


def test_nothing_read_means_no_layer() -> None:
    layer = text_layer(page(), Placement.of(VISIBLE, 0, 200, 400), Alphabet.of([]))
    assert layer.content == b""


def test_words_of_a_line_share_size_and_baseline() -> None:
    read = page(line("Kính gửi ban", 100, 100), line("xxx", 100, 200))
    alphabet = Alphabet.of(word.text for each in read.lines for word in each.words)
    content = text_layer(read, Placement.of((0, 0, 480, 672), 0, 1000, 1400), alphabet).content.decode()
    words = [each.split() for each in content.splitlines() if each.startswith("/Hoso")]
    assert len({word[1] for word in words[:3]}) == 1
    baselines = {word[word.index("Tm") - 1] for word in words[:3]}
    assert len(baselines) == 1


def test_a_downhill_page_has_a_downhill_baseline() -> None:
    slope = math.tan(math.radians(1.0))
    sloped = line("một hai ba", 100, 100)
    words = tuple(
        type(word)(word.text, type(word.box)(word.box.x0, word.box.y0 + d, word.box.x1, word.box.y1 + d), 0.9)
        for word in sloped.words
        for d in [slope * word.box.centre[0]]
    )
    read = page(type(sloped)(words, sloped.box), skew=1.0)
    layer = text_layer(read, Placement.of((0, 0, 480, 672), 0, 1000, 1400), Alphabet.of(["một hai ba"]))
    assert len(layer.faces) == 1


def test_the_same_letters_give_the_same_font() -> None:
    assert font_program(Alphabet.of(["ửng", "đỏ"])) == font_program(Alphabet.of(["đỏửng"]))


def test_the_alphabet_is_nfc_and_has_no_control_characters() -> None:
    alphabet = Alphabet.of(["e\u0302\u0323\x07", "🙂"])
    assert set(alphabet.codes) == {" ", "ệ", "🙂"}
    assert 0 not in alphabet.codes.values()
    assert alphabet.length("ệ\x07") == 1
    assert "<D83DDE42>" in to_unicode(alphabet)
