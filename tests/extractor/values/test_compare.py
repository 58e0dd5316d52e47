from __future__ import annotations

import pytest

from extractor.values.compare import same


@pytest.mark.parametrize(
    ("field", "truth", "value"),
    [
        ("doc_number", "05", "5"),
        ("doc_symbol", "T.Tr-CC", "TTr - CC"),
        ("subject", "(V/v xin sửa chữa trụ sở.)", "xin sửa chữa trụ sở"),
        ("subject", "Về việc bổ nhiệm", "V/v: bổ nhiệm"),
        ("issuing_agency", "UỶ BAN NHÂN DÂN  TỈNH", "Ủy ban nhân dân tỉnh"),
        ("signer_name", "Trần Văn An", "TRẦN VĂN AN"),
        ("has_seal", True, True),
    ],
)
def test_differences_that_do_not_count(field: str, truth: str | bool, value: str | bool):
    assert same(field, truth, value)


@pytest.mark.parametrize(
    ("field", "truth", "value"),
    [
        ("doc_symbol", "HĐ-CC", "HD-CC"),
        ("issued_date", "2024-03-05", "2024-03"),
        ("subject", "bổ nhiệm", "bô nhiệm"),
        ("has_seal", True, None),
        ("doc_number", "5", None),
    ],
)
def test_differences_that_count(field: str, truth: str | bool, value: str | bool | None):
    assert not same(field, truth, value)


def test_absent_equals_absent_and_alternatives_count():
    assert same("addressees", None, None)
    assert same("doc_number", "60", "28", ["60", "28"])
