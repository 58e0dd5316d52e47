"""Signatures by Standard Webhooks (standardwebhooks.com, version 1.0.0), and where their keys are."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from pathlib import Path

from workers.errors import ReceiversError

PREFIX = "whsec_"
SHORTEST = 24
"""Bytes; the specification asks for 24 to 64."""


def secret(place: str, environment: Mapping[str, str], folder: Path) -> str:
    """What stands in `env:NAME` or `file:PATH`, relative to `folder`. Raises `ReceiversError`, which quotes nothing of it."""
    kind, _, name = place.partition(":")
    if kind == "env":
        found = environment.get(name, "")
    else:
        try:
            found = (folder / name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            raise ReceiversError(f"The secret {place} cannot be read; make the file readable for the dispatcher.") from None
    if not found.strip():
        raise ReceiversError(f"The secret {place} is not set; set it where the dispatcher runs.")
    return found.strip()


def key(text: str, place: str) -> bytes:
    """The key that a secret stands for: base64 behind `whsec_`, or the text itself. Raises `ReceiversError` for a weak one."""
    if text.startswith(PREFIX):
        try:
            found = base64.b64decode(text.removeprefix(PREFIX), validate=True)
        except binascii.Error:
            raise ReceiversError(f"The secret {place} begins with {PREFIX} and is not base64 behind that.") from None
    else:
        found = text.encode()
    if len(found) < SHORTEST:
        raise ReceiversError(f"The secret {place} is shorter than {SHORTEST} bytes; make one with `openssl rand -base64 32`.")
    return found


def sign(keys: Sequence[bytes], message: str, timestamp: int, body: bytes) -> str:
    """`webhook-signature`: `v1,` and the base64 of HMAC-SHA256 over `ID.TIMESTAMP.BODY`, for each key, apart by a space."""
    signed = f"{message}.{timestamp}.".encode() + body
    made = (base64.b64encode(hmac.new(each, signed, hashlib.sha256).digest()).decode() for each in keys)
    return " ".join(f"v1,{each}" for each in made)
