"""One message of the outbox, told: what it is about is fetched, put into the receiver's words, posted, and noted."""

from __future__ import annotations

import functools
import hashlib
import json
import logging
import os
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from extractor.errors import HosoError
from extractor.profiles import Profiles, load_profiles
from extractor.record import Dossier
from workers import clock, metrics
from workers.corrections import decided
from workers.database import sending
from workers.database.corrections import decisions_of
from workers.database.deliveries import Delivery
from workers.database.sending import Subject
from workers.delivery.filling import Facts, bodies
from workers.delivery.mapping import Form
from workers.delivery.pace import Pace
from workers.delivery.post import Answer, Message, send
from workers.delivery.receivers import Receiver, Receivers
from workers.errors import NotTold
from workers.logs import bound
from workers.service import Service
from workers.storage import address

log = logging.getLogger(__name__)

FIRST_PAUSE = 10.0
LONGEST_PAUSE = 3600.0
"""Seconds between two tries, at first and at most; a receiver may ask for as much as the latter."""
LEASE_MARGIN = 60.0
"""Seconds beside the sending itself: for fetching and filling, and for a slow database."""
OUTAGE_PAUSE = 30.0
SHORT_WAIT = 2.0
"""Seconds of a receiver's pace that a message of several parts waits for; for more it is put back."""

ADVICE = "Look at the findings of its record."


@dataclass(frozen=True)
class Post:
    """Everything that concerns one receiver."""

    name: str
    receiver: Receiver
    form: Form
    base_url: str | None
    folder: Path
    """What paths of secrets are relative to."""

    @property
    def lease(self) -> float:
        """Seconds that a message stays in a sender's hands without a word."""
        return self.receiver.total_seconds + LEASE_MARGIN


def posts(receivers: Receivers, folder: Path) -> list[Post]:
    """All receivers."""
    return [Post(name, each, receivers.forms[name], receivers.base_url, folder) for name, each in receivers.by_name.items()]


def tell(service: Service, post: Post, delivery: Delivery, pace: Pace) -> None:
    """Tells one message and notes what came of it. Raises `HosoError` for an outage on our side, after putting it back."""
    with bound(delivery=delivery.id, dossier=delivery.dossier, revision=delivery.revision):
        try:
            messages = compose(service, post, delivery)
            if messages is None:
                sending.note_outdated(service.engine, delivery)
            else:
                _post_all(service, post, delivery, messages, pace)
        except HosoError as error:
            if error.outage:
                sending.put_back(service.engine, delivery, error.code, error.public_message, OUTAGE_PAUSE)
                raise
            _note(service, post, delivery, Answer(error.code, error.public_message, again=error.retryable), 0.0)
        except (SQLAlchemyError, OSError):
            raise
        except Exception:  # the boundary of a message: one that breaks us must not hold up all others
            log.exception("not told")
            answer = Answer("internal-error", "Internal error; please report it with the dispatcher's log.", again=True)
            _note(service, post, delivery, answer, 0.0)


def compose(service: Service, post: Post, delivery: Delivery) -> tuple[Message, ...] | None:
    """The message, in as many parts as the receiver's mapping makes of it; None when it is not true any more."""
    about = sending.subject(service.engine, delivery)
    if delivery.event == "dossier.failed":
        if about.failure is None:
            return None
        return (_message(str(delivery.id), "", _failure(post, delivery, about)),)
    if about.source is None or about.configuration is None or about.made_at is None or delivery.record is None:
        return None
    key = address(about.source, about.configuration, "record.json")
    try:
        record = Dossier.from_json(service.storage.read(service.settings.records_bucket, key))
    except ValidationError:
        raise NotTold("The stored record is of another version than this service; have the dossier read again.") from None
    record = decided(record, decisions_of(service.engine, delivery.dossier))
    facts = Facts(
        delivery.dossier,
        delivery.revision,
        delivery.record,
        record,
        about.made_at,
        about.declared,
        _links(post, delivery, with_pdf=about.has_pdf),
    )
    files = "\n".join((*sorted(each.sha256 for each in record.sources), record.schema_version))
    found = bodies(facts, post.receiver, post.form, _profiles(service.settings.reading.profiles))
    whole = post.form.each != "document"
    return tuple(
        _message(str(delivery.id) if whole else f"{delivery.id}-{position}", f"{files}\n{position}", body)
        for position, body in enumerate(found, start=1)
    )


def pause(attempts: int, asked: float | None) -> float:
    """Seconds until the next try: doubled each time, spread so that many do not come at once; longer if the receiver asks."""
    own = min(FIRST_PAUSE * 2.0 ** min(attempts - 1, 30), LONGEST_PAUSE) * random.uniform(0.5, 1.0)
    return max(own, min(asked or 0.0, LONGEST_PAUSE))


def _post_all(service: Service, post: Post, delivery: Delivery, messages: Sequence[Message], pace: Pace) -> None:
    """Posts what was not accepted before, and notes every acceptance before the next part is sent."""
    accepted: dict[str, Any] = dict((delivery.receipt or {}).get("parts", {}))
    status = None
    for message in messages:
        if accepted.get(message.id, {}).get("key") == message.key:
            continue
        while wait := pace.take():
            if wait > SHORT_WAIT:
                sending.put_back(service.engine, delivery, "paced", "It waits for its receiver's pace.", wait)
                return
            time.sleep(wait)
        begun = time.monotonic()
        answer = send(message, post.receiver, os.environ, post.folder)
        seconds = time.monotonic() - begun
        if answer.code:
            _note(service, post, delivery, answer, seconds)
            return
        status = answer.status
        accepted[message.id] = {"key": message.key, "status": answer.status, "answer": answer.content}
        metrics.note_delivery(service.queues.connection, post.name, "sent", seconds)
        if len(messages) > 1 and not sending.note_progress(service.engine, delivery, {"parts": accepted}, post.lease):
            return
    sending.note_sent(service.engine, delivery, status, {"parts": accepted})
    log.info("delivered", extra={"receiver": post.name, "status": status, "parts": len(messages)})


def _note(service: Service, post: Post, delivery: Delivery, answer: Answer, seconds: float) -> None:
    receiver = post.receiver
    over = delivery.attempts >= receiver.attempts or delivery.waited > 3600 * receiver.max_age_hours
    again = None if over or not answer.again else pause(delivery.attempts, answer.after)
    sending.note_failed(service.engine, delivery, answer.code, answer.message, answer.status, again)
    metrics.note_delivery(service.queues.connection, post.name, answer.code, seconds)
    state = "dead" if again is None else "pending"
    told = {"receiver": post.name, "code": answer.code, "state": state, "attempts": delivery.attempts}
    log.warning("not delivered", extra=told)


def _failure(post: Post, delivery: Delivery, about: Subject) -> Mapping[str, Any]:
    code, message = about.failure or ("", "")
    return {
        "type": delivery.event,
        "timestamp": clock.local(delivery.created_at).isoformat(timespec="seconds"),
        "data": {
            "dossier_id": str(delivery.dossier),
            "revision": delivery.revision,
            "declared": dict(about.declared),
            "code": code,
            # A finding's message may name a file, and a file may be named for a person.
            "advice": message if about.advises else ADVICE,
            "links": _links(post, delivery, with_pdf=False) if delivery.record is not None else {},
        },
    }


def _links(post: Post, delivery: Delivery, *, with_pdf: bool) -> Mapping[str, str]:
    if post.base_url is None:
        return {}
    place = f"{post.base_url.rstrip('/')}/api/v1/dossiers/{delivery.dossier}"
    return {"record": f"{place}/record", **({"pdf": f"{place}/pdf"} if with_pdf else {})}


def _message(name: str, files: str, body: Mapping[str, Any]) -> Message:
    """A message; its key is the SHA-256 of the files' hashes, the version of the record's form, the place and the content."""
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    digest = hashlib.sha256(files.encode() + b"\n" + hashlib.sha256(content).digest()).hexdigest()
    return Message(name, digest, content)


@functools.lru_cache(maxsize=4)
def _profiles(folder: Path | None) -> Profiles:
    return load_profiles(folder)
