"""Cut-outs of a page, as a reviewer sees them beside a field."""

from __future__ import annotations

import numpy as np
import pytest

from extractor.record import Box
from workers.web.images import LENGTH, _around

PAGE = np.zeros((1400, 1000), np.uint8)


@pytest.mark.parametrize(
    ("upright", "box"), [(True, Box(480, 700, 520, 740)), (True, Box(480, 690, 500, 740)), (False, Box(480, 680, 520, 720))]
)
def test_a_word_is_shown_with_its_line(box: Box, upright: bool) -> None:
    height, width = _around(PAGE, box, upright=upright).shape
    length, depth = (width, height) if upright else (height, width)
    assert length >= LENGTH * depth - 2
    assert depth <= 2.1 * (box.height if upright else box.width)


def test_a_cut_out_ends_where_the_page_does() -> None:
    assert _around(PAGE, Box(0, 0, 900, 300), upright=True).shape == (450, 1000)
    assert _around(PAGE, Box(999, 1399, 1400, 1500), upright=True).size > 0
