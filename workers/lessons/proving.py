"""Whether wordings help: the fields of stored records are found once more with them, and held against what people said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from extractor.learning.trials import announced_values, beginnings, compared, found_anew, known, prints, right
from extractor.profiles import Extension, Profiles, Wordings, strip_ordinal
from extractor.record import Document, Field, Page
from workers.lessons.cases import Case
from workers.lessons.sightings import Repeated

Key = tuple[UUID, int, str]
"""A dossier, the first page of one of its documents, and a field of that; for titles its type."""


@dataclass(frozen=True)
class Change:
    """Wordings that are tried together."""

    wordings: tuple[Repeated, ...]
    profiles: Profiles
    """With them."""


@dataclass
class Proof:
    """What a change did. A value that nobody looked at, because it was sure, counts as right."""

    gained: set[Key] = field(default_factory=set)
    """Right with it, and not without it."""
    lost: set[Key] = field(default_factory=set)
    """Right without it, and not with it."""
    already: int = 0
    """Places where the words stand before the field's right value that is read without them."""
    wrong: int = 0
    """Places where they stand before another value."""


def extensions(wordings: Iterable[Repeated]) -> dict[str, Extension]:
    """What is added to each type."""
    titles: dict[str, list[str]] = {}
    fields: dict[str, dict[str, list[str]]] = {}
    for each in wordings:
        if each.field is None:
            titles.setdefault(each.type, []).append(each.text)
        else:
            fields.setdefault(each.type, {}).setdefault(each.field, []).append(each.text)
    return {
        name: Extension(
            titles=tuple(titles.get(name, ())),
            fields={one: Wordings(anchors=tuple(anchors)) for one, anchors in fields.get(name, {}).items()},
        )
        for name in sorted({*titles, *fields})
    }


def change(profiles: Profiles, *wordings: Repeated) -> Change:
    """These wordings together."""
    return Change(wordings, profiles.extended(extensions(wordings)))


def prove(cases: Iterable[Case], changes: Sequence[Change], profiles: Profiles, accuracy: float) -> list[Proof]:
    """What each change does to all dossiers."""
    proofs = [Proof() for _ in changes]
    for case in cases:
        for index, document in enumerate(case.documents):
            pages = [case.arranged.pages[number - 1] for number in document.pages]
            _prove_labels(case, index, document, pages, changes, proofs, profiles, accuracy)
        _prove_titles(case, changes, proofs, profiles)
    return proofs


def _prove_labels(
    case: Case,
    index: int,
    document: Document,
    pages: Sequence[Page],
    changes: Sequence[Change],
    proofs: Sequence[Proof],
    profiles: Profiles,
    accuracy: float,
) -> None:
    before: Document | None = None
    for tried, proof in zip(changes, proofs, strict=True):
        mine = [each for each in tried.wordings if each.field is not None and each.type == document.type]
        printed = [each for each in mine if prints(document, pages, tried.profiles, each.text)]
        if not printed:
            continue
        before = before or found_anew(document, pages, profiles, accuracy)
        after = found_anew(document, pages, tried.profiles, accuracy)
        outcome = compared(before, after, case.said(index), profiles)
        proof.gained |= {(case.dossier, document.pages[0], name) for name in outcome.gained}
        proof.lost |= {(case.dossier, document.pages[0], name) for name in outcome.lost}
        for each in printed:
            _count(case, index, before, pages, each, tried, proof)


def _count(
    case: Case, index: int, before: Document, pages: Sequence[Page], each: Repeated, tried: Change, proof: Proof
) -> None:
    """How often the words stand before the field's value, and before others."""
    name = each.field or ""
    spec = tried.profiles.spec(each.type, name)
    truths = {one: said for one, said in known(before, case.said(index)).items() if strip_ordinal(one) == name}
    if spec is None or not truths:
        return
    for value in announced_values(before, pages, tried.profiles, name, each.text):
        here = Field(value=value, state="found" if value is not None else "absent")
        agreeing = [one for one, said in truths.items() if right(spec.type, said, here)]
        proof.already += any(right(spec.type, truths[one], before.fields.get(one)) for one in agreeing)
        proof.wrong += not agreeing


def _prove_titles(case: Case, changes: Sequence[Change], proofs: Sequence[Proof], profiles: Profiles) -> None:
    if not any(each.field is None for tried in changes for each in tried.wordings):
        return
    pages = case.arranged.pages
    true = {(document.type, document.pages[0]) for document in case.documents}
    before = beginnings(pages, profiles)
    begun = {page for _, page in (*true, *before)}
    for tried, proof in zip(changes, proofs, strict=True):
        if all(each.field is not None for each in tried.wordings):
            continue
        after = beginnings(pages, tried.profiles)
        added = {(name, page) for name, page in after if page not in begun}
        proof.gained |= {(case.dossier, page, name) for name, page in (true & after) - before}
        proof.lost |= {(case.dossier, page, name) for name, page in ((true & before) - after) | added}
        types = {each.type for each in tried.wordings if each.field is None}
        proof.wrong += sum(name in types for name, _ in (after - before) - true)
