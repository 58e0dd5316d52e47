"""What a person changes about a record: pages that belong together, and places on a page that are to be read once more."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from extractor.cleaning import clean
from extractor.documents import split
from extractor.errors import InputError
from extractor.fields import agree, find_fields
from extractor.pages import open_source
from extractor.profiles import OTHER, FieldSpec, Profiles, load_profiles
from extractor.raster import CleanImage, Pixels
from extractor.reading import Reader, create_reader
from extractor.record import Box, Document, Dossier, Page, Transform
from extractor.settings import Settings
from extractor.values.kinds import read_value, write_value
from extractor.values.text import tidy, unify_tone

MARGIN = 0.1
"""Of the box's height, around what a person drew: letters reach beyond a box drawn in haste, and readers need white around."""

Run = tuple[str, tuple[int, ...]]
"""A document as a person wants it: its type and its pages, 1-based, in their order."""


def rearranged(record: Dossier, runs: Sequence[Run], settings: Settings, declared: str | None = None) -> tuple[Document, ...]:
    """The record's pages as these documents, with the fields that their types declare found anew, without reading any page.

    A document that the record has already, of the same type and pages, stays as it is. `declared` as for `extract`. Raises
    ValueError when a page of the record is in none of the runs or in two, or a type is unknown.
    """
    profiles = load_profiles(settings.profiles)
    _check(record, runs, profiles)
    known = {(document.type, document.pages): document for document in record.documents}
    documents = [known.get((name, pages)) or _found(record, name, pages, profiles, settings) for name, pages in runs]
    return agree(documents, profiles, declared)


def read_box(path: Path, page: Page, box: Box, settings: Settings, reader: Reader) -> str:
    """What stands in a box on a page (page coordinates), lines joined by single spaces; empty where there is no print.

    `path` is the page's file. Raises `InputError` where the file cannot be shown or the box lies outside the page.
    """
    area = box.clipped(page.width, page.height)
    if area.width < 1 or area.height < 1:
        raise InputError("The box lies outside the page.")
    with open_source(path, settings) as file:
        image = file.page(page.source_page)
    copy = _cut(clean(image, rotation=page.rotation), area)
    text = reader.read(copy, time.monotonic() + settings.limits.page_seconds)
    return " ".join(line.text for line in text.lines)


def read_as(spec: FieldSpec, text: str) -> tuple[str | None, tuple[str, ...]]:
    """A text as the normalised value of a field, None where it says none, and what is wrong with it in words."""
    reading = read_value(spec.type, text, words=spec.words)
    return (None, ()) if reading is None else (reading.value, reading.faults)


def write_as(kind: str, value: str) -> str:
    """A normalised value of a field's type as people here write it: `05/03/2026`, `139,8`, `1.250.000`; `read_as` reads it."""
    return write_value(kind, value)


def page_reader(settings: Settings) -> Reader:
    """A reader for `read_box`; loading it takes a second or two."""
    return create_reader(settings)


def comparable(value: str) -> str:
    """What counts when two persons keyed a value: neither spaces nor capitals nor the letter that bears a tone mark."""
    return unify_tone(tidy(value)).casefold()


def _check(record: Dossier, runs: Sequence[Run], profiles: Profiles) -> None:
    given = [page for _, pages in runs for page in pages]
    if sorted(given) != [page.number for page in record.pages] or not all(pages for _, pages in runs):
        raise ValueError("every page belongs to exactly one document")
    if any(name != OTHER and profiles.get(name) is None for name, _ in runs):
        raise ValueError("there is no such type of document")


def _found(record: Dossier, name: str, pages: tuple[int, ...], profiles: Profiles, settings: Settings) -> Document:
    chosen = [record.pages[number - 1] for number in pages]
    document = Document(name, 1.0, pages, split(chosen, profiles)[0].title)
    return find_fields(document, chosen, profiles, settings.accuracy)


def _cut(copy: CleanImage, box: Box) -> CleanImage:
    """The part of a clean copy that shows a box in page coordinates, with some white around it."""
    inverse = np.linalg.inv(np.array(copy.transform.m, dtype=float).reshape(3, 3))
    there = Transform(tuple(inverse.ravel().tolist())).box(box)
    margin = MARGIN * there.height
    height, width = copy.pixels.shape[:2]
    around = Box(there.x0 - margin, there.y0 - margin, there.x1 + margin, there.y1 + margin).clipped(width, height)
    left, top = int(around.x0), int(around.y0)
    right, bottom = max(int(around.x1), left + 1), max(int(around.y1), top + 1)

    def part(pixels: Pixels) -> Pixels:
        return np.pad(pixels[top:bottom, left:right], max(8, (bottom - top) // 3), constant_values=255)

    soft = None if copy.soft is None else part(copy.soft)
    return CleanImage(part(copy.pixels), copy.dpi, rotation=copy.rotation, soft=soft)
