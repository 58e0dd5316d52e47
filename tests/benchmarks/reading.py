"""What each reader and each mode is worth: `python -m tests.benchmarks.reading [WAY ...] [--generated] [--confidence]`.

Reads the pages with true text in `../shared/real`, or with `--generated` generated ones, four for each kind of wear, and
prints CER in order / line CER / word F1 (percent) for each folder or kind, and seconds of processor time a page for reading
and for cleaning and reading. `plain` is Tesseract as it comes, on the page as it is; all others read cleaned pages.
`--confidence` prints instead how many words are right at which confidence. Everything runs on one core.
"""

from __future__ import annotations

import argparse
import os
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence

os.environ["OMP_THREAD_LIMIT"] = "1"

import cv2
import tesserocr

from extractor.cleaning import clean
from extractor.evaluation.text import TextScore, fold, score
from extractor.raster import CleanImage, PageImage
from extractor.reading import PageText, Reader, asterocr, create_reader, find_tessdata
from extractor.reading.ballot import joined
from extractor.reading.finder import find_lines
from extractor.reading.finish import finish
from extractor.reading.glyphs import Glyph, word_spans, words_of
from extractor.reading.trueocr import read_lines
from extractor.reading.voting import Plan, VotingReader
from extractor.record import Box, Line
from extractor.settings import Settings
from tests.benchmarks.cleaning_ablation import REAL, Case, generated, real

_SECONDS = 600.0


class Plain:
    """Tesseract as it comes: automatic segmentation, its own text."""

    def __init__(self) -> None:
        self._api = tesserocr.PyTessBaseAPI(path=str(find_tessdata("vie")), lang="vie", psm=tesserocr.PSM.AUTO)

    def text(self, image: PageImage) -> str:
        grey = image.pixels if image.pixels.ndim == 2 else cv2.cvtColor(image.pixels, cv2.COLOR_BGR2GRAY)
        self._api.SetImageBytes(grey.tobytes(), image.width, image.height, 1, image.width)
        self._api.SetSourceResolution(round(image.dpi))
        return str(self._api.GetUTF8Text())


class AsterAlone:
    """TrueOCR's lines, cut between its words, each piece read by AsterOCR alone."""

    def read(self, image: CleanImage, deadline: float) -> PageText:
        boxes = find_lines(image.pixels, image.dpi)
        lines = []
        for box, pivot in zip(boxes, read_lines(image.pixels, boxes), strict=True):
            glyphs: list[Glyph] = []
            longest = int(asterocr.LONGEST * box.height / box.width * len(pivot))
            for span in joined(word_spans(pivot), 0, longest):
                left = pivot[span.start - 1].x if span.start else box.x0
                right = pivot[span.end].x if span.end < len(pivot) else box.x1
                glyphs += [
                    *([Glyph(" ", 1.0, left)] if glyphs else []),
                    *asterocr.read_piece(image.pixels, Box(left, box.y0, right, box.y1)),
                ]
            if words := words_of(tuple(glyphs), box):
                lines.append(Line(words, box, "asterocr"))
        return PageText(finish(tuple(lines), 1.0, image.pixels.shape[1], image.pixels.shape[0]))


WAYS: Mapping[str, Callable[[], Plain | AsterAlone | Reader]] = {
    "plain": Plain,
    "tesserocr": lambda: create_reader(Settings(reader="tesserocr")),
    "pytesseract": lambda: create_reader(Settings(reader="pytesseract")),
    "TrueOCR alone": lambda: VotingReader(Plan((0.25,)), "vie"),
    "AsterOCR alone": AsterAlone,
    "fast": lambda: create_reader(Settings(mode="fast")),
    "balanced": lambda: create_reader(Settings(mode="balanced")),
    "careful": lambda: create_reader(Settings(mode="careful")),
}


def measure(name: str, cases: Sequence[Case]) -> None:
    """Prints the row of one way to read."""
    reader = WAYS[name]()
    scores: defaultdict[str, TextScore] = defaultdict(TextScore)
    cleaning = reading = 0.0
    for case in cases:
        begun = spent()
        copy = None if isinstance(reader, Plain) else clean(case.image)
        middle = spent()
        text = reader.text(case.image) if isinstance(reader, Plain) else page_text(reader, copy)
        cleaning, reading = cleaning + middle - begun, reading + spent() - middle
        for column in ("all", case.column):
            scores[column] += score(case.text, text)
    cells = [f"{100 * each.cer:.1f} / {100 * each.line_cer:.1f} / {100 * each.f1:.1f}" for each in scores.values()]
    print(
        f"| {name} | {' | '.join(cells)} | {reading / len(cases):.2f} | {(cleaning + reading) / len(cases):.2f} |", flush=True
    )


def page_text(reader: AsterAlone | Reader, copy: CleanImage) -> str:
    return "\n".join(line.text for line in reader.read(copy, time.monotonic() + _SECONDS).lines)


def trust(name: str, cases: Sequence[Case]) -> None:
    """Prints how many words are right at which confidence. A word is right when the page's truth has it as often."""
    reader = WAYS[name]()
    assert not isinstance(reader, Plain)
    right: Counter[int] = Counter()
    total: Counter[int] = Counter()
    for case in cases:
        left = Counter(fold(case.text).split())
        words = [word for line in reader.read(clean(case.image), time.monotonic() + _SECONDS).lines for word in line.words]
        for word in sorted(words, key=lambda word: -word.confidence):
            place = min(9, int(word.confidence * 10)) if word.confidence < 0.95 else 10
            total[place] += 1
            if left[fold(word.text)]:
                left[fold(word.text)] -= 1
                right[place] += 1
    cells = [f"{100 * right[place] / total[place]:.0f} % of {total[place]}" if total[place] else "–" for place in range(11)]
    print(f"| {name} | {' | '.join(cells)} |", flush=True)


def spent() -> float:
    """Seconds of processor time of this process and of the programs that it called."""
    times = os.times()
    return time.process_time() + times.children_user + times.children_system


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "ways", nargs="*", choices=[*WAYS, []], metavar="WAY", help=f"any of: {', '.join(WAYS)}; all when none is given"
    )
    parser.add_argument("--generated", action="store_true", help="read generated pages, not the real ones")
    parser.add_argument("--confidence", action="store_true", help="words that are right, by confidence")
    options = parser.parse_args()
    if not options.generated and not REAL.is_dir():
        parser.error(f"the real scans are not at {REAL}")
    cv2.setNumThreads(1)
    cases = list(generated() if options.generated else real())
    if options.confidence:
        bounds = [f"{low / 10:.1f}–{low / 10 + 0.1:.1f}" for low in range(9)] + ["0.9–0.95", "0.95–1"]
        print(f"| | {' | '.join(bounds)} |\n|{'---|' * (len(bounds) + 1)}")
        for name in options.ways or ["fast", "balanced", "careful"]:
            trust(name, cases)
        return
    columns = [f"{column} ({count})" for column, count in Counter(case.column for case in cases).items()]
    heads = [f"all ({len(cases)})", *columns, "reading, s", "with cleaning, s"]
    print(f"| | {' | '.join(heads)} |\n|{'---|' * (len(heads) + 1)}")
    for name in options.ways or WAYS:
        measure(name, cases)


if __name__ == "__main__":
    main()
