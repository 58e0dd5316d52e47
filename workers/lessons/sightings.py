"""Where people's corrections stand on the paper, and which printed words they follow; words that many dossiers share."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from extractor.learning.captions import Place, captions
from extractor.learning.headings import headings
from extractor.learning.trials import right
from extractor.learning.wording import Wording, key
from extractor.profiles import OTHER, Profiles, strip_ordinal
from extractor.record import Box, Document, Field, Page
from workers.corrections import apply
from workers.lessons.cases import Case

MOST = 6
"""Wordings of one field, or of one type's title, that are tried."""
CROPS = 3
"""Places that are shown of each."""
PART = 2
"""Least words of a label that is only the end of what stands before a value: one word of several labels is none."""
VALUELESS = ("flag", "type")
"""Kinds of fields whose value is not printed behind a label."""


@dataclass(frozen=True)
class Evidence:
    """A place on a page of a dossier."""

    dossier: UUID
    page: int
    box: Box


@dataclass(frozen=True)
class Sighting:
    """Printed words that stood before a value which a person gave, or where the title of a document of this type does."""

    type: str
    field: str | None
    """As it is declared; None: the words may be a title."""
    words: tuple[str, ...]
    agency: str
    evidence: Evidence


@dataclass(frozen=True)
class Repeated:
    """Words that several dossiers share. `text` is how most of them print it."""

    type: str
    field: str | None
    text: str
    dossiers: int
    agencies: int
    """Different issuers among them, as far as one was read."""
    evidence: tuple[Evidence, ...]
    whole: bool = True
    """Whether nothing went before them on their row anywhere."""


def sightings(case: Case, profiles: Profiles) -> Iterator[Sighting]:
    """Of the fields of a dossier that were not right as they were read, and of the documents that got another type."""
    for index, document in enumerate(case.documents):
        pages = [case.arranged.pages[number - 1] for number in document.pages]
        yield from _labels(case, index, document, pages, profiles)
        if document.type != OTHER and (document.type, document.pages[0]) not in _begun(case):
            for heading in headings(pages[0], profiles):
                place = Evidence(case.dossier, heading.page, heading.box)
                yield Sighting(document.type, None, heading.words, case.agency, place)


def _begun(case: Case) -> set[tuple[str, int]]:
    return {(document.type, document.pages[0]) for document in case.read.documents}


def _labels(case: Case, index: int, document: Document, pages: Sequence[Page], profiles: Profiles) -> Iterator[Sighting]:
    profile = profiles.get(document.type)
    if profile is None:
        return
    now = apply(case.arranged, case.corrections.get(index, ())).documents[index]
    for each in missed(case, index, document, profiles):
        name = strip_ordinal(each)
        field = now.fields[each]
        correction = next(one for one in case.corrections[index] if one.field == each)
        place = Place(correction.page, correction.box) if correction.page and correction.box else None
        taken = [_place(other) for name_, other in now.fields.items() if name_ != each and _place(other) is not None]
        found = captions(
            document, pages, profiles, profile.fields[name], str(field.value), place, [one for one in taken if one is not None]
        )
        for caption in found:
            yield Sighting(document.type, name, caption.words, case.agency, Evidence(case.dossier, caption.page, caption.box))


def missed(case: Case, index: int, document: Document, profiles: Profiles) -> tuple[str, ...]:
    """Fields of a document whose value a person gave, and that were not read so; those that labels can announce."""
    profile = profiles.get(document.type)
    if profile is None:
        return ()
    return tuple(
        name
        for name, said in case.said(index).items()
        if said.state == "found"
        and (spec := profile.fields.get(strip_ordinal(name))) is not None
        and spec.type not in VALUELESS
        and not right(spec.type, said, document.fields.get(name))
    )


def _place(field: Field) -> Place | None:
    """Where a field's value stands; a label without a value has a box too, which is nobody's value."""
    if field.state != "found" or field.page is None or field.box is None:
        return None
    return Place(field.page, field.box)


def repeated(seen: Sequence[Sighting], wording: Wording, least: int) -> tuple[Repeated, ...]:
    """Words that stood there in at least `least` dossiers, that name nobody, and that announce nothing yet.

    Words before a value count whole, and from a later word on where what goes before it differs: that is another value's, and
    part of the same words is no label of its own.
    """
    groups: dict[tuple[str, str | None], list[Sighting]] = defaultdict(list)
    for each in seen:
        groups[each.type, each.field].append(each)
    found = []
    for (type_name, field), members in groups.items():
        shared = _shared(members, whole=field is None)
        good = [
            _repeated(type_name, field, each)
            for each in sorted(shared, key=lambda each: (-each.whole, -len(each.places), -len(each.words)))
            if len(each.places) >= least
            and (each.whole or (len(each.before) > 1 and len(each.words) >= PART))
            and wording.sayable(each.words)
            and wording.free(type_name, field, each.words)
        ]
        found += good[:MOST]
    return tuple(found)


@dataclass(frozen=True)
class _Shared:
    """Words that stand in several dossiers, as most print them."""

    words: tuple[str, ...]
    places: Mapping[UUID, Sighting]
    before: frozenset[str]
    """The different words that go before them."""

    @property
    def whole(self) -> bool:
        """Whether nothing goes before them anywhere."""
        return self.before == {""}


def _shared(seen: Sequence[Sighting], *, whole: bool) -> list[_Shared]:
    places: dict[str, dict[UUID, Sighting]] = defaultdict(dict)
    printed: dict[str, Counter[tuple[str, ...]]] = defaultdict(Counter)
    before: dict[str, set[str]] = defaultdict(set)
    for each in seen:
        for start in range(1 if whole else len(each.words)):
            words = each.words[start:]
            name = key(words)
            places[name].setdefault(each.evidence.dossier, each)
            printed[name][words] += 1
            before[name].add(key(each.words[start - 1 : start]) if start else "")
    return [_Shared(printed[name].most_common(1)[0][0], places[name], frozenset(before[name])) for name in places]


def _repeated(type_name: str, field: str | None, shared: _Shared) -> Repeated:
    seen = list(shared.places.values())
    return Repeated(
        type=type_name,
        field=field,
        text=" ".join(shared.words),
        dossiers=len(seen),
        agencies=len({key([each.agency]) for each in seen if each.agency}),
        evidence=tuple(each.evidence for each in seen[:CROPS]),
        whole=shared.whole,
    )
