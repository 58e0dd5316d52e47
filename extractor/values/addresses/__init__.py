"""Addresses as printed, small to large, and what can be told from them with the gazetteer and the paper's date.

`Số 12, tổ 5, khu 3, phường Hà Tu, thành phố Hạ Long, tỉnh Quảng Ninh`. The text is never rewritten: parts are cut out of it,
and the commune of today is derived beside it where nothing speaks for another. Remarks are Vietnamese sentences for the person
who reviews; an address is never wrong for being old.
"""

from __future__ import annotations

import re
from datetime import date

from extractor.values.addresses.model import Address, Part, PartTier
from extractor.values.addresses.segments import cut
from extractor.values.addresses.tiers import parts_of
from extractor.values.addresses.validity import judged
from extractor.values.units import Units, load_units

__all__ = ["Address", "Part", "PartTier", "parse_address"]

_LATER = re.compile(r"\bnay\s+(?:là|thuộc)\b.*\w", re.IGNORECASE | re.DOTALL)


def parse_address(text: str, on: date | None = None, units: Units | None = None) -> Address:
    """What an address says; never raises.

    `on` is the date of the paper that bears it: it settles names that were used again. What follows *nay là* is a later hand's
    knowledge and no part of the address: it stays together as `other`.
    """
    units = units or load_units()
    later = _LATER.search(text)
    printed = text[: later.start()] if later else text
    parts = parts_of(printed, cut(printed, lambda name: bool(units.find("commune", name))), on, units)
    if later:
        parts = (*parts, Part("other", "", later[0], later[0], later.span()))
    return judged(Address(text, parts), on, units)
