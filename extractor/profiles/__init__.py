"""Document types as data: models/profiles/*.yaml, one file a type.

`_header.yaml` declares the fields that every administrative document shares (NĐ 30/2020, Phụ lục I and VI), and
`_gazetteer.yaml`, which may be missing, holds well-spelt words. A mistake in a file is explained with the file, the line and
the place in it.
"""

from extractor.profiles.book import OTHER, OTHER_CODE, Profiles, TitleMatch, symbol_key
from extractor.profiles.extending import announced
from extractor.profiles.loading import Mistake, find_mistakes, load_profiles
from extractor.profiles.model import (
    Extension,
    FieldSpec,
    Gazetteer,
    PersonSpec,
    Profile,
    Rule,
    ValueType,
    Wordings,
    strip_ordinal,
)

__all__ = [
    "OTHER",
    "OTHER_CODE",
    "Extension",
    "FieldSpec",
    "Gazetteer",
    "Mistake",
    "PersonSpec",
    "Profile",
    "Profiles",
    "Rule",
    "TitleMatch",
    "ValueType",
    "Wordings",
    "announced",
    "find_mistakes",
    "load_profiles",
    "strip_ordinal",
    "symbol_key",
]
