"""Document types as data: loads and checks the profiles declared in models/profiles/*.yaml."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent


def models_folder() -> Path:
    """Where declared and learned models lie: inside an installed wheel, or beside the packages in a checkout."""
    packed = _HERE / "models"
    return packed if packed.is_dir() else _HERE.parent / "models"
