"""The Vietnamese words of lots."""

from __future__ import annotations

from collections.abc import Mapping

STATES: Mapping[str, str] = {"open": "Đang kiểm tra", "accepted": "Chấp nhận", "returned": "Trả lại"}
SCHEMES: Mapping[str, str] = {
    "iso-2859-1": "TCVN 7790-1 (ISO 2859-1)",
    "zero": "Không cho phép sai",
    "all": "Kiểm tra toàn bộ",
    "running": "Mẫu kiểm tra thường xuyên",
}
SEVERITIES: Mapping[str, str] = {"normal": "kiểm tra thường", "tightened": "kiểm tra ngặt", "reduced": "kiểm tra giảm"}
UNITS: Mapping[str, str] = {"document": "văn bản", "field": "trường"}
WORDS: Mapping[str, str] = {
    "acceptable": "Đạt theo phương án",
    "not-acceptable": "Không đạt theo phương án",
    "open": "Chưa đủ kết quả",
}
RUNNING_WORDS: Mapping[str, str] = {
    "acceptable": "Giữ đúng cam kết",
    "not-acceptable": "Vượt mức sai đã cam kết",
    "open": "Mẫu còn nhỏ, chưa kết luận được",
}
