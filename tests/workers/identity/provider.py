"""A small OpenID provider on this machine: it signs real tokens, and keeps to the code flow with PKCE."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "hoso", "bí mật+/%"


def _key() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": secrets.token_hex(4), "use": "sig"}, auto_kid=True)


@dataclass
class Provider:
    """`claims`: what it says of whoever comes; `lies`: what its tokens say instead of the truth."""

    issuer: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    lies: dict[str, Any] = field(default_factory=dict)
    announced: str = ""
    """What it calls itself, where that is something else."""
    key: RSAKey = field(default_factory=_key)
    shown: list[RSAKey] = field(default_factory=list)
    """Keys that it shows; its own if none."""
    algorithm: str = "RS256"
    asked: list[str] = field(default_factory=list)
    """Paths, in order."""
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def turn_key(self) -> None:
        """Signs with a new key from now on, and shows it."""
        self.key = _key()

    def answer(self, path: str, query: dict[str, str]) -> tuple[int, Any]:
        self.asked.append(path)
        match path:
            case "/.well-known/openid-configuration":
                return 200, {
                    "issuer": self.announced or self.issuer,
                    "authorization_endpoint": f"{self.issuer}/authorize?tenant=1",
                    "token_endpoint": f"{self.issuer}/token",
                    "jwks_uri": f"{self.issuer}/keys",
                }
            case "/keys":
                return 200, {"keys": [each.as_dict(private=False) for each in self.shown or [self.key]]}
            case "/authorize":
                assert query["tenant"] == "1", "what the address carries already is kept"
                assert (query["response_type"], query["client_id"]) == ("code", CLIENT)
                assert query["code_challenge_method"] == "S256"
                code = secrets.token_urlsafe()
                self._codes[code] = query
                return 303, f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"
        return 404, {}

    def exchange(self, form: dict[str, str], authorization: str) -> tuple[int, Any]:
        name, _, secret = base64.b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
        begun = self._codes.pop(form.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest()).rstrip(b"=")
        if (unquote(name), unquote(secret)) != (CLIENT, SECRET) or form.get("grant_type") != "authorization_code":
            return 401, {"error": "invalid_client"}
        if begun is None or begun["redirect_uri"] != form["redirect_uri"] or begun["code_challenge"] != challenge.decode():
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        said = {
            "iss": self.issuer,
            "aud": CLIENT,
            "exp": now + 300,
            "iat": now,
            "nonce": begun["nonce"],
            **self.claims,
            **self.lies,
        }
        header = {"alg": self.algorithm, "kid": self.key.kid}
        key: Any = self.key
        if self.algorithm == "none":
            parts = (json.dumps(each).encode() for each in (header, said))
            token = ".".join(base64.urlsafe_b64encode(each).rstrip(b"=").decode() for each in parts) + "."
        else:
            token = jwt.encode(header, {name: value for name, value in said.items() if value is not None}, key)
        return 200, {"access_token": "x", "token_type": "Bearer", "id_token": token}


@contextmanager
def running() -> Iterator[Provider]:
    """The provider, served until the block is left."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            self._tell(*provider.answer(parts.path, _first(parts.query)))

        def do_POST(self) -> None:
            form = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._tell(*provider.exchange(_first(form), self.headers.get("Authorization", "")))

        def _tell(self, status: int, said: Any) -> None:
            body = b"" if status == 303 else json.dumps(said).encode()
            self.send_response(status)
            if status == 303:
                self.send_header("Location", said)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()


def _first(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}
