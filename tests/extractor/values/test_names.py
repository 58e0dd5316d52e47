from __future__ import annotations

from extractor.values.names import bare_name, is_authority, name_likeness, tidy_authority

SURNAMES = ("nguyễn", "trần", "đặng")


def test_titles_are_no_part_of_a_name():
    assert bare_name("BSCKI. Trần Văn An") == "Trần Văn An"
    assert bare_name("PGS.TS. Nguyễn Thị Bình") == "Nguyễn Thị Bình"
    assert bare_name("Đặng Bá Sơn") == "Đặng Bá Sơn"


def test_a_name_is_told_from_other_capitalised_words():
    assert name_likeness("Nguyễn Thị Bình", SURNAMES) > name_likeness("Sở Xây Dựng", SURNAMES)
    assert name_likeness("Trần Văn An", SURNAMES) >= 0.7
    assert name_likeness("và các đơn vị", SURNAMES) == 0
    assert name_likeness("Lưu: VT", SURNAMES) == 0


def test_authority_captions():
    assert is_authority("TM. ỦY BAN NHÂN DÂN")
    assert is_authority("KT,BỘ TRƯỞNG")
    assert not is_authority("GIÁM ĐỐC")
    assert not is_authority("tm. ủy ban")
    assert tidy_authority("KT,BỘ TRƯỞNG") == "KT. BỘ TRƯỞNG"
