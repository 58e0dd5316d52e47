"""The rooms that the head of every page leads to, each shown to those who may enter it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workers.identity import User


@dataclass(frozen=True)
class Room:
    """Pages that belong together. `key` is what their templates call them."""

    key: str
    address: str
    name: str
    roles: tuple[str, ...]


READERS = ("operator", "reviewer", "checker", "approver", "auditor")
"""Who may see what was read."""

ROOMS = (
    Room("dossiers", "/", "Hồ sơ", READERS),
    Room("review", "/review", "Duyệt", ("reviewer", "checker", "approver", "auditor")),
    Room("lots", "/lots", "Lô", ("checker", "approver", "auditor")),
    Room("batches", "/batches", "Đợt", ("operator", "auditor")),
    Room("search", "/search", "Tìm kiếm", READERS),
    Room("operations", "/operations", "Vận hành", ("operator", "auditor")),
    Room("suggestions", "/suggestions", "Đề xuất", ("checker", "auditor", "admin")),
    Room("users", "/users", "Người dùng", ("admin",)),
    Room("audit", "/audit", "Nhật ký", ("auditor", "admin")),
)


def open_to(user: User | None) -> Sequence[Room]:
    """The rooms that this person may enter, in the order in which they stand in the head."""
    return [room for room in ROOMS if user is not None and user.may(*room.roles)]
