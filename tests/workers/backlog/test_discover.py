from collections import defaultdict
from collections.abc import Iterable, Iterator

from hypothesis import given
from hypothesis import strategies as st

from extractor.pipeline import is_scan_name
from workers.backlog.discover import FULLEST, Crowded, discover, group
from workers.database.dossiers import Found, SourceFile
from workers.service import Service
from workers.storage import Location

PREFIX = "kho/"

names = st.sampled_from(
    ["1.pdf", "2.pdf", "10.pdf", "A.tif", "a.tif", "a", "ab", "a.b", "a-", "a0", "Ấ.jpg", ".hidden", "note.txt"]
)
keys = st.lists(st.lists(names, min_size=1, max_size=4).map(lambda parts: PREFIX + "/".join(parts)), unique=True, max_size=40)


def files(keys: Iterable[str]) -> list[SourceFile]:
    return [SourceFile(key, f"etag of {key}", len(key)) for key in keys]


def bytewise(keys: Iterable[str]) -> list[str]:
    return sorted(keys, key=str.encode)


def walked(keys: Iterable[str]) -> list[str]:
    """As directories are walked: entry by entry, each directory wholly where its name stands."""
    return sorted(keys, key=lambda key: [part.encode() for part in key.split("/")])


def naive(keys: Iterable[str]) -> dict[str, set[str]]:
    """Dossiers, with all of them in memory."""
    found: dict[str, set[str]] = defaultdict(set)
    for key in keys:
        folder, _, name = key.rpartition("/")
        if is_scan_name(name):
            found[key if f"{folder}/" == PREFIX else f"{folder}/"].add(key)
    return found


@given(keys)
def test_whatever_the_order_of_a_listing_the_dossiers_are_those_of_its_folders(keys: list[str]) -> None:
    for listed in (bytewise(keys), walked(keys)):
        found = list(group(files(listed), PREFIX))
        assert all(isinstance(each, Found) for each in found)
        assert len({each.name for each in found}) == len(found)
        assert {each.name: {file.key for file in each.files} for each in found if isinstance(each, Found)} == naive(keys)


@given(keys)
def test_both_orders_of_a_listing_give_the_same_dossiers_with_their_files_in_the_same_order(keys: list[str]) -> None:
    assert set(group(files(bytewise(keys)), PREFIX)) == set(group(files(walked(keys)), PREFIX))


@given(keys)
def test_by_file_every_scan_is_a_dossier(keys: list[str]) -> None:
    found = list(group(files(bytewise(keys)), PREFIX, "file"))
    assert {each.name for each in found} == {key for key in keys if is_scan_name(key.rpartition("/")[2])}
    assert all(isinstance(each, Found) and [file.key for file in each.files] == [each.name] for each in found)


def test_files_of_a_dossier_come_as_people_count() -> None:
    (found,) = group(files(bytewise(f"kho/hs/{n}.pdf" for n in (1, 2, 3, 10, 11, 20))), PREFIX)
    assert isinstance(found, Found)
    assert [file.key.rpartition("/")[2] for file in found.files] == ["1.pdf", "2.pdf", "3.pdf", "10.pdf", "11.pdf", "20.pdf"]


def test_nothing_is_read_ahead_of_what_is_asked_for() -> None:
    taken = 0

    def listing() -> Iterator[SourceFile]:
        nonlocal taken
        for number in range(1_000_000):
            taken += 1
            yield SourceFile(f"kho/{number // 3:08}/{number}.pdf", "1", 1)

    found = group(listing(), PREFIX)
    assert [each.name for each, _ in zip(found, range(2), strict=False)] == ["kho/00000000/", "kho/00000001/"]
    assert taken < 12


def test_a_folder_with_too_many_files_is_told_and_not_kept() -> None:
    full = [f"kho/a/{number:05}.pdf" for number in range(FULLEST)]
    over = [f"kho/b/{number:05}.pdf" for number in range(FULLEST + 1)]
    first, second, third = group(files([*full, *over, "kho/c/1.pdf"]), PREFIX)
    assert isinstance(first, Found)
    assert len(first.files) == FULLEST
    assert second == Crowded("kho/b/", FULLEST + 1)
    assert third.name == "kho/c/"


def test_a_real_listing_gives_folders_and_lone_files_and_follows_pages_of_a_thousand(service: Service, place: Location) -> None:
    paper = service.settings.work_dir / "paper.pdf"
    paper.write_bytes(b"%PDF-1.4")
    keys = [f"{place.prefix}{name}" for name in ("2.pdf", "10/b.pdf", "10/a.pdf", "10/sâu/1.pdf", "10/ghi-chu.txt", "10.pdf")]
    keys += [f"{place.prefix}nhiều/{number}.pdf" for number in range(1005)]
    for key in keys:
        service.storage.put(place.bucket, key, paper)
    found = {each.name.removeprefix(place.prefix): each for each in discover(service.storage, place)}
    assert found.keys() == {"2.pdf", "10.pdf", "10/", "10/sâu/", "nhiều/"}
    many = found["nhiều/"]
    assert isinstance(many, Found)
    assert [file.key for file in many.files] == [f"{place.prefix}nhiều/{number}.pdf" for number in range(1005)]
    assert all(file.size == 8 and file.etag for file in many.files)
