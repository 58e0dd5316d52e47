"""Records in the words of other systems."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

from fastapi import FastAPI, Request
from fastapi import Path as InPath

from extractor.profiles import load_profiles
from workers.api import shapes
from workers.api.access import Sensitive
from workers.api.known import known_dossier, known_version
from workers.api.problems import unknown
from workers.api.views import address
from workers.delivery.filling import Facts, bodies
from workers.delivery.mapping import find_form, shipped
from workers.delivery.receivers import Receiver
from workers.records import Records
from workers.service import Service

_ANYBODY = Receiver(mode="pull", doubtful="send")


def add_exports(app: FastAPI, service: Service, records: Records) -> None:
    """Adds `/dossiers/{dossier}/exports`."""
    engine = service.engine
    profiles = load_profiles(service.settings.reading.profiles)

    @app.get("/dossiers/{dossier}/exports/{mapping}", tags=["records"], summary="Its record in another system's words")
    def export(
        request: Request,
        dossier: UUID,
        mapping: Annotated[str, InPath(pattern=r"^[a-z0-9-]{1,64}$")],
        _: Sensitive,
    ) -> shapes.Export:
        """`one-stop`, `portal`, or another mapping that is shipped: the bodies that a receiver of that mapping would get.

        Links in them have no host, as all links here.
        """
        form = find_form(mapping, Path())[0] if mapping in shipped() else None
        if form is None:
            raise unknown(f"mapping; there are: {', '.join(shipped())}")
        which = known_version(engine, dossier)
        declared = dict(known_dossier(engine, dossier).declared or {})
        here = address(request, f"dossiers/{dossier}")
        facts = Facts(
            dossier,
            which.revision,
            which.id,
            records.corrected(dossier, which.source, which.configuration),
            which.created_at,
            declared,
            {"record": f"{here}/record", **({"pdf": f"{here}/pdf"} if which.has_pdf else {})},
        )
        made: list[dict[str, Any]] = [dict(each) for each in bodies(facts, _ANYBODY, form, profiles)]
        return shapes.Export(mapping=mapping, version=which.id, bodies=made)
