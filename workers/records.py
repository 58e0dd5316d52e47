"""Stored records, as they were read and with what people decided laid over them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from uuid import UUID

from pydantic import ValidationError

from extractor.record import Dossier
from workers.corrections import decided
from workers.database.corrections import decisions_of
from workers.errors import OutdatedRecord
from workers.service import Service
from workers.storage import address

HELD = 8
"""Parsed records kept in memory; one of a few hundred pages takes tens of megabytes."""


class Records:
    """Reads records from storage and keeps the latest ones. Safe to share between threads."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._lock = threading.Lock()
        self._held: OrderedDict[tuple[str, str], Dossier] = OrderedDict()

    def as_read(self, source: str, configuration: str) -> Dossier:
        """The record at this address. Raises `MissingObject`, and `OutdatedRecord` for one that this service cannot read."""
        place = (source, configuration)
        with self._lock:
            if place in self._held:
                self._held.move_to_end(place)
                return self._held[place]
        key = address(source, configuration, "record.json")
        stored = self._service.storage.read(self._service.settings.records_bucket, key)
        try:
            record = Dossier.from_json(stored)
        except ValidationError:
            raise OutdatedRecord(
                "The stored record is of another version than this service; have the dossier read anew."
            ) from None
        with self._lock:
            self._held[place] = record
            while len(self._held) > HELD:
                self._held.popitem(last=False)
        return record

    def corrected(self, dossier: UUID, source: str, configuration: str) -> Dossier:
        """The same with what people decided about the dossier."""
        return decided(self.as_read(source, configuration), decisions_of(self._service.engine, dossier))
