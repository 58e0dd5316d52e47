"""What shapes a result, and the budgets that bound a job."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Mode = Literal["fast", "balanced", "careful"]
ReaderName = Literal["voting", "tesserocr", "pytesseract"]


_HERE = Path(__file__).parent


def models_folder() -> Path:
    """Where declared and learned models lie: inside an installed wheel, or beside the packages in a checkout."""
    packed = _HERE / "models"
    return packed if packed.is_dir() else _HERE.parent / "models"


class Limits(BaseModel):
    """Budgets checked before pixels are made. The defaults fit one worker with 1 GB of memory."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    max_bytes: int = Field(default=512 * 2**20, gt=0)
    """Size of one source file."""
    max_pages: int = Field(default=2000, gt=0)
    """Pages of one source file."""
    max_pixels: int = Field(default=60_000_000, gt=0)
    """Pixels of one decoded or rendered page: A3 at 400 dpi is 31 million."""
    page_seconds: float = Field(default=60.0, gt=0)
    """Wall-clock seconds for one page, all stages."""
    file_seconds: float = Field(default=3600.0, gt=0)
    """Wall-clock seconds for one source file."""


class Settings(BaseModel):
    """Choices that shape a record; their hash is part of its provenance."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    mode: Mode = "balanced"
    """How much is spent on a page: `fast` asks a second reader where the first is unsure, `balanced` a third where they differ,
    `careful` asks all three about everything."""
    reader: ReaderName = "voting"
    """Several readers that vote, as `mode` has it; or Tesseract alone, inside the process or as a program of its own."""
    language: str = "vie"
    """Tesseract language packs, joined by `+`."""
    dpi: int = Field(default=300, ge=100, le=600)
    """Resolution at which PDF pages are rendered, dots per inch."""
    ignore_text_layer: bool = False
    """Read the pixels even where the file brings its own text."""
    profiles: Path | None = None
    """A folder of document types beside the declared ones, or instead of them where it brings its own `_header.yaml`."""
    accuracy: float = Field(default=0.99, ge=0.5, lt=1)
    """The share of values accepted without a person that must be right; how sure a field must be follows from it."""
    turns: tuple[tuple[int, Literal[0, 90, 180, 270]], ...] = ()
    """Pages of this dossier (1-based) that a person turned, and the clockwise turn in degrees that makes each upright."""
    limits: Limits = Limits()

    def fingerprint(self) -> str:
        """SHA-256 over every setting, for provenance and for content-addressed output keys."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()
