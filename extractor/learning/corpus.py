"""Files whose truth is known, and what the real readers saw on them: the noise that is learned from is real."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from extractor import networks
from extractor.evaluation.truth import Truth, find, load
from extractor.pipeline import extract
from extractor.record import Dossier
from extractor.settings import Settings

OnFile = Callable[[int, int], None]
"""Called with (files done, files in all)."""


@dataclass(frozen=True)
class Known:
    """One file: its name (folder and file), the SHA-256 of its bytes, its truth, and its record."""

    name: str
    sha256: str
    truth: Truth
    dossier: Dossier


def read_known(
    truths: Sequence[Path], settings: Settings, records: Path | None = None, jobs: int = 1, on_file: OnFile | None = None
) -> Iterator[Known]:
    """Every file that has a truth, with its record; scans that are missing or cannot be read are passed over.

    Records are kept in the folder `records`, so that what was begun goes on where it was left. They are named by a hash of
    the file, the settings and the readers' networks: empty the folder after changing how pages are cleaned or read. Raises
    `TruthError` for a broken truth before anything is read, and what `extract` raises.
    """
    paths = find(truths)
    known = [load(path) for path in paths]
    for done, (path, truth) in enumerate(zip(paths, known, strict=True), start=1):
        scan = path.parent / Path(truth.file).name
        if scan.is_file():
            sha256 = hashlib.sha256(scan.read_bytes()).hexdigest()
            dossier = _record(scan, sha256, settings, records, jobs)
            if dossier.status != "failed":
                yield Known(f"{scan.parent.name}/{scan.name}", sha256, truth, dossier)
        if on_file is not None:
            on_file(done, len(paths))


def _record(scan: Path, sha256: str, settings: Settings, records: Path | None, jobs: int) -> Dossier:
    kept = records / f"{_key(sha256, settings)}.record.json" if records else None
    if kept is not None and kept.is_file():
        try:
            return Dossier.from_json(kept.read_bytes())
        except ValidationError:
            # Of another version, or cut short: it is read again.
            pass
    dossier = extract([scan], settings, name=scan.stem, jobs=jobs)
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        half = kept.with_suffix(".half")
        half.write_text(dossier.to_json(), encoding="utf-8")
        half.replace(kept)
    return dossier


def _key(sha256: str, settings: Settings) -> str:
    readers = "".join(network.sha256 for network in networks.manifest().values())
    return hashlib.sha256(f"{sha256} {settings.fingerprint()} {readers}".encode()).hexdigest()[:32]
