"""What other systems have to be told: fetched by those that fetch, acknowledged, looked at, sent again."""

from __future__ import annotations

import json
import logging
from typing import Annotated
from uuid import UUID

from fastapi import FastAPI, Query
from fastapi.responses import JSONResponse

from extractor.errors import HosoError
from workers.api import shapes
from workers.api.access import Admin, Deliverer
from workers.api.cursors import Asked, Nothing
from workers.api.once import OnlyOnce
from workers.api.problems import Refused, unknown
from workers.api.views import delivery_view
from workers.database import deliveries, sending
from workers.database.deliveries import Delivery
from workers.database.idempotency import Answer
from workers.database.keys import Key
from workers.database.tables import DeliveryState
from workers.delivery.receivers import load
from workers.delivery.telling import Post, compose, posts
from workers.errors import ReceiversError
from workers.service import Service

log = logging.getLogger(__name__)

MOST = 50
"""Messages in one answer: each may hold a whole record."""
LONGEST_RECEIPT = 4096
"""Bytes, as of a receiver that is sent messages."""


def add_messages(app: FastAPI, service: Service) -> None:
    """Adds `/messages` for receivers that fetch, and `/deliveries` for whoever looks after the outbox."""
    engine = service.engine

    def post_of(key: Key) -> Post:
        """A key fetches for the receiver whose name it bears, up to a dot: `portal` and `portal.2026` both for `portal`."""
        path = service.settings.receivers
        name = key.name.partition(".")[0]
        try:
            known = posts(load(path), path.parent) if path is not None else []
        except ReceiversError as error:
            raise Refused(503, error.code, error.public_message, {"Retry-After": "60"}) from None
        for each in known:
            if each.name == name and each.receiver.mode == "pull":
                return each
        raise Refused(403, "no-receiver", "There is no receiver of this key's name that fetches; see docs/delivery.md.")

    @app.get("/messages", tags=["messages"], summary="What waits for a receiver")
    def waiting(
        key: Deliverer,
        after: Annotated[UUID | Nothing, Query(description="`next` of the answer before.")] = None,
        limit: Annotated[int, Query(ge=1, le=MOST)] = 20,
    ) -> shapes.Messages:
        """Oldest first. A message waits until it is acknowledged, or until something newer is told of the same dossier.

        One that cannot be made, as its record is gone or a value too long, is left out; `GET /deliveries` says why.
        """
        post = post_of(key)
        found = deliveries.pull(engine, post.name, after, limit + 1, hold=post.receiver.doubtful == "hold")
        items = [made for each in found[:limit] if (made := _composed(service, post, each)) is not None]
        return shapes.Messages(items=items, next=found[limit - 1].id if len(found) > limit else None)

    @app.post("/messages/{message}/receipt", response_model=shapes.Delivery, tags=["messages"], summary="Acknowledge a message")
    def acknowledge(message: UUID, key: Deliverer, once: OnlyOnce, asked: shapes.Receipt | None = None) -> JSONResponse:
        """The receiver has it and wants it no more. Saying so again changes nothing."""
        post = post_of(key)
        body = asked.receipt if asked else {}
        if len(json.dumps(body, ensure_ascii=False).encode()) > LONGEST_RECEIPT:
            raise Refused(413, "too-large", f"A receipt may have {LONGEST_RECEIPT} bytes.")

        def act() -> Answer:
            if not deliveries.receipt(engine, message, body, receiver=post.name):
                raise unknown("message")
            return _answer(service, message)

        return once(json.dumps(body), act)

    @app.get("/deliveries", tags=["messages"], summary="The outbox")
    def listed(
        _: Admin,
        state: DeliveryState | Nothing = None,
        receiver: Asked | Nothing = None,
        limit: Annotated[int, Query(ge=1, le=1000)] = 50,
    ) -> shapes.Deliveries:
        """The newest messages, without what they say."""
        found = deliveries.listed(engine, state=state, receiver=receiver, limit=limit)
        return shapes.Deliveries(items=[delivery_view(each) for each in found])

    @app.get("/deliveries/{message}", tags=["messages"], summary="One message of the outbox")
    def one(message: UUID, _: Admin) -> shapes.Delivery:
        """What became of it."""
        found = deliveries.by_id(engine, message)
        if found is None:
            raise unknown("message")
        return delivery_view(found)

    @app.post(
        "/deliveries/{message}/resend",
        status_code=202,
        response_model=shapes.Delivery,
        tags=["messages"],
        summary="Tell a message again",
    )
    def resend(message: UUID, _: Admin, once: OnlyOnce) -> JSONResponse:
        """One that was accepted before goes out under another id. 409 for one that waits anyway."""

        def act() -> Answer:
            if deliveries.by_id(engine, message) is None:
                raise unknown("message")
            again = deliveries.resend(engine, [message])
            if not again:
                raise Refused(409, "waits", "This message waits to be told anyway.")
            return _answer(service, again[0], 202)

        return once("", act)


def _composed(service: Service, post: Post, delivery: Delivery) -> shapes.Message | None:
    """None for one that is not told: it must not hold up all that wait behind it."""
    try:
        parts = compose(service, post, delivery)
    except HosoError as error:
        if error.outage:
            raise
        again = 0.0 if error.retryable else None
        sending.note_failed(service.engine, delivery, error.code, error.public_message, None, again)
        told = {"receiver": post.name, "delivery": delivery.id, "dossier": delivery.dossier, "code": error.code}
        log.warning("not delivered", extra=told)
        return None
    if parts is None:
        sending.note_outdated(service.engine, delivery)
        return None
    return shapes.Message(
        id=delivery.id,
        event=delivery.event,
        dossier=delivery.dossier,
        revision=delivery.revision,
        version=delivery.record,
        created_at=delivery.created_at,
        bodies=[json.loads(each.body) for each in parts],
    )


def _answer(service: Service, message: UUID, status: int = 200) -> Answer:
    found = deliveries.by_id(service.engine, message)
    if found is None:
        raise unknown("message")
    return Answer(status, delivery_view(found).model_dump(mode="json"))
