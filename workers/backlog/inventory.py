"""A list of keys as CSV instead of a listing of storage: which objects are to be read, and what is known of them.

UTF-8 with or without a byte order mark; commas, semicolons or tabs; one object a line. Either the first line names the columns
(`key`, and if wanted `bucket`, `dossier`, `size`, `etag`, `dossier_code`, `procedure`, `component`), or there are only keys, or
it is an inventory as S3 writes it: no names, bucket and key first, keys percent-encoded (Amazon S3 user guide, "Amazon S3
Inventory list").
"""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Literal
from urllib.parse import unquote_plus

from extractor.pipeline import is_scan_name
from workers.backlog.discover import FULLEST, Crowded, in_order
from workers.database.dossiers import Found, SourceFile
from workers.database.tables import Rule
from workers.errors import InventoryError
from workers.storage import Storage, Stored, sha256_of

COLUMNS = ("key", "bucket", "dossier", "size", "etag", "dossier_code", "procedure", "component")
DECLARED = ("dossier_code", "procedure", "component")

LONGEST_LINE = 64 * 1024
"""Bytes. A longer line is no line of an inventory."""
LONGEST_KEY = 1024
"""Bytes (Amazon S3 user guide, "Naming Amazon S3 objects")."""
LONGEST_VALUE = 200
"""Letters of what is declared."""

Reason = Literal[
    "not-utf-8", "not-csv", "too-long", "no-key", "bad-key", "other-bucket", "bad-size", "twice", "differs", "missing"
]


@dataclass(frozen=True)
class Wrong:
    """A line that cannot be used, by its number; its text may name a person."""

    line: int
    reason: Reason


@dataclass(frozen=True)
class Entry:
    """A line: an object, the dossier that it belongs to, and what is declared of it."""

    line: int
    key: str
    dossier: str | None
    size: int | None
    etag: str | None
    declared: Mapping[str, str]


@dataclass(frozen=True)
class Declared:
    """A dossier of an inventory with what is declared of it."""

    found: Found
    declared: Mapping[str, str]


def address(digest: str) -> str:
    """Where an inventory lies in the bucket of records."""
    return f"inventories/{digest}.csv"


def store(storage: Storage, bucket: str, path: Path, scans: str) -> str:
    """Stores an inventory of objects of the bucket `scans`; returns its SHA-256. Raises `InventoryError` when it is none."""
    with path.open("rb") as stream:
        first = list(islice(entries(iter(lambda: stream.read(1 << 16), b""), scans), 1))
    if not first:
        raise InventoryError("The inventory is empty; name one object a line.")
    digest = sha256_of(path)
    storage.put(bucket, address(digest), path, "text/csv; charset=utf-8")
    return digest


def discover(storage: Storage, records: str, digest: str, bucket: str, rule: Rule) -> Iterator[Declared | Crowded | Wrong]:
    """The dossiers of an inventory, and lines that cannot be used as they are met.

    Lines of one dossier may stand anywhere: they are sorted on disk first.
    Raises `StorageError`, `MissingObject`, `InventoryError`.
    """
    with closing(sqlite3.connect("", check_same_thread=False, isolation_level=None)) as sorted_lines:
        sorted_lines.execute("CREATE TABLE lines (key TEXT PRIMARY KEY, dossier, line, size, etag, declared) WITHOUT ROWID")
        sorted_lines.execute("BEGIN")
        for each in entries(storage.stream(records, address(digest)), bucket):
            if isinstance(each, Wrong):
                yield each
            elif is_scan_name(each.key.rpartition("/")[2]):
                row = (each.key, _name(each, rule), each.line, each.size, each.etag, json.dumps(each.declared))
                if not sorted_lines.execute("INSERT OR IGNORE INTO lines VALUES (?, ?, ?, ?, ?, ?)", row).rowcount:
                    yield Wrong(each.line, "twice")
        sorted_lines.execute("COMMIT")
        rows = sorted_lines.execute("SELECT dossier, key, line, size, etag, declared FROM lines ORDER BY dossier, key")
        for name, group in groupby(rows, key=lambda row: str(row[0])):
            yield from _dossier(storage, bucket, name, group)


def note_wrong(storage: Storage, bucket: str, digest: str, counts: Mapping[str, int], lines: Sequence[Wrong]) -> None:
    """Keeps what the latest listing of an inventory could not use: how many lines by reason, and some of their numbers."""
    told = {"counts": dict(counts), "lines": [[each.line, each.reason] for each in lines]}
    with NamedTemporaryFile("w", suffix=".json") as stream:
        json.dump(told, stream)
        stream.flush()
        storage.put(bucket, _findings(digest), Path(stream.name), "application/json")


def wrong_lines(storage: Storage, bucket: str, digest: str) -> tuple[dict[str, int], list[Wrong]]:
    """What `note_wrong` kept; nothing when no listing of the inventory was complete yet."""
    if storage.stat(bucket, _findings(digest)) is None:
        return {}, []
    told = json.loads(storage.read(bucket, _findings(digest)))
    return told["counts"], [Wrong(line, reason) for line, reason in told["lines"]]


def _findings(digest: str) -> str:
    return f"inventories/{digest}.findings.json"


def entries(pieces: Iterable[bytes], bucket: str) -> Iterator[Entry | Wrong]:
    """The lines of an inventory as they come. Raises `InventoryError` when nothing tells where the keys are."""
    columns: Sequence[str] | None = None
    delimiter, named = ",", False
    for number, raw in _lines(pieces):
        text = _decoded(raw)
        if text is None:
            yield Wrong(number, "too-long" if raw is None else "not-utf-8")
            continue
        if not text.strip():
            continue
        if columns is None:
            delimiter = max(",;\t", key=text.count)
        cells = _cells(text, delimiter)
        if cells is None:
            yield Wrong(number, "not-csv")
            continue
        if columns is None:
            columns, named = _columns(cells, bucket)
            if named:
                continue
        if named and len(cells) > len(columns):
            yield Wrong(number, "not-csv")
        else:
            yield _entry(number, dict(zip(columns, cells, strict=False)), bucket, encoded=not named and len(columns) > 1)


def _lines(pieces: Iterable[bytes]) -> Iterator[tuple[int, bytes | None]]:
    """Numbered lines, 1-based; None for one that is too long to be one."""
    number, rest, skipping = 1, b"", False
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        for line in whole:
            yield number, None if skipping or len(line) > LONGEST_LINE else line
            number, skipping = number + 1, False
        if len(rest) > LONGEST_LINE:
            rest, skipping = b"", True
    if rest or skipping:
        yield number, None if skipping else rest


def _decoded(raw: bytes | None) -> str | None:
    try:
        return None if raw is None else raw.decode("utf-8-sig").rstrip("\r")
    except UnicodeDecodeError:
        return None


def _cells(text: str, delimiter: str) -> list[str] | None:
    try:
        return [cell.strip() for cell in next(csv.reader([text], delimiter=delimiter, strict=True))]
    except csv.Error:
        return None


def _columns(cells: Sequence[str], bucket: str) -> tuple[Sequence[str], bool]:
    """What the columns are, and whether the line is their header."""
    names = [cell.casefold() for cell in cells]
    if "key" in names:
        return names, True
    if len(cells) == 1:
        return ("key",), False
    if cells[0] == bucket:
        return ("bucket", "key"), False
    raise InventoryError("Nothing says which column holds the keys: name it `key` in the first line.")


def _entry(number: int, cells: Mapping[str, str], bucket: str, *, encoded: bool) -> Entry | Wrong:
    key, size = cells.get("key", ""), cells.get("size", "")
    if encoded:
        try:
            key = unquote_plus(key, errors="strict")
        except UnicodeDecodeError:
            return Wrong(number, "bad-key")
    if not key:
        return Wrong(number, "no-key")
    if cells.get("bucket", bucket) not in (bucket, ""):
        return Wrong(number, "other-bucket")
    dossier = cells.get("dossier", "").strip("/")
    declared = {name: cells[name] for name in DECLARED if cells.get(name)}
    if any("\0" in text or len(text.encode()) > LONGEST_KEY for text in (key, dossier)):
        return Wrong(number, "bad-key")
    if any("\0" in text or len(text) > LONGEST_VALUE for text in declared.values()):
        return Wrong(number, "too-long")
    if size and not (size.isascii() and size.isdecimal() and len(size) < 16):
        return Wrong(number, "bad-size")
    etag = cells.get("etag", "").strip('"').replace("\0", "")
    return Entry(number, key, dossier or None, int(size) if size else None, etag or None, declared)


def _name(entry: Entry, rule: Rule) -> str:
    """The dossier's name: as declared, or that of the folder or file, as if storage had been listed."""
    if entry.dossier is not None:
        return f"{entry.dossier}/"
    folder, slash, _ = entry.key.rpartition("/")
    return entry.key if rule == "file" or not slash else f"{folder}/"


_Row = tuple[str, str, int, int | None, str | None, str]


def _dossier(storage: Storage, bucket: str, name: str, rows: Iterable[_Row]) -> Iterator[Declared | Crowded | Wrong]:
    files: list[SourceFile] = []
    declared: dict[str, str] = {}
    count = 0
    for _, key, line, size, etag, told in rows:
        count += 1
        if count > FULLEST:
            files.clear()
            continue
        stored = storage.stat(bucket, key) if size is None or etag is None else Stored(key, size, etag)
        if stored is None:
            yield Wrong(line, "missing")
            continue
        files.append(SourceFile(key, stored.etag, stored.size))
        for field, value in json.loads(told).items():
            if declared.setdefault(field, value) != value:
                yield Wrong(line, "differs")
    if count > FULLEST:
        yield Crowded(name, count)
    elif files:
        yield Declared(Found(name, in_order(files)), declared)
