"""What object stores post becomes the one event, whatever the key; what is none is refused without a word of it."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.database.events import Event
from workers.errors import BadEvent
from workers.intake.dialects import LONGEST_KEY, Decoded, decode, is_later

KEY = "inbox/Hồ sơ 1+2 100% #?&=;.pdf"
keys = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), min_size=1, max_size=200)


def body(told: Any) -> bytes:
    return json.dumps(told, ensure_ascii=False).encode()


def record(key: str, name: str = "ObjectCreated:Put", **told: Any) -> dict[str, Any]:
    """As AWS documents it, with what does not matter here."""
    stored = {"key": key, "size": 1024, "eTag": "d41d8cd9", "sequencer": "0055AED6DCD90281E5", **told.pop("object", {})}
    return {
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "eventTime": "2026-01-01T00:00:00.000Z",
        "eventName": name,
        "userIdentity": {"principalId": "AIDAJDPLRKLG7UEXAMPLE"},
        "s3": {"s3SchemaVersion": "1.0", "bucket": {"name": "scans", "arn": "arn:aws:s3:::scans"}, "object": stored},
        **told,
    }


def filer(old: str | None, new: str | None, *, directory: bool = False) -> dict[str, Any]:
    """As SeaweedFS 4.48 posted it when files were put, replaced and removed."""

    def entry(path: str) -> dict[str, Any]:
        return {
            "name": path.rpartition("/")[2],
            "is_directory": directory,
            "chunks": [{"size": 100, "e_tag": "rtVj7K+0vMVlTFl6QhVHsg==", "fid": {"volume_id": 1, "file_key": 1}}],
            "attributes": {"file_size": 100, "mtime": 1795419261, "inode": 6194943979255007180},
            "extended": {"Seaweed-X-Amz-Owner": "aG9zbw=="},
        }

    message: dict[str, Any] = {"delete_chunks": True, "signatures": [-1935280885]}
    if old is not None:
        message["old_entry"] = entry(old)
    if new is not None:
        message |= {"new_entry": entry(new), "new_parent_path": new.rpartition("/")[0]}
    kind = "create" if old is None else "delete" if new is None else "update"
    return {"key": old if old is not None else new, "event_type": kind, "message": message}


def told(events: Decoded) -> list[tuple[str, str, bool]]:
    return [(event.bucket, event.key, event.removed) for event in events.events]


@given(keys)
def test_every_key_survives_the_encoding_of_s3(key: str) -> None:
    assert told(decode(body({"Records": [record(quote_plus(key))]}))) == [("scans", key, False)]
    assert told(decode(body({"Records": [record(quote(key, safe="/"))]}))) == [("scans", key, False)]


@given(keys)
def test_every_key_is_literal_elsewhere(key: str) -> None:
    assert told(decode(body({"bucket": "scans", "key": key}))) == [("scans", key, False)]
    assert told(decode(body({"EventName": "s3:ObjectCreated:Put", "Key": f"scans/{key}"}))) == [("scans", key, False)]


@given(keys.filter(lambda key: not key.startswith((".uploads/", "/")) and not key.endswith("/")))
def test_every_key_survives_the_paths_of_seaweedfs(key: str) -> None:
    path = f"/buckets/scans/{key}"
    posted = body(filer(None, path))
    if "//" not in key:
        assert told(decode(posted)) == [("scans", key, False)]
    assert told(decode(body(filer(path, None)))) == [("scans", key, True)]


@given(st.binary(max_size=300))
def test_rubbish_is_refused_as_such(rubbish: bytes) -> None:
    with pytest.raises(BadEvent) as caught:
        decode(b'{"bucket": ' + rubbish)
    assert caught.value.public_message.startswith("The body is no event")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
names = ["Records", "s3", "bucket", "object", "key", "name", "eventName", "eventVersion", "EventName", "Key", "message"]
names += ["event_type", "old_entry", "new_entry", "new_parent_path", "is_directory", "sequencer", "versionId", "version"]
shapes = st.recursive(
    json_values
    | st.sampled_from(["ObjectCreated:Put", "s3:ObjectRemoved:Delete", "create", "/buckets/scans/a", "\ud800", "%FF"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(names), inner, max_size=6),
    max_leaves=25,
)


@given(shapes)
def test_whatever_the_shape_it_is_events_or_refused(shape: Any) -> None:
    try:
        found = decode(json.dumps(shape).encode())
    except BadEvent:
        return
    for event in found.events:
        assert event.bucket
        assert 0 < len(event.key.encode()) <= LONGEST_KEY
        assert "\0" not in event.bucket + event.key + event.version


@pytest.mark.parametrize(
    "hostile",
    [
        b"",
        b"null",
        b"7",
        b'"text"',
        b"{}",
        b"\xff\xfe{}",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"bucket":"scans","key":"a","version":' + b"9" * 100_000 + b"}",
        b'{"bucket":"scans","key":NaN}',
        body({"bucket": "scans", "key": 7}),
        body({"bucket": "scans", "key": ""}),
        body({"bucket": "", "key": "a.pdf"}),
        body({"bucket": "scans", "key": "a\0.pdf"}),
        body({"bucket": "scans", "key": "a" * 1025}),
        body({"bucket": "scans", "key": "a.pdf", "version": "v" * 1025}),
        body({"bucket": "scans", "key": "a.pdf", "removed": "no"}),
        body({"bucket": "scans", "key": "a.pdf", "vresion": "1"}),
        b'{"bucket":"scans","key":"\\ud800.pdf"}',
        b'{"bucket":"scans","key":"\xff.pdf"}',
        body([[{"bucket": "scans", "key": "a.pdf"}]]),
        body({"Records": [record("%ff.pdf")]}),
        body({"Records": [record("a%00.pdf")]}),
        body({"Records": [record("")]}),
        body({"Records": [record("a.pdf", s3=None)]}),
        body({"Records": [record("a.pdf", eventVersion="3.0")]}),
        body({"Records": [record("a.pdf", object={"sequencer": "xyz"})]}),
        body({"Records": [7]}),
        body({"EventName": "s3:ObjectCreated:Put", "Key": "no-slash"}),
        body({"EventName": ["s3:ObjectCreated:Put"], "Key": "scans/a.pdf"}),
        body({"key": "/buckets/scans/a.pdf", "event_type": "create", "message": "text"}),
        body({"key": 7, "event_type": "create", "message": {}}),
    ],
)
def test_hostile_bodies_are_refused_and_not_quoted(hostile: bytes) -> None:
    with pytest.raises(BadEvent) as caught:
        decode(hostile)
    assert "a.pdf" not in caught.value.public_message
    assert caught.value.__cause__ is None


def test_records_of_one_post_are_each_an_event_or_none_of_ours() -> None:
    found = decode(
        body(
            {
                "EventName": "s3:ObjectCreated:Put",
                "Key": f"scans/{KEY}",
                "Records": [
                    record(quote_plus(KEY), "s3:ObjectCreated:CompleteMultipartUpload", eventVersion="2.0"),
                    record("b.pdf", "ObjectRemoved:DeleteMarkerCreated", eventVersion="2.77", future={"a": [1]}),
                    record("c.pdf", "ObjectRestore:Post"),
                    {"eventName": "s3:Replication:OperationFailedReplication"},
                ],
            }
        )
    )
    assert told(found) == [("scans", KEY, False), ("scans", "b.pdf", True)]
    assert found.ignored == 2


def test_a_test_event_is_none_of_ours() -> None:
    posted = {"Service": "Amazon S3", "Event": "s3:TestEvent", "Time": "2026-01-01T00:00:00Z", "Bucket": "scans"}
    assert decode(body(posted)) == Decoded((), 1)
    assert decode(body({"Records": []})) == Decoded(())


def test_what_tells_a_repeated_event_from_a_new_one() -> None:
    def version(**stored: Any) -> str:
        return decode(body({"Records": [record("a.pdf", object=stored)]})).events[0].version

    assert version(sequencer="0055aed6dcd90281e5", versionId="v1") == "sequencer:0055AED6DCD90281E5"
    assert version(sequencer=None, versionId="096fKKXTRTtl3on89fVO.nfljtsv6qko") == "version:096fKKXTRTtl3on89fVO.nfljtsv6qko"
    assert version(sequencer=None, versionId="null") == ""
    assert decode(body({"bucket": "scans", "key": "a.pdf", "version": "7"})).events == (Event("scans", "a.pdf", "given:7"),)
    posted = body(filer(None, "/buckets/scans/a.pdf"))
    again = body({**json.loads(posted), "event_type": "update"})
    other = posted.replace(b'"file_key": 1', b'"file_key": 2')
    assert decode(posted) == decode(again) != decode(other)


def test_sequencers_are_compared_as_aws_says() -> None:
    assert is_later("sequencer:0055AED6DCD90281E6", "sequencer:0055AED6DCD90281E5")
    assert is_later("sequencer:0055AED6DCD9", "sequencer:0055AED6DCD80281E5")
    assert is_later("sequencer:01", "sequencer:0055AED6DCD90281E5")
    assert not is_later("sequencer:00", "sequencer:0000")
    assert not is_later("version:9", "version:1")
    assert not is_later("", "sequencer:00")


@given(st.lists(st.text("0123456789ABCDEF", min_size=1, max_size=20), min_size=2, max_size=2))
def test_of_two_sequencers_at_most_one_is_later(pair: list[str]) -> None:
    one, two = (f"sequencer:{each}" for each in pair)
    same = pair[0].rstrip("0") == pair[1].rstrip("0")
    assert is_later(one, two) + is_later(two, one) == (0 if same else 1)


def test_seaweedfs_tells_of_files_only_and_a_move_is_two_events() -> None:
    path = f"/buckets/scans/{KEY}"
    for nothing in (
        filer(None, "/buckets/scans/inbox", directory=True),
        filer(None, "/buckets/scans/.uploads/c0dd_28/0001_aa.part"),
        filer("/buckets/scans/.uploads/c0dd_28", None, directory=True),
        filer(None, "/etc/iam/identity.json"),
        filer(None, "/buckets/loose.pdf"),
    ):
        assert decode(body(nothing)) == Decoded((), 1)
    assert told(decode(body(filer(path, path)))) == [("scans", KEY, False)]
    moved = decode(body(filer(path, "/buckets/scans/inbox/b/new.pdf")))
    assert told(moved) == [("scans", "inbox/b/new.pdf", False), ("scans", KEY, True)]
    out = decode(body(filer(path, "/elsewhere/a.pdf")))
    assert (told(out), out.ignored) == ([("scans", KEY, True)], 1)


def test_of_a_versioned_object_the_folder_tells() -> None:
    folder = f"/buckets/scans/{KEY}.versions"
    version = filer(None, f"{folder}/v_6715629682a25d469827688b6212c611")
    assert decode(body(version)) == Decoded((), 1)
    assert told(decode(body(filer(folder, folder, directory=True)))) == [("scans", KEY, False)]
    assert told(decode(body(filer(folder, None, directory=True)))) == [("scans", KEY, True)]
