"""What stored records would say if types had further wordings. No page is read again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extractor.documents import split
from extractor.fields import find_fields
from extractor.fields.finding import lay_out, pipeline
from extractor.fields.spots import find_spots
from extractor.fields.words import make_doc
from extractor.layout.labels import find_labels, vocabulary
from extractor.profiles import Profiles, strip_ordinal
from extractor.record import Document, Field, Page, State
from extractor.values.compare import Value, same
from extractor.values.kinds import read_value
from extractor.values.text import fold

Beginning = tuple[str, int]
"""A type, and the page that a document of it begins on."""


@dataclass(frozen=True)
class Said:
    """What is known of a field, because a person said so."""

    state: State
    value: Value


@dataclass(frozen=True)
class Outcome:
    """Fields of a document that are right with the wordings and were not without them, and the other way round.

    A value that nobody looked at, because it was sure, counts as right: to change it is to make it wrong.
    """

    gained: frozenset[str] = frozenset()
    lost: frozenset[str] = frozenset()


def right(kind: str, said: Said, field: Field | None) -> bool:
    """Whether a field says what is known of it. What nobody could read is right as long as nothing is claimed."""
    state = field.state if field is not None else "absent"
    if said.state != "found":
        return state != "found"
    return field is not None and state == "found" and same(kind, said.value, field.value)


def prints(document: Document, pages: Sequence[Page], profiles: Profiles, anchor: str) -> bool:
    """Whether the words stand anywhere in the document where a label does; without it they change nothing."""
    letters = fold(anchor).replace(" ", "")
    profile = profiles.get(document.type)
    phrases = [phrase for phrase in vocabulary(profile) if phrase.letters == letters] if profile is not None else []
    return any(labels for sheet in lay_out(document, pages, profiles) for labels in find_labels(sheet, phrases))


def announced_values(
    document: Document, pages: Sequence[Page], profiles: Profiles, field: str, anchor: str
) -> tuple[str | None, ...]:
    """What stands behind a label of `field` wherever it is printed in the document, as values; None where it reads as none."""
    sheets = lay_out(document, pages, profiles)
    spec = profiles.spec(document.type, field)
    if spec is None or not any(sheet.rows for sheet in sheets):
        return ()
    letters = fold(anchor).replace(" ", "")
    work = make_doc(pipeline().vocab, document, sheets, profiles)._.work
    found = []
    for spot in find_spots(work):
        if strip_ordinal(spot.field) == field and spot.label.phrase.letters == letters:
            reading = read_value(spec.type, spot.text, words=spec.words) if spot.text else None
            found.append(reading.value if reading is not None else None)
    return tuple(found)


def found_anew(document: Document, pages: Sequence[Page], profiles: Profiles, accuracy: float) -> Document:
    """The document with the fields that these profiles find in it."""
    bare = Document(document.type, document.type_confidence, document.pages, document.title)
    return find_fields(bare, pages, profiles, accuracy)


def known(document: Document, said: Mapping[str, Said]) -> dict[str, Said]:
    """What is known of a document as it was found without new wordings: what people said, and what was sure."""
    sure = {
        name: Said("found", field.value)
        for name, field in document.fields.items()
        if field.state == "found" and not field.doubtful
    }
    return {**sure, **said}


def compared(before: Document, after: Document, said: Mapping[str, Said], profiles: Profiles) -> Outcome:
    """What becomes of the fields of one document, found without and with new wordings."""
    gained, lost = set(), set()
    for name, truth in known(before, said).items():
        spec = profiles.spec(before.type, name)
        kind = spec.type if spec is not None else "text"
        was, now = right(kind, truth, before.fields.get(name)), right(kind, truth, after.fields.get(name))
        if now and not was:
            gained.add(name)
        elif was and not now:
            lost.add(name)
    return Outcome(frozenset(gained), frozenset(lost))


def beginnings(pages: Sequence[Page], profiles: Profiles) -> frozenset[Beginning]:
    """Which documents begin on which pages, as far as their print says."""
    return frozenset((document.type, document.pages[0]) for document in split(pages, profiles))
