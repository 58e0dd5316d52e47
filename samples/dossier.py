"""A dossier is a folder of files; this module draws, captures and writes them, each with its truth beside it."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Literal

from extractor.record import Transform
from samples import images, pdf
from samples.bundles import ADMINISTRATIVE, papers
from samples.case import Era, invent
from samples.degrade import Scan, Wear, capture, phone, scanner
from samples.flow import Flow
from samples.sheet import DPI, Sheet, mm, pt
from samples.story import MATTERS, tell
from samples.templates import TEMPLATES
from samples.templates.frame import Draft
from samples.truth import Placed, describe

Degrade = Literal["scanner", "phone", "mixed", "none"]
Container = Literal["pdf", "layered", "tiff", "jpeg", "png"]
_CLEAN = Wear(noise=0, light=0, blur=0, patchy=0)
_SUFFIX = {"pdf": "pdf", "layered": "pdf", "tiff": "tif", "jpeg": "jpg", "png": "png"}


@dataclass(frozen=True)
class Part:
    """One document of a file: its type, the seed of its contents, and how its pages were captured."""

    type: str
    seed: str
    wear: Wear | None = field(default_factory=Wear)
    """None: the pages are born digital."""
    length: int | None = None
    hand: bool | None = None
    era: Era = "any"
    backs: bool = False
    """Blank backs were scanned too, one behind each sheet."""
    story: str = ""
    """Seed of the people, land and day that the papers of a dossier share; empty: the document's own."""
    matter: str | None = None
    """What the story is about: a key of `samples.filing.PROCEDURES`; None: as chance has it."""


@dataclass(frozen=True)
class File:
    """One file of a dossier."""

    name: str
    """Without suffix."""
    parts: tuple[Part, ...]
    container: Container = "pdf"
    quality: int = 60


def draw(part: Part) -> Draft:
    """Sets the document that `part` asks for."""
    rng = random.Random(part.seed)
    case = invent(
        rng,
        era=part.era,
        length=part.length,
        hand=part.hand,
        digital=part.wear is None,
        company=part.type == "Hợp đồng" and rng.random() < 0.5,
        story=tell(random.Random(part.story or part.seed + "/story"), part.matter),
    )
    flow = Flow(rng, size=pt(rng.choice([13, 13.5, 14])), spacing=rng.uniform(1.0, 1.15), left=mm(rng.uniform(28, 33)))
    return TEMPLATES[part.type](flow, case)


def write(files: tuple[File, ...], folder: Path) -> list[Path]:
    """Writes a dossier's files and their truths into `folder`; returns the files. Same plan, same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    return [_write_file(file, folder) for file in files]


def plan(seed: str, degrade: Degrade) -> tuple[File, ...]:
    """A dossier as chance has it: a citizen's, whose papers belong together, or a pile of an office's documents."""
    rng = random.Random(seed)
    if rng.random() < 0.4:
        counts = [rng.choice([1, 1, 2, 3, 4]) for _ in range(rng.choice([1, 1, 2, 3]))]
        kinds = [[rng.choice(ADMINISTRATIVE) for _ in range(count)] for count in counts]
        return tuple(_file(rng, f"{seed}/{number}", f"{number:02d}", file, degrade) for number, file in enumerate(kinds, 1))
    matter = rng.choice(MATTERS)
    bundle = papers(rng, matter)
    cuts = sorted({0, *rng.sample(range(len(bundle)), rng.choice([0, 0, 1, 2]) % len(bundle)), len(bundle)})
    shares = [bundle[start:end] for start, end in pairwise(cuts)]
    return tuple(
        _file(rng, f"{seed}/{number}", f"{number:02d}", share, degrade, story=f"{seed}/story", matter=matter)
        for number, share in enumerate(shares, 1)
    )


def _file(
    rng: random.Random, seed: str, name: str, kinds: list[str], degrade: Degrade, *, story: str = "", matter: str | None = None
) -> File:
    """A file of documents that were captured alike; a phone takes one document only."""
    wear = _wear(rng, degrade, phones=len(kinds) == 1)
    digital = degrade == "none" and rng.random() < 0.5
    parts = [
        Part(
            kind,
            f"{seed}/{number}",
            None if digital else wear,
            backs=len(kinds) > 1 and rng.random() < 0.2,
            story=story,
            matter=matter,
        )
        for number, kind in enumerate(kinds)
    ]
    return File(name, tuple(parts), _container(rng, wear, parts), rng.randint(45, 75))


def single(seed: str, degrade: Degrade, kind: str) -> tuple[File, ...]:
    """One document of type `kind` in a file of its own."""
    return (_file(random.Random(seed), f"{seed}/1", "01", [kind], degrade),)


def _wear(rng: random.Random, degrade: Degrade, *, phones: bool) -> Wear:
    device = rng.choice(["scanner", "scanner", "phone"]) if degrade == "mixed" and phones else degrade
    if device == "none":
        return _CLEAN
    return phone(rng) if device == "phone" else scanner(rng)


def _container(rng: random.Random, wear: Wear, parts: list[Part]) -> Container:
    if any(part.wear is None for part in parts):
        return "pdf"
    if wear.ink == "bitonal":
        return rng.choice(["tiff", "pdf"])
    single = len(parts) == 1 and not parts[0].backs and len(draw(parts[0]).sheets) == 1
    if single and (wear.device == "phone" or rng.random() < 0.2):
        return rng.choice(["jpeg", "jpeg", "png"]) if wear.device == "scanner" else "jpeg"
    return "layered" if wear.device == "scanner" and wear.ink == "colour" and rng.random() < 0.4 else "pdf"


def _write_file(file: File, folder: Path) -> Path:
    target = folder / f"{file.name}.{_SUFFIX[file.container]}"
    pages: list[Placed] = []
    scans: list[tuple[Scan, Wear] | Sheet] = []
    documents = []
    for part in file.parts:
        draft = draw(part)
        rng = random.Random(part.seed + "/capture")
        first = len(pages) + 1
        for number, sheet in enumerate(draft.sheets):
            if part.wear is None:
                scans.append(sheet)
                pages.append(Placed(sheet, sheet.width, sheet.height, DPI, Transform(), digital=True))
                continue
            beyond = draft.sheets[number + 1] if number + 1 < len(draft.sheets) else None
            for side, other in ((sheet, beyond), (Sheet(), sheet))[: 2 if part.backs else 1]:
                scan = capture(side, part.wear, rng, other)
                scans.append((scan, part.wear))
                pages.append(_placed(side, scan, in_pdf=target.suffix == ".pdf"))
        documents.append((draft, tuple(range(first, len(pages) + 1))))
    _save(file, scans, target)
    target.with_name(f"{file.name}.truth.json").write_text(describe(target.name, pages, documents), encoding="utf-8")
    return target


def _placed(sheet: Sheet, scan: Scan, *, in_pdf: bool) -> Placed:
    high, wide = scan.pixels.shape[:2]
    if not in_pdf:
        return Placed(sheet, wide, high, scan.dpi, scan.transform)
    scale = DPI / scan.dpi
    enlarged = Transform((scale, 0, 0, 0, scale, 0, 0, 0, 1)).after(scan.transform)
    return Placed(sheet, round(wide * scale), round(high * scale), DPI, enlarged)


def _save(file: File, scans: list[tuple[Scan, Wear] | Sheet], target: Path) -> None:
    if file.container in ("pdf", "layered"):
        pdf.write_pdf([_pdf_page(scan, file) for scan in scans], target)
        return
    pictures = [(images.picture(scan[0].pixels, scan[1].ink), scan[0].dpi) for scan in scans if not isinstance(scan, Sheet)]
    image, dpi = pictures[0]
    resolution = (round(dpi), round(dpi))
    if file.container == "jpeg":
        target.write_bytes(images.jpeg(image, file.quality, dpi))
    elif file.container == "png":
        image.save(target, "PNG", dpi=resolution, optimize=True)
    else:
        compression = "group4" if image.mode == "1" else "jpeg"
        rest = [other for other, _ in pictures[1:]]
        image.save(target, "TIFF", save_all=True, append_images=rest, compression=compression, dpi=resolution)


def _pdf_page(page: tuple[Scan, Wear] | Sheet, file: File) -> pdf.Page:
    if isinstance(page, Sheet):
        return page
    scan, wear = page
    high, wide = scan.pixels.shape[:2]
    if file.container == "layered":
        return pdf.ImagePage(images.layers(scan.pixels, scan.dpi), wide, high, scan.dpi)
    image = images.picture(scan.pixels, wear.ink)
    if wear.ink == "bitonal":
        return pdf.ImagePage(images.group4(image), wide, high, scan.dpi, bitonal=True)
    return pdf.ImagePage(images.jpeg(image, file.quality, scan.dpi), wide, high, scan.dpi, grey=wear.ink == "grey")
