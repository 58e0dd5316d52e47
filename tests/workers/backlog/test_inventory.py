import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.backlog import inventory
from workers.backlog.discover import Crowded
from workers.backlog.inventory import Declared, Entry, Wrong, entries
from workers.database.dossiers import SourceFile
from workers.database.tables import Rule
from workers.errors import InventoryError
from workers.service import Service
from workers.storage import Location


def read(text: str | bytes, bucket: str = "scans") -> list[Entry | Wrong]:
    raw = text if isinstance(text, bytes) else text.encode()
    whole = list(entries([raw], bucket))
    # However the bytes are cut into pieces, the lines are the same.
    assert list(entries([raw[each : each + 1] for each in range(len(raw))], bucket)) == whole
    return whole


def keys(found: list[Entry | Wrong]) -> list[str]:
    assert all(isinstance(each, Entry) for each in found), found
    return [each.key for each in found if isinstance(each, Entry)]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_columns_are_found_by_name_in_any_order_and_any_usual_notation(mark: bytes, delimiter: str, end: str) -> None:
    lines = ["Size|KEY|dossier|dossier_code|etag", '12|"xã/Đơn 1.pdf"|HS/7|007|"""abc"""', "|b.pdf|||", ""]
    (first, second) = read(mark + end.join(lines).replace("|", delimiter).encode())
    assert first == Entry(2, "xã/Đơn 1.pdf", "HS/7", 12, "abc", {"dossier_code": "007"})
    assert second == Entry(3, "b.pdf", None, None, None, {})


def test_an_inventory_of_s3_has_no_names_and_encoded_keys() -> None:
    found = read('"scans","2024/%C4%90%C6%A1n+1%2B2.pdf","123"\n"scans","b.pdf","1"\n"other","c.pdf","1"\n"scans","%ff","1"\n')
    assert keys(found[:2]) == ["2024/Đơn 1+2.pdf", "b.pdf"]
    assert found[2:] == [Wrong(3, "other-bucket"), Wrong(4, "bad-key")]


def test_keys_alone_need_no_heading() -> None:
    assert keys(read("a/1+1.pdf\na/2%20.pdf\n")) == ["a/1+1.pdf", "a/2%20.pdf"]


def test_a_table_that_does_not_say_where_the_keys_are_is_no_inventory() -> None:
    with pytest.raises(InventoryError):
        read("họ tên,tệp\nNguyễn Thị Mẫu,a.pdf\n")


def test_a_wrong_line_costs_itself_only_and_is_told_by_number_and_reason() -> None:
    lines = [
        b"key,size,bucket",
        b"a.pdf,1,scans",
        b"\xff\xfe.pdf,1,scans",
        b'"b.pdf,1,scans',
        b",1,scans",
        b"c.pdf,many,scans",
        b"d.pdf,1,elsewhere",
        b"e.pdf,1,scans,more",
        b"x" * (inventory.LONGEST_LINE + 1),
        b"k" * 1025 + b",1,scans",
        b"zero\0.pdf,1,scans",
        b"",
        b"f.pdf,2,",
    ]
    found = list(entries([b"\n".join(lines)], "scans"))
    assert [each.key for each in found if isinstance(each, Entry)] == ["a.pdf", "f.pdf"]
    assert [(each.line, each.reason) for each in found if isinstance(each, Wrong)] == [
        (3, "not-utf-8"),
        (4, "not-csv"),
        (5, "no-key"),
        (6, "bad-size"),
        (7, "other-bucket"),
        (8, "not-csv"),
        (9, "too-long"),
        (10, "bad-key"),
        (11, "bad-key"),
    ]


@given(st.binary(max_size=300), st.integers(1, 7))
def test_rubbish_gives_lines_or_advice_and_nothing_else(raw: bytes, size: int) -> None:
    pieces = [raw[each : each + size] for each in range(0, len(raw), size)]
    try:
        found = list(entries(pieces, "scans"))
    except InventoryError:
        return
    assert [each.line for each in found] == sorted({each.line for each in found})
    assert len(found) <= raw.count(b"\n") + 1


@given(
    st.lists(
        st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1).filter(lambda key: key == key.strip()), min_size=1
    )
)
def test_what_a_program_writes_as_csv_is_read_as_it_was(written: list[str]) -> None:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(
        [["key", "dossier"], *([key, ""] for key in written)]
    )
    assert keys(read(text.getvalue())) == written


def stored(service: Service, tmp_path: Path, text: str) -> str:
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8")
    return inventory.store(service.storage, service.settings.records_bucket, path, service.settings.scans_bucket)


def found_in(service: Service, digest: str, rule: Rule = "folder") -> list[Declared | Crowded | Wrong]:
    settings = service.settings
    return list(inventory.discover(service.storage, settings.records_bucket, digest, settings.scans_bucket, rule))


def test_lines_of_a_dossier_may_stand_anywhere_and_storage_is_asked_for_what_they_leave_out(
    service: Service, place: Location, tmp_path: Path
) -> None:
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(b"%PDF-1.4")
    etag = service.storage.put(place.bucket, f"{place.prefix}x/10.pdf", paper)
    text = f"""key,dossier,size,etag,dossier_code,procedure
{place.prefix}x/10.pdf,HS-1,,,007,
{place.prefix}y/1.pdf,HS-2,5,e5,,
{place.prefix}x/2.pdf,HS-1,6,e6,007,1.0045
{place.prefix}x/3.pdf,HS-1,,,,
{place.prefix}y/1.pdf,HS-3,5,e5,,
{place.prefix}y/2.pdf,HS-2,7,e7,008,
{place.prefix}y/3.pdf,HS-2,7,e7,009,
{place.prefix}y/ghi-chu.txt,HS-2,7,e7,,
"""
    found = found_in(service, stored(service, tmp_path, text))
    assert {each for each in found if isinstance(each, Wrong)} == {Wrong(5, "missing"), Wrong(6, "twice"), Wrong(8, "differs")}
    first, second = (each for each in found if isinstance(each, Declared))
    assert (first.found.name, first.declared) == ("HS-1/", {"dossier_code": "007", "procedure": "1.0045"})
    assert first.found.files == (SourceFile(f"{place.prefix}x/2.pdf", "e6", 6), SourceFile(f"{place.prefix}x/10.pdf", etag, 8))
    assert (second.found.name, second.declared) == ("HS-2/", {"dossier_code": "008"})
    assert [file.etag for file in second.found.files] == ["e5", "e7", "e7"]


def test_without_a_column_for_it_the_dossiers_are_those_of_a_listing(service: Service, tmp_path: Path) -> None:
    digest = stored(service, tmp_path, "key,size,etag\na/1.pdf,1,x\na/2.pdf,1,y\nb.pdf,1,z\n")
    by_folder = [each.found.name for each in found_in(service, digest) if isinstance(each, Declared)]
    by_file = [each.found.name for each in found_in(service, digest, "file") if isinstance(each, Declared)]
    assert sorted(by_folder) == ["a/", "b.pdf"]
    assert sorted(by_file) == ["a/1.pdf", "a/2.pdf", "b.pdf"]


def test_a_dossier_with_too_many_lines_is_told(service: Service, tmp_path: Path) -> None:
    lines = "".join(f"a/{number}.pdf,1,x\n" for number in range(5001))
    assert found_in(service, stored(service, tmp_path, f"key,size,etag\n{lines}")) == [Crowded("a/", 5001)]


def test_an_empty_file_is_no_inventory(service: Service, tmp_path: Path) -> None:
    with pytest.raises(InventoryError):
        stored(service, tmp_path, "\n\n")
