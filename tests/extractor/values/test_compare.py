from __future__ import annotations

import pytest

from extractor.values.compare import same


@pytest.mark.parametrize(
    ("kind", "truth", "value"),
    [
        ("number", "05", "5"),
        ("symbol", "T.Tr-CC", "TTr - CC"),
        ("text", "(V/v xin sửa chữa trụ sở.)", "xin sửa chữa trụ sở"),
        ("text", "Về việc bổ nhiệm", "V/v: bổ nhiệm"),
        ("text", "Đất ở  tại “nông thôn”", 'đất ở tại "nông thôn".'),
        ("agency", "UỶ BAN NHÂN DÂN  TỈNH", "Ủy ban nhân dân tỉnh"),
        ("agency", "Sở Điện lực", "Sở Ðiện lực"),
        ("person", "Nguyễn Thị Hoà", "NGUYỄN  THỊ HÒA"),
        ("address", "Tổ 5, khu 3, P. Hà Tu, TP.Hạ Long", "tổ 5 khu 3 - P.Hà Tu - TP. Hạ Long"),
        ("address", "12/5 đường Thuỷ Lợi", "12 / 5 đường Thủy Lợi"),
        ("list", "Như trên; Lưu: VT.", "- Như trên.; - Lưu : VT"),
        ("personal-number", "022161972677", "022 161 972 677"),
        ("tax-number", "0314409058-002", "0314409058 002"),
        ("dossier-code", "H49.64-220305-0001", "H49.64-220305 - 0001"),
        ("land-serial", "CĐ123456", "CĐ 123456"),
        ("registry-number", "12/2022", "12 / 2022"),
        ("phone", "02033825555", "+84 203.382.5555"),
        ("email", "vanthu@example.vn", "VanThu@example.vn"),
        ("money", "1250000000", "1250000000.00"),
        ("area", "400", "400.0"),
        ("area", "761.2", "761.20"),
        ("datetime", "2022-03-05T07:30", "2022-03-05 07:30"),
        ("date", "Không thời hạn", "không thời hạn"),
        ("areas", "Đất ở: 60 m²", "Đất ở: 60 m2"),
        ("flag", True, True),
        ("an undeclared type", "Nam", "NAM"),
    ],
)
def test_differences_that_do_not_count(kind: str, truth: str | bool, value: str | bool) -> None:
    assert same(kind, truth, value)


@pytest.mark.parametrize(
    ("kind", "truth", "value"),
    [
        ("symbol", "HĐ-CC", "HD-CC"),
        ("symbol", "QĐ-UB", "Qđ-UB"),
        ("date", "2024-03-05", "2024-03"),
        ("date", "1969", "1969-01-01"),
        ("text", "bổ nhiệm", "bô nhiệm"),
        ("person", "Nguyễn Thị Hoa", "Nguyễn Thị Hoà"),
        ("person", "Nguyễn Thị Hoa", "Bà Nguyễn Thị Hoa"),
        ("address", "12/5 đường Thủy Lợi", "125 đường Thủy Lợi"),
        ("list", "A; B", "B; A"),
        ("list", "A; B", "A"),
        ("registry-number", "12/2022", "122022"),
        ("land-serial", "CĐ123456", "CD123456"),
        ("personal-number", "022161972677", "22161972677"),
        ("money", "1250000000", "125000000"),
        ("area", "761.2", "7612"),
        ("flag", True, None),
        ("flag", True, False),
        ("number", "5", None),
    ],
)
def test_differences_that_count(kind: str, truth: str | bool, value: str | bool | None) -> None:
    assert not same(kind, truth, value)


def test_absent_equals_absent_and_alternatives_count() -> None:
    assert same("list", None, None)
    assert same("number", "60", "28", ["60", "28"])
