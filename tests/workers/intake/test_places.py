"""Which objects are taken in, and to which dossier they belong."""

from __future__ import annotations

import pytest

from workers.errors import IntakeError
from workers.intake.places import Places
from workers.settings import Settings

PLACES = Places.of(Settings(intake=("s3://scans/inbox/", "s3://scans/inbox/xã", "s3://records/", "s3://own")))


@pytest.mark.parametrize(
    ("bucket", "key", "verdict"),
    [
        ("scans", "inbox/a.pdf", "accepted"),
        ("scans", "inbox/folder/a b+c.TIF", "accepted"),
        ("own", "a.pdf", "accepted"),
        ("own", "uploads/a.pdf", "accepted"),
        ("scans", "uploads/0001/a.pdf", "ignored"),
        ("records", "a/b/record.json", "ignored"),
        ("records", "inbox/a.pdf", "ignored"),
        ("scans", "inbox/", "ignored"),
        ("scans", "inbox/folder/", "ignored"),
        ("scans", "inbox/.hidden.pdf", "ignored"),
        ("scans", "inbox", "refused"),
        ("scans", "inbox2/a.pdf", "refused"),
        ("scans", "Inbox/a.pdf", "refused"),
        ("scans", "a.pdf", "refused"),
        ("others", "inbox/a.pdf", "refused"),
        ("scans", "inbox/../secret/a.pdf", "refused"),
        ("scans", "inbox/./a.pdf", "refused"),
    ],
)
def test_only_scans_under_followed_places_and_never_our_own(bucket: str, key: str, verdict: str) -> None:
    assert PLACES.verdict(bucket, key) == verdict
    assert (PLACES.dossier(bucket, key) is not None) == (verdict == "accepted")


def test_a_file_directly_under_a_place_is_a_dossier_and_a_folder_is_one() -> None:
    assert PLACES.dossier("scans", "inbox/a.pdf") == "inbox/a.pdf"
    assert PLACES.dossier("scans", "inbox/hồ sơ/a.pdf") == "inbox/hồ sơ/"
    assert PLACES.dossier("scans", "inbox/hồ sơ/deeper/a.pdf") == "inbox/hồ sơ/deeper/"
    assert PLACES.dossier("scans", "inbox/xã/a.pdf") == "inbox/xã/a.pdf"
    assert PLACES.dossier("own", "a.pdf") == "a.pdf"
    assert PLACES.dossier("own", "x/a.pdf") == "x/"


@pytest.mark.parametrize("place", ["/srv/scans", "s3://", "s3://x", "s3://hồ-sơ/inbox"])
def test_a_place_that_is_none_says_so(place: str) -> None:
    with pytest.raises(IntakeError, match="HOSO_INTAKE"):
        Places.of(Settings(intake=(place,)))
