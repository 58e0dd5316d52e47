"""`train` and `calibrate`: from files whose truth is known to the learned pieces in models/."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import yaml

from extractor import learned
from extractor.errors import InputError
from extractor.fields.calibration import Calibration
from extractor.fields.ranker import Weights
from extractor.fields.ranker import ranking as learned_ranking
from extractor.learning.calibrating import Outcome, choose, held_out, learn_calibration
from extractor.learning.corpus import Known, OnFile, read_known
from extractor.learning.corrections import corrected
from extractor.learning.ranking import learn_ranking, to_dict
from extractor.learning.replay import Case, replay
from extractor.learning.scores import Score, score_learned, score_rules
from extractor.profiles import load_profiles
from extractor.settings import Settings

LICENCE = "Apache-2.0"
_HEADER = """\
# What hoso has learned itself, made by `hoso train` (docs/models.md). `sha256` is checked before a piece is used; `score` tells
# how it does on files that it was not learned from.
"""


class NothingToLearn(InputError):
    """No field of what was given is known."""

    code = "nothing-to-learn"


@dataclass(frozen=True)
class Material:
    """What to learn from."""

    truths: tuple[Path, ...] = ()
    """Truth files, and folders of them."""
    corrections: tuple[Path, ...] = ()
    """Files of corrections (see `corrections`)."""
    records: Path | None = None
    """Where records are kept between runs."""
    jobs: int = 1


@dataclass(frozen=True)
class Lesson:
    """What came of it. `rules` is the score of hand-made confidences, `learned` that of what was learned."""

    files: int
    pages: int
    rules: Score
    learned: Score


def train(material: Material, out: Path, settings: Settings | None = None, on_file: OnFile | None = None) -> Lesson:
    """Learns the ranking and its calibration, and writes both with their manifest into `out`.

    The same files give the same bytes. Raises `TruthError`, `CorrectionError` and `NothingToLearn`, and what `extract` raises.
    """
    known, cases = _cases(material, settings or Settings(), on_file)
    outcomes = held_out(cases)
    lesson = _lesson(known, cases, outcomes)
    _write(out, learn_ranking(cases), learn_calibration(outcomes), lesson)
    return lesson


def calibrate(material: Material, out: Path, settings: Settings | None = None, on_file: OnFile | None = None) -> Lesson:
    """Measures anew what the learned ranking's probabilities are worth, and writes that into `out`.

    What is given must not have been learned from, or the ranking looks surer than it is. Raises like `train`, and `SetupError`
    when there is no ranking.
    """
    weights = learned_ranking()
    known, cases = _cases(material, settings or Settings(), on_file)
    outcomes = [choose(case, weights) for case in cases]
    lesson = _lesson(known, cases, outcomes)
    _write(out, weights, learn_calibration(outcomes), lesson)
    return lesson


def _cases(material: Material, settings: Settings, on_file: OnFile | None) -> tuple[list[Known], list[Case]]:
    known = [each for file in material.corrections for each in corrected(file, material.records)]
    if material.truths:
        known += read_known(material.truths, settings, material.records, material.jobs, on_file)
    cases = list(replay(known, load_profiles(settings.profiles)))
    if not cases:
        raise NothingToLearn("Nothing to learn from: no document with known fields begins where one was found.")
    return known, cases


def _lesson(known: Sequence[Known], cases: Sequence[Case], outcomes: Sequence[Outcome]) -> Lesson:
    pages = sum(len(each.dossier.pages) for each in known)
    return Lesson(len(known), pages, score_rules(cases), score_learned(outcomes))


def _write(out: Path, weights: Mapping[str, Weights], calibration: Calibration, lesson: Lesson) -> None:
    out.mkdir(parents=True, exist_ok=True)
    source = f"{lesson.files} files, {lesson.pages} pages, {lesson.learned.cases} fields; docs/models.md says which"
    scores = lesson.learned.to_dict()
    pieces = {
        "ranking": learned.Piece(
            "how likely a proposal for a field is right, from its features",
            _json(out / "ranking.json", {"states": to_dict(weights)}, 3),
            learned.digest(out / "ranking.json"),
            LICENCE,
            source,
            {name: scores[name] for name in ("exact", "log_loss")},
        ),
        "calibration": learned.Piece(
            "what that probability is worth, field by field",
            _json(out / "calibration.json", calibration.to_dict(), 2),
            learned.digest(out / "calibration.json"),
            LICENCE,
            source,
            {name: value for name, value in scores.items() if name.startswith(("calibration", "accepted", "wrong"))},
        ),
    }
    text = yaml.safe_dump(
        {name: asdict(piece) for name, piece in pieces.items()}, sort_keys=False, allow_unicode=True, width=120
    )
    (out / learned.MANIFEST).write_text(_HEADER + "\n" + text, encoding="utf-8")


def _json(path: Path, data: Mapping[str, Any], depth: int) -> str:
    """Writes `data` with a line for every entry down to `depth`; returns the file's name."""
    path.write_text(_lines(data, depth, 0) + "\n", encoding="utf-8")
    return path.name


def _lines(data: Any, depth: int, indent: int) -> str:
    if depth == 0 or not isinstance(data, Mapping):
        return json.dumps(data, ensure_ascii=False)
    inner = " " * (indent + 1)
    entries = [
        f"{inner}{json.dumps(name, ensure_ascii=False)}: {_lines(each, depth - 1, indent + 1)}" for name, each in data.items()
    ]
    return "{\n" + ",\n".join(entries) + "\n" + " " * indent + "}"
