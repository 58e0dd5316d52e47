from __future__ import annotations

import pytest

from extractor.values.symbols import find_reference, fit_to_name, tidy_number, tidy_symbol, type_part, with_marks


@pytest.mark.parametrize(
    ("printed", "slot", "symbol"),
    [
        ("Số: 2827 /QĐ-BGDĐT", "2827", "QĐ-BGDĐT"),
        ("Số: 30/2020/NĐ-CP", "30/2020", "NĐ-CP"),
        ("Số: 02 /BC - CC", "02", "BC-CC"),
        ("Số:      /TTr-UBND", "", "TTr-UBND"),
        ("Số: 118/T.Tr-CC", "118", "T.Tr-CC"),
        ("Số: 12/STTTT-CNTT&BCVT", "12", "STTTT-CNTT&BCVT"),
        ("Số: 5/UBND-XD2", "5", "UBND-XD2"),
        ("Số 11-CT/TW", "11-", "CT/TW"),
        ("Số: 110/QĐ-STP.", "110", "QĐ-STP"),
    ],
)
def test_number_and_symbol_of_a_line(printed: str, slot: str, symbol: str):
    reference = find_reference(printed)
    assert printed[slice(*reference.slot)].strip() == slot
    assert reference.symbol is not None
    assert tidy_symbol(printed[slice(*reference.symbol)]) == symbol


def test_a_line_without_a_symbol_has_none():
    assert find_reference("Số điện thoại 0203").symbol is None
    assert type_part("Trang 2") is None


def test_only_plain_numbers_are_numbers():
    assert tidy_number(" 05 ") == "05"
    assert tidy_number("30/2020") == "30/2020"
    assert tidy_number("12a") == "12a"
    assert tidy_number("0]_") is None


def test_lost_marks_are_put_back_only_where_one_answer_fits_and_no_letter_is_exchanged():
    assert with_marks("QD", ["QĐ", "QC"]) == "QĐ"
    assert with_marks("HD", ["HĐ", "HD"]) == "HD"
    assert with_marks("XX", ["QĐ", "QC"]) is None
    assert fit_to_name("BGDDT", "Bộ Giáo dục và Đào tạo") == "BGDĐT"
    assert with_marks("QC", ["QĐ"]) is None
    assert fit_to_name("BGDĐF", "Bộ Giáo dục và Đào tạo") == "BGDĐF"
    assert fit_to_name("UBND", "Ủy ban nhân dân tỉnh Quảng Ninh") == "UBND"
    assert fit_to_name("VP", "Ủy ban nhân dân tỉnh Quảng Ninh") == "VP"
