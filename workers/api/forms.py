"""A multipart body, written to disk as it comes: what is in memory does not grow with it."""

from __future__ import annotations

import errno
import hashlib
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from workers.api.problems import Refused

FILES = "files"
"""Name of the parts that are files."""
MOST_FILES = 200
MOST_FIELDS = 20
LONGEST_FIELD = 2000
"""Bytes."""
LONGEST_NAME = 200
"""Letters of a file's name that are kept."""


@dataclass(frozen=True)
class Given:
    """A file that was sent. `name` is the last part of what its sender called it."""

    name: str
    path: Path
    size: int
    sha256: str


@dataclass(frozen=True)
class Form:
    """All that was sent."""

    fields: Mapping[str, str]
    files: tuple[Given, ...]


async def receive(request: Request, folder: Path, most_bytes: int, most_together: int) -> Form:
    """Writes the files of a multipart body into a folder. Raises `Refused`; `most_bytes` is the largest size of a file."""
    kind, options = parse_options_header(request.headers.get("content-type"))
    if kind != b"multipart/form-data":
        raise Refused(415, "not-multipart", "Send a form as multipart/form-data.")
    parts = _Parts(folder, most_bytes)
    arrived = 0
    try:
        parser = MultipartParser(options[b"boundary"], parts.callbacks())  # type: ignore[arg-type]
        async for piece in request.stream():
            arrived += len(piece)
            if arrived > most_together:
                detail = f"A dossier may have {most_together // 2**20} MiB in one request; send several dossiers."
                raise Refused(413, "budget-exceeded", detail)
            await run_in_threadpool(parser.write, piece)
    except ClientDisconnect:
        raise Refused(400, "cut-off", "The upload was cut off; send it again.") from None
    except (FormParserError, KeyError):
        raise Refused(400, "not-multipart", "The body is no multipart form, or its boundary is missing.") from None
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            detail = "There is no room for this upload now; send it again later."
            raise Refused(503, "disk-full", detail, {"Retry-After": "60"}) from None
        raise
    finally:
        parts.close()
    if not parts.complete:
        raise Refused(400, "cut-off", "The form ends too early; send it again.")
    return Form(parts.fields, tuple(parts.files))


def file_name(given: str) -> str:
    """The last part of a name, whatever its sender's machine divides names with; nothing invisible in it."""
    last = unicodedata.normalize("NFC", given).replace("\\", "/").rpartition("/")[2]
    name = "".join(letter for letter in last if letter.isprintable()).strip()
    stem, dot, ending = name.rpartition(".")
    over = len(name) - LONGEST_NAME
    return name if over <= 0 else f"{stem[: -over or None]}{dot}{ending}"[-LONGEST_NAME:]


@dataclass
class _Part:
    name: str
    file: str | None
    stream: BinaryIO | None = None
    path: Path = Path()
    size: int = 0
    text: bytearray = field(default_factory=bytearray)
    digest: hashlib._Hash = field(default_factory=hashlib.sha256)


class _Parts:
    """What the parser tells, in its order."""

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self.fields: dict[str, str] = {}
        self.files: list[Given] = []
        self.complete = False
        self._folder = folder
        self._most_bytes = most_bytes
        self._header = (bytearray(), bytearray())
        self._disposition = b""
        self._part: _Part | None = None

    def callbacks(self) -> Mapping[str, object]:
        return {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._header[0].extend(data[start:end]),
            "on_header_value": lambda data, start, end: self._header[1].extend(data[start:end]),
            "on_header_end": self._header_end,
            "on_headers_finished": self._open,
            "on_part_data": self._data,
            "on_part_end": self._end,
            "on_end": self._finish,
        }

    def close(self) -> None:
        if self._part is not None and self._part.stream is not None:
            with suppress(OSError):
                self._part.stream.close()

    def _begin(self) -> None:
        self._disposition = b""
        self._part = None

    def _header_end(self) -> None:
        name, value = self._header
        if bytes(name).lower() == b"content-disposition":
            self._disposition = bytes(value)
        self._header = (bytearray(), bytearray())

    def _open(self) -> None:
        _, options = parse_options_header(self._disposition)
        part = _Part(_text(options.get(b"name", b"")), _text(options[b"filename"]) if b"filename" in options else None)
        if part.file is None:
            if len(self.fields) == MOST_FIELDS:
                raise Refused(413, "too-many-parts", f"A form may have {MOST_FIELDS} fields.")
        elif part.name != FILES:
            raise Refused(422, "invalid", f"Files are sent in the field `{FILES}`.")
        elif len(self.files) == MOST_FILES:
            raise Refused(413, "too-many-parts", f"A dossier may be sent in {MOST_FILES} files; send several dossiers.")
        else:
            part.path = self._folder / f"{len(self.files) + 1:06}"
            part.stream = part.path.open("xb")
        self._part = part

    def _data(self, data: bytes, start: int, end: int) -> None:
        part = self._part
        if part is None:
            return
        part.size += end - start
        if part.stream is None:
            if part.size > LONGEST_FIELD:
                raise Refused(413, "too-large", f"A field of a form may have {LONGEST_FIELD} bytes.")
            part.text += data[start:end]
            return
        if part.size > self._most_bytes:
            detail = f"A file may have {self._most_bytes // 2**20} MiB; split it and send the parts."
            raise Refused(413, "budget-exceeded", detail)
        piece = memoryview(data)[start:end]
        part.stream.write(piece)
        part.digest.update(piece)

    def _end(self) -> None:
        part = self._part
        if part is None:
            return
        self._part = None
        if part.stream is not None:
            part.stream.close()
            self.files.append(Given(file_name(part.file or ""), part.path, part.size, part.digest.hexdigest()))
            return
        if part.name in self.fields:
            raise Refused(422, "invalid", "A field of the form is there twice.")
        self.fields[part.name] = _text(bytes(part.text))

    def _finish(self) -> None:
        self.complete = True


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise Refused(422, "not-utf-8", "Names and fields of a form must be UTF-8.") from None
