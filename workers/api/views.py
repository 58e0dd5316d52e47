"""What the database says, in the shapes of the REST API."""

from __future__ import annotations

from uuid import UUID

from fastapi import Request

from extractor.profiles import Profiles
from workers.api import shapes
from workers.database import seen
from workers.database.batch_figures import Overview
from workers.database.deliveries import Delivery
from workers.database.search import Paper
from workers.database.seen import Seen
from workers.masking import masked
from workers.storage import Location


def address(request: Request, path: str) -> str:
    """An address of this API, without a host: whoever asks knows under which one it reached us."""
    return f"{request.scope.get('root_path', '').rstrip('/')}/{path}"


def dossier_view(request: Request, found: Seen) -> shapes.Dossier:
    """A dossier."""
    record = None
    if found.version is not None:
        record = shapes.Counted.model_validate(
            {
                "version": found.version,
                "status": found.status,
                "pages": found.pages,
                "doubts": found.doubts,
                "findings": found.findings,
                "types": found.types,
                "has_pdf": found.has_pdf,
            }
        )
    return shapes.Dossier(
        id=found.id,
        label=found.label,
        state=found.state,
        queue=found.queue,
        revision=found.revision,
        batch=found.batch,
        declared=dict(found.declared or {}),
        reading=dict(found.reading or {}),
        attempts=found.attempts,
        pages_done=found.pages_done,
        pages_known=found.pages_known,
        error=shapes.Fault(code=found.error_code, message=found.error_message or "") if found.error_code else None,
        created_at=found.created_at,
        wanted_at=found.wanted_at,
        started_at=found.started_at,
        finished_at=found.finished_at,
        record=record,
        links=_links(request, found.id, has_record=record is not None, has_pdf=bool(found.has_pdf)),
    )


def version_view(found: seen.Version) -> shapes.Version:
    """One reading."""
    return shapes.Version.model_validate(
        {
            "version": found.id,
            "revision": found.revision,
            "configuration": found.configuration,
            "status": found.status,
            "pages": found.pages,
            "doubts": found.doubts,
            "findings": found.findings,
            "types": list(found.types),
            "has_pdf": found.has_pdf,
            "counts": found.counts,
            "held": found.held,
            "created_at": found.created_at,
        }
    )


def document_view(request: Request, found: Paper, profiles: Profiles, *, openly: bool) -> shapes.Document:
    """A document; personal values masked unless `openly`."""
    fields = []
    for each in found.fields:
        spec = profiles.spec(found.type, each.name)
        # A field that no profile here declares comes from a set of others, and may be personal.
        hidden = not openly and each.value is not None and (spec is None or spec.sensitive)
        fields.append(
            shapes.Value.model_validate(
                {
                    "name": each.name,
                    "state": each.state,
                    "value": masked(each.value or "") if hidden else each.value,
                    "confidence": each.confidence,
                    "page": each.page,
                    "doubtful": each.doubtful,
                    "masked": hidden,
                    "matches": each.matches,
                }
            )
        )
    return shapes.Document(
        dossier=found.dossier,
        label=found.label,
        version=found.version,
        position=found.position,
        type=found.type,
        title=found.title,
        pages=list(found.pages),
        read_at=found.read_at,
        fields=fields,
        links=_links(request, found.dossier, has_record=True, has_pdf=found.has_pdf),
    )


def batch_view(found: Overview) -> shapes.Batch:
    """A backlog."""
    now, left = found.progress, found.remaining
    return shapes.Batch(
        id=found.id,
        place=str(Location(found.bucket, found.prefix)),
        rule=found.rule,
        state=found.state,
        finished=found.is_finished,
        listed=now.listed,
        found=found.found,
        remark=now.remark,
        queued=now.queued,
        running=now.running,
        done=now.done,
        failed=now.failed,
        canceled=now.canceled,
        pages_done=now.pages_done,
        pages_per_minute=round(found.recent.pages, 1),
        seconds_left=None if left is None else (round(left.least), round(left.most)),
        failures=[shapes.Failure(code=each.code, count=each.count) for each in found.failures],
        created_at=found.created_at,
        asked_at=found.asked_at,
    )


def delivery_view(found: Delivery) -> shapes.Delivery:
    """A message of the outbox, without what it says."""
    return shapes.Delivery(
        id=found.id,
        receiver=found.receiver,
        event=found.event,
        dossier=found.dossier,
        revision=found.revision,
        version=found.record,
        state=found.state,
        attempts=found.attempts,
        status_code=found.status_code,
        error=shapes.Fault(code=found.error_code, message=found.error_message or "") if found.error_code else None,
        created_at=found.created_at,
        sent_at=found.sent_at,
    )


def _links(request: Request, dossier: UUID, *, has_record: bool, has_pdf: bool) -> shapes.Links:
    here = address(request, f"dossiers/{dossier}")
    if not has_record:
        return shapes.Links(self=here, versions=f"{here}/versions")
    return shapes.Links(
        self=here,
        versions=f"{here}/versions",
        documents=f"{here}/documents",
        record=f"{here}/record",
        text=f"{here}/text",
        pdf=f"{here}/pdf" if has_pdf else None,
        pages=f"{here}/pages",
    )
