import pytest

from extractor.fields.oddities import oddities
from extractor.profiles import load_profiles

GAZETTEER = load_profiles().gazetteer


def odd(text: str, kind: str = "text", captions: tuple[str, ...] = ()) -> set[str]:
    return {name for name, count in oddities(text, kind, GAZETTEER, captions).items() if count}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Văn phòng ĐĐBQH, HĐND và UBND tỉnh", "agency"),
        ("TM. ỦY BAN NHÂN DÂN / KT. CHỦ TỊCH", "text"),
        ("Phòng TN-MT; Lưu: VT.", "list"),
        ("V/v giao chỉ tiêu kế hoạch (đợt 2) năm 2024.", "text"),
        ("Tổ 11, khu 7, phường Ninh Dương, TP. Móng Cái, tỉnh Quảng Ninh", "address"),
        ("Phó Chủ tịch", "position"),
        ("Nguyễn Thị Bình", "person"),
        ("xã Tiền An", "place"),
    ],
)
def test_what_is_well_printed_is_not_odd(text: str, kind: str) -> None:
    assert odd(text, kind) == set()


@pytest.mark.parametrize(
    "text", ["Bản gốc đã.cấp", "giải. quyết khiếu nại", "ỦY BAN .XÃ LƯƠNG MÔNG", "cây xanh-tại trụ sở", "Sở Y tế,.", "a_b"]
)
def test_specks_are_seen(text: str) -> None:
    assert "stray marks" in odd(text, "list")


def test_specks_count_only_where_words_are_expected() -> None:
    assert "stray marks" not in odd("012.345.678", "registry-number")


@pytest.mark.parametrize(
    ("text", "kind"), [("Bài Cháy", "place"), ("UBND HUYỆN ĐÃM HÀ", "agency"), ("xã Đõn Đạc, huyện Ba Chẽ", "address")]
)
def test_a_units_name_with_other_marks_is_odd(text: str, kind: str) -> None:
    assert "odd unit" in odd(text, kind)


def test_a_unit_that_nobody_listed_is_not() -> None:
    assert "odd unit" not in odd("xã Mường Bú, huyện Mường La", "address")


def test_an_unknown_position_is_odd_unless_the_type_declares_it() -> None:
    assert odd("HỦ TỊCH", "position") == {"odd position"}
    assert odd("ĐẠI DIỆN BÊN A", "position", ("Đại diện bên A",)) == set()


def test_an_unknown_surname_and_an_impossible_syllable_are_odd() -> None:
    assert odd("Vỗ Thị Bình", "person") == {"odd surname"}
    assert odd("Nguyễn Thị Bìnhg", "person") == {"odd syllables"}
