from __future__ import annotations

import pytest

from extractor.values.text import deaccent, fold, is_caps, similarity, tidy, unify_tone


def test_folding_keeps_what_faint_print_keeps():
    assert deaccent("Đường Quảng Ngãi") == "Duong Quang Ngai"
    assert fold("  SỐ: 05/QĐ–UBND ") == "so 05 qd ubnd"


def test_icelandic_eth_is_read_as_the_vietnamese_letter():
    assert tidy("QÐ – UBND") == "QĐ - UBND"


@pytest.mark.parametrize(
    ("old", "new"),
    [("hoà", "hòa"), ("khoẻ", "khỏe"), ("uỷ", "ủy"), ("Thuỷ", "Thủy"), ("quý", "quý"), ("hoàn", "hoàn"), ("toà,", "tòa,")],
)
def test_both_styles_of_tone_marks_meet(old: str, new: str):
    assert unify_tone(old) == new


def test_capitals_and_likeness():
    assert is_caps("QUYẾT ĐỊNH 2024")
    assert not is_caps("Quyết định")
    assert similarity("THÔNG BÁO", "THÔNG BẢO") == 1.0
