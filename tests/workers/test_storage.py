"""Object storage on a real S3 server."""

from pathlib import Path

import pytest

from workers.errors import MissingObject, StorageError, TooLarge
from workers.service import Service
from workers.settings import Settings
from workers.storage import Location, Storage, address
from workers.upload import put_folder, scans_in


@pytest.mark.stack
@pytest.mark.parametrize(
    "name", ["hồ sơ số 1/tờ khai (bản chính).pdf", "a+b & c=d%20?.tif", "Đơn xin 100%/ảnh#1.jpg", "..data/x..pdf"]
)
def test_keys_are_whatever_people_write(service: Service, place: Location, tmp_path: Path, name: str) -> None:
    path = tmp_path / "scan"
    path.write_bytes(b"noi dung")
    key = place.prefix + name
    service.storage.put(place.bucket, key, path)
    assert list(service.storage.keys(place.bucket, place.prefix)) == [key]
    assert service.storage.read(place.bucket, key) == b"noi dung"
    assert service.storage.same(place.bucket, key, path)
    path.write_bytes(b"noi dunG")
    assert not service.storage.same(place.bucket, key, path)


@pytest.mark.stack
def test_a_download_stops_at_its_limit(service: Service, place: Location, tmp_path: Path) -> None:
    path = tmp_path / "scan"
    path.write_bytes(bytes(9_000_000))
    service.storage.put(place.bucket, place.prefix + "big", path)
    target = tmp_path / "copy"
    service.storage.get(place.bucket, place.prefix + "big", target, limit=9_000_000)
    assert target.stat().st_size == 9_000_000
    with pytest.raises(TooLarge):
        service.storage.get(place.bucket, place.prefix + "big", target, limit=8_999_999)
    assert target.stat().st_size < 9_000_000


@pytest.mark.stack
def test_what_is_not_there_is_said_plainly(service: Service, place: Location, tmp_path: Path) -> None:
    assert service.storage.stat(place.bucket, place.prefix + "nothing") is None
    with pytest.raises(MissingObject):
        service.storage.get(place.bucket, place.prefix + "nothing", tmp_path / "x", limit=1)
    with pytest.raises(StorageError, match="NoSuchBucket"):
        list(service.storage.keys("no-such-bucket", ""))


def test_an_absent_server_is_an_error_that_may_pass() -> None:
    storage = Storage(Settings(s3_endpoint="127.0.0.1:9", s3_access_key="a", s3_secret_key="b"))
    with pytest.raises(StorageError, match="does not answer") as caught:
        storage.stat("scans", "hồ sơ của Nguyễn Văn A")
    assert caught.value.retryable
    assert "Nguyễn" not in caught.value.public_message


@pytest.mark.stack
def test_a_mirror_removes_what_is_gone_and_stores_what_is_new(service: Service, place: Location, tmp_path: Path) -> None:
    folder = tmp_path / "scans"
    (folder / "một").mkdir(parents=True)
    (folder / ".hidden").mkdir()
    (folder / "một" / "1.pdf").write_bytes(b"1")
    (folder / "2.pdf").write_bytes(b"2")
    (folder / "notes.json").write_bytes(b"{}")
    (folder / ".hidden" / "3.pdf").write_bytes(b"3")
    (folder / "loop").symlink_to(folder)
    first = put_folder(service.storage, list(scans_in(folder)), place)
    assert (first.stored, first.unchanged, first.removed) == (2, 0, 0)
    (folder / "2.pdf").unlink()
    (folder / "3.pdf").write_bytes(b"3")
    second = put_folder(service.storage, list(scans_in(folder)), place, mirror=True)
    assert (second.stored, second.unchanged, second.removed) == (1, 1, 1)
    assert {key.removeprefix(place.prefix) for key in service.storage.keys(place.bucket, place.prefix)} == {
        "một/1.pdf",
        "3.pdf",
    }


def test_names_that_are_no_unicode_become_keys(tmp_path: Path) -> None:
    (tmp_path / "scan\udcff.pdf").write_bytes(b"1")
    assert [name for _, name in scans_in(tmp_path)] == ["scan\N{REPLACEMENT CHARACTER}.pdf"]


def test_a_place_is_written_as_an_address() -> None:
    assert Location.parse("s3://scans/năm 2010") == Location("scans", "năm 2010/")
    assert Location.parse("s3://scans") == Location("scans", "")
    for text in ("scans/x", "s3://", "http://scans/x"):
        with pytest.raises(ValueError, match="s3://bucket/prefix"):
            Location.parse(text)


def test_an_address_is_made_of_hashes_and_known_names() -> None:
    assert address("ab", "cd", "record.json") == "ab/cd/record.json"
    with pytest.raises(ValueError, match="other"):
        address("ab", "cd", "../other")
