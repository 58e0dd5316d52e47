"""Object storage through the `minio` client: any S3 server.

The bucket of scans holds what people put there, under their names, and is only read by the jobs. The bucket of records
holds what the service makes, under addresses made of hashes: `SOURCE/CONFIGURATION/record.json`, `.txt` and `.pdf`, where
SOURCE is the hash of the files' bytes and names and CONFIGURATION that of everything that shapes a result. Two runs over
the same scans write the same address, and no name of a person can be read from a key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import urllib3
from minio import Minio
from minio.datatypes import Object
from minio.error import MinioException, S3Error

from workers.errors import MissingObject, StorageError, TooLarge
from workers.settings import Settings

CHUNK = 1 << 20

MEDIA_TYPES = {"record.json": "application/json", "record.txt": "text/plain; charset=utf-8", "record.pdf": "application/pdf"}
"""The files of a published record."""


@dataclass(frozen=True)
class Stored:
    """An object: its key, size in bytes, and the tag that changes with its content."""

    key: str
    size: int
    etag: str
    modified: datetime | None = field(default=None, compare=False)
    """When it was stored, where that was asked for."""


@dataclass(frozen=True)
class Listing:
    """One level of keys: either an object or a folder (a prefix that ends in `/`)."""

    stored: Stored | None
    folder: str | None


class Storage:
    """One S3 server. Safe to share between threads, not between processes."""

    def __init__(self, settings: Settings) -> None:
        self._http = urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=5.0, read=60.0),
            retries=urllib3.Retry(total=4, backoff_factor=0.2, status_forcelist=(500, 502, 503, 504)),
            maxsize=16,
        )
        self._client = Minio(
            endpoint=settings.s3_endpoint,
            access_key=settings.s3_access_key.get_secret_value(),
            secret_key=settings.s3_secret_key.get_secret_value(),
            secure=settings.s3_secure,
            http_client=self._http,
        )

    def close(self) -> None:
        """Lets the connections go."""
        self._http.clear()

    def ensure_bucket(self, bucket: str) -> None:
        """Makes the bucket if it is missing."""
        with _translated():
            if not self._client.bucket_exists(bucket_name=bucket):
                try:
                    self._client.make_bucket(bucket_name=bucket)
                except S3Error as error:
                    # Somebody else was quicker.
                    if error.code not in ("BucketAlreadyOwnedByYou", "BucketAlreadyExists"):
                        raise

    def has_bucket(self, bucket: str) -> bool:
        """Whether there is such a bucket."""
        with _translated():
            return self._client.bucket_exists(bucket_name=bucket)

    def put(self, bucket: str, key: str, path: Path, media_type: str = "application/octet-stream") -> str:
        """Stores a file, streamed from disk, and returns the object's etag."""
        with _translated():
            written = self._client.fput_object(
                bucket_name=bucket,
                object_name=key,
                file_path=str(path),
                content_type=media_type,
                metadata={"sha256": sha256_of(path)},
            )
            return _etag(written.etag)

    def same(self, bucket: str, key: str, path: Path) -> bool:
        """Whether the object is there with exactly the bytes of the file (stored by `put`)."""
        with _translated():
            found = self._look(bucket, key)
            if found is None:
                return False
            metadata = {name.lower(): value for name, value in dict(found.metadata or {}).items()}
            return found.size == path.stat().st_size and metadata.get("x-amz-meta-sha256") == sha256_of(path)

    def stat(self, bucket: str, key: str) -> Stored | None:
        """The object's size and etag, or None when it is not there."""
        with _translated():
            found = self._look(bucket, key)
            return None if found is None else _stored(key, found)

    def get(self, bucket: str, key: str, path: Path, *, limit: int) -> None:
        """Streams the object to a file. Raises `MissingObject`, and `TooLarge` beyond `limit` bytes."""
        with path.open("wb") as target:
            self._copy(bucket, key, target, limit)

    def stream(self, bucket: str, key: str) -> Iterator[bytes]:
        """The object's bytes in pieces. Raises `MissingObject` before the first."""
        with _translated():
            try:
                response = self._client.get_object(bucket_name=bucket, object_name=key)
            except S3Error as error:
                if error.code in _GONE:
                    raise MissingObject("The stored object is gone; read the dossier again.") from error
                raise
            try:
                yield from response.stream(CHUNK)
            finally:
                response.close()
                response.release_conn()

    def read(self, bucket: str, key: str) -> bytes:
        """The whole object in memory: for records, not for scans."""
        return b"".join(self.stream(bucket, key))

    def level(self, bucket: str, prefix: str) -> Iterator[Listing]:
        """What lies directly under the prefix, lazily, in the storage's order."""
        with _translated():
            for each in self._client.list_objects(bucket_name=bucket, prefix=prefix, recursive=False):
                if each.is_dir:
                    if each.object_name != prefix:
                        yield Listing(None, each.object_name)
                elif each.object_name and not each.object_name.endswith("/"):
                    yield Listing(_stored(each.object_name, each), None)

    def keys(self, bucket: str, prefix: str) -> Iterator[str]:
        """Every key that begins with the prefix, lazily."""
        with _translated():
            for each in self._client.list_objects(bucket_name=bucket, prefix=prefix, recursive=True):
                if each.object_name and not each.is_dir:
                    yield each.object_name

    def objects(self, bucket: str, prefix: str, after: str | None = None) -> Iterator[Stored]:
        """Every object whose key begins with the prefix, lazily, in the storage's order; those that follow the key `after`."""
        with _translated():
            for each in self._client.list_objects(bucket_name=bucket, prefix=prefix, recursive=True, start_after=after):
                if each.object_name and not each.is_dir:
                    yield _stored(each.object_name, each)

    def remove(self, bucket: str, keys: Iterable[str]) -> None:
        """Removes objects; one that is not there is no error."""
        with _translated():
            for key in keys:
                self._client.remove_object(bucket_name=bucket, object_name=key)

    def _look(self, bucket: str, key: str) -> Object | None:
        try:
            return self._client.stat_object(bucket_name=bucket, object_name=key)
        except S3Error as error:
            if error.code in _GONE:
                return None
            raise

    def _copy(self, bucket: str, key: str, target: BinaryIO, limit: int) -> None:
        done = 0
        for piece in self.stream(bucket, key):
            done += len(piece)
            if done > limit:
                raise TooLarge(f"A file is larger than {limit // 2**20} MiB; split it and store the parts.")
            target.write(piece)


_GONE = {"NoSuchKey", "NoSuchObject", "NoSuchBucket", "NotFound"}


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except S3Error as error:
        # The server's message may quote the key, and a key may name a person.
        raise StorageError(f"Object storage refused ({error.code}); check its settings and free space.") from error
    except (MinioException, urllib3.exceptions.HTTPError) as error:
        raise StorageError(f"Object storage does not answer ({type(error).__name__}); it will be tried again.") from error


def _stored(key: str, found: Object) -> Stored:
    return Stored(key, found.size or 0, _etag(found.etag), found.last_modified)


def _etag(value: str | None) -> str:
    return (value or "").strip('"')


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def address(source: str, configuration: str, name: str) -> str:
    """The key of one file of a record; `name` is one of `MEDIA_TYPES`."""
    if name not in MEDIA_TYPES:
        raise ValueError(name)
    return f"{source}/{configuration}/{name}"


@dataclass(frozen=True)
class Location:
    """A place in storage, written `s3://bucket/prefix`."""

    bucket: str
    prefix: str

    @staticmethod
    def parse(text: str) -> Location:
        """Raises `ValueError` with advice. The prefix ends in `/` unless it is empty."""
        scheme, _, rest = text.partition("://")
        bucket, _, prefix = rest.partition("/")
        if scheme != "s3" or not bucket:
            raise ValueError(f"{text!r} is no place in storage: write s3://bucket/prefix")
        return Location(bucket, f"{prefix.strip('/')}/" if prefix.strip("/") else "")

    def __str__(self) -> str:
        return f"s3://{self.bucket}/{self.prefix}"
