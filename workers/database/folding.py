"""Vietnamese text as people type it into a search box: without tone marks, and none of our database's extensions."""

from __future__ import annotations

import re
import unicodedata

_D = str.maketrans("đĐ", "dD")


def folded(text: str) -> str:
    """Lower case without diacritics: `Đường Trần Phú` and `duong tran phu` fold alike."""
    apart = unicodedata.normalize("NFD", text)
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return bare.translate(_D).casefold()


def tsquery(text: str) -> str:
    """A PostgreSQL `simple` text-search query for every word of `text`, the last ones as prefixes; empty for no words."""
    return " & ".join(f"{word}:*" for word in words(text).split())


def words(text: str) -> str:
    """The folded words of `text`, apart by single spaces, as they are indexed: `12/QĐ-UBND` becomes `12 qd ubnd`."""
    return " ".join(re.findall(r"[^\W_]+", folded(text)))
