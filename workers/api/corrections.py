"""What people decided about fields, told by a program."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from fastapi import FastAPI
from fastapi.responses import JSONResponse

from extractor.profiles import Profiles, load_profiles
from extractor.record import Dossier
from workers.api import shapes
from workers.api.access import Corrector, Sensitive
from workers.api.known import known_dossier, known_version
from workers.api.once import OnlyOnce
from workers.api.problems import Refused
from workers.corrections import Correction, of_document, suits
from workers.database.corrections import correct, decisions_of
from workers.database.idempotency import Answer
from workers.doubts import doubts
from workers.records import Records
from workers.service import Service


def add_corrections(app: FastAPI, service: Service, records: Records) -> None:
    """Adds `/dossiers/{dossier}/corrections`."""
    engine = service.engine
    profiles = load_profiles(service.settings.reading.profiles)

    @app.get("/dossiers/{dossier}/corrections", tags=["corrections"], summary="What people decided")
    def corrections(dossier: UUID, _: Sensitive) -> shapes.Corrections:
        """The newest decision about each field."""
        known_dossier(engine, dossier)
        return noted(dossier)

    @app.post(
        "/dossiers/{dossier}/corrections",
        response_model=shapes.Corrections,
        tags=["corrections"],
        summary="Correct or confirm fields",
    )
    def add(dossier: UUID, asked: shapes.Decisions, key: Corrector, once: OnlyOnce) -> JSONResponse:
        """All or none. 409 when another version counts by now: look at that one first."""

        def act() -> Answer:
            which = known_version(engine, dossier)
            if which.id != asked.version:
                raise _outdated()
            read = records.as_read(which.source, which.configuration)
            author = f"{key.name}/{asked.author}" if asked.author else key.name
            decided = [_decided(read, profiles, each, author) for each in asked.corrections]
            if not correct(engine, dossier, read, which.id, decided, lambda each: doubts(each, profiles)):
                raise _outdated()
            return Answer(200, noted(dossier).model_dump(mode="json"))

        return once(asked.model_dump_json(), act)

    def noted(dossier: UUID) -> shapes.Corrections:
        return shapes.Corrections(
            items=[
                shapes.Corrected(
                    type=each.type,
                    pages=list(each.pages),
                    field=each.field,
                    state=each.state,
                    value=each.value,
                    author=each.author,
                    created_at=each.created_at,
                )
                for each in decisions_of(engine, dossier).corrections
            ]
        )


def _outdated() -> Refused:
    return Refused(409, "outdated", "Another version of the record counts by now; look at it, and correct that one.")


def _decided(read: Dossier, profiles: Profiles, asked: shapes.Decision, author: str) -> Correction:
    if asked.document >= len(read.documents):
        raise Refused(422, "unknown-document", f"The record has {len(read.documents)} documents; the first is 0.")
    document = read.documents[asked.document]
    spec = profiles.spec(document.type, asked.field)
    if spec is None and asked.field not in document.fields:
        raise Refused(422, "unknown-field", f"Documents of this type have no field `{asked.field}`.")
    value = asked.value if isinstance(asked, shapes.Stated) else None
    if value is not None and spec is not None and not suits(value, spec.type):
        raise Refused(422, "invalid", f"`{asked.field}`: write a {spec.type} in its normalised form; see docs/api.md.")
    return of_document(document, asked.field, asked.state, value, author, datetime.now(UTC))
