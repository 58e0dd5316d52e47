"""A small digitization system over HTTP: it verifies signatures by the specification, remembers what it has, and can misbehave.

It knows nothing of how the service signs; what it does is what docs/delivery.md asks of a receiver.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import ssl
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

TOLERANCE = 300
"""Seconds that a message's time may be off: what is older was recorded by somebody."""


@dataclass(frozen=True)
class Deed:
    """How it treats one request instead of doing its work. `raw`: bytes instead of an answer; `seconds`: it sleeps first."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b"{}"
    seconds: float = 0.0
    raw: bytes | None = None
    works: bool = False
    """It takes the message before it misbehaves."""


@dataclass(frozen=True)
class Seen:
    """A request as it came."""

    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Receiver:
    """The system. `accepted` are its papers by message id; `seen` every request in order."""

    def __init__(self, secrets: Sequence[str] = ()) -> None:
        self.keys = [_key(each) for each in secrets]
        self.plan: deque[Deed] = deque()
        self.always: Deed | None = None
        self.seen: list[Seen] = []
        self.accepted: dict[str, Any] = {}
        self.most_at_once: dict[str, int] = {}
        self._now: dict[str, int] = {}
        self._lock = threading.Lock()
        self.url = ""
        self.port = 0

    def handle(self, seen: Seen) -> tuple[int, Mapping[str, str], bytes, Deed | None]:
        """What it answers."""
        with self._lock:
            self.seen.append(seen)
            deed = self.plan.popleft() if self.plan else self.always
        about = self._about(seen)
        self._enter(about)
        try:
            if deed is not None:
                if deed.works:
                    self._work(seen)
                time.sleep(deed.seconds)
                return deed.status, deed.headers, deed.body, deed
            status, answer = self._work(seen)
            return status, {"content-type": "application/json"}, json.dumps(answer).encode(), None
        finally:
            self._leave(about)

    def _work(self, seen: Seen) -> tuple[int, Any]:
        name = seen.headers.get("webhook-id", "")
        if self.keys and not self._is_signed(seen, name):
            return 401, {"error": "signature"}
        with self._lock:
            if name in self.accepted:
                return 200, {"Ma": f"P.{name[:8]}", "again": True}
            self.accepted[name] = seen.json
        return 201, {"Ma": f"P.{name[:8]}"}

    def _is_signed(self, seen: Seen, name: str) -> bool:
        stamp = seen.headers.get("webhook-timestamp", "")
        if not stamp.isdigit() or abs(time.time() - int(stamp)) > TOLERANCE:
            return False
        signed = b".".join((name.encode(), stamp.encode(), seen.body))
        good = {base64.b64encode(hmac.digest(key, signed, hashlib.sha256)) for key in self.keys}
        given = [each.removeprefix("v1,").encode() for each in seen.headers.get("webhook-signature", "").split()]
        return any(hmac.compare_digest(one, other) for one in good for other in given)

    def _about(self, seen: Seen) -> str:
        with suppress(ValueError, KeyError, TypeError):
            return str(seen.json["data"]["dossier_id"])
        return ""

    def _enter(self, about: str) -> None:
        with self._lock:
            self._now[about] = self._now.get(about, 0) + 1
            self.most_at_once[about] = max(self.most_at_once.get(about, 0), self._now[about])

    def _leave(self, about: str) -> None:
        with self._lock:
            self._now[about] -= 1


@contextmanager
def serving(receiver: Receiver, certificate: Path | None = None, host: str = "127.0.0.1") -> Iterator[Receiver]:
    """Runs it on a free port; with a certificate (and its key in one PEM file) it speaks TLS."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", "0")))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, answered, content, deed = receiver.handle(Seen(self.path, headers, body))
            # Whoever has hung up meanwhile wants no answer.
            with suppress(OSError):
                if deed is not None and deed.raw is not None:
                    self.wfile.write(deed.raw)
                    self.close_connection = True
                    return
                self.send_response(status)
                for name, value in answered.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Says nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """Clients that hang up are part of the game."""

    server = Server((host, 0), Handler)
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    receiver.port = server.server_address[1]
    receiver.url = f"{'https' if certificate else 'http'}://{host}:{receiver.port}/papers"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _key(secret: str) -> bytes:
    return base64.b64decode(secret.removeprefix("whsec_")) if secret.startswith("whsec_") else secret.encode()
