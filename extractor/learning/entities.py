"""Learns the entity recogniser: words as the readers saw them, labelled where the truth says that values stand."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import spacy
from rapidfuzz import fuzz
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.training import Example
from thinc.api import fix_random_seed

from extractor.evaluation.truth import TrueDocument
from extractor.fields.entities import KINDS, words_for_entities
from extractor.fields.words import Work
from extractor.learning.corpus import Known
from extractor.learning.folds import folds
from extractor.learning.replay import replayed
from extractor.profiles import Profiles
from extractor.values.text import fold

SEED = 20260901
ROUNDS = 12
DROPOUT = 0.2
BATCH = 600
"""Words learned from at a time, about."""
ALIKE = 60
"""Per cent of agreement between what was read in a value's box and the value, below which the box is not believed."""

_TOK2VEC = {
    "@architectures": "spacy.Tok2Vec.v2",
    "embed": {
        "@architectures": "spacy.MultiHashEmbed.v2",
        "width": 64,
        # SPACY is 0 where a row or a column ends (`words_for_entities`).
        "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE", "SPACY"],
        "rows": [4000, 500, 1000, 1000, 10],
        "include_static_vectors": False,
    },
    "encode": {
        "@architectures": "spacy.MaxoutWindowEncoder.v2",
        "width": 64, "window_size": 1, "maxout_pieces": 3, "depth": 4,
    },
}  # fmt: skip
_MODEL = {
    "@architectures": "spacy.TransitionBasedParser.v2",
    "state_type": "ner", "extra_state_tokens": False, "hidden_width": 64, "maxout_pieces": 2, "use_upper": True,
    "tok2vec": _TOK2VEC,
}  # fmt: skip


def learn_entities(known: Sequence[Known], profiles: Profiles) -> Language:
    """A pipeline with nothing but the recogniser. The same files give the same weights on the same kind of processor."""
    nlp = spacy.blank("xx")
    fix_random_seed(SEED)
    recogniser: Any = nlp.add_pipe("ner", config={"model": _MODEL})
    for label in sorted(set(KINDS.values())):
        recogniser.add_label(label)
    examples = [
        Example(words_for_entities(nlp.vocab, work), labelled(nlp, work, truth))
        for each in known
        for work, truth in _documents(each, profiles)
    ]
    optimizer = nlp.initialize(lambda: examples)
    order = random.Random(SEED)
    for _ in range(ROUNDS):
        order.shuffle(examples)
        for batch in _batches(examples):
            nlp.update(batch, sgd=optimizer, drop=DROPOUT)
    return nlp


def halves(known: Sequence[Known], profiles: Profiles) -> dict[str, Language]:
    """File → a recogniser that learned from the other half of the files."""
    parts = {name: part % 2 for name, part in folds(each.name for each in known).items()}
    learned = [learn_entities([each for each in known if parts[each.name] != half], profiles) for half in (0, 1)]
    return {name: learned[half] for name, half in parts.items()}


def save(nlp: Language, folder: Path) -> None:
    """Writes the recogniser without the words that it has seen: in corrected records they are people's names."""
    nlp.to_disk(folder, exclude=["vocab"])


def labelled(nlp: Language, work: Work, truth: TrueDocument) -> Doc:
    """The document's words with the true entities; what the readers did not make out or a pen wrote is left open."""
    doc = words_for_entities(nlp.vocab, work)
    tokens = [token for _, row in work.rows for token in row.tokens]
    entities: list[Span] = []
    unknown: list[Span] = []
    taken: set[int] = set()
    for field, value in truth.fields.items():
        spec = work.profiles.spec(truth.type, field)
        place = truth.evidence.get(field)
        label = KINDS.get(spec.type) if spec else None
        if label is None or place is None or not isinstance(value, str):
            continue
        x0, y0, x1, y1 = place.box
        inside = [
            index
            for index, token in enumerate(tokens)
            if token.page == place.page
            and index not in taken
            and x0 <= token.word.box.centre[0] <= x1
            and y0 <= token.word.box.centre[1] <= y1
        ]
        taken.update(inside)
        believed = field not in truth.handwritten and _alike(" ".join(doc[index].text for index in inside), value, label)
        for start, end in _runs(inside):
            (entities if believed else unknown).append(Span(doc, start, end, label=label))
    doc.set_ents(entities, missing=unknown, default="outside")
    return doc


def _alike(read: str, value: str, label: str) -> bool:
    """Whether what was read can be the value; dates and sums are printed in other ways than records have them."""
    if label in ("DATE", "MONEY", "AREA"):
        return bool(read)
    return fuzz.ratio(fold(read), fold(value)) >= ALIKE


def _runs(indices: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Neighbours together: start, and end exclusive."""
    start = 0
    for at in range(1, len(indices) + 1):
        if at == len(indices) or indices[at] != indices[at - 1] + 1:
            yield indices[start], indices[at - 1] + 1
            start = at


def _documents(known: Known, profiles: Profiles) -> Iterator[tuple[Work, TrueDocument]]:
    for _, truth, doc in replayed(known, profiles):
        yield doc._.work, truth


def _batches(examples: Sequence[Example]) -> Iterator[list[Example]]:
    batch: list[Example] = []
    size = 0
    for example in examples:
        batch.append(example)
        size += len(example.reference)
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
