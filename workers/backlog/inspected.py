"""Lots of a batch as rows of the final report's workbook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from workers.backlog import wording
from workers.backlog.totals import Inspected

Cell = str | float | datetime | None


def inspection_rows(lot: Inspected) -> Iterable[tuple[Sequence[Cell], str]]:
    """Rows and how each is written: `title`, `head`, `whole` and `share` numbers, `field` with both, or as they are."""
    yield ("Nghiệm thu theo mẫu",), "title"
    yield ("Mở lúc", lot.opened_at), ""
    yield ("Đã cam kết", ""), "head"
    yield ("Phương án", lot.plan), ""
    yield ("Đơn vị", lot.unit), ""
    yield ("Cỡ lô", lot.lot), "whole"
    yield ("Cỡ mẫu", lot.size), "whole"
    yield ("Số chấp nhận", lot.accept), "whole"
    yield ("Tỷ lệ sai cao nhất", lot.promised), "share"
    yield ("Đã đo", ""), "head"
    yield ("Đã kiểm tra", lot.items.seen), "whole"
    yield ("Sai", lot.items.wrong), "whole"
    if lot.items.rate is not None:
        yield ("Tỷ lệ sai", lot.items.rate), "share"
        yield ("Khoảng tin cậy 95 %, từ", lot.items.low), "share"
        yield ("Khoảng tin cậy 95 %, đến", lot.items.high), "share"
    if lot.fields.rate is not None:
        yield ("Tỷ lệ trường sai", lot.fields.rate), "share"
    yield ("Kết luận theo phương án", lot.word), ""
    yield ("Quyết định", lot.state), ""
    yield ("Quyết định lúc", lot.decided_at), ""
    if lot.by_field:
        yield ("Trường", "Loại văn bản", "Đã kiểm tra", "Sai", "Tỷ lệ sai", "Từ", "Đến"), "head"
    for kind, name, value in lot.by_field:
        yield (name, kind, value.seen, value.wrong, value.rate, value.low, value.high), "field"
    yield (wording.INSPECTED,), ""
    yield (), ""
