"""Reading: a cleaned page in, its lines out. Readers stand behind one Protocol, and one zoo constructs them."""

from extractor.reading.codes import find_codes
from extractor.reading.handwriting import find_handwriting
from extractor.reading.order import reading_order
from extractor.reading.reader import PageText, Reader
from extractor.reading.tessdata import find_tessdata
from extractor.reading.text_layer import usable_text_layer
from extractor.reading.ticks import find_ticks
from extractor.reading.zoo import create_reader

__all__ = [
    "PageText",
    "Reader",
    "create_reader",
    "find_codes",
    "find_handwriting",
    "find_tessdata",
    "find_ticks",
    "reading_order",
    "usable_text_layer",
]
