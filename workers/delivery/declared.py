"""YAML files of ours: validated by a model, every mistake told with its line and the keys that lead to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from extractor.profiles import Mistake

_Model = TypeVar("_Model", bound=BaseModel)
_Place = tuple[int | str, ...]


class Declared:
    """A YAML file and where each of its keys stands."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self.mistakes: list[Mistake] = []
        self._lines: dict[_Place, int] = {}
        self._data: Any = None
        try:
            loader = yaml.SafeLoader(path.read_text(encoding="utf-8"))
            node = loader.get_single_node()
            self._note_lines(node, ())
            self._data = loader.construct_document(node) if node is not None else None
        except OSError as error:
            self.tell((), f"cannot be read ({error.strerror})")
        except (UnicodeDecodeError, yaml.reader.ReaderError):
            self.tell((), "not UTF-8 text; save it as UTF-8")
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            self.mistakes.append(Mistake(self.name, line, "", f"not valid YAML ({error.problem})"))
        except (ValueError, RecursionError):
            self.tell((), "not valid YAML (a value that nobody can make sense of)")

    def tell(self, place: _Place, message: str) -> None:
        """Adds a mistake at a place, or at the innermost part of it that the file has."""
        line = max((self._lines.get(place[:size], 1) for size in range(len(place) + 1)), default=1)
        self.mistakes.append(Mistake(self.name, line, ".".join(map(str, place)), message))

    def validated(self, model: type[_Model]) -> _Model | None:
        """What the file says, or None when it has mistakes."""
        if self.mistakes:
            return None
        try:
            return model.model_validate(self._data)
        except ValidationError as error:
            for each in error.errors():
                unknown = each["type"] == "extra_forbidden"
                message = "is not known here" if unknown else each["msg"].removeprefix("Value error, ")
                self.tell(tuple(self._known(each["loc"])), message)
            return None

    def _note_lines(self, node: yaml.Node | None, place: _Place) -> None:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if not isinstance(key, yaml.ScalarNode):
                    continue
                here = (*place, key.value)
                stands = here in self._lines
                self._lines[here] = key.start_mark.line + 1
                if stands:
                    self.tell(here, "stands twice; remove one of them")
                self._note_lines(value, here)
        elif isinstance(node, yaml.SequenceNode):
            for index, value in enumerate(node.value):
                self._lines[(*place, index)] = value.start_mark.line + 1
                self._note_lines(value, (*place, index))

    def _known(self, location: _Place) -> Iterator[int | str]:
        """A place without the names that the validator gives to the sides of a union; its end may be missing."""
        here: _Place = ()
        for index, part in enumerate(location):
            if (*here, part) in self._lines or (index == len(location) - 1 and str(part).isidentifier()):
                here = (*here, part)
                yield part
