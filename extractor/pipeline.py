"""`extract`: the only place that chains the stages.

    pages → cleaning → reading → documents → fields → record

A file is opened, and each of its pages rendered, cleaned and read, in a process of its own (`crew`), one page in memory per
process. A page or file that fails becomes a finding; the rest goes on.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

import extractor
from extractor import networks
from extractor.cleaning import clean
from extractor.crew import Crew, Failure
from extractor.documents import split
from extractor.export import searchable_pdf
from extractor.fields import agree, find_fields
from extractor.pages import SourceFile, open_source
from extractor.profiles import Profiles, load_profiles
from extractor.raster import CleanImage, PageImage
from extractor.reading import (
    PageText,
    Reader,
    create_reader,
    find_codes,
    find_handwriting,
    find_ticks,
    reading_order,
    usable_text_layer,
)
from extractor.record import (
    Box,
    Code,
    Document,
    Dossier,
    Finding,
    Line,
    Page,
    Provenance,
    Source,
    Status,
    TickBox,
    Transform,
)
from extractor.settings import Settings

SIDECARS = {".json", ".txt", ".csv", ".xml", ".md"}
"""Files that lie beside scans and are not scans."""

PROCESS_MEMORY = 2**30
"""Private memory of one reading process, bytes. An A4 page at 300 dpi needs about a quarter of it."""

_HASTE = 0.6
"""Share of a page's time after which nothing more is begun on it, so that it ends with what there is and not with nothing."""

Seconds = defaultdict[str, float]

OnPage = Callable[[int, int], None]
"""Called with (pages done, pages known so far)."""


def extract(
    paths: Sequence[Path],
    settings: Settings | None = None,
    *,
    name: str,
    jobs: int = 1,
    on_page: OnPage | None = None,
    declared: str | None = None,
) -> Dossier:
    """Reads the files of one dossier, in the given order, into its record.

    `name` labels the record and is the caller's to choose (an id, or the name of the file or folder). `jobs` pages are read
    at a time, each in its own process. `declared` is the dossier code that its sender gave; papers that carry another one are
    marked. Never raises for bad input: what is wrong with a file or page is a finding, and
    a dossier of which nothing could be read has the status `failed`. Raises `SetupError` or `ProfileError` when this
    machine or models/ is not in order.
    """
    settings = settings or Settings()
    profiles = load_profiles(settings.profiles)
    # A missing engine is the machine's fault and must not look like a bad page, so the reader is made before any page is
    # read; and loading it once, before the processes fork, keeps half a second out of each of them.
    reader = _reader(settings)
    engine = reader.name, reader.version
    seconds: Seconds = defaultdict(float)

    def start() -> Callable[[_Task], _Inspected | _ReadPage]:
        return _Bench(settings, reader, profiles).work

    with Crew(start, size=jobs, seconds=settings.limits.page_seconds, memory=PROCESS_MEMORY) as crew:
        sources, findings = _inspect(crew, paths)
        pages, page_findings = _read(crew, paths, sources, settings, seconds, on_page)
    findings += page_findings

    with _timed(seconds, "documents"):
        documents = split(pages, profiles)
    with _timed(seconds, "fields"):
        found = [find_fields(document, pages, profiles, settings.accuracy) for document in documents]
        documents = agree(found, profiles, declared)
    return Dossier(
        name=name,
        status=_status(sources, pages, documents, findings),
        sources=tuple(sources),
        pages=tuple(pages),
        documents=documents,
        findings=tuple(findings),
        provenance=_provenance(settings, engine, profiles, seconds),
    )


def warm(settings: Settings) -> None:
    """Loads what every extraction needs, so that processes forked from here have it. Raises like `extract`."""
    load_profiles(settings.profiles)
    _reader(settings)


def write_pdf(dossier: Dossier, paths: Sequence[Path], target: Path, settings: Settings | None = None) -> Dossier:
    """Writes the searchable PDF of `dossier` to `target`, in a process of its own with bounded memory and time.

    `paths` are the dossier's files, in the order in which they were extracted. Returns the dossier; where no PDF could be
    made, `target` does not exist and a warning on the returned dossier tells why. Nothing is written of a failed dossier.
    """
    if dossier.status == "failed":
        return dossier
    limits = (settings or Settings()).limits

    def start() -> Callable[[Path], Path]:
        def write(path: Path) -> Path:
            searchable_pdf(dossier, paths, path)
            return path

        return write

    with Crew(start, size=1, seconds=limits.file_seconds, memory=PROCESS_MEMORY) as crew:
        _, answer = next(crew.map([target]))
    if isinstance(answer, Failure):
        finding = Finding("pdf-failed", "warning", f"There is no searchable PDF: {answer.message}")
        return replace(dossier, status="needs-review", findings=(*dossier.findings, finding))
    return dossier


def scan_files(folder: Path) -> list[Path]:
    """The scans directly in `folder`, in natural order (2 before 10): hidden files and sidecars such as JSON are left out."""
    return natural_sort(path for path in folder.iterdir() if path.is_file() and is_scan_name(path.name))


def is_scan_name(name: str) -> bool:
    """Whether a file of this name is to be read; what it really holds is only known when it is opened."""
    return not name.startswith(".") and PurePath(name).suffix.lower() not in SIDECARS


def natural_sort(paths: Iterable[Path]) -> list[Path]:
    """Paths ordered as people count: digits by value, letters without case."""

    def key(path: Path) -> list[tuple[int, int | str]]:
        return [(0, int(part)) if part.isdecimal() else (1, part.casefold()) for part in re.split(r"(\d+)", str(path))]

    return sorted(paths, key=key)


def page_image(path: Path, source_page: int, settings: Settings | None = None) -> PageImage:
    """One page of a file as it is, for showing it. `source_page` is 1-based. Raises `InputError`."""
    with open_source(path, settings or Settings()) as file:
        return file.page(source_page)


# What one process does


@dataclass(frozen=True)
class _Task:
    path: Path
    page: int | None = None
    """1-based; None asks for an inspection of the file."""
    turn: int | None = None
    """Clockwise degrees that make it upright, where a person has said so."""


@dataclass(frozen=True)
class _Inspected:
    source: Source
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class _ReadPage:
    page: Page
    findings: tuple[Finding, ...]
    seconds: dict[str, float]


@functools.lru_cache(maxsize=1)
def _reader(settings: Settings) -> Reader:
    """The reader of `settings`, kept for the dossiers that follow. It is only used in forks, each of which has its own copy."""
    return create_reader(settings)


class _Bench:
    """A process's tools: its reader, the profiles, and the file it opened last."""

    def __init__(self, settings: Settings, reader: Reader, profiles: Profiles) -> None:
        self._settings = settings
        self._reader = reader
        self._profiles = profiles
        self._open: tuple[Path, SourceFile] | None = None
        self._stack = ExitStack()

    def work(self, task: _Task) -> _Inspected | _ReadPage:
        file = self._file(task.path)
        if task.page is None:
            return _Inspected(file.source, file.findings)
        return self._page(file, task.page, task.turn)

    def _file(self, path: Path) -> SourceFile:
        if self._open is None or self._open[0] != path:
            self._stack.close()
            self._open = None
            self._open = path, self._stack.enter_context(open_source(path, self._settings))
        return self._open[1]

    def _page(self, file: SourceFile, number: int, turn: int | None) -> _ReadPage:
        deadline = time.monotonic() + _HASTE * self._settings.limits.page_seconds
        seconds: Seconds = defaultdict(float)
        with _timed(seconds, "pages"):
            image = file.page(number)
        with _timed(seconds, "cleaning"):
            copy = clean(image, rotation=turn)
        with _timed(seconds, "reading"):
            copy, text = self._text(image, copy, deadline, turned=turn is not None)
            codes = find_codes(image)
            ticks = () if copy.blank else find_ticks(copy)
            page = _page_of(image, copy, text, codes, ticks)
            if not usable_text_layer(image):
                slots = find_handwriting(image, copy, page, self._profiles)
                page = replace(page, handwriting=(*page.handwriting, *slots))
        findings = image.findings + copy.findings + text.findings
        return _ReadPage(replace(page, source_page=number), findings, dict(seconds))

    def _text(self, image: PageImage, copy: CleanImage, deadline: float, *, turned: bool) -> tuple[CleanImage, PageText]:
        """The page's text, its boxes in page coordinates, and the clean copy that it was read from.

        `turned`: a person has said how it stands.
        """
        if usable_text_layer(image):
            return copy, PageText(reading_order(image.text_layer, image.width, image.height))
        if copy.blank:
            return copy, PageText(())
        text = self._reader.read(copy, deadline)
        if not turned and _legibility(text.lines) < LEGIBLE:
            copy, text = self._turned(image, copy, text, deadline)
        return copy, replace(
            text,
            lines=tuple(_led_back(line, copy.transform, image) for line in text.lines),
            codes=tuple(replace(code, box=_box_back(code.box, copy.transform, image)) for code in text.codes),
        )

    def _turned(self, image: PageImage, copy: CleanImage, text: PageText, deadline: float) -> tuple[CleanImage, PageText]:
        """Reads a page that made no sense again, upside down and sideways, and keeps what made clearly most sense."""
        best = copy, text
        for turn in (180, 90, 270):
            if time.monotonic() > deadline:
                break
            other = clean(image, rotation=(copy.rotation + turn) % 360)
            read = self._reader.read(other, deadline)
            if _legibility(read.lines) > _ILLEGIBLE and _legible_letters(read.lines) > 1.5 * _legible_letters(best[1].lines):
                best = other, read
            if _legibility(best[1].lines) >= LEGIBLE:
                break
        return best


LEGIBLE = 0.8
"""Mean word confidence that upright pages reach. Of 22 real pages the faintest had 0.94; upside down none had more than
0.63, on their side 0.37."""

_ILLEGIBLE = 0.65
"""Mean word confidence that no page reaches upside down."""

_FEW_LETTERS = 20
"""Fewer tell nothing of how legible a page is: it may lie on its side, where no line of print is seen."""


def _legibility(lines: Sequence[Line]) -> float:
    """Mean confidence by letter, 0 for a page with next to no text."""
    letters = sum(len(word.text) for line in lines for word in line.words)
    return _legible_letters(lines) / letters if letters >= _FEW_LETTERS else 0.0


def _legible_letters(lines: Sequence[Line]) -> float:
    return sum(len(word.text) * word.confidence for line in lines for word in line.words)


def _box_back(box: Box, transform: Transform, image: PageImage) -> Box:
    """The box of the clean copy in page coordinates."""
    return transform.box(box).clipped(image.width, image.height)


def _led_back(line: Line, transform: Transform, image: PageImage) -> Line:
    """The line with its boxes in page coordinates."""
    words = tuple(replace(word, box=_box_back(word.box, transform, image)) for word in line.words)
    return replace(line, words=words, box=_box_back(line.box, transform, image))


def _page_of(image: PageImage, copy: CleanImage, text: PageText, codes: tuple[Code, ...], ticks: tuple[TickBox, ...]) -> Page:
    def back(box: Box) -> Box:
        return _box_back(box, copy.transform, image)

    squares = [replace(tick, box=back(tick.box)) for tick in ticks]
    return Page(
        number=0, source=0, source_page=0,
        width=image.width, height=image.height, dpi=image.dpi, kind=image.kind,
        rotation=copy.rotation, skew=copy.skew, transform=copy.transform,
        quality=copy.quality, blank=copy.blank and not text.lines and not codes,
        seals=tuple(map(back, copy.seals)), signatures=tuple(map(back, copy.signatures)),
        handwriting=tuple(map(back, copy.handwriting)),
        codes=codes + text.codes,
        # The corners of a QR code are ticked squares too.
        tick_boxes=tuple(tick for tick in squares if not any(tick.box.overlap(code.box) for code in codes)),
        lines=text.lines,
    )  # fmt: skip


# The dossier as a whole


def _inspect(crew: Crew[_Task, _Inspected | _ReadPage], paths: Sequence[Path]) -> tuple[list[Source], list[Finding]]:
    """Opens every file once. A file that cannot be read stays a source, with no pages."""
    sources: dict[int, Source] = {}
    findings: dict[int, list[Finding]] = {}
    for index, answer in crew.map([_Task(path) for path in paths]):
        if isinstance(answer, _Inspected):
            sources[index] = answer.source
            findings[index] = [replace(finding, source=index) for finding in answer.findings]
        elif isinstance(answer, Failure):
            sources[index] = _unread(paths[index])
            findings[index] = [Finding(answer.code, "error", _named(answer, paths[index].name), source=index)]
    ordered = range(len(paths))
    return [sources[index] for index in ordered], [finding for index in ordered for finding in findings[index]]


def _named(failure: Failure, place: str) -> str:
    """The failure in words, after the file and page that it is about."""
    name = place.partition(", page ")[0]
    return failure.message if name in failure.message else f"{place}: {failure.message}"


def _unread(path: Path) -> Source:
    """A source of which nothing but its bytes is known; not even those when it cannot be opened."""
    try:
        with path.open("rb") as stream:
            return Source(path.name, hashlib.file_digest(stream, "sha256").hexdigest(), path.stat().st_size)
    except OSError:
        return Source(path.name, "", 0)


def _read(
    crew: Crew[_Task, _Inspected | _ReadPage],
    paths: Sequence[Path],
    sources: Sequence[Source],
    settings: Settings,
    seconds: Seconds,
    on_page: OnPage | None,
) -> tuple[list[Page], list[Finding]]:
    """Every page of every source, in order; a page that failed is empty and has a finding."""
    places = [(index, number) for index, source in enumerate(sources) for number in range(1, source.pages + 1)]
    turns = dict(settings.turns)
    answers: dict[int, _Inspected | _ReadPage | Failure] = {}
    given: list[int] = []
    started: dict[int, float] = {}

    def tasks() -> Iterator[_Task]:
        for position, (index, number) in enumerate(places):
            begun = started.setdefault(index, time.monotonic())
            if time.monotonic() - begun > settings.limits.file_seconds:
                answers[position] = Failure("budget-exceeded", "Not read: the file's time was up; split it and try again.")
            else:
                given.append(position)
                yield _Task(paths[index], number, turns.get(position + 1))

    for done, (order, answer) in enumerate(crew.map(tasks()), start=1):
        answers[given[order]] = answer
        if on_page is not None:
            on_page(done, len(places))

    pages: list[Page] = []
    findings: list[Finding] = []
    for position, (index, number) in enumerate(places):
        answer = answers[position]
        if isinstance(answer, _ReadPage):
            pages.append(replace(answer.page, number=position + 1, source=index))
            findings += [replace(each, source=index, page=position + 1) for each in answer.findings]
            for stage, spent in answer.seconds.items():
                seconds[stage] += spent
        elif isinstance(answer, Failure):
            pages.append(Page(position + 1, index, number, width=0, height=0, dpi=72.0))
            message = _named(answer, f"{sources[index].name}, page {number}")
            findings.append(Finding(answer.code, "error", message, source=index, page=position + 1))
    return pages, findings


def _status(
    sources: Sequence[Source], pages: Sequence[Page], documents: Sequence[Document], findings: Sequence[Finding]
) -> Status:
    """`failed` when nothing could be read; `clean` when no finding warns and no field is in doubt."""
    if not sources or not any(page.width for page in pages):
        return "failed"
    warned = any(finding.severity != "info" for finding in findings)
    return "needs-review" if warned or any(document.doubts for document in documents) else "clean"


def _provenance(settings: Settings, engine: tuple[str, str], profiles: Profiles, seconds: Seconds) -> Provenance:
    packages = {name: importlib.metadata.version(name) for name in ("opencv-python", "pypdfium2", "spacy", "zxing-cpp")}
    return Provenance(
        extractor=extractor.__version__,
        configuration=settings.fingerprint(),
        models={engine[0]: engine[1], "turn": networks.manifest()["turn"].version, **packages, "profiles": profiles.sha256},
        seconds={stage: round(spent, 3) for stage, spent in seconds.items()},
    )


@contextmanager
def _timed(seconds: Seconds, stage: str) -> Iterator[None]:
    begun = time.perf_counter()
    yield
    seconds[stage] += time.perf_counter() - begun
