"""What programs call: the REST API under `/api/v1`, and the webhook of object storage."""

from __future__ import annotations

from fastapi import FastAPI

import extractor
from workers.api.batches import add_batches
from workers.api.corrections import add_corrections
from workers.api.documents import add_documents
from workers.api.dossiers import add_dossiers
from workers.api.exports import add_exports
from workers.api.heads import Heads
from workers.api.messages import add_messages
from workers.api.problems import MEDIA_TYPE, Problem, add_problems
from workers.api.records import PageImage, add_records
from workers.api.uploads import add_uploads
from workers.records import Records
from workers.service import Service

PATH = "/api/v1"

_DESCRIPTION = """Sends dossiers of scans to be read, asks for what was read, and finds stored papers again.

Errors are `application/problem+json` with a stable `code`. Lists come in portions: ask for `next` as `cursor`, or follow the
header `Link`. Whatever changes something takes an `Idempotency-Key`: the same request with the same key is carried out once."""

_PROBLEM = {"model": Problem, "content": {MEDIA_TYPE: {}}, "description": "What went wrong, and what to do."}


def create_api(service: Service, records: Records, image: PageImage) -> FastAPI:
    """The API, to be mounted at `PATH`."""
    app = FastAPI(
        title="hoso",
        version=extractor.__version__,
        description=_DESCRIPTION,
        # Their pages load scripts from elsewhere; the description itself is served.
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        responses={"4XX": _PROBLEM, "5XX": _PROBLEM},
        servers=[{"url": PATH}],
        root_path_in_servers=False,
    )
    app.state.engine = service.engine
    app.add_middleware(Heads)
    add_problems(app)
    add_uploads(app, service)
    add_dossiers(app, service)
    add_records(app, service, records, image)
    add_exports(app, service, records)
    add_documents(app, service)
    add_corrections(app, service, records)
    add_batches(app, service)
    add_messages(app, service)
    return app
