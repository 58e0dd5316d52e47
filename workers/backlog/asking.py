"""Whether a place can be asked for at all: told at once to the person who asks, and not by a listing that never ends."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from workers.errors import StorageError
from workers.service import Service

LONGEST_PREFIX = 1024
"""Bytes: a key has no more (Amazon S3 user guide, "Naming Amazon S3 objects")."""

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
"""Amazon S3 user guide, "General purpose bucket naming rules"."""

Refusal = Literal["bucket-name", "prefix", "records", "no-bucket"]

ADVICE: Mapping[Refusal, str] = {
    "bucket-name": "No bucket can have this name: lower-case letters, digits, dots and hyphens, 3 to 63 of them.",
    "prefix": "No key can begin like this: at most 1024 bytes, and no zero byte.",
    "records": "This bucket holds what was read, and no scans.",
    "no-bucket": "There is no bucket of this name; check it, or store scans with `hoso put`.",
}


def refusal(service: Service, bucket: str, prefix: str = "") -> Refusal | None:
    """Why a backlog in this place will never be read; None when it may be, also while storage does not answer."""
    if _BUCKET.fullmatch(bucket) is None:
        return "bucket-name"
    if "\0" in prefix or len(prefix.encode(errors="replace")) > LONGEST_PREFIX:
        return "prefix"
    if bucket == service.settings.records_bucket:
        return "records"
    try:
        return None if service.storage.has_bucket(bucket) else "no-bucket"
    except StorageError:
        return None
