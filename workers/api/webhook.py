"""`POST /webhooks/storage`: object storage says that something was put there or removed; see docs/webhook.md."""

from __future__ import annotations

import hashlib
import hmac
import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from workers.database import wake
from workers.delivery import signing
from workers.errors import BadEvent
from workers.intake.dialects import decode
from workers.intake.inbox import accept
from workers.intake.places import Places
from workers.service import Service

log = logging.getLogger(__name__)

LARGEST = 2**20
"""Bytes of a body. SeaweedFS posts one event at a time, S3 servers at most a thousand records of a kilobyte or less."""
TOLERANCE = 300.0
"""Seconds that a signature's timestamp may be off, as Standard Webhooks recommends."""
REPEAT_AFTER = 5
"""Seconds after which a sender should try again when the database does not answer."""


class _Refusal(Exception):
    def __init__(self, status: int, title: str, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        body = {"type": "about:blank", "status": status, "title": title, "detail": detail}
        self.response = JSONResponse(body, status, headers, "application/problem+json")


def add_webhook(app: FastAPI, service: Service) -> None:
    """Adds the address to the application. Raises `IntakeError` and `ReceiversError` when what it needs is set wrongly."""
    settings = service.settings
    token = settings.webhook_token.get_secret_value().encode()
    secret = settings.webhook_secret.get_secret_value()
    key = signing.key(secret, "HOSO_WEBHOOK_SECRET") if secret else None
    places = Places.of(settings)

    missed = threading.Event()

    def keep(body: bytes) -> dict[str, int]:
        counts = accept(service.engine, places, decode(body), settings.settle_seconds)
        if missed.is_set():
            # Not every sender repeats what was refused, so what storage holds is compared with what is known.
            with service.engine.begin() as connection:
                wake(connection, "reconcile")
            missed.clear()
        return asdict(counts)

    @app.post("/webhooks/storage", include_in_schema=False)
    async def storage(request: Request) -> Response:
        try:
            _check_token(request, token)
            body = await _body(request)
            if key:
                _check_signature(request, key, body)
            counts = await run_in_threadpool(keep, body)
        except _Refusal as refusal:
            return refusal.response
        except BadEvent as error:
            return _Refusal(400, "No event", error.public_message).response
        except SQLAlchemyError as error:
            missed.set()
            log.warning("events refused", extra={"kind": type(error).__name__})
            detail = "The database does not answer; send this again."
            return _Refusal(503, "Not now", detail, {"Retry-After": str(REPEAT_AFTER)}).response
        log.info("events received", extra=counts)
        return JSONResponse(counts, 202)


def _check_token(request: Request, token: bytes) -> None:
    if not token:
        raise _Refusal(503, "The webhook is closed", "Set HOSO_WEBHOOK_TOKEN where the web process runs, and start it again.")
    kind, _, given = request.headers.get("authorization", "").partition(" ")
    # Headers are read as Latin-1; this gives back the bytes that were sent.
    if kind.lower() != "bearer" or not hmac.compare_digest(given.strip().encode("latin-1"), token):
        raise _unauthorised("Send the webhook's token as `Authorization: Bearer …`.")


async def _body(request: Request) -> bytes:
    """The body, of which no more than the cap is ever held."""
    body = bytearray()
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > LARGEST:
                raise _Refusal(413, "Too much", f"A body may have {LARGEST} bytes; send fewer events at a time.")
    except ClientDisconnect:
        raise _Refusal(400, "Cut off", "The body is not complete; send it again.") from None
    return bytes(body)


def _check_signature(request: Request, key: bytes, body: bytes) -> None:
    header = request.headers.get
    if (signatures := header("webhook-signature")) is not None:
        timestamp = header("webhook-timestamp", "")
        if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) < 20):
            raise _unauthorised("`webhook-timestamp` must be seconds since 1970.")
        if abs(time.time() - int(timestamp)) > TOLERANCE:
            raise _unauthorised("The signature is too old, or from the future; set both clocks.")
        made = signing.sign([key], header("webhook-id", ""), int(timestamp), body)
        given = signatures.split(" ")
    else:
        made = f"sha256={hmac.new(key, body, hashlib.sha256).hexdigest()}"
        given = [header("x-signature", "").strip()]
    if not any(hmac.compare_digest(each.encode(), made.encode()) for each in given):
        raise _unauthorised("The signature is missing or wrong; sign the bytes of the body with HOSO_WEBHOOK_SECRET.")


def _unauthorised(detail: str) -> _Refusal:
    return _Refusal(401, "Not authorised", detail, {"WWW-Authenticate": "Bearer"})
