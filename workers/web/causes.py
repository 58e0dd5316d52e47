"""What went wrong, in Vietnamese, by the stable codes of errors and findings."""

from __future__ import annotations

import re
from collections.abc import Mapping

from extractor.record import Finding, Source

CAUSES: Mapping[str, str] = {
    "empty-file": "tệp trống; hãy quét hoặc sao chép lại.",
    "unsupported-file": "không phải tệp PDF, TIFF, JPEG hay PNG; hãy chuyển sang một trong các định dạng này.",
    "encrypted-file": "tệp có mật khẩu; hãy bỏ mật khẩu rồi lưu lại.",
    "corrupt-file": "tệp hỏng hoặc bị cắt; hãy sao chép lại, hoặc quét lại bản giấy.",
    "file-damaged": "tệp bị hỏng một phần; hãy kiểm tra đủ trang, hoặc quét lại.",
    "page-damaged": "trang bị hỏng một phần; hãy đối chiếu với bản giấy.",
    "page-oversize": "trang có kích thước quá lớn; hãy quét lại đúng khổ giấy.",
    "budget-exceeded": "vượt quá giới hạn về dung lượng, số trang hoặc thời gian; hãy tách nhỏ tệp.",
    "too-slow": "đọc quá lâu; hãy xem trang này bằng mắt.",
    "crashed": "chương trình đọc dừng đột ngột; trang có thể bị hỏng.",
    "too-many-files": "thư mục có quá nhiều tệp; hãy chia thành từng thư mục, mỗi thư mục một hồ sơ.",
    "killed": "chương trình đọc bị dừng, có thể do thiếu bộ nhớ; hãy thử lại sau.",
    "out-of-memory": "cần quá nhiều bộ nhớ; hãy tách nhỏ tệp hoặc quét ở độ phân giải thấp hơn.",
    "reading-failed": "không đọc được; hãy thử lại, hoặc xem bằng mắt.",
    "worker-lost": "tiến trình đọc hồ sơ này bị mất; hãy chạy lại.",
    "outdated-worker": "tiến trình đọc đang chạy phiên bản cũ; hãy khởi động lại.",
    "missing-object": "không còn bản quét trong kho; hãy lưu lại.",
    "storage": "kho lưu trữ không trả lời; hãy thử lại sau.",
    "internal-error": "lỗi bên trong chương trình; hãy báo cho người quản trị.",
    "digitally-signed": "tệp có chữ ký số; bản gốc được giữ nguyên.",
    "wrong-extension": "phần mở rộng của tên tệp không đúng với nội dung.",
    "resolution-estimated": "tệp không ghi độ phân giải hợp lý; đã ước lượng.",
    "pdf-failed": "chưa tạo được bản PDF tìm kiếm được.",
}

_REMARKS = (
    (re.compile(r"Object storage refused \((\w+)\)"), r"Kho lưu trữ từ chối (\1); hãy kiểm tra tên bucket và quyền truy cập."),
    (re.compile(r"Object storage does not answer"), "Kho lưu trữ không trả lời; hãy kiểm tra máy chủ S3."),
    (re.compile(r"The stored object is gone"), "Không còn danh mục trong kho; hãy gửi lại danh mục."),
    (re.compile(r"(\d+) lines of the inventory"), r"\1 dòng của danh mục không dùng được; báo cáo của lô nêu từng dòng."),
    (re.compile(r"There is nothing to read"), "Không có gì để đọc ở nơi này."),
)
"""Beginnings of the messages that are kept with a batch."""


def cause(code: str | None, message: str | None) -> str:
    """The Vietnamese sentence for a code; the original message where there is none."""
    if code is not None and code in CAUSES:
        known = CAUSES[code]
        return known[0].upper() + known[1:]
    return message or ""


def remark(text: str) -> str:
    """What a backlog's listing ran into, in Vietnamese; the original where there are no words for it."""
    for pattern, words in _REMARKS:
        if found := pattern.match(text):
            return found.expand(words)
    return text


def told(finding: Finding, sources: tuple[Source, ...]) -> str:
    """A finding as a sentence that names its file and page."""
    if finding.code not in CAUSES:
        return finding.message
    place = []
    if finding.source is not None and finding.source < len(sources):
        place.append(sources[finding.source].name)
    if finding.page is not None:
        place.append(f"trang {finding.page}")
    return f"{', '.join(place)}: {CAUSES[finding.code]}" if place else cause(finding.code, finding.message)
