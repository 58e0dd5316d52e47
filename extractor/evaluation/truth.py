"""Truth files: what a person read on a scan, or a generator printed on it.

`NAME.truth.json` lies beside the scan it names in `file`. `fields` (null: not on the paper), `alternatives` (other readings
that are right) and `handwritten` (fields wholly or partly written by hand) describe the document that begins on page 1;
`page_text` holds the text of some pages. Generated truth also has `documents`: type, pages and fields of every document in
the file, with the places of the values; and `sizes`, the width, height and resolution of the grids that these places are in.
Other keys are ignored.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from extractor.errors import InputError

SUFFIX = ".truth.json"

Value = str | bool | None


class TruthError(InputError):
    """A truth file breaks its format."""

    code = "truth"


class Evidence(BaseModel):
    """Where a true value stands: a 1-based page of the file, and left, top, right, bottom in page coordinates."""

    model_config = ConfigDict(frozen=True)

    page: int
    box: tuple[float, float, float, float]


class TrueDocument(BaseModel):
    """One document of a file. `pages` are 1-based positions in the file."""

    model_config = ConfigDict(frozen=True)

    type: str
    pages: tuple[int, ...] = Field(min_length=1)
    fields: dict[str, Value]
    alternatives: dict[str, tuple[str, ...]] = {}
    handwritten: frozenset[str] = frozenset()
    evidence: dict[str, Evidence] = {}
    """By field; generated truth alone has it."""


class Truth(BaseModel):
    """What is true of one file."""

    model_config = ConfigDict(frozen=True)

    file: str
    pages: int = Field(ge=1)
    fields: dict[str, Value] = {}
    alternatives: dict[str, tuple[str, ...]] = {}
    handwritten: frozenset[str] = frozenset()
    page_text: dict[int, str] = {}
    documents: tuple[TrueDocument, ...] = ()
    """Empty where nobody said which documents the file holds."""
    sizes: dict[int, tuple[float, float, float]] = {}
    """Page → width and height in pixels, and dots per inch; generated truth alone has it."""

    @property
    def described(self) -> tuple[TrueDocument, ...]:
        """The documents whose fields are known; where boundaries are not, the first one with page 1 alone."""
        if self.documents:
            # The file's own alternatives are those of its first document.
            first, *others = self.documents
            return (first.model_copy(update={"alternatives": {**self.alternatives, **first.alternatives}}), *others)
        if not self.fields:
            return ()
        kind = self.fields.get("doc_type")
        return (
            TrueDocument(
                type=kind if isinstance(kind, str) else "",
                pages=(1,),
                fields=self.fields,
                alternatives=self.alternatives,
                handwritten=self.handwritten,
            ),
        )


def load(path: Path) -> Truth:
    """Reads one truth file. Raises `TruthError` with the place of the mistake."""
    try:
        return Truth.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        place = ".".join(str(each) for each in first["loc"]) or "the whole file"
        raise TruthError(f"{path.name} is no truth file: {place}: {first['msg']}.") from error


def find(given: Sequence[Path]) -> list[Path]:
    """The truth files among `given` and in the folders among it, each once, folder by folder in order of name.

    Raises `TruthError` for a path that does not exist, and when there is no truth at all.
    """
    found = list(dict.fromkeys(path for each in given for path in _in(each)))
    if not found:
        raise TruthError(f"No {SUFFIX} files in what was given; they lie beside the scans that they describe.")
    return found


def _in(path: Path) -> Iterable[Path]:
    if path.is_dir():
        return sorted(path.rglob(f"*{SUFFIX}"))
    if not path.is_file():
        raise TruthError(f"{path.name}: no such file or folder; check the name.")
    return [path]
