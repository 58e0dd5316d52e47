"""Passwords, kept as Argon2id."""

from __future__ import annotations

import secrets
import unicodedata
from typing import Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LEAST = 12
"""Letters. Length is what helps; rules about kinds of letters do not (NIST SP 800-63B, 3.1.1.2)."""
MOST = 256

Weakness = Literal["short", "long", "common"]

_HASHER = PasswordHasher()
"""With the library's parameters: those of RFC 9106 for little memory."""
_NOBODY = _HASHER.hash(secrets.token_hex(16))
"""Compared with where there is no such person, so that it takes as long."""
_COMMON = ("password", "matkhau", "123456789012", "qwertyuiop", "abcdefghijkl", "quangninh", "hoso")
_LEFT = 8
"""Letters that nobody tries first."""
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
"""Those that nobody mistakes for another."""


def kept(password: str) -> str:
    """What is stored of a password."""
    return _HASHER.hash(_plain(password))


def right(stored: str | None, password: str) -> bool:
    """Whether it is the stored one. Takes as long when nothing is stored."""
    try:
        return _HASHER.verify(stored or _NOBODY, _plain(password)) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def outdated(stored: str) -> bool:
    """Whether it was stored with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(stored)


def weakness(password: str, *names: str) -> Weakness | None:
    """Why a password cannot be taken. `names`: what the person is called."""
    plain = _plain(password)
    if len(plain) < LEAST:
        return "short"
    if len(plain) > MOST:
        return "long"
    rest = plain.casefold()
    for word in (*_COMMON, *(name.casefold() for name in names if len(name) > 2)):
        rest = rest.replace(word, "")
    # What is left without the words that everybody tries first must be long enough, and not one letter again and again.
    return "common" if len(rest) < _LEFT or len(set(rest)) < 4 else None


def made() -> str:
    """A new one that can be read out: sixteen letters, 80 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def _plain(password: str) -> str:
    """The same whatever keyboard typed it (NFKC, as NIST SP 800-63B has it)."""
    return unicodedata.normalize("NFKC", password)
