"""The Vietnamese words and numbers of reports."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from workers import clock

STATES: Mapping[str, str] = {
    "done": "Đã đọc",
    "failed": "Không đọc được",
    "canceled": "Đã hủy",
    "running": "Đang đọc",
    "queued": "Đang chờ",
}
"""In the order of a report."""

RULES: Mapping[str, str] = {"folder": "mỗi thư mục là một hồ sơ", "file": "mỗi tệp là một hồ sơ"}

WRONG: Mapping[str, str] = {
    "not-utf-8": "không phải UTF-8",
    "not-csv": "sai dấu nháy hoặc thừa cột",
    "too-long": "quá dài",
    "no-key": "không có khóa (key)",
    "bad-key": "khóa không hợp lệ",
    "other-bucket": "thuộc bucket khác",
    "bad-size": "kích thước không phải là số",
    "twice": "khóa đã có ở dòng khác",
    "differs": "thông tin khai báo khác với dòng khác của cùng hồ sơ",
    "missing": "không có trong kho",
}
"""Why a line of an inventory could not be used."""

UNKNOWN_FORMAT = "Không rõ"

EQUIVALENCE = (
    "Quy đổi A4 = A4×1 + A3×2 + A2×4 + A1×8 + A0×16, A5 tính 0,5; khổ nhỏ hơn A5 tính là A5; mỗi cạnh được vượt khổ đến 10 %; "
    "trang không mở được không tính."
)
AUTOMATIC = (
    "Trường không cần người xem so với mọi trường có trên giấy; trường đã được người sửa hay xác nhận tính là có người xem."
)
SAMPLE = (
    "Mẫu ngẫu nhiên trong các hồ sơ đã đọc, để xem và đối chiếu với bản giấy. Bốc lại được đúng mẫu này bằng cùng hạt giống. "
    "Mẫu này chưa phải kết luận nghiệm thu: cỡ mẫu không tính theo phương án lấy mẫu nào."
)

INSPECTED = (
    "Tỷ lệ trường sai = trường sai / trường đã kiểm tra. Văn bản sai là văn bản có ít nhất một trường bắt buộc sai. Khoảng "
    "tin cậy 95 % tính chính xác theo Clopper–Pearson; khi kiểm tra toàn bộ lô thì đó là số đúng của lô."
)


def number(value: float, digits: int = 0) -> str:
    """A number as people here write it: 1.234,5."""
    return f"{value:,.{digits}f}".replace(",", "_").replace(".", ",").replace("_", ".")


def share(value: float | None) -> str:
    """A share as per cent; a dash where there is none. Never rounded up to all or down to nothing."""
    if value is None:
        return "–"
    percent = 100 * value
    if 0 < percent < 0.05 or 99.95 <= percent < 100:
        return "< 0,1 %" if percent < 1 else "> 99,9 %"
    return f"{number(percent, 0 if percent in (0, 100) else 1)} %"


def error_share(value: float | None) -> str:
    """A share of wrong ones as per cent, with two decimals: these are small."""
    return "–" if value is None else f"{number(100 * value, 2)} %"


def moment(value: datetime) -> str:
    """A moment in Vietnam's time."""
    return clock.local(value).strftime("%H:%M %d/%m/%Y")


def place(bucket: str, prefix: str, inventory: str, *, names: bool) -> str:
    """Where a backlog comes from. A prefix may name people, so that it is only told with `names`."""
    if inventory:
        return f"danh mục {inventory[:12]}, bucket {bucket}"
    return f"s3://{bucket}/{prefix}" if names else f"bucket {bucket}"
