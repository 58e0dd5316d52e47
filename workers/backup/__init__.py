"""Backups: the database and the bucket of records, and the scans if wanted, in a folder; and back from there.

The database is copied first, from one moment. Records lie at addresses that are only added, so what is listed afterwards holds
everything that the copied database speaks of. Objects are kept by the hash of their bytes: what an earlier backup in the
same folder has is not copied again, and an interrupted backup leaves the earlier one as it was.
"""

from __future__ import annotations

from workers.backup.inspection import Inspection, inspect
from workers.backup.making import Made, back_up
from workers.backup.manifest import Manifest
from workers.backup.restoring import Restored, restore

__all__ = ["Inspection", "Made", "Manifest", "Restored", "back_up", "inspect", "restore"]
