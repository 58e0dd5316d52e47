"""A dossier that is sent: its files are stored, and it is noted for reading, before anybody is told that it was."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any
from uuid import UUID

from fastapi import FastAPI, Request, Response
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool

from extractor.pipeline import is_scan_name
from workers.api import shapes
from workers.api.access import Writer
from workers.api.dossiers import check_profiles
from workers.api.forms import FILES, MOST_FIELDS, Form, Given, receive
from workers.api.known import known_dossier
from workers.api.once import OnlyOnce
from workers.api.problems import Refused, places
from workers.api.views import dossier_view
from workers.configuration import fingerprint
from workers.database import dossiers
from workers.database.dossiers import Found, SourceFile
from workers.database.idempotency import Answer
from workers.intake.places import UPLOADS
from workers.service import Service

LONGEST_LABEL = 200
LONGEST_DECLARED = 500
"""Letters."""
FORGOTTEN = 24 * 3600.0
"""Seconds after which what an interrupted upload left on the disk is removed."""
HOW = ("label", "mode", "reader", "accuracy", "profiles", "queue")
"""Fields of the form that say how to read; all others are declared of the dossier."""

_DECLARED = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")

_FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": [FILES],
                    "properties": {
                        FILES: {
                            "type": "array",
                            "items": {"type": "string", "format": "binary", "minLength": 1},
                            "minItems": 1,
                            "description": "Its scans in their order: PDF or images.",
                        },
                        "label": {"type": "string", "maxLength": LONGEST_LABEL, "description": "What people call the dossier."},
                        "dossier_code": {
                            "type": "string",
                            "maxLength": LONGEST_DECLARED,
                            "description": "Number of the administrative dossier.",
                        },
                        "procedure": {"type": "string", "maxLength": LONGEST_DECLARED, "description": "Code of its procedure."},
                        "component": {
                            "type": "string",
                            "maxLength": LONGEST_DECLARED,
                            "description": "Code of the component that the papers are.",
                        },
                        "step": {
                            "type": "string",
                            "maxLength": LONGEST_DECLARED,
                            "description": "Step of the procedure that they come from.",
                        },
                        "mode": {"enum": ["fast", "balanced", "careful"]},
                        "reader": {"enum": ["voting", "tesserocr", "pytesseract"]},
                        "accuracy": {"type": "number", "minimum": 0.5, "exclusiveMaximum": 1},
                        "profiles": {
                            "type": "string",
                            "pattern": "^[a-z0-9-]{1,64}$",
                            "description": "A set of document types that the operator has named.",
                        },
                        "queue": {"enum": ["urgent", "batch"]},
                    },
                    "additionalProperties": {"type": "string", "maxLength": LONGEST_DECLARED},
                    "propertyNames": {"pattern": "^[A-Za-z0-9_.-]{1,64}$"},
                    "maxProperties": MOST_FIELDS,
                }
            }
        },
    }
}


def add_uploads(app: FastAPI, service: Service) -> None:
    """Adds `POST /dossiers`."""
    engine, settings = service.engine, service.settings
    folder = settings.work_dir / "uploads"
    _sweep(folder)

    def store(number: UUID, form: Form, reading: Mapping[str, Any] | None) -> UUID:
        prefix = f"{UPLOADS}{number}/"
        files = []
        for position, each in enumerate(form.files, start=1):
            key = f"{prefix}{position:06}{_suffix(each)}"
            etag = service.storage.put(settings.scans_bucket, key, each.path)
            files.append(SourceFile(key, etag, each.size, each.name))
        declared = {name: value for name, value in form.fields.items() if name not in HOW and value}
        only = PurePosixPath(form.files[0].name).stem if len(files) == 1 else ""
        label = form.fields.get("label") or declared.get("dossier_code") or only or "hồ sơ"
        (registered,) = dossiers.register(
            engine,
            settings.scans_bucket,
            [Found(prefix, tuple(files), label)],
            dossiers.configuration_id(engine, fingerprint(settings.reading)),
            queue="batch" if form.fields.get("queue") == "batch" else "urgent",
            declared=declared,
            reading=reading,
        )
        return registered.id

    @app.post(
        "/dossiers",
        status_code=201,
        response_model=shapes.Dossier,
        openapi_extra=_FORM,
        tags=["dossiers"],
        summary="Send a dossier",
    )
    async def send(request: Request, _: Writer, once: OnlyOnce) -> Response:
        """Takes the files of one dossier. It is answered when they are stored and sure to be read."""
        with tempfile.TemporaryDirectory(dir=folder) as place:
            most = settings.reading.limits.max_bytes
            form = await receive(request, Path(place), most, settings.upload_bytes)
            reading = _checked(form, settings.profile_sets)

            def act() -> Answer:
                return Answer(201, view(request, store(once.id, form, reading)))

            sent = {"fields": dict(form.fields), "files": [(each.name, each.sha256) for each in form.files]}
            return await run_in_threadpool(once, json.dumps(sent, sort_keys=True), act)

    def view(request: Request, dossier: UUID) -> dict[str, Any]:
        return dossier_view(request, known_dossier(engine, dossier)).model_dump(mode="json")


def _checked(form: Form, profile_sets: Mapping[str, Path]) -> dict[str, Any] | None:
    """The settings of the library that a form asks for. Raises `Refused` for anything in it that cannot be used."""
    if not form.files:
        raise Refused(422, "no-files", f"Send the scans in the field `{FILES}`.")
    for position, each in enumerate(form.files, start=1):
        if each.size == 0:
            raise Refused(422, "empty-file", f"File {position} is empty; scan it again.")
        if not is_scan_name(each.name):
            raise Refused(415, "no-scan", f"File {position} is none that is read; send PDF or images.")
    if strange := [name for name in form.fields if not _DECLARED.fullmatch(name)]:
        raise Refused(422, "invalid", f"{len(strange)} names of fields are no names; use letters, digits, `_`, `.`, `-`.")
    if any(len(value) > LONGEST_DECLARED for value in form.fields.values()):
        raise Refused(422, "invalid", f"What is declared may have {LONGEST_DECLARED} letters.")
    asked = {name: form.fields[name] for name in HOW if form.fields.get(name) and name != "label"}
    if len(form.fields.get("label", "")) > LONGEST_LABEL:
        raise Refused(422, "invalid", f"`label` may have {LONGEST_LABEL} letters.")
    try:
        how = shapes.Reread.model_validate(asked)
    except ValidationError as error:
        raise Refused(422, "invalid", "The form asks for something that there is not.", errors=places(error.errors())) from None
    check_profiles(how.profiles, profile_sets)
    return how.model_dump(exclude_none=True, exclude={"queue"}) or None


def _suffix(file: Given) -> str:
    suffix = PurePosixPath(file.name).suffix.lower()
    return suffix if _SUFFIX.fullmatch(suffix) else ""


def _sweep(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for each in folder.iterdir():
        if time.time() - each.stat().st_mtime > FORGOTTEN:
            shutil.rmtree(each, ignore_errors=True)
