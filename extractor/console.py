"""Where commands write: what was asked for, and what went wrong."""

from __future__ import annotations

import os
import sys

from rich.console import Console

WIDE = 160
"""Columns where nobody says how many there are: what goes to a file or through a pipe need not be cut."""


def _width(*, is_terminal: bool) -> int | None:
    """Columns of a console, None where it finds them itself."""
    return None if is_terminal or "COLUMNS" in os.environ else WIDE


console = Console(width=_width(is_terminal=sys.stdout.isatty()))
errors = Console(stderr=True, width=_width(is_terminal=sys.stderr.isatty()))
