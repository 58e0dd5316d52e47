"""How wide the commands write."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from extractor.console import WIDE


@pytest.mark.parametrize(("columns", "width"), [(None, WIDE), ("90", 90)])
def test_what_goes_through_a_pipe_is_not_cut(columns: str | None, width: int):
    environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    if columns is not None:
        environment["COLUMNS"] = columns
    script = "from extractor.console import console, errors; console.print('x' * 150); print(console.width, errors.width)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment, check=True)
    *lines, widths = done.stdout.splitlines()
    assert widths == f"{width} {width}"
    assert len(lines) == (1 if columns is None else 2)
