"""`hoso_entities`: candidates by their looks for fields that no rule found: persons, dates, addresses and the like."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from extractor import learned
from extractor.fields.proposal import Proposal
from extractor.fields.trust import trust
from extractor.fields.words import UNREADABLE, Work
from extractor.layout import Row, Token
from extractor.record import Box
from extractor.values.kinds import read_value
from extractor.values.text import fold

NAME = "hoso_entities"

KINDS: Mapping[str, str] = {
    "person": "PERSON", "personal-number": "ID", "date": "DATE", "datetime": "DATE", "address": "ADDRESS", "agency": "AGENCY",
    "money": "MONEY", "area": "AREA", "tax-number": "TAX", "dossier-code": "CODE", "land-serial": "SERIAL",
    "registry-number": "REGISTRY", "phone": "PHONE",
}  # fmt: skip
"""Value type → entity label; value types that a look at the words does not tell apart have none."""

APART = 1.5
"""White space, in word heights, that parts columns."""
LOOKS = 0.3
"""A value is seldom a field's only because it looks like one."""
CROWD = 3
"""More candidates than that tell nothing."""


@Language.component(NAME)
def entities(doc: Doc) -> Doc:
    """Adds proposals for declared fields without a value, from entities that no other proposal stands on."""
    doc._.proposals.extend(propose(doc, recogniser()))
    return doc


def propose(doc: Doc, nlp: Language) -> Iterator[Proposal]:
    """What `nlp` recognises, for the fields that `doc._.proposals` leave without a value."""
    work: Work = doc._.work
    fields = work.profiles.fields(work.document.type)
    found = {proposal.field for proposal in doc._.proposals if proposal.state == "found"}
    vacant: dict[str, list[str]] = {}
    for name, spec in fields.items():
        if spec.type in KINDS and name not in found and not spec.words:
            vacant.setdefault(KINDS[spec.type], []).append(name)
    if not vacant:
        return
    free: dict[str, list[tuple[Token, ...]]] = {}
    for label, tokens in _recognised(work, nlp):
        if label in vacant and not _claimed(tokens, doc._.proposals):
            free.setdefault(label, []).append(tokens)
    for label, candidates in free.items():
        if len(candidates) <= CROWD:
            for name in vacant[label]:
                yield from _proposals(name, fields[name].type, candidates, len(vacant[label]))


def _proposals(name: str, kind: str, candidates: list[tuple[Token, ...]], vacancies: int) -> Iterator[Proposal]:
    for tokens in candidates:
        reading = read_value(kind, " ".join(token.text for token in tokens))
        if reading is None:
            continue
        certain = trust([Row(tokens)])
        yield Proposal(
            field=name,
            text=reading.text,
            value=reading.value,
            confidence=LOOKS * certain * reading.plausible / (len(candidates) * vacancies),
            page=tokens[0].page,
            box=_box(tokens),
            source="entity",
            precision=reading.precision,
            features={
                "trust": certain,
                "plausible": reading.plausible,
                "candidates": float(len(candidates)),
                "vacancies": float(vacancies),
            },
        )


def _claimed(tokens: tuple[Token, ...], proposals: list[Proposal]) -> bool:
    box = _box(tokens)
    return any(
        each.state == "found"
        and each.page == tokens[0].page
        and each.box is not None
        and each.box.overlap(box) > 0.3 * box.area
        for each in proposals
    )


def _box(tokens: tuple[Token, ...]) -> Box:
    return Box.around([token.word.box for token in tokens])


def _recognised(work: Work, nlp: Language) -> Iterator[tuple[str, tuple[Token, ...]]]:
    """Label and words of each entity, in reading order."""
    doc = words_for_entities(nlp.vocab, work)
    for _, component in nlp.pipeline:
        doc = component(doc)
    tokens = [token for _, row in work.rows for token in row.tokens]
    for entity in doc.ents:
        yield entity.label_, _one_page(entity, tokens)


def _one_page(entity: Span, tokens: list[Token]) -> tuple[Token, ...]:
    mine = tokens[entity.start : entity.end]
    return tuple(token for token in mine if token.page == mine[0].page)


def words_for_entities(vocab: Vocab, work: Work) -> Doc:
    """The document's words for the recogniser: folded norms, and a missing space where a row or a column ends."""
    words = [token.text for _, row in work.rows for token in row.tokens]
    spaces = []
    for sheet, row in work.rows:
        gaps = [right.box.x0 - left.box.x1 for left, right in zip(row.tokens, row.tokens[1:], strict=False)]
        spaces += [gap < APART * sheet.unit for gap in gaps] + [False]
    doc = Doc(vocab, words=words, spaces=spaces)
    for token in doc:
        token.norm_ = fold(token.text) or UNREADABLE
    return doc


@functools.cache
def recogniser() -> Language:
    """The trained pipeline, kept for the life of the process. Raises `SetupError`."""
    return spacy.load(learned.located("entities"))
