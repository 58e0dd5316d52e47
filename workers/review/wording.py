"""Why a dossier may be returned, what people read of decisions, and who says it in another language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from extractor.record import Finding, Source

REASONS: Mapping[str, str] = {
    "blurred": "ảnh mờ",
    "pages-missing": "thiếu trang",
    "wrong-type": "sai loại giấy tờ",
    "wrong-dossier": "giấy tờ của hồ sơ khác",
    "blank": "trang trắng",
    "handwriting": "chữ viết tay không đọc được",
    "seal": "dấu che chữ",
    "secret": "có dấu mật",
    "wrong-value": "giá trị sai",
    "other": "lý do khác",
}
"""Code of a reason, as it is kept, and what people read."""


NO_VALUE: Mapping[str, str] = {"absent": "không có trên giấy", "unreadable": "không đọc được"}
"""A field's state without a value."""

KEYED_APART = "hai người nhập khác nhau"
"""Why an arbiter sees a field."""


@dataclass(frozen=True)
class Tongue:
    """How a reader is told what is written in Vietnamese here: as it is, unless a page says it in another language."""

    text: Callable[[str], str] = str
    """Words of the interface, and names of fields."""
    check: Callable[[str], str] = str
    """What a record says of a check that failed."""
    finding: Callable[[Finding, Sequence[Source]], str] = lambda finding, _: finding.message
    """What went wrong in reading."""


PLAIN = Tongue()
