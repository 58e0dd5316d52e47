"""Which objects are taken in, and to which dossier a file belongs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from extractor.pipeline import is_scan_name
from workers.errors import IntakeError
from workers.settings import Settings
from workers.storage import Location

Verdict = Literal["accepted", "ignored", "refused"]

UPLOADS = "uploads/"
"""Where the service itself puts what is uploaded to it, in the bucket of scans: it knows of that without an event."""

_BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]")


@dataclass(frozen=True)
class Places:
    """The places whose events are followed (`Settings.intake`), and our own, whose events never are."""

    followed: tuple[Location, ...]
    own: tuple[Location, ...]

    @staticmethod
    def of(settings: Settings) -> Places:
        """Raises `IntakeError` for a place that is none."""
        try:
            followed = tuple(Location.parse(text) for text in settings.intake)
        except ValueError as error:
            raise IntakeError(f"HOSO_INTAKE is wrong: {error}") from None
        if not all(_BUCKET.fullmatch(place.bucket) for place in followed):
            raise IntakeError("HOSO_INTAKE is wrong: a bucket's name has 3 to 63 letters, digits, dots or hyphens.")
        return Places(followed, (Location(settings.scans_bucket, UPLOADS), Location(settings.records_bucket, "")))

    def verdict(self, bucket: str, key: str) -> Verdict:
        """`ignored`: ours, a folder, or no scan by its name. `refused`: not under a followed place."""
        if any(_holds(place, bucket, key) for place in self.own):
            return "ignored"
        # Such keys are legal, but what asks for them over HTTP arrives somewhere else.
        if self._place(bucket, key) is None or not {".", ".."}.isdisjoint(key.split("/")):
            return "refused"
        name = key.rpartition("/")[2]
        return "accepted" if name and is_scan_name(name) else "ignored"

    def dossier(self, bucket: str, key: str) -> str | None:
        """The name of the dossier that a file belongs to: its own key directly under a followed place, else its folder."""
        place = self._place(bucket, key)
        if place is None or self.verdict(bucket, key) != "accepted":
            return None
        folder = key[: key.rfind("/") + 1]
        return key if folder == place.prefix else folder

    def _place(self, bucket: str, key: str) -> Location | None:
        """The innermost followed place that holds the key."""
        found = [place for place in self.followed if _holds(place, bucket, key)]
        return max(found, key=lambda place: len(place.prefix), default=None)


def _holds(place: Location, bucket: str, key: str) -> bool:
    return bucket == place.bucket and key.startswith(place.prefix)
