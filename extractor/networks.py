"""The trained networks that hoso runs: declared in models/networks.yaml, brought by packages, run by ONNX Runtime.

A package's code is never imported: only its network files are used, and only while they are what the manifest says.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import importlib.util
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import yaml
from numpy.typing import NDArray

from extractor.errors import SetupError
from extractor.settings import models_folder


@dataclass(frozen=True)
class Network:
    """One network of the manifest. `file` and `alphabet` are paths inside the installed `package`."""

    purpose: str
    package: str
    file: str
    sha256: str
    licence: str
    source: str
    alphabet: str = ""

    @property
    def version(self) -> str:
        """The package's name and version, and the first digits of the network's hash."""
        return f"{self.package} {importlib.metadata.version(self.package)} ({self.sha256[:12]})"


class Session:
    """A loaded network: arrays in, arrays out, on one thread.

    One made before a fork also works in the child: with one thread ONNX Runtime starts no other.
    """

    def __init__(self, path: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        # Lines of ever other widths made the arena grow and bought no speed.
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def __call__(self, **inputs: NDArray[Any]) -> list[NDArray[Any]]:
        """The network's outputs, in the order in which it declares them."""
        return [np.asarray(output) for output in self._session.run(None, inputs)]


@functools.cache
def manifest() -> Mapping[str, Network]:
    """Every declared network by its name. Raises `SetupError` when the manifest is missing or wrong."""
    path = models_folder() / "networks.yaml"
    try:
        declared = yaml.safe_load(path.read_text("utf-8"))
        return {name: Network(**each) for name, each in declared.items()}
    except (OSError, yaml.YAMLError, AttributeError, TypeError):
        raise SetupError(f"models/{path.name} is missing or not as it was shipped: install hoso again.") from None


@functools.cache
def load(name: str) -> Session:
    """The network `name` of the manifest, loaded and kept for the life of the process. Raises `SetupError`."""
    network = manifest()[name]
    path = located(network.package, network.file)
    if hashlib.sha256(path.read_bytes()).hexdigest() != network.sha256:
        raise SetupError(f"The network {network.file} of {network.package} is not the one that hoso knows: run `make setup`.")
    return Session(path)


@functools.cache
def alphabet(name: str) -> tuple[str, ...]:
    """The characters of a reading network by class, the blank left out: class 1 is the first. Raises `SetupError`."""
    network = manifest()[name]
    declared = json.loads(located(network.package, network.alphabet).read_text("utf-8"))
    if "charset" in declared:
        return tuple(declared["charset"])
    blank, *characters = declared["chars"]
    assert blank == "<blank>"  # noqa: S101 - the file's hash vouches for the network, this for the alphabet beside it
    return tuple(characters)


def located(package: str, file: str) -> Path:
    """Where `file` of an installed package lies. The package is not imported. Raises `SetupError` when it is not there."""
    spec = importlib.util.find_spec(package)
    for folder in (spec.submodule_search_locations or ()) if spec is not None else ():
        if (path := Path(folder) / file).is_file():
            return path
    raise SetupError(f"The Python package {package} is missing: install it with `make setup`.")
