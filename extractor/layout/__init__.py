"""Where words stand on a page: rows in an upright frame, and the zones of a Vietnamese letterhead.

Documents and fields both build on it; it knows nothing of either.
"""

from extractor.layout.certified import without_certification
from extractor.layout.forms import FormTitle, find_form_title, folded_lines, possible_titles, prints, untitled
from extractor.layout.letterhead import MARGIN, Letterhead, find_letterhead
from extractor.layout.sheet import Row, Sheet, Token, evidence, sheet, sheets, split_row

__all__ = [
    "MARGIN",
    "FormTitle",
    "Letterhead",
    "Row",
    "Sheet",
    "Token",
    "evidence",
    "find_form_title",
    "find_letterhead",
    "folded_lines",
    "possible_titles",
    "prints",
    "sheet",
    "sheets",
    "split_row",
    "untitled",
    "without_certification",
]
