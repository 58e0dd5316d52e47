from dataclasses import replace

import pytest

from extractor.record import Page
from tests.workers.records import made_record
from workers.backlog.sheets import a4_equivalents, sheets


def page(short: float, long: float, *, dpi: float = 200.0, turned: bool = False) -> Page:
    width, height = round(short / 25.4 * dpi), round(long / 25.4 * dpi)
    return Page(1, 0, 1, *((height, width) if turned else (width, height)), dpi)


@pytest.mark.parametrize(
    ("sides", "name"),
    [
        ((210, 297), "A4"),
        ((216, 279), "A4"),
        ((230, 326), "A4"),
        ((234, 297), "A3"),
        ((210, 330), "A3"),
        ((148, 210), "A5"),
        ((85, 54), "A5"),
        ((163, 232), "A4"),
        ((80, 300), "A4"),
        ((297, 420), "A3"),
        ((594, 841), "A1"),
        ((900, 1300), "A0"),
        ((2000, 3000), "A0"),
    ],
)
def test_a_page_has_the_smallest_format_that_it_fits_into_with_a_tenth_to_spare(sides: tuple[float, float], name: str) -> None:
    short, long = sorted(sides)
    for turned in (False, True):
        assert sheets(replace(made_record(), pages=(page(short, long, turned=turned),))) == {name: 1}


def test_the_resolution_decides_what_pixels_are_worth() -> None:
    coarse, fine = page(210, 297, dpi=72.0), page(210, 297, dpi=600.0)
    assert sheets(replace(made_record(), pages=(coarse, fine))) == {"A4": 2}


def test_formats_come_smallest_first_and_a_page_that_could_not_be_opened_has_none() -> None:
    unread = Page(1, 0, 1, width=0, height=0, dpi=72.0)
    counted = sheets(replace(made_record(), pages=(unread, page(297, 420), page(148, 210), page(210, 297))))
    assert list(counted.items()) == [("A5", 1), ("A4", 1), ("A3", 1), ("unknown", 1)]


def test_larger_formats_count_for_as_many_a4_sheets_as_they_cover() -> None:
    assert a4_equivalents({"A4": 3, "A3": 1, "A2": 1, "A1": 1, "A0": 1}) == 3 + 2 + 4 + 8 + 16
    assert a4_equivalents({"A5": 3}) == 1.5
    assert a4_equivalents({"unknown": 7}) == 0
    assert a4_equivalents({}) == 0
