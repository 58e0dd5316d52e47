"""How fast pages are read, against the usual tools, and how much memory a long scan takes.

    python tests/benchmarks/throughput.py SCANS… [--pages 20] [--long 300] [--json FILE]

Every tool gets the same pages of the same PDF, as pictures without text layer, one core and a process of its own: `hoso
extract` in each mode (record with fields, text and searchable PDF), `ocrmypdf -l vie` (searchable PDF), and pytesseract on
pages rendered at 300 dpi (text only). `two jobs` is `balanced` on two cores; its seconds of wall clock show how that scales.
Compared are seconds of processor time a page, which a busy machine does not falsify. ocrmypdf comes with the dependency group
`bench` and is left out where it is missing.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
from PIL import Image

from extractor.evaluation.memory import MemoryWatch
from extractor.export import old_layer, ties
from extractor.export.pictures import PictureBook

HOSO = "from extractor.cli import app; app()"
PYTESSERACT = """
import sys, pypdfium2, pytesseract
with pypdfium2.PdfDocument(sys.argv[1]) as pdf:
    for page in pdf:
        pytesseract.image_to_string(page.render(scale=300 / 72).to_pil(), lang="vie")
"""
LONG_DPI = 200


@dataclass(frozen=True)
class Run:
    """One tool over one file; seconds, and bytes of resident memory."""

    tool: str
    pages: int
    wall: float
    processor: float
    memory: int
    process_memory: int

    @property
    def rate(self) -> float:
        """Pages a second of one core."""
        return self.pages / self.processor


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scans", type=Path, nargs="+", metavar="SCANS", help="PDF files, or folders of them")
    parser.add_argument("--pages", type=int, default=20, help="pages to compare, spread over the files")
    parser.add_argument("--long", type=int, default=300, help="pages of the long scan whose memory is measured; 0: none")
    parser.add_argument("--json", type=Path, help="also write the figures there")
    given = parser.parse_args()
    os.environ["OMP_THREAD_LIMIT"] = "1"
    files = [file for path in given.scans for file in (sorted(path.glob("*.pdf")) if path.is_dir() else [path])]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        scan = folder / "scan.pdf"
        count = gather(files, given.pages, scan)
        runs = [compete(tool, command, scan, count) for tool, command in contestants(scan, folder).items()]
        show(runs)
        if given.long:
            long = folder / "long.pdf"
            lengthen(scan, given.long, long)
            runs.append(compete("long scan", hoso(long, folder / "long"), long, given.long))
            show(runs[-1:])
    if given.json:
        given.json.write_text(json.dumps([{**asdict(run), "pages_per_core_second": run.rate} for run in runs], indent=1))


def contestants(scan: Path, folder: Path) -> dict[str, Sequence[str]]:
    """The commands by tool."""
    found = {mode: hoso(scan, folder / mode, mode) for mode in ("balanced", "fast", "careful")}
    found["two jobs"] = hoso(scan, folder / "two", jobs=2)
    found["pytesseract"] = [sys.executable, "-c", PYTESSERACT, str(scan)]
    ocrmypdf = shutil.which("ocrmypdf", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    if ocrmypdf:
        options = ["-l", "vie", "--jobs", "1", "--output-type", "pdf", "--quiet"]
        found["ocrmypdf"] = [ocrmypdf, *options, str(scan), str(folder / "ocrmypdf.pdf")]
    return found


def hoso(scan: Path, out: Path, mode: str = "balanced", jobs: int = 1) -> Sequence[str]:
    options = ["--out", str(out), "--mode", mode, "--jobs", str(jobs), "--ignore-text-layer"]
    return [sys.executable, "-c", HOSO, "extract", str(scan), *options]


def gather(files: Sequence[Path], most: int, target: Path) -> int:
    """Puts up to `most` pages, taken from the files in turn, into one PDF without forms and old text; how many there are."""
    opened = [pikepdf.open(file) for file in files]
    longest = max(len(pdf.pages) for pdf in opened)
    chosen = [pdf.pages[number] for number in range(longest) for pdf in opened if number < len(pdf.pages)][:most]
    with pikepdf.new() as pdf:
        for page in chosen:
            ties.settle(page)
            pdf.pages.append(page)
            old_layer.take_off(pdf.pages[-1])
        pdf.save(target)
    return len(chosen)


def lengthen(scan: Path, count: int, target: Path) -> None:
    """A scan of `count` pages: the given ones over and over, each with noise of its own, as 200 dpi JPEG."""
    noise = np.random.default_rng(1)
    with pypdfium2.PdfDocument(scan) as pdf, PictureBook(target) as book, tempfile.TemporaryDirectory() as folder:
        for number in range(count):
            clean = pdf[number % len(pdf)].render(scale=LONG_DPI / 72).to_numpy()[:, :, ::-1]
            noisy = np.clip(clean + noise.normal(0, 4, clean.shape), 0, 255).astype(np.uint8)
            path = Path(folder) / "page.jpg"
            Image.fromarray(noisy).save(path, quality=75)
            book.add(path, 1, LONG_DPI)


def compete(tool: str, command: Sequence[str], scan: Path, pages: int) -> Run:
    """Runs one tool; a failure ends the benchmark, for a tool that stops early looks fast."""
    before, begun = spent(), time.perf_counter()
    with MemoryWatch() as watch:
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    wall, processor = time.perf_counter() - begun, spent() - before
    # hoso answers 1 when a page has findings; what it wrote says whether it read them all.
    if done.returncode not in (0, 1) or (done.returncode and tool in ("ocrmypdf", "pytesseract")):
        raise SystemExit(f"{tool} failed on {scan.name}: {done.stderr.decode(errors='replace')[-2000:]}")
    return Run(tool, pages, wall, processor, watch.peak.together, watch.peak.largest)


def spent() -> float:
    """Processor seconds of all ended children, user and system."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def show(runs: Sequence[Run]) -> None:
    heads = f"{'tool':<16} {'pages':>6} {'pages/core s':>13} {'wall s/page':>12} {'memory MiB':>11} {'largest MiB':>12}"
    print(f"{heads}  {runs[0].tool} is")
    for run in runs:
        memory = f"{run.memory / 2**20:>11.0f} {run.process_memory / 2**20:>12.0f}"
        ratio = f"{runs[0].rate / run.rate:.2f} times as fast" if run is not runs[0] else ""
        print(f"{run.tool:<16} {run.pages:>6} {run.rate:>13.3f} {run.wall / run.pages:>12.2f} {memory}  {ratio}")


if __name__ == "__main__":
    main()
