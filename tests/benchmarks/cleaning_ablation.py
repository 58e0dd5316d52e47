"""What each cleaning step is worth on the real scans: `python -m tests.benchmarks.cleaning_ablation [STEP ...]`.

Reads every page with true text in `../shared/real` with Tesseract (`vie`, PSM 3), once with the whole recipe, once with
each step switched off, and once uncleaned; prints CER in order, line CER, word F1 and seconds a page. `--tilt DEGREES`
tilts the pages first, which shows what the differences owe to chance.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import time
from collections.abc import Collection, Iterator
from pathlib import Path
from types import ModuleType
from typing import get_args

import cv2
import numpy as np
import pypdfium2
import tesserocr

from extractor.cleaning import Step, clean
from extractor.raster import PageImage, Pixels

REAL = Path(__file__).resolve().parents[3] / "shared" / "real"
GROUPS = {"all": "", "archive": "archive", "ministry": "ministry", "province": "province", "mixed": "mixed"}


def pages() -> Iterator[tuple[str, PageImage, str]]:
    """Folder, image and true text of each page that has one."""
    for truth_file in sorted(REAL.glob("*/*.truth.json")):
        texts = json.loads(truth_file.read_text("utf-8")).get("page_text") or {}
        stem = truth_file.name.removesuffix(".truth.json")
        for number, text in texts.items():
            source = next(path for path in truth_file.parent.glob(f"{stem}.*") if path.suffix != ".json")
            yield truth_file.parent.name, _image(source, int(number)), text


def _image(source: Path, number: int) -> PageImage:
    if source.suffix != ".pdf":
        pixels = np.asarray(cv2.imread(str(source)), dtype=np.uint8)
        return PageImage(pixels, dpi=96)
    with pypdfium2.PdfDocument(source) as document:
        pixels = document[number - 1].render(scale=300 / 72).to_numpy()
        return PageImage(np.ascontiguousarray(pixels[..., :3]), dpi=300)


def _tilted(image: PageImage, degrees: float) -> PageImage:
    if not degrees:
        return image
    turn = cv2.getRotationMatrix2D((image.width / 2, image.height / 2), degrees, 1)
    size = (image.width, image.height)
    tilted = cv2.warpAffine(image.pixels, turn, size, flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255))
    return PageImage(np.asarray(tilted, dtype=np.uint8), image.dpi)


def _scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("textscore", REAL / "textscore.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _read(reader: tesserocr.PyTessBaseAPI, pixels: Pixels, dpi: float) -> str:
    height, width = pixels.shape
    reader.SetImageBytes(np.ascontiguousarray(pixels).tobytes(), width, height, 1, width)
    reader.SetSourceResolution(round(dpi))
    return str(reader.GetUTF8Text())


def _row(name: str, skip: Collection[Step] | None, reader: tesserocr.PyTessBaseAPI, score: ModuleType, tilt: float) -> None:
    results: list[tuple[str, str, str]] = []
    cleaning = reading = 0.0
    for folder, untilted, truth in pages():
        image = _tilted(untilted, tilt)
        start = time.perf_counter()
        if skip is None:
            pixels, dpi = np.asarray(cv2.cvtColor(image.pixels, cv2.COLOR_BGR2GRAY), dtype=np.uint8), image.dpi
        else:
            copy = clean(image, skip=skip)
            pixels, dpi = copy.pixels, copy.dpi
        middle = time.perf_counter()
        results.append((folder, truth, _read(reader, pixels, dpi)))
        cleaning, reading = cleaning + middle - start, reading + time.perf_counter() - middle
    cells = []
    for prefix in GROUPS.values():
        figures = score.score([(truth, text) for folder, truth, text in results if folder.startswith(prefix)])
        cells.append(f"{100 * figures['cer']:5.1f} {100 * figures['line_cer']:4.1f} {100 * figures['word_f1']:5.1f}")
    print(f"{name:12}| {' | '.join(cells)} | {cleaning / len(results):.2f} + {reading / len(results):.2f} s", flush=True)


def main() -> None:
    steps: tuple[Step, ...] = get_args(Step)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "steps", nargs="*", choices=[*steps, []], help="steps to switch off; all, each in turn, when none given"
    )
    parser.add_argument("--tilt", type=float, default=0.0, help="degrees by which the pages are tilted first")
    parser.add_argument("--tessdata", default="", help="folder of Tesseract's language files, where it is not the usual one")
    arguments = parser.parse_args()
    if not REAL.is_dir():
        parser.error(f"the real scans are not at {REAL}")
    cv2.setNumThreads(1)
    score = _scorer()
    usual = sorted(Path("/usr/share/tesseract-ocr").glob("*/tessdata"))
    folder = arguments.tessdata or (str(usual[-1]) if usual else "")
    with tesserocr.PyTessBaseAPI(path=folder, lang="vie", psm=tesserocr.PSM.AUTO) as reader:
        print(f"{'CER line F1':12}| {' | '.join(f'{group:16}' for group in GROUPS)} | clean + read")
        _row("uncleaned", None, reader, score, arguments.tilt)
        _row("whole recipe", (), reader, score, arguments.tilt)
        for step in arguments.steps or steps:
            _row(f"no {step}", (step,), reader, score, arguments.tilt)


if __name__ == "__main__":
    main()
