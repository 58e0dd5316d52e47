from __future__ import annotations

import pytest

from extractor.values.agencies import mend_agency, split_agencies, tidy_place


@pytest.mark.parametrize(
    ("lines", "starts"),
    [
        (["ỦY BAN NHÂN DÂN", "TỈNH QUẢNG NINH"], (0,)),
        (["UBND TỈNH QUẢNG NINH", "SỞ XÂY DỰNG"], (0, 1)),
        (["SỞ NÔNG NGHIỆP", "VÀ MÔI TRƯỜNG", "CHI CỤC THỦY LỢI"], (0, 2)),
        (["CHI CỤC", "BẢO VỆ MÔI TRƯỜNG"], (0,)),
        (["BẢO HIỂM XÃ", "HỘI TỈNH QUẢNG NINH"], (0,)),
        (["UBND HUYỆN VÂN ĐỒN", "PHÒNG TÀI CHÍNH", "KẾ HOẠCH"], (0, 1)),
        ([], ()),
    ],
)
def test_where_one_agency_ends_and_the_next_begins(lines: list[str], starts: tuple[int, ...]):
    assert split_agencies(lines) == starts


def test_known_agencies_get_their_letters_back_and_others_stay():
    names = ("sở y tế", "bộ y tế", "sở nội vụ", "chi cục kiểm lâm")
    assert mend_agency("SỞY TÉ BẮC KẠN", names) == "SỞ Y TẾ BẮC KẠN"
    assert mend_agency("CHÍ CỤC KIÊM LÂM", names) == "CHI CỤC KIỂM LÂM"
    assert mend_agency("SỞ NGOẠI VỤ", names) == "SỞ NGOẠI VỤ"
    assert mend_agency("BỘ TƯ PHÁP", names) == "BỘ TƯ PHÁP"


def test_places_are_settled_by_known_names():
    assert tidy_place("TuyênQuang,", ("Tuyên Quang", "Hà Nội")) == "Tuyên Quang"
    assert tidy_place("Tuyên Quảng,", ("Tuyên Quang", "Hà Nội")) == "Tuyên Quang"
    assert tidy_place("Tigyên Quang,", ("Tuyên Quang", "Hà Nội")) == "Tigyên Quang"
    assert tidy_place("Ba Chẽ, ", ("Tuyên Quang",)) == "Ba Chẽ"
