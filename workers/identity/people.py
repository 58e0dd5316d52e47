"""Somebody who is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args
from uuid import UUID

from workers.database.tables import Language

Role = Literal["operator", "reviewer", "checker", "approver", "auditor", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)


@dataclass(frozen=True)
class User:
    """A person, by the name that they sign in with."""

    id: UUID
    name: str
    full_name: str
    roles: tuple[str, ...]
    language: Language = "vi"

    def may(self, *roles: str) -> bool:
        """Whether they have one of these roles."""
        return any(role in self.roles for role in roles)
