"""What all tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# What commands print is as wide as a test says, and not as wide as the process that shares the work says.
os.environ.pop("COLUMNS", None)

# No test asserts a time: a busy machine must not fail an example.
settings.register_profile("shared", deadline=None)
settings.load_profile("shared")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where two processes share the work (`make test`), one takes the faults, which mostly wait, and the other all the rest."""
    faults = Path(__file__).parent / "faults"
    for item in items:
        item.add_marker(pytest.mark.xdist_group("faults" if item.path.is_relative_to(faults) else "others"))
