"""Who somebody is, what they may do, and what is kept of what they did."""

from workers.identity.people import ROLES, Role, User

__all__ = ["ROLES", "Role", "User"]
