"""What object stores post, in their dialects, as the one event that the service knows.

S3 event records (AWS, MinIO, RustFS): `Records[]`, keys URL-encoded as in a query, `sequencer` in hexadecimal.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
MinIO and RustFS wrap them in `{EventName, Key, Records}`.
SeaweedFS: `{key, event_type, message}`, where `message` is the filer's EventNotification with the field names of its
protobuf and `key` the path that changed (weed/notification/webhook and weed/pb/filer.proto, version 4.48).
Anybody else: `{"bucket", "key", "version"?, "removed"?}`, or a list of these.
"""

from __future__ import annotations

import hashlib
import json
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn
from urllib.parse import unquote_plus

from pydantic import BaseModel, ConfigDict, StrictBool, StrictStr

from workers.database.events import Event
from workers.errors import BadEvent

LONGEST_KEY = 1024
"""Bytes of UTF-8, as in S3; a version is held to the same."""
SEQUENCER = "sequencer:"
"""What a version begins with that has an order."""
BUCKETS = "/buckets/"
"""Where SeaweedFS keeps the buckets of its S3 server."""
PARTS = ".uploads/"
"""Where SeaweedFS keeps the parts of an upload, within its bucket."""
VERSIONS = ".versions"
"""What the folder's name ends in where SeaweedFS keeps the versions of an object, if the bucket is versioned."""
_VERSION = re.compile(rf"{re.escape(VERSIONS)}/v_[0-9a-f]{{32}}$")


@dataclass(frozen=True)
class Decoded:
    """The events of a post, and how many things it told that are none of ours."""

    events: tuple[Event, ...]
    ignored: int = 0


def decode(body: bytes) -> Decoded:
    """Raises `BadEvent`, which quotes nothing, for whatever is not one of the dialects."""
    try:
        told = json.loads(body.decode("utf-8"), parse_constant=_no_number)
        found = list(_of(told))
    except BadEvent:
        raise
    # A ValueError covers bytes that are no UTF-8, text that is no JSON, endless numbers, and every broken rule of a model.
    except (ValueError, RecursionError):
        raise BadEvent("The body is no event: send one of the forms in docs/webhook.md as JSON in UTF-8.") from None
    events = tuple(event for event in found if event is not None)
    return Decoded(events, len(found) - len(events))


def is_later(version: str, other: str) -> bool:
    """Whether a sequencer is later than another one of the same key: the shorter is padded with zeros on the right.

    Versions that have no order are never later.
    """
    if not (version.startswith(SEQUENCER) and other.startswith(SEQUENCER)):
        return False
    one, two = version.removeprefix(SEQUENCER), other.removeprefix(SEQUENCER)
    length = max(len(one), len(two))
    return one.ljust(length, "0") > two.ljust(length, "0")


class _Bucket(BaseModel):
    name: StrictStr


class _Object(BaseModel):
    key: StrictStr
    versionId: StrictStr | None = None  # noqa: N815 - the name in the dialect
    sequencer: StrictStr | None = None


class _S3(BaseModel):
    bucket: _Bucket
    object: _Object


class _Record(BaseModel):
    eventName: StrictStr  # noqa: N815
    eventVersion: StrictStr = "2.0"  # noqa: N815
    s3: Any = None


class _Entry(BaseModel):
    name: StrictStr = ""
    is_directory: StrictBool = False


class _Change(BaseModel):
    old_entry: _Entry | None = None
    new_entry: _Entry | None = None
    new_parent_path: StrictStr = ""


class _Filer(BaseModel):
    key: StrictStr
    message: _Change


class _Plain(BaseModel):
    model_config = ConfigDict(extra="forbid")

    bucket: StrictStr
    key: StrictStr
    version: StrictStr = ""
    removed: StrictBool = False


def _of(told: Any) -> Iterator[Event | None]:
    """The events; None for each thing that is told and none of ours."""
    if isinstance(told, list):
        for each in told:
            yield _plain(each)
    elif not isinstance(told, dict):
        raise ValueError
    elif told.get("Event") == "s3:TestEvent":
        yield None
    elif isinstance(told.get("Records"), list) and (told["Records"] or "EventName" not in told):
        for each in told["Records"]:
            yield _record(_Record.model_validate(each))
    elif "EventName" in told:
        yield _outer(told)
    elif "event_type" in told:
        yield from _filer(_Filer.model_validate(told), told["message"])
    else:
        yield _plain(told)


def _record(record: _Record) -> Event | None:
    removed = _is_removal(record.eventName)
    if removed is None:
        return None
    if record.eventVersion.partition(".")[0] != "2":
        raise BadEvent("Event records of this version are unknown; send the plain form of docs/webhook.md instead.")
    told = _S3.model_validate(record.s3)
    version = ""
    if told.object.sequencer:
        version = SEQUENCER + _hexadecimal(told.object.sequencer)
    elif told.object.versionId and told.object.versionId != "null":
        version = f"version:{told.object.versionId}"
    return _event(told.bucket.name, unquote_plus(told.object.key, errors="strict"), version, removed)


def _outer(told: dict[str, Any]) -> Event | None:
    """MinIO's wrapping without records: its key is not encoded and begins with the bucket."""
    if not (isinstance(told["EventName"], str) and isinstance(told.get("Key"), str)):
        raise ValueError
    removed = _is_removal(told["EventName"])
    bucket, _, key = told["Key"].partition("/")
    return None if removed is None else _event(bucket, key, "", removed)


def _is_removal(name: str) -> bool | None:
    kind = name.removeprefix("s3:").partition(":")[0]
    return {"ObjectCreated": False, "ObjectRemoved": True}.get(kind)


def _hexadecimal(text: str) -> str:
    if not set(text) <= set(string.hexdigits):
        raise ValueError
    return text.upper()


def _filer(told: _Filer, message: Any) -> Iterator[Event | None]:
    """A file that moves is gone from one place and there in another; `event_type` does not say which of the two."""
    # An entry names its chunks, of which each is written once, so it tells a repeated event from a new one.
    version = "entry:" + hashlib.sha256(json.dumps(message, sort_keys=True).encode()).hexdigest()[:32]
    old, new, parent = told.message.old_entry, told.message.new_entry, told.message.new_parent_path
    before = _object_at(told.key, old) if old else None
    after = _object_at(f"{parent.rstrip('/')}/{new.name}" if parent else told.key, new) if new else None
    if before is None and after is None:
        yield None
    if after is not None:
        yield _at_path(after, version, removed=False)
    if before is not None and before != after:
        yield _at_path(before, version, removed=True)


def _object_at(path: str, entry: _Entry) -> str | None:
    """The path of the object that changed. Of a versioned one it is its folder that says which version counts now."""
    if entry.is_directory:
        return path.removesuffix(VERSIONS) if path.endswith(VERSIONS) else None
    return None if _VERSION.search(path) else path


def _at_path(path: str, version: str, *, removed: bool) -> Event | None:
    bucket, _, key = path.removeprefix(BUCKETS).partition("/")
    if not path.startswith(BUCKETS) or not key or key.startswith(PARTS):
        return None
    return _event(bucket, key, version, removed)


def _plain(told: Any) -> Event:
    each = _Plain.model_validate(told)
    return _event(each.bucket, each.key, f"given:{each.version}" if each.version else "", each.removed)


def _event(bucket: str, key: str, version: str, removed: bool) -> Event:
    for text, longest in ((bucket, 255), (key, LONGEST_KEY), (version, LONGEST_KEY)):
        # A lone half of a surrogate pair, which JSON can write, cannot be encoded; that is a ValueError too.
        if "\0" in text or len(text.encode()) > longest:
            raise ValueError
    if not bucket or not key:
        raise ValueError
    return Event(bucket, key, version, removed)


def _no_number(_: str) -> NoReturn:
    raise ValueError
