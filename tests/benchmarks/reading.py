"""What reading is worth: plain Tesseract against the reading room, on the real pages whose text is known.

    .venv/bin/python tests/benchmarks/reading.py [FOLDER]

FOLDER holds the scans and their truth (default: `../shared/real` beside the checkout). Pages are rendered at 300 dpi,
embedded text is ignored, everything runs on one core. Columns: CER in the order of the truth, CER by line whatever its place,
word F1 (percent), seconds of processor time a page. Definitions: `textscore.py` in FOLDER.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

os.environ["OMP_THREAD_LIMIT"] = "1"

import cv2
import numpy as np
import pypdfium2
import tesserocr

from extractor.cleaning import clean
from extractor.raster import CleanImage, PageImage
from extractor.reading import create_reader, find_tessdata
from extractor.settings import Settings

DPI = 300
REAL = Path(__file__).resolve().parents[2].parent / "shared" / "real"


@dataclass(frozen=True)
class Sample:
    """A page with known text."""

    folder: str
    image: PageImage
    truth: str


def samples(root: Path) -> Iterator[Sample]:
    """The pages below `root` whose full text is known."""
    for path in sorted(root.glob("*/*.truth.json")):
        for number, text in sorted((json.loads(path.read_text()).get("page_text") or {}).items()):
            stem = path.name.removesuffix(".truth.json")
            (scan,) = (each for each in path.parent.glob(f"{stem}.*") if each.suffix in {".pdf", ".png", ".jpg"})
            yield Sample(path.parent.name, render(scan, int(number)), text)


def render(scan: Path, number: int) -> PageImage:
    """One page of a scan; an image without a believable resolution counts as A4."""
    if scan.suffix != ".pdf":
        pixels = np.asarray(cv2.imread(str(scan)), np.uint8)
        return PageImage(pixels, pixels.shape[0] / 11.7)
    with pypdfium2.PdfDocument(scan) as document:
        return PageImage(document[number - 1].render(scale=DPI / 72).to_numpy()[:, :, :3].copy(), DPI)


def plain() -> Callable[[PageImage], str]:
    """Tesseract as it comes: automatic segmentation, its own text."""
    api = tesserocr.PyTessBaseAPI(path=str(find_tessdata("vie")), lang="vie", psm=tesserocr.PSM.AUTO)

    def read(image: PageImage) -> str:
        grey = cv2.cvtColor(image.pixels, cv2.COLOR_BGR2GRAY)
        api.SetImageBytes(grey.tobytes(), image.width, image.height, 1, image.width)
        api.SetSourceResolution(round(image.dpi))
        return str(api.GetUTF8Text())

    return read


def room(reader_name: str, *, cleaned: bool) -> Callable[[PageImage], str]:
    """The reading room, on the cleaned page or on the grey one."""
    reader = create_reader(Settings(reader=reader_name))

    def read(image: PageImage) -> str:
        copy = clean(image) if cleaned else CleanImage(cv2.cvtColor(image.pixels, cv2.COLOR_BGR2GRAY), image.dpi)
        return "\n".join(line.text for line in reader.read(copy))

    return read


def textscore(root: Path) -> ModuleType:
    """The module that defines the figures."""
    spec = importlib.util.spec_from_file_location("textscore", root / "textscore.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=REAL)
    root = parser.parse_args().folder
    if not (root / "textscore.py").is_file():
        raise SystemExit(f"{root} holds no scans with truth; name the folder that does.")
    cv2.setNumThreads(1)
    score = textscore(root).score
    pages = list(samples(root))
    ways = {
        "Tesseract, psm 3": plain(),
        "reading (tesserocr)": room("tesserocr", cleaned=False),
        "cleaning + reading (tesserocr)": room("tesserocr", cleaned=True),
        "cleaning + reading (pytesseract)": room("pytesseract", cleaned=True),
    }
    folders = ["", *dict.fromkeys(page.folder for page in pages)]
    print(f"{'reader':34}{'pages':24}{'CER':>6}{'line':>7}{'F1':>7}{'s/page':>8}")
    for name, way in ways.items():
        read: list[tuple[Sample, str, float]] = []
        for page in pages:
            begun = spent()
            read.append((page, way(page.image), 0.0))
            read[-1] = (*read[-1][:2], spent() - begun)
        for folder in folders:
            chosen = [each for each in read if folder in ("", each[0].folder)]
            found = score([(page.truth, text) for page, text, _ in chosen])
            seconds = sum(each[2] for each in chosen) / len(chosen)
            label = f"{folder or 'all'} ({len(chosen)})"
            figures = f"{100 * found['cer']:6.2f}{100 * found['line_cer']:7.2f}{100 * found['word_f1']:7.1f}{seconds:8.2f}"
            print(f"{name:34}{label:24}{figures}", flush=True)


def spent() -> float:
    """Seconds of processor time of this process and of the programs that it called."""
    times = os.times()
    return time.process_time() + times.children_user + times.children_system


if __name__ == "__main__":
    main()
