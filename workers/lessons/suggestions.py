"""New labels and titles out of repeated corrections, each proved on the records that were corrected."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import yaml

from extractor.learning.wording import Wording, key
from extractor.profiles import Profiles, load_profiles, strip_ordinal
from workers.database.decided import decided_dossiers
from workers.lessons.cases import Case, cases
from workers.lessons.proving import Change, Proof, change, extensions, prove
from workers.lessons.sightings import Evidence, Repeated, missed, repeated, sightings
from workers.service import Service

LEAST = 3
"""Different dossiers in which the words must stand."""
NEWEST = 200
"""Dossiers that are looked at, those that were decided about last."""
HARM = 0.1
"""Share of what is gained that may be lost."""


@dataclass(frozen=True)
class Suggestion:
    """A label for a field, or a title for a type (`field` None), and what it would have done."""

    type: str
    field: str | None
    text: str
    dossiers: int
    agencies: int
    corrected: int
    """Times that people gave the field's value, or such a document its type."""
    gained: int
    """Of all that is known, what would have been right and was not."""
    lost: int
    """What was right and would have become wrong."""
    already: int
    wrong: int
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Suggested:
    """All that is suggested. `gained` and `lost`: with all suggestions together."""

    suggestions: tuple[Suggestion, ...] = ()
    gained: int = 0
    lost: int = 0
    looked_at: int = 0
    """Dossiers."""
    decided: int = 0
    """Dossiers about which people decided something, looked at or not."""
    least: int = LEAST


def suggest(service: Service, least: int = LEAST, newest: int = NEWEST) -> Suggested:
    """What the stored records and people's decisions suggest. Takes up to some seconds a dossier that was corrected."""
    reading = service.settings.reading
    chosen, total = decided_dossiers(service.engine, newest)
    found = suggested(lambda: cases(service, chosen), load_profiles(reading.profiles), reading.accuracy, least)
    return Suggested(found.suggestions, found.gained, found.lost, len(chosen), total, least)


def suggested(again: Callable[[], Iterable[Case]], profiles: Profiles, accuracy: float, least: int = LEAST) -> Suggested:
    """The same from cases, which `again` gives as often as it is called: once to count, and once or twice to prove."""
    seen, corrected = [], dict[tuple[str, str | None], int]()
    for case in again():
        found = list(sightings(case, profiles))
        seen += found
        for index, document in enumerate(case.documents):
            given: list[tuple[str, str | None]] = [
                (document.type, strip_ordinal(name)) for name in missed(case, index, document, profiles)
            ]
            if any(each.field is None and each.type == document.type for each in found):
                given.append((document.type, None))
            for each in given:
                corrected[each] = corrected.get(each, 0) + 1
    candidates = repeated(seen, Wording(profiles), least)
    if not candidates:
        return Suggested(least=least)
    changes = [change(profiles, each) for each in candidates]
    chosen = _helping(changes, prove(again(), changes, profiles, accuracy))
    if not chosen:
        return Suggested(least=least)
    all_of_them = change(profiles, *(wording for wording, _ in chosen))
    (together,) = prove(again(), [all_of_them], profiles, accuracy) if len(chosen) > 1 else [chosen[0][1]]
    return Suggested(
        tuple(_suggestion(wording, proof, corrected) for wording, proof in chosen),
        len(together.gained),
        len(together.lost),
        least=least,
    )


def fragment(suggestions: Sequence[Suggestion]) -> str:
    """A YAML file for a folder of types of one's own; empty text where nothing is suggested."""
    if not suggestions:
        return ""
    wordings = [Repeated(each.type, each.field, each.text, each.dossiers, each.agencies, ()) for each in suggestions]
    added = {name: extension.model_dump(mode="json", exclude_defaults=True) for name, extension in extensions(wordings).items()}
    return yaml.safe_dump({"extends": added}, allow_unicode=True, sort_keys=False, width=120)


def _helping(changes: Sequence[Change], proofs: Sequence[Proof]) -> list[tuple[Repeated, Proof]]:
    """Those that make more right than wrong, whole labels first, as long as each adds something to those before it."""
    ranked = sorted(
        ((tried.wordings[0], proof) for tried, proof in zip(changes, proofs, strict=True)),
        key=lambda each: (not each[0].whole, -len(each[1].gained), len(each[1].lost), each[1].wrong, -len(each[0].text)),
    )
    kept: list[tuple[Repeated, Proof]] = []
    claimed: set[tuple[str, str]] = set()
    for wording, proof in ranked:
        before = [other.gained for each, other in kept if (each.type, each.field) == (wording.type, wording.field)]
        new = proof.gained.difference(*before)
        harm = len(proof.lost) + (proof.wrong if wording.field is None else 0)
        # A title belongs to one type, a label to one field of a type.
        claim = ("" if wording.field is None else wording.type, key([wording.text]))
        if new and claim not in claimed and harm <= HARM * len(proof.gained):
            kept.append((wording, proof))
            claimed.add(claim)
    return kept


def _suggestion(wording: Repeated, proof: Proof, corrected: dict[tuple[str, str | None], int]) -> Suggestion:
    return Suggestion(
        wording.type,
        wording.field,
        wording.text,
        wording.dossiers,
        wording.agencies,
        corrected.get((wording.type, wording.field), 0),
        len(proof.gained),
        len(proof.lost),
        proof.already,
        proof.wrong,
        wording.evidence,
    )
