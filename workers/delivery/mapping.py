"""What a receiver calls things: models/mappings/*.yaml, or a file of the operator's own.

A mapping says for every name of the receiver where its value comes from. `from` is a source, or several of which the first
that has a value counts; a source is a name (`declared.dossier_code`) or a pattern (`{field.doc_number}/{field.doc_symbol}`),
which has a value when all its parts have one.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from extractor.profiles import Mistake
from extractor.settings import models_folder
from workers.delivery.declared import Declared

SOURCES = {
    "dossier.id": "our number of the dossier",
    "dossier.is_result": "whether its papers are the procedure's result, and not what was handed in",
    "record.id": "our number of this reading",
    "record.made_at": "when it was read, with the zone of Việt Nam",
    "record.pages": "pages of the dossier",
    "link.record": "where the record is",
    "link.pdf": "where the searchable PDF is, if there is one",
    "document.id": "our number of the paper: the dossier's, and the paper's position in it",
    "document.position": "1-based position in the dossier",
    "document.type": "its type, `Quyết định`",
    "document.title": "its printed title",
    "document.code": "its code in the national catalogue of results, `KQ.G15.000031`",
    "document.pages": "how many pages it has",
    "document.doubtful": "whether a person should look at one of its fields",
    "document.fields": "everything that was read of it: values, states, confidences, places, and what was cut",
    "person.name": "whom it is about or belongs to",
    "person.number": "that person's number",
    "export": "the field that the document's type exports to this system under this name",
}
"""Where values come from; beside these there are `field.NAME` and `declared.NAME`."""

_FREE = re.compile(r"(field\.[a-z][a-z0-9_]*(\.\d+)?|declared\.[A-Za-z0-9_.-]+)")
_PART = re.compile(r"\{([^{}]*)\}")

FIELDS = "document.fields"


def parts(source: str) -> tuple[str, ...]:
    """The names in a source."""
    return tuple(_PART.findall(source)) if "{" in source else (source,)


def filled(source: str, values: Mapping[str, str]) -> str:
    """A pattern with its names replaced."""
    return _PART.sub(lambda part: values[part.group(1)], source) if "{" in source else values[source]


def _is_source(source: str) -> str:
    for name in parts(source):
        if name not in SOURCES and not _FREE.fullmatch(name):
            raise ValueError(f"“{name}” is no source; there are field.NAME, declared.NAME, {', '.join(SOURCES)}")
    return source


def _as_tuple(given: object) -> object:
    return (given,) if isinstance(given, str) else given


Source = Annotated[str, AfterValidator(_is_source)]
Target = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_.-]*$")]
Value = str | int | bool


class Entry(BaseModel):
    """What stands under one name of the receiver; a name whose sources have no value is not sent."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sources: Annotated[tuple[Source, ...], BeforeValidator(_as_tuple), Field(alias="from")] = ()
    kind: Literal["text", "code", "date", "flag"] = "text"
    """`text` that is too long is cut at a word; a `code` is left out, as a part of it would be another one. A `date` is sent
    when it is known to the day, as `2024-03-05`. A `flag` is 1 or 0."""
    limit: int | None = Field(default=None, ge=1)
    """Most characters, counted as .NET and SQL Server do: in UTF-16."""
    cases: Mapping[str, Value] = {}
    """What is sent for a value; one that is not among them counts as none."""
    otherwise: Value | None = None
    """What is sent where the sources have no value."""


class Part(BaseModel):
    """A list in a dossier's message, with one member a document."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    of: Literal["all", "component", "result"] = "all"
    """All papers, those that were handed in, or those that are the procedure's result."""
    body: Mapping[Target, Entry]


class Form(BaseModel):
    """The messages of a receiver: one for each document, one for the dossier, or the record itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    each: Literal["document", "dossier", "record"]
    system: str | None = None
    """What the document types call this system in their `exports`."""
    results: tuple[str, ...] = ("result",)
    """Values of `declared.step` that say that the papers are the procedure's result."""
    body: Mapping[Target, Entry] = {}
    lists: Mapping[Target, Part] = {}

    @model_validator(mode="after")
    def _complete(self) -> Form:
        if self.each == "record" and (self.body or self.lists):
            raise ValueError("`each: record` sends the record as it is; write dossier or document")
        if self.each != "record" and not self.body:
            raise ValueError("a body is missing")
        if self.each == "document" and self.lists:
            raise ValueError("`lists` are for `each: dossier`")
        if self.each == "dossier":
            for target, entry in self.body.items():
                for name in (name for source in entry.sources for name in parts(source)):
                    if name.partition(".")[0] in ("document", "field", "person", "export"):
                        raise ValueError(f"{target}: {name} belongs to a document; put it under `lists`")
        return self

    @property
    def names(self) -> frozenset[str]:
        """Every name of the receiver."""
        return frozenset(self.body).union(*(part.body for part in self.lists.values()))


RECORD = Form(each="record")


def find_form(mapping: str, folder: Path) -> tuple[Form | None, tuple[Mistake, ...]]:
    """The mapping of this name, or in this file of `folder`, with its mistakes. None without a mistake: there is none."""
    if mapping == "record":
        return RECORD, ()
    if mapping in shipped():
        return _read(models_folder() / "mappings" / f"{mapping}.yaml")
    path = folder / mapping
    return _read(path) if path.is_file() else (None, ())


def shipped() -> tuple[str, ...]:
    """Names of the mappings that come with the service."""
    return tuple(_names())


@functools.cache
def _names() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in (models_folder() / "mappings").glob("*.yaml")))


def _read(path: Path) -> tuple[Form | None, tuple[Mistake, ...]]:
    file = Declared(path)
    form = file.validated(Form)
    return form, tuple(file.mistakes)
