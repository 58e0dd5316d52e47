"""One message over HTTP: signed, to a checked address, bounded in time and in what is read of the answer.

The transport of httpx is used without its client: no proxy or password from the environment, no cookies, no redirects that are
followed, no log lines with addresses in them.
"""

from __future__ import annotations

import asyncio
import functools
import json
import os
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import httpx

from workers.delivery import guard
from workers.delivery.receivers import Receiver
from workers.delivery.signing import key, secret, sign
from workers.errors import ReceiversError

RECEIPT_BYTES = 4096
"""So much of an answer is kept; a longer one is read no further."""

ALREADY = 409
"""The receiver has this message."""
PASSING = frozenset({408, 425, 429})
"""Answers of the 400s that may be others later."""


@dataclass(frozen=True)
class Message:
    """A message: `id` and `key` stay the same when it is sent again."""

    id: str
    key: str
    """For receivers that know papers and not messages: the same for the same content."""
    body: bytes


@dataclass(frozen=True)
class Answer:
    """What came of sending. `code` is empty when the receiver has the message now."""

    code: str
    message: str
    status: int | None = None
    again: bool = False
    """Whether it may go better later."""
    after: float | None = None
    """Seconds that the receiver asks to wait."""
    content: Any = None
    """Its answer, if that was JSON or a short word."""


def send(message: Message, receiver: Receiver, environment: Mapping[str, str], folder: Path) -> Answer:
    """Posts a message. Never raises for what a receiver or the network does. Raises `ReceiversError` for a missing secret and
    `ForbiddenAddress` and `UnknownHost` for its name.
    """
    url = httpx.URL(receiver.url or "")
    port = url.port or (443 if url.scheme == "https" else 80)
    keys = [key(secret(place, environment, folder), place) for place in receiver.secrets]
    timestamp = int(time.time())
    headers = {name: _header(secret(place, environment, folder), place) for name, place in receiver.headers.items()}
    headers |= {
        "host": url.netloc.decode("ascii"),
        "content-type": "application/json; charset=utf-8",
        "accept": "application/json",
        # What is read of the answer is bounded, and compression would unbind it.
        "accept-encoding": "identity",
        "user-agent": "hoso",
        "connection": "close",
        "webhook-id": message.id,
        "webhook-timestamp": str(timestamp),
        "idempotency-key": message.key,
    }
    if keys:
        headers["webhook-signature"] = sign(keys, message.id, timestamp, message.body)
    context = _tls(receiver.ca_file, receiver.ca_file.stat().st_mtime_ns if receiver.ca_file else 0)
    answer = Answer("unreachable", "The receiver cannot be reached; look at its url and the network.", again=True)
    for address in guard.addresses(url.host, port, receiver.allow_networks):
        request = httpx.Request("POST", url.copy_with(host=address), headers=headers, content=message.body)
        request.extensions = {
            "timeout": httpx.Timeout(receiver.read_seconds, connect=receiver.connect_seconds).as_dict(),
            "sni_hostname": url.host,
        }
        answer = asyncio.run(_post(request, context, receiver.total_seconds))
        if answer.code != "unreachable":
            break
    return answer


async def _post(request: httpx.Request, context: ssl.SSLContext, seconds: float) -> Answer:
    try:
        async with asyncio.timeout(seconds), httpx.AsyncHTTPTransport(verify=context) as transport:
            response = await transport.handle_async_request(request)
            try:
                return _judged(response, await _read(response))
            finally:
                await response.aclose()
    except (httpx.ConnectError, httpx.ConnectTimeout) as error:
        if _is_of_tls(error):
            return Answer("tls", "The receiver's certificate is not accepted; look at its url and ca_file.", again=True)
        return Answer("unreachable", "The receiver cannot be reached; look at its url and the network.", again=True)
    except (TimeoutError, httpx.TimeoutException):
        return Answer("timeout", "The receiver took too long to answer.", again=True)
    except (httpx.HTTPError, ssl.SSLError, OSError, ValueError):
        return Answer("garbage", "The receiver broke off, or what it answered is no HTTP.", again=True)


async def _read(response: httpx.Response) -> bytes:
    """As much of the answer as is kept, and one byte more where there is more."""
    body = b""
    if isinstance(response.stream, httpx.AsyncByteStream):
        async for piece in response.stream:
            body += piece[: RECEIPT_BYTES + 1 - len(body)]
            if len(body) > RECEIPT_BYTES:
                break
    return body


def _judged(response: httpx.Response, body: bytes) -> Answer:
    status = response.status_code
    if 200 <= status < 300 or status == ALREADY:
        return Answer("", "", status, content=content(body))
    if 300 <= status < 400:
        return Answer("redirect", "The receiver points elsewhere; write the address that it means.", status, again=True)
    again = status in PASSING or status >= 500
    message = f"The receiver answered {status}." if again else f"The receiver refused the message ({status})."
    return Answer(f"http-{status}", message, status, again, _wait(response.headers.get("retry-after")))


def content(body: bytes) -> Any:
    """An answer as it can be kept: JSON that fits, or one short printable line; None for everything else."""
    if not body or len(body) > RECEIPT_BYTES:
        return None
    try:
        text = body.decode()
        found = json.loads(text)
        # The database keeps no NUL, no half of a pair, and no number that is none.
        json.dumps(found, allow_nan=False, ensure_ascii=False).encode()
        return None if "\\u0000" in json.dumps(found) else found
    except (ValueError, RecursionError):
        text = body.decode(errors="replace").strip()
        return text if len(text) <= 200 and text.isprintable() and text.isascii() else None


def _wait(header: str | None) -> float | None:
    """Seconds of a `Retry-After`, which has a number or a date."""
    if header is None:
        return None
    if header.strip().isascii() and header.strip().isdigit():
        return float(header[:12])
    try:
        at = parsedate_to_datetime(header)
    except ValueError:
        return None
    return max(0.0, ((at if at.tzinfo else at.replace(tzinfo=UTC)) - datetime.now(UTC)).total_seconds())


def _header(value: str, place: str) -> str:
    if not value.isascii() or not value.isprintable():
        raise ReceiversError(f"The secret {place} cannot stand in a header; it has other letters than ASCII.")
    return value


def _is_of_tls(error: BaseException) -> bool:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return True
        cause = cause.__cause__ or cause.__context__
    return False


@functools.lru_cache(maxsize=16)
def _tls(ca_file: Path | None, changed: int) -> ssl.SSLContext:
    """What is trusted: the receiver's own authority, or the public ones."""
    if ca_file is None:
        return httpx.create_ssl_context(trust_env=False)
    try:
        return ssl.create_default_context(cafile=os.fspath(ca_file))
    except (ssl.SSLError, OSError):
        raise ReceiversError("A ca_file has no certificates in PEM form; look at it.") from None
