"""`python -m tests.benchmarks.handwriting TRUTH…`: fits the model that tells a pen from print in slots, and says how it errs.

Reads the first three pages of every scan that a truth file describes. Slots of a letterhead are labelled by the truth's
`handwritten`; slots of the body are print, except in generated forms (type `khác`), where the applicant wrote them. The
printed weights are those of `extractor.reading.handwriting`.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from extractor.cleaning import clean
from extractor.evaluation.truth import TrueDocument, find, load
from extractor.layout import Letterhead, find_letterhead, sheet
from extractor.pages import open_source
from extractor.profiles import Profiles, load_profiles
from extractor.reading import Reader, create_reader
from extractor.reading.slots import Slot, find_slots
from extractor.reading.strokes import Strokes, look
from extractor.record import Page
from extractor.settings import Settings

LIMITS = Strokes(doubt=0.5, odd=0.5, tall=0.35, uneven=0.35, broad=0.5, blue=0.3, loose=1.0, dots=0.4)
"""What each sign is divided by, so that the ridge weighs on all alike."""
RIDGE = 0.005
PAGES = 3

Example = tuple[Strokes, bool]


def examples(truth_file: Path, settings: Settings, reader: Reader, profiles: Profiles) -> Iterator[Example]:
    """Every slot with ink in it, and whether a pen filled it."""
    truth = load(truth_file)
    documents = {document.pages[0]: document for document in truth.described}
    with open_source(truth_file.with_name(truth.file), settings) as file:
        for number in range(1, file.source.pages + 1):
            if number > PAGES and number not in documents:
                continue
            image = file.page(number)
            copy = clean(image)
            if copy.blank:
                continue
            text = reader.read(copy, time.monotonic() + 60)
            height, width = copy.pixels.shape
            upright = sheet(Page(1, 0, 1, width=width, height=height, dpi=copy.dpi, lines=text.lines))
            head = find_letterhead(upright, profiles)
            slots = find_slots(upright, head)
            for slot in slots:
                ink = look(slot, slots, image, copy)
                label = _by_pen(slot, head, documents.get(number))
                if ink is not None and ink.strokes is not None and label is not None:
                    yield ink.strokes, label


def _by_pen(slot: Slot, head: Letterhead, document: TrueDocument | None) -> bool | None:
    """Whether a pen filled the slot; None where the truth does not say."""
    if slot.row not in (head.number, head.date):
        return document is not None and document.type == "khác" and "issued_date" in document.handwritten
    name = "doc_number" if slot.row == head.number else "issued_date"
    if document is None or document.fields.get(name) is None:
        return None
    if name in document.handwritten and (re.fullmatch(r"\d{4}", slot.text) or (slot.text.isdigit() and slot.confidence > 0.97)):
        return None  # of a date that is partly written, nobody said which part
    return name in document.handwritten


def fit(signs: NDArray[np.float64], labels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weights and, last, the bias of a logistic regression with a ridge, both labels weighing alike; Newton's method."""
    balance = np.where(labels == 1, 0.5 / labels.mean(), 0.5 / (1 - labels.mean()))
    wide = np.hstack([signs, np.ones((len(signs), 1))])
    ridge = np.append(np.full(signs.shape[1], 2 * RIDGE / signs.shape[1]), 1e-9)
    weights = np.zeros(wide.shape[1])
    for _ in range(60):
        chance = 1 / (1 + np.exp(-wide @ weights))
        slope = wide.T @ (balance * (chance - labels)) / len(labels) + ridge * weights
        bend = (wide * (balance * chance * (1 - chance))[:, None]).T @ wide / len(labels) + np.diag(ridge)
        weights = weights - np.linalg.solve(bend, slope)
    return weights


def main(given: list[str]) -> None:
    settings = Settings(ignore_text_layer=True)
    reader, profiles = create_reader(settings), load_profiles()
    found = [each for file in find([Path(name) for name in given]) for each in examples(file, settings, reader, profiles)]
    signs = np.array([strokes for strokes, _ in found]) / np.array(LIMITS)
    labels = np.array([float(label) for _, label in found])
    weights = fit(signs, labels)
    chance = 1 / (1 + np.exp(-(signs @ weights[:-1] + weights[-1])))
    print(Strokes(*(round(float(weight), 1) for weight in weights[:-1] / np.array(LIMITS))), round(float(weights[-1]), 1))
    written = int(labels.sum())
    for limit in (0.4, 0.5, 0.6):
        missed = int(((chance < limit) & (labels == 1)).sum())
        accused = int(((chance >= limit) & (labels == 0)).sum())
        print(f"from {limit}: {missed} of {written} written missed, {accused} of {len(labels) - written} printed accused")


if __name__ == "__main__":
    main(sys.argv[1:])
