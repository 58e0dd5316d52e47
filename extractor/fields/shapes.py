"""`hoso_shapes`: numbers known by their shape where no label announces them: a serial in the corner of a certificate."""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz import fuzz
from spacy.language import Language
from spacy.tokens import Doc

from extractor.fields.proposal import Proposal
from extractor.fields.trust import trust
from extractor.fields.words import Work
from extractor.layout import Row, evidence, split_row
from extractor.profiles import FieldSpec
from extractor.values.kinds import read_value
from extractor.values.text import fold

NAME = "hoso_shapes"

ALONE = 0.85
"""How sure a number is that stands by itself, before what its words are worth."""
AMONG = 0.6
"""The same for one that stands among other words."""
WHOLE = 0.8
"""Share of a line's characters from which a number stands by itself."""
ALIKE = 86
"""Per cent of agreement from which lines say a declared phrase."""
PITCH, COLUMN = 2.4, 0.15
"""Such lines stand at most so many word heights apart, and their middles so far, as a share of the page's width."""
GAP = 1.5
"""White space, in word heights, that parts a line."""


@Language.component(NAME)
def shapes(doc: Doc) -> Doc:
    """Adds proposals for the fields of the type that may stand anywhere."""
    work: Work = doc._.work
    for name, spec in work.profiles.fields(work.document.type).items():
        if spec.anywhere:
            doc._.proposals.extend(_proposals(name, spec, work))
        for phrase, value in spec.printed.items():
            doc._.proposals.extend(_printed(name, fold(phrase), value, work))
    return doc


def _proposals(name: str, spec: FieldSpec, work: Work) -> Iterator[Proposal]:
    for sheet, row in work.rows:
        for part in split_row(row, GAP * sheet.unit):
            reading = read_value(spec.type, part.text)
            if reading is None or reading.repaired or (spec.type == "personal-number" and not reading.value.isdigit()):
                continue
            share = len(reading.text) / len(part.text)
            if share < WHOLE and spec.type == "land-serial":
                # Two letters and six digits stand in many a sentence.
                continue
            start = part.text.find(reading.text)
            inside = part.tokens_at(start, start + len(reading.text)) if start >= 0 else ()
            tokens = tuple(token for token, _ in inside) or part.tokens
            certain = trust([Row(tokens)])
            yield Proposal(
                field=name,
                text=reading.text,
                value=reading.value,
                confidence=certain * (ALONE if share >= WHOLE else AMONG) * reading.plausible,
                page=sheet.page.number,
                box=evidence(tokens),
                source="shape",
                precision=reading.precision,
                parts=reading.parts,
                features={"trust": certain, "whole": share, "plausible": reading.plausible, "proved": float(reading.proved)},
            )


def _printed(name: str, phrase: str, value: str, work: Work) -> Iterator[Proposal]:
    """Where lines that follow each other in a column say `phrase`, folded; the first such place."""
    parts = [(sheet, part) for sheet, row in work.rows for part in split_row(row, GAP * sheet.unit)]
    for index, (sheet, first) in enumerate(parts):
        if fuzz.ratio(fold(first.text)[: len(phrase)], phrase[: len(fold(first.text))]) < ALIKE:
            continue
        lines = [first]
        for other, part in parts[index + 1 :]:
            if len(fold(" ".join(line.text for line in lines))) >= len(phrase):
                break
            near = part.middle - lines[-1].middle < PITCH * max(sheet.unit, lines[-1].box.height)
            if other is sheet and near and abs(part.box.centre[0] - first.box.centre[0]) < COLUMN * sheet.width:
                lines.append(part)
        text = " ".join(line.text for line in lines)
        alike = fuzz.ratio(fold(text), phrase)
        if alike >= ALIKE:
            certain = trust(lines)
            box = evidence(token for line in lines for token in line.tokens)
            features = {"trust": certain, "label": alike / 100}
            yield Proposal(name, text, value, ALONE * alike / 100, sheet.page.number, box, "shape", features=features)
            return
