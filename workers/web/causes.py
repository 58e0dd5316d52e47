"""What went wrong, in the reader's language, by the stable codes of errors and findings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial

from extractor.record import Finding, Source
from workers.review.wording import Tongue
from workers.web.language import Language, Translate, check, translator

_VIETNAMESE = translator("vi")

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
    (r"Object storage refused \((?P<code>\w+)\)", "Kho lưu trữ từ chối ({code}); hãy kiểm tra tên bucket và quyền truy cập."),
    (r"Object storage does not answer", "Kho lưu trữ không trả lời; hãy kiểm tra máy chủ S3."),
    (r"The stored object is gone", "Không còn danh mục trong kho; hãy gửi lại danh mục."),
    (r"(?P<lines>\d+) lines of the inventory", "{lines} dòng của danh mục không dùng được; báo cáo của đợt nêu từng dòng."),
    (r"There is nothing to read", "Không có gì để đọc ở nơi này."),
)
"""Beginnings of the messages that are kept with a batch."""


def cause(code: str | None, message: str | None, t: Translate = _VIETNAMESE) -> str:
    """The sentence for a code; the original message where there is none."""
    if code is not None and code in CAUSES:
        known = t(CAUSES[code])
        return known[0].upper() + known[1:]
    return message or ""


def remark(text: str, t: Translate = _VIETNAMESE) -> str:
    """What a backlog's listing ran into; the original where there are no words for it."""
    for pattern, words in _REMARKS:
        if found := re.match(pattern, text):
            return t(words, **found.groupdict())
    return text


def told(finding: Finding, sources: Sequence[Source], t: Translate = _VIETNAMESE) -> str:
    """A finding as a sentence that names its file and page."""
    if finding.code not in CAUSES:
        return finding.message
    place = []
    if finding.source is not None and finding.source < len(sources):
        place.append(sources[finding.source].name)
    if finding.page is not None:
        place.append(t("trang {number}", number=finding.page))
    return f"{', '.join(place)}: {t(CAUSES[finding.code])}" if place else cause(finding.code, finding.message, t)


def tongue(language: Language) -> Tongue:
    """How the floor of the review, which writes Vietnamese, is said to a reader of that language."""
    t = translator(language)
    return Tongue(t, partial(check, language=language), partial(told, t=t))
