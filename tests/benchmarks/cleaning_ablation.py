"""What each cleaning step is worth: `python -m tests.benchmarks.cleaning_ablation [STEP ...] [--generated] [--mode MODE]`.

Reads the pages with true text in `../shared/real`, once with the whole recipe, once with each step switched off and once
uncleaned, and prints CER in order, line CER and word F1 for each folder, and the processor seconds that cleaning took a page.
`--generated` reads generated pages instead, four for each kind of wear, and prints CER in order and line CER. `--tilt DEGREES`
tilts the pages first, which shows what the differences owe to chance.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import get_args

import cv2
import numpy as np

from extractor.cleaning import Step, clean
from extractor.evaluation.text import TextScore, score
from extractor.pipeline import page_image
from extractor.raster import CleanImage, PageImage
from extractor.reading import Reader, create_reader
from extractor.settings import Settings
from samples.degrade import Wear
from samples.dossier import Container, File, Part, write

REAL = Path(__file__).resolve().parents[3] / "shared" / "real"
FOLDERS = ("archive-2010", "ministry-2025", "province-2025", "mixed")
_SECONDS = 60.0

_YELLOW = (236, 226, 200)
WEAR: Mapping[str, tuple[Wear, Container]] = {
    "faint": (
        Wear(dpi=300, paper=_YELLOW, toner=0.5, patchy=0.35, skew=0.8, blur=0.8, noise=4, light=0.05, bleed=0.05, specks=40),
        "layered",
    ),
    "photocopy": (
        Wear(ink="grey", dpi=200, toner=0.9, patchy=0.3, skew=-0.7, blur=0.9, noise=5, specks=260, border=True),
        "pdf",
    ),
    "bitonal": (Wear(ink="bitonal", dpi=200, noise=8, skew=0.4, specks=100), "tiff"),
    "phone": (
        Wear(device="phone", dpi=170, toner=0.92, skew=1.5, blur=0.8, noise=4, light=0.25, shadow=0.3, tilt=0.035),
        "jpeg",
    ),
    "100 dpi": (Wear(dpi=100, noise=2, blur=0.6, skew=0.3), "jpeg"),
    "askew photo": (Wear(device="phone", dpi=200, toner=0.92, skew=-3, noise=3, light=0.2, shadow=0.2, tilt=0.06), "jpeg"),
    "bleed": (Wear(dpi=200, bleed=0.3, noise=3, paper=_YELLOW), "pdf"),
    "edges": (Wear(dpi=200, border=True, holes=2, skew=-1, specks=60), "pdf"),
    "leaning": (Wear(dpi=200, skew=5, noise=2), "pdf"),
    "turned": (Wear(dpi=200, skew=0.6, noise=2, turn=2), "pdf"),
}
_TYPES = ("Quyết định", "Công văn", "Báo cáo", "Tờ trình")


@dataclass(frozen=True)
class Case:
    """A page, its true text, and the column that it counts in."""

    column: str
    image: PageImage
    text: str


def real() -> Iterator[Case]:
    """Each page of the real scans that has a true text."""
    settings = Settings(ignore_text_layer=True)
    for folder in FOLDERS:
        for truth in sorted((REAL / folder).glob("*.truth.json")):
            described = json.loads(truth.read_text("utf-8"))
            for number, text in (described.get("page_text") or {}).items():
                yield Case(folder, page_image(truth.parent / described["file"], int(number), settings), text)


def generated() -> Iterator[Case]:
    """First pages of generated documents, worn in each way of `WEAR`."""
    with tempfile.TemporaryDirectory() as folder:
        for kind, (wear, container) in WEAR.items():
            for number, type_ in enumerate(_TYPES):
                part = Part(type_, f"cleaning/{kind}/{number}", wear, length=1 if container == "jpeg" else 2, hand=False)
                (path,) = write((File(f"{kind}-{number}", (part,), container),), Path(folder))
                described = json.loads(path.with_name(f"{path.stem}.truth.json").read_text("utf-8"))
                yield Case(kind, page_image(path, 1), described["page_text"]["1"])


def tilted(case: Case, degrees: float) -> Case:
    """The page turned against the clock about its middle."""
    image = case.image
    turn = cv2.getRotationMatrix2D((image.width / 2, image.height / 2), degrees, 1)
    size = (image.width, image.height)
    pixels = cv2.warpAffine(image.pixels, turn, size, flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255))
    return replace(case, image=replace(image, pixels=np.asarray(pixels, dtype=np.uint8)))


def _uncleaned(image: PageImage) -> CleanImage:
    pixels = image.pixels if image.pixels.ndim == 2 else cv2.cvtColor(image.pixels, cv2.COLOR_BGR2GRAY)
    return CleanImage(np.asarray(pixels, dtype=np.uint8), image.dpi)


def _row(name: str, skip: Collection[Step] | None, reader: Reader, cases: Sequence[Case], brief: bool) -> None:
    scores: dict[str, TextScore] = {}
    spent = 0.0
    for case in cases:
        start = time.process_time()
        copy = _uncleaned(case.image) if skip is None else clean(case.image, skip=skip)
        spent += time.process_time() - start
        text = "\n".join(line.text for line in reader.read(copy, time.monotonic() + _SECONDS).lines)
        for column in ("all", case.column):
            scores[column] = scores.get(column, TextScore()) + score(case.text, text)
    cells = [_cell(total, brief) for total in scores.values()]
    print(f"| {name} | {' | '.join(cells)} | {spent / len(cases):.3f} |", flush=True)


def _cell(total: TextScore, brief: bool) -> str:
    line = f"{100 * total.line_cer:.1f}"
    return f"{100 * total.cer:.1f} / {line}" if brief else f"{100 * total.cer:.1f} / {line} / {100 * total.f1:.1f}"


def main() -> None:
    steps: tuple[Step, ...] = get_args(Step)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("steps", nargs="*", choices=[*steps, []], help="steps to switch off; each in turn when none is given")
    parser.add_argument("--together", action="store_true", help="switch the named steps off at once, not each in turn")
    parser.add_argument("--generated", action="store_true", help="read generated pages, not the real ones")
    parser.add_argument("--mode", default="fast", help="the reader's mode (fast)")
    parser.add_argument("--tilt", type=float, default=0.0, help="degrees by which the pages are tilted first")
    options = parser.parse_args()
    if not options.generated and not REAL.is_dir():
        parser.error(f"the real scans are not at {REAL}")
    cv2.setNumThreads(1)
    cases = [tilted(case, options.tilt) if options.tilt else case for case in (generated() if options.generated else real())]
    columns = ["all", *dict.fromkeys(case.column for case in cases)]
    print(f"| | {' | '.join(columns)} | cleaning, s |\n|{'---|' * (len(columns) + 2)}")
    reader = create_reader(Settings(mode=options.mode))
    _row("whole recipe", (), reader, cases, options.generated)
    named: Sequence[Step] = options.steps or steps
    for skip in [named] if options.together else [(step,) for step in named]:
        _row(f"no {', '.join(skip)}", skip, reader, cases, options.generated)
    _row("uncleaned", None, reader, cases, options.generated)
    reader.close()


if __name__ == "__main__":
    main()
