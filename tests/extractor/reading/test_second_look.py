"""Which pieces are read again, and which reading is kept."""

from collections.abc import Callable

import pytest

from extractor.reading.second_look import MOST, second_look
from extractor.record import Box, Line, Word


def line(*words: tuple[str, float], x: float = 0.0, gap: float = 10.0) -> Line:
    made = []
    for text, confidence in words:
        made.append(Word(text, Box(x, 0, x + 12 * len(text), 20), confidence))
        x = made[-1].box.x1 + gap
    return Line(tuple(made), Box.around([word.box for word in made]), "engine")


def answer(*words: tuple[str, float]) -> Callable[[Box], Line | None]:
    return lambda box: line(*words, x=box.x0 + 5)


def test_a_surer_number_replaces_a_doubtful_one() -> None:
    (seen,) = second_look([line(("ngày", 0.0), ("24", 0.0))], answer(("ngày", 0.95), ("24", 0.93)))
    assert [word.confidence for word in seen.words] == [0.95, 0.93]


def test_a_second_reading_that_is_no_surer_is_dropped() -> None:
    before = line(("Số:", 0.9), ("2827", 0.2))
    assert second_look([before], answer(("Số:", 0.5), ("28Z7", 0.5))) == (before,)
    assert second_look([before], lambda _: None) == (before,)


def test_only_the_doubtful_column_is_read_again() -> None:
    boxes: list[Box] = []
    before = line(("Số:", 0.9), ("5/QĐ", 0.1), x=0)
    right = line(("Hạ", 0.9), ("Long", 0.9), x=400)
    merged = Line(before.words + right.words, before.box.union(right.box), "engine")
    second_look([merged], boxes.append)
    (box,) = boxes
    assert box.x1 < 400


@pytest.mark.parametrize("words", [[("Nguyễn", 0.1)], [("2024", 0.9)]])
def test_words_without_digits_and_sure_numbers_are_left_alone(words: list[tuple[str, float]]) -> None:
    def never(box: Box) -> Line | None:
        raise AssertionError("read again")

    second_look([line(*words)], never)


def test_a_page_of_rubbish_is_not_asked_for_ever() -> None:
    asked: list[Box] = []
    second_look([line(("1/", 0.0))] * 50, asked.append)
    assert len(asked) == MOST
