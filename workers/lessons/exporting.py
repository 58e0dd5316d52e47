"""What people decided, written down for `hoso train` and `hoso calibrate`."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy.orm import Session

from extractor.profiles import Profiles, load_profiles
from workers.database.decided import finished_dossiers
from workers.identity.audit import note
from workers.lessons.cases import Case, cases
from workers.service import Service

FILE = "corrections.jsonl"


@dataclass(frozen=True)
class Exported:
    """How much was written."""

    dossiers: int
    corrections: int


def export(service: Service, folder: Path) -> Exported:
    """Writes `corrections.jsonl` and the records that it speaks of into `folder`; only the owner may read them.

    Dossiers whose review is finished, as they were read, with the pages as people put them. What people found right is
    written too: both are labels. Raises `FileExistsError` when there is such a file already.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    profiles = load_profiles(service.settings.reading.profiles)
    dossiers = corrections = 0
    with _private(folder / FILE) as out:
        for case in cases(service, finished_dossiers(service.engine)):
            lines = list(_lines(case, profiles))
            if not lines:
                continue
            dossiers += 1
            corrections += len(lines)
            name = f"{dossiers:06}.record.json"
            with _private(folder / name) as record:
                record.write(case.arranged.to_json())
            out.writelines(json.dumps({"record": name, **line}, ensure_ascii=False) + "\n" for line in lines)
    with Session(service.engine) as session, session.begin():
        note(session, "system", "corrections.exported", after={"dossiers": dossiers, "corrections": corrections})
    return Exported(dossiers, corrections)


def _lines(case: Case, profiles: Profiles) -> Iterator[dict[str, Any]]:
    for index, document in enumerate(case.documents):
        for field, said in case.said(index).items():
            line: dict[str, Any] = {"document": index, "field": field}
            if said.state != "found":
                yield {**line, "state": said.state}
                continue
            spec = profiles.spec(document.type, field)
            flag = spec is not None and spec.type == "flag"
            yield {**line, "value": said.value == "true" if flag else said.value}


def _private(path: Path) -> TextIO:
    """A new file that only its owner may read."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8")
