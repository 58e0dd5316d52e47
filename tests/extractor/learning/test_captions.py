"""The printed words before a value."""

from __future__ import annotations

import pytest

from extractor.learning.captions import Place, captions
from extractor.learning.headings import headings
from extractor.learning.wording import Wording
from extractor.profiles import FieldSpec
from extractor.record import Box, Document, Line
from tests.extractor.learning.papers import profiles
from tests.extractor.paper import centred, letterhead, line, page

BIRTH = "Giấy khai sinh"
NAME, DAY, PLACE = (profiles().fields(BIRTH)[name] for name in ("child_name", "date_of_birth", "place_of_birth"))


def before(
    value: str, *lines: Line, spec: FieldSpec = NAME, place: Place | None = None, taken: tuple[Place, ...] = ()
) -> list[str]:
    paper = page([centred(100, "GIẤY KHAI SINH"), *lines])
    found = captions(Document(BIRTH, 1.0, (1,)), [paper], profiles(), spec, value, place, taken)
    return [" ".join(each.words) for each in found]


def test_they_reach_back_to_what_ends_something() -> None:
    assert before("Chíu A Sáng", line(90, 200, "Tên bé gái: Chíu A Sáng")) == ["Tên bé gái"]
    assert before("Chíu A Sáng", line(90, 200, "3. Họ, tên bé ............ Chíu A Sáng")) == ["Họ tên bé"]
    assert before("Chíu A Sáng", line(90, 200, "Dân tộc: Dao; tên bé: Chíu A Sáng")) == ["tên bé"]
    assert before("Chíu A Sáng", line(90, 200, "Lớp 5 tên bé: Chíu A Sáng")) == ["tên bé"]
    assert before("Chíu A Sáng", line(90, 200, "Giới tính"), line(400, 200, "Tên bé: Chíu A Sáng")) == ["Tên bé"]


def test_they_stand_above_a_value_that_begins_its_row() -> None:
    assert before("Chíu A Sáng", line(90, 200, "Tên bé"), line(90, 224, "Chíu A Sáng")) == ["Tên bé"]
    assert before("Chíu A Sáng", line(90, 200, "Tên bé"), line(90, 300, "Chíu A Sáng")) == []


def test_no_label_reaches_into_another_value() -> None:
    paper = line(90, 200, "Chíu Thị Hoa mẹ của bé: Chíu A Sáng")
    other = Place(1, Box.around([word.box for word in paper.words[:3]]))
    assert before("Chíu A Sáng", paper, taken=(other,)) == ["mẹ của bé"]


def test_a_value_is_found_as_it_is_printed_or_read() -> None:
    assert before("2021-03-05", line(90, 200, "Chào đời: ngày 05 tháng 3 năm 2021"), spec=DAY) == ["Chào đời"]
    assert before("2021-03-05", line(90, 200, "Chào đời ngày: 05/03/2021"), spec=DAY) == ["Chào đời ngày"]
    long = "xã Hải Hòa, thành phố Cẩm Phả, tỉnh Quảng Ninh"
    wrapped = [line(90, 200, "Ra đời ở: xã Hải Hòa, thành phố Cẩm"), line(90, 224, "Phả, tỉnh Quảng Ninh")]
    assert before(long, *wrapped, spec=PLACE) == ["Ra đời ở"]
    assert before("Chíu A Sáng", line(90, 200, "Tên bé: Chiu A Sang")) == ["Tên bé"]
    assert before("Chíu A Sáng", line(90, 200, "Tên bé: Tằng A Sồi")) == []


def test_where_somebody_drew_it_counts_although_it_was_read_otherwise() -> None:
    paper = line(90, 200, "Tên bé: Ch1u 4 5áng")
    value = Place(1, Box.around([word.box for word in paper.words[2:]]))
    whole = Place(1, paper.box)
    assert before("Chíu A Sáng", paper) == []
    assert before("Chíu A Sáng", paper, place=value) == ["Tên bé"]
    assert before("Chíu A Sáng", line(90, 200, "Tên bé: Chíu A Sáng"), place=whole) == ["Tên bé"]


@pytest.mark.parametrize(
    ("text", "sayable"),
    [
        ("Họ và Tên", True),
        ("Số CCCD", True),
        ("HỌ VÀ TÊN", True),
        ("Tên cháu Sáng", False),
        ("Chíu A Sáng sinh", False),
        ("NGUYỄN VĂN HẢI", False),
        ("Điều 5", False),
        ("ở", False),
    ],
)
def test_names_and_figures_are_no_labels(text: str, sayable: bool) -> None:
    assert Wording(profiles()).sayable(text.split()) is sayable


def test_titles_are_looked_for_under_the_letterhead() -> None:
    paper = page(
        [
            *letterhead("UBND XÃ HẢI HÒA", number=("Số: 12/GXN-UBND",)),
            centred(190, "PHIẾU GHI NHẬN"),
            centred(212, "TRẺ RA ĐỜI"),
            centred(270, "BẢN SAO"),
            line(90, 300, "Tên bé: Chíu A Sáng"),
        ]
    )
    found = {" ".join(each.words) for each in headings(paper, profiles())}
    assert found == {"PHIẾU GHI NHẬN", "PHIẾU GHI NHẬN TRẺ RA ĐỜI"}
