"""What all tests share."""

from __future__ import annotations

from hypothesis import settings

# No test asserts a time: a busy machine must not fail an example.
settings.register_profile("shared", deadline=None)
settings.load_profile("shared")
