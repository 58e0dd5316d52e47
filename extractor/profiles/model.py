"""What a profile may say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

ValueType = Literal[
    "type", "text", "agency", "list", "number", "symbol", "date", "datetime", "place", "position", "person", "flag",
    "personal-number", "tax-number", "dossier-code", "land-serial", "registry-number", "land-registry-number",
    "money", "area", "areas", "decimal", "integer", "phone", "email", "address", "sex", "ethnicity", "nationality",
]  # fmt: skip
"""`personal-number`: 12 digits, or the 9 of an old identity card, or another identity paper's. `registry-number`: as printed,
letters, digits, dots and slashes; a land registry's has letters or several figures. `areas`: kinds of land, each with its
area. `decimal`: a number in the unit that the label prints."""

Authority = Literal["identity", "civil-status", "application", "other"]
"""What a paper is worth as a source about a person, best first."""

RuleName = Literal["same", "order", "sum", "apart", "ratio", "identity", "code-date"]

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
STRICT = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


START = "start"
"""The part of a form before any declared section."""


class FieldSpec(BaseModel):
    """How one field is labelled, typed and limited. Lengths of the shared header are those of NĐ 30/2020, Phụ lục VI."""

    model_config = STRICT

    type: ValueType
    label: Text
    """What a Vietnamese reviewer reads."""
    required: bool = False
    """Its absence from a document of this type is worth a person's look."""
    max_length: int | None = Field(default=None, gt=0)
    """The receiver's limit, characters."""
    anchors: tuple[Text, ...] = ()
    """Labels as forms print them, in every wording in use; wrong and missing tone marks need no variants."""
    section: Name | None = None
    """The part of the form that the label must stand in, `start` before any begins; None: anywhere."""
    group: Name | None = None
    """Fields of one group repeat together: an owner's name, year of birth and number. The second owner's are `NAME.2`."""
    many: bool = False
    """May stand more than once on its own (each further one is `NAME.2`, …), or as a numbered list."""
    lines: int = Field(default=1, gt=0, le=12)
    """Most lines that a value may take."""
    words: bool = False
    """Printed in words (`Bằng chữ: …`); the value is what the words say."""
    codes: tuple[Text, ...] = ()
    """Which part of a code or machine readable zone states it: `card.number`, `mrz.number`, `qr.dossier-code`."""
    printed: Mapping[Text, Text] = Field(default_factory=dict)
    """What a line of such a paper says by itself, and the value that it stands for: who issues the card."""
    anywhere: bool = False
    """Known by its shape wherever it stands on the document's pages, without a label."""
    least: float | None = None
    most: float | None = None
    """Plausible limits of a number, in its unit."""
    sensitive: bool = False
    """Personal: shown masked in lists."""

    @model_validator(mode="after")
    def _limits_in_order(self) -> FieldSpec:
        if self.least is not None and self.most is not None and self.least > self.most:
            raise ValueError("least is larger than most")
        return self


class Rule(BaseModel):
    """A relation between fields of one document; fields that were not found are passed over.

    - `same`: all state the same value (figures and words).
    - `order`: each is at most the next (dates, areas).
    - `sum`: the parts of the first field (kinds of land) add up to the second.
    - `apart`: from the first date to the second pass at least `least` and at most `most` `unit`s.
    - `ratio`: the first number over the second lies between `least` and `most`.
    - `identity`: a personal number, a sex and a date of birth agree (QĐ on the number's structure: sex, century, year).
    - `code-date`: the day in a dossier code is that of the second field, give or take one.
    """

    model_config = STRICT

    rule: RuleName
    fields: tuple[Name, ...] = Field(min_length=2)
    says: Text
    """What a reviewer reads where it fails."""
    least: float | None = None
    most: float | None = None
    unit: Literal["years", "months", "days"] = "years"

    @model_validator(mode="after")
    def _complete(self) -> Rule:
        if self.rule in ("apart", "ratio") and self.least is None and self.most is None:
            raise ValueError(f"the rule {self.rule} needs least, most, or both")
        if self.rule in ("sum", "apart", "ratio", "code-date") and len(self.fields) != 2:
            raise ValueError(f"the rule {self.rule} takes two fields")
        return self


class PersonSpec(BaseModel):
    """Which fields of a document describe one person, so that papers about the same person can be compared."""

    model_config = STRICT

    name: Name
    number: Name | None = None
    born: Name | None = None
    sex: Name | None = None
    address: Name | None = None

    def fields(self) -> Iterator[str]:
        """The named fields."""
        return (each for each in (self.name, self.number, self.born, self.sex, self.address) if each)


class Profile(BaseModel):
    """One document type."""

    model_config = STRICT

    name: Text
    """The type's Vietnamese name, as it stands in records."""
    code: Annotated[str, StringConstraints(pattern=r"^\d{2}$")] = "32"
    """`typeName` of TT 05/2025/TT-BNV; 32 is Khác."""
    titles: tuple[Text, ...] = ()
    """Printed titles, capitals, whole even where they take several lines, with the variants in use; wrong and missing tone
    marks need no variants."""
    symbols: tuple[Text, ...] = ()
    """Abbreviations of the type in a symbol (`QĐ` in `15/QĐ-BNV`); dots and spaces are ignored."""
    cues: tuple[Text, ...] = ()
    """Phrases that speak for the type on a page without a title. Two of them name it; a letter (`Công văn`) needs one."""
    backs: tuple[Text, ...] = ()
    """Phrases of the paper's other pages, which have no title: a card's back, the second page of a certificate."""
    catalogue: Text | None = None
    """Code in the national catalogue of results of procedures (`KQ.G15.000031`)."""
    alone: bool = False
    """Its title begins a document wherever it stands: forms, cards and certificates need no letterhead."""
    signatures: tuple[Text, ...] = ()
    """Captions of signature blocks that stand in for a position (`ĐẠI DIỆN BÊN A`)."""
    authority: Authority = "other"
    header: bool | tuple[Name, ...] = True
    """Which of the shared fields such a document has: all, none, or these."""
    sections: Mapping[Name, tuple[Text, ...]] = Field(default_factory=dict)
    """Parts of the form, and the phrases with which each begins."""
    stops: tuple[Text, ...] = ()
    """Printed phrases that end the value before them and announce nothing that is kept."""
    fields: Mapping[Name, FieldSpec] = Field(default_factory=dict)
    checks: tuple[Rule, ...] = ()
    people: Mapping[Name, PersonSpec] = Field(default_factory=dict)
    keyed_twice: tuple[Name, ...] = ()
    """Fields that two persons key, neither seeing what was read or what the other keyed; shared ones may be named too."""
    exports: Mapping[Text, Mapping[Name, Text]] = Field(default_factory=dict)
    """Receiving system → field → the name that it has there."""

    @model_validator(mode="after")
    def _can_be_recognised(self) -> Profile:
        if not (self.titles or self.symbols or self.cues):
            raise ValueError("a type needs at least one of titles, symbols, cues")
        return self

    def extended(self, more: Extension) -> Profile:
        """The type with what `more` says behind its own; wordings of fields that it does not declare are passed over."""
        fields = dict(self.fields)
        for name, wordings in more.fields.items():
            if name in fields:
                anchors = tuple(dict.fromkeys((*fields[name].anchors, *wordings.anchors)))
                fields[name] = fields[name].model_copy(update={"anchors": anchors})
        titles = tuple(dict.fromkeys((*self.titles, *more.titles)))
        keyed_twice = tuple(dict.fromkeys((*self.keyed_twice, *more.keyed_twice)))
        return self.model_copy(update={"titles": titles, "fields": fields, "keyed_twice": keyed_twice})


class Wordings(BaseModel):
    """Further labels of a field."""

    model_config = STRICT

    anchors: tuple[Text, ...] = Field(min_length=1)


class Extension(BaseModel):
    """What is added to a type which another file declares."""

    model_config = STRICT

    titles: tuple[Text, ...] = ()
    fields: Mapping[Name, Wordings] = Field(default_factory=dict)
    keyed_twice: tuple[Name, ...] = ()

    @model_validator(mode="after")
    def _says_something(self) -> Extension:
        if not (self.titles or self.fields or self.keyed_twice):
            raise ValueError("add titles, fields or keyed_twice")
        return self


class Extensions(BaseModel):
    """A file of additions, by the names of the types that they are added to."""

    model_config = STRICT

    extends: Mapping[Text, Extension] = Field(min_length=1)


class Gazetteer(BaseModel):
    """Well-spelt words that recur in administrative documents; they settle lost tone marks, never letters."""

    model_config = STRICT

    agencies: tuple[Text, ...] = ()
    phrases: tuple[Text, ...] = ()
    places: tuple[Text, ...] = ()
    surnames: tuple[Text, ...] = ()
    positions: tuple[Text, ...] = ()


class Header(BaseModel):
    """The file of shared fields."""

    model_config = STRICT

    fields: Mapping[Name, FieldSpec]
    exports: Mapping[Text, Mapping[Name, Text]] = Field(default_factory=dict)


def strip_ordinal(field: str) -> str:
    """A repeated field's name as it is declared: `owner_name.2` → `owner_name`."""
    return re.sub(r"\.\d+$", "", field)
