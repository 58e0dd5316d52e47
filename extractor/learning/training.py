"""`train` and `calibrate`: from files whose truth is known to the learned pieces in models/."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import yaml
from spacy.language import Language

from extractor import learned
from extractor.errors import InputError, SetupError
from extractor.fields.calibration import Calibration
from extractor.fields.entities import recogniser as entity_recogniser
from extractor.fields.ranker import Weights
from extractor.fields.ranker import calibration as learned_calibration
from extractor.fields.ranker import ranking as learned_ranking
from extractor.learning.calibrating import Outcome, choose, held_out, learn_calibration
from extractor.learning.corpus import Known, OnFile, read_known
from extractor.learning.corrections import corrected
from extractor.learning.entities import halves, learn_entities, save
from extractor.learning.ranking import learn_ranking, to_dict
from extractor.learning.replay import Case, replay
from extractor.learning.scores import Score, score_learned, score_rules, score_with
from extractor.profiles import Profiles, load_profiles
from extractor.settings import Settings

ENTITIES = "entities"
"""The recogniser's folder."""
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
class Gain:
    """What was learned, against what is in use, on dossiers that people corrected and that neither learned from."""

    files: int
    in_use: Score
    learned: Score


@dataclass(frozen=True)
class Lesson:
    """What came of it. `rules` is the score of hand-made confidences, `learned` that of what was learned."""

    files: int
    pages: int
    rules: Score
    learned: Score
    entities: Score | None = None
    """With a recogniser of entities; None where none was tried. It is kept where it gets more fields exactly right."""
    gain: Gain | None = None
    """On what people corrected; None where no corrections were given."""

    @property
    def recognised(self) -> bool:
        """Whether the recogniser is kept."""
        return self.entities is not None and self.entities.exact > self.learned.exact

    @property
    def kept(self) -> Score:
        """The score of what is kept."""
        return self.entities if self.entities is not None and self.recognised else self.learned


def train(
    material: Material,
    out: Path,
    settings: Settings | None = None,
    on_file: OnFile | None = None,
    *,
    entities: bool = False,
) -> Lesson:
    """Learns the ranking and its calibration, and writes both with their manifest into `out`.

    With `entities` a recogniser is learned too, and kept where files that it did not learn from fare better with it. The same
    files give the same bytes. Raises `TruthError`, `CorrectionError` and `NothingToLearn`, and what `extract` raises.
    """
    settings = settings or Settings()
    corrections = _corrections(material)
    known = [*corrections, *_read(material, settings, on_file)]
    profiles = load_profiles(settings.profiles)
    cases = _cases(known, profiles)
    outcomes = held_out(cases)
    lesson = replace(_lesson(known, cases, outcomes), gain=_gain(corrections, cases, outcomes))
    shutil.rmtree(out / ENTITIES, ignore_errors=True)
    recogniser: tuple[learned.Piece, ...] = ()
    if entities:
        richer = _cases(known, profiles, halves(known, profiles))
        tried = held_out(richer)
        lesson = replace(lesson, entities=score_learned(tried))
        if lesson.recognised:
            cases, outcomes = richer, tried
            save(learn_entities(known, profiles), out / ENTITIES)
            recogniser = (_recogniser(out, lesson),)
    _write(out, learn_ranking(cases), learn_calibration(outcomes), lesson, *recogniser)
    return lesson


def calibrate(material: Material, out: Path, settings: Settings | None = None, on_file: OnFile | None = None) -> Lesson:
    """Measures anew what the learned ranking's probabilities are worth, and writes that into `out`.

    What is given must not have been learned from, or the ranking looks surer than it is. Raises like `train`, and `SetupError`
    when there is no ranking.
    """
    weights = learned_ranking()
    settings = settings or Settings()
    corrections = _corrections(material)
    known = [*corrections, *_read(material, settings, on_file)]
    recogniser = learned.manifest().get(ENTITIES)
    shipped = {each.name: entity_recogniser() for each in known} if recogniser else None
    cases = _cases(known, load_profiles(settings.profiles), shipped)
    outcomes = [choose(case, weights) for case in cases]
    lesson = replace(_lesson(known, cases, outcomes), gain=_gain(corrections, cases, outcomes))
    _write(out, weights, learn_calibration(outcomes), lesson, *([recogniser] if recogniser else []))
    return lesson


def _corrections(material: Material) -> list[Known]:
    return [each for file in material.corrections for each in corrected(file, material.records)]


def _read(material: Material, settings: Settings, on_file: OnFile | None) -> list[Known]:
    if not material.truths:
        return []
    return list(read_known(material.truths, settings, material.records, material.jobs, on_file))


def _gain(corrections: Sequence[Known], cases: Sequence[Case], outcomes: Sequence[Outcome]) -> Gain | None:
    names = {each.name for each in corrections}
    corrected_cases = [each for each in cases if each.file in names]
    try:
        weights, calibration = learned_ranking(), learned_calibration()
    except SetupError:
        return None  # Nothing is in use yet.
    if not corrected_cases:
        return None
    now = score_with([choose(case, weights) for case in corrected_cases], calibration)
    return Gain(len({each.file for each in corrected_cases}), now, score_learned(outcomes, names))


def _cases(known: Sequence[Known], profiles: Profiles, recognisers: Mapping[str, Language] | None = None) -> list[Case]:
    cases = list(replay(known, profiles, recognisers))
    if not cases:
        raise NothingToLearn("Nothing to learn from: no document with known fields begins where one was found.")
    return cases


def _lesson(known: Sequence[Known], cases: Sequence[Case], outcomes: Sequence[Outcome]) -> Lesson:
    pages = sum(len(each.dossier.pages) for each in known)
    return Lesson(len(known), pages, score_rules(cases), score_learned(outcomes))


def _recogniser(out: Path, lesson: Lesson) -> learned.Piece:
    scores = {"exact": lesson.kept.to_dict()["exact"], "exact_without": lesson.learned.to_dict()["exact"]}
    purpose = "what a run of words is: a person, a date, an address"
    return learned.Piece(purpose, ENTITIES, learned.digest(out / ENTITIES), LICENCE, _source(lesson), scores)


def _source(lesson: Lesson) -> str:
    return f"{lesson.files} files, {lesson.pages} pages, {lesson.learned.cases} fields; docs/models.md says which"


def _write(out: Path, weights: Mapping[str, Weights], calibration: Calibration, lesson: Lesson, *others: learned.Piece) -> None:
    """Writes ranking and calibration, and the manifest of both and of `others`, which lie in `out`."""
    out.mkdir(parents=True, exist_ok=True)
    scores = lesson.kept.to_dict()
    pieces = {
        "ranking": learned.Piece(
            "how likely a proposal for a field is right, from its features",
            _json(out / "ranking.json", {"states": to_dict(weights)}, 3),
            learned.digest(out / "ranking.json"),
            LICENCE,
            _source(lesson),
            {name: scores[name] for name in ("exact", "log_loss")},
        ),
        "calibration": learned.Piece(
            "what that probability is worth, field by field",
            _json(out / "calibration.json", calibration.to_dict(), 2),
            learned.digest(out / "calibration.json"),
            LICENCE,
            _source(lesson),
            {name: value for name, value in scores.items() if name.startswith(("calibration", "accepted", "wrong"))},
        ),
    }
    declared = {name: asdict(piece) for name, piece in [*pieces.items(), *((each.file, each) for each in others)]}
    text = yaml.safe_dump(declared, sort_keys=False, allow_unicode=True, width=120)
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
