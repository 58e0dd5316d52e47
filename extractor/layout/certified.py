"""What an authority adds to a copy: `CHỨNG THỰC BẢN SAO ĐÚNG VỚI BẢN CHÍNH`, with a number, a date and a signer of its own.

None of it belongs to the document that was copied.
"""

from __future__ import annotations

import re
from dataclasses import replace

from extractor.layout.sheet import Row, Sheet, split_row
from extractor.values.text import fold

HALF = 0.24
"""Half the width of such a block, as a share of the page's."""
ROOM = 16.0
"""Most white space inside it, in word heights: a seal and a signature."""

_BEGINS = re.compile(r"^(chung thuc ban sao|ban sao dung voi ban chinh|sao y ban chinh|sao luc|trich sao)\b")


def without_certification(sheet: Sheet) -> Sheet:
    """The sheet without the words of a certification; the page itself keeps them."""
    parts = [part for row in sheet.rows for part in split_row(row, 1.6 * sheet.unit)]
    start = next((part for part in parts if _BEGINS.match(fold(part.text)) and part.middle > 0.3 * sheet.height), None)
    if start is None:
        return sheet
    middle, at = start.box.centre[0], start.middle
    block: list[Row] = []
    for part in parts:
        if part.middle < start.middle - 0.5 * sheet.unit or abs(part.box.centre[0] - middle) > HALF * sheet.width:
            continue
        if part.middle - at > ROOM * sheet.unit:
            break
        block.append(part)
        at = part.middle
    taken = {token for part in block for token in part.tokens}
    rows = []
    for row in sheet.rows:
        rest = tuple(token for token in row.tokens if token not in taken)
        if rest:
            rows.append(Row(rest))
    return replace(sheet, rows=tuple(rows))
