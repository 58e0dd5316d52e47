import dataclasses

import numpy as np
import pytest

from extractor import networks
from extractor.errors import SetupError


def test_every_network_is_there_and_is_what_the_manifest_says():
    for name, network in networks.manifest().items():
        networks.load(name)
        assert network.licence in ("Apache-2.0", "MIT")
        assert network.version.startswith(network.package)


@pytest.mark.parametrize("name", ["trueocr", "asterocr"])
def test_alphabets_hold_every_vietnamese_letter(name):
    letters = "aăâeêioôơuưyđ" + "ắằẳẵặấầẩẫậếềểễệốồổỗộớờởỡợứừửữựýỳỷỹỵ" + "0123456789/-.,:;"

    assert set(letters + letters.upper()) <= set(networks.alphabet(name))


def test_no_code_of_the_packages_is_run():
    networks.load("asterocr")

    assert "asterocr" not in __import__("sys").modules


def changed(monkeypatch, **what):
    manifest = dict(networks.manifest())
    manifest["broken"] = dataclasses.replace(manifest["lines"], **what)
    monkeypatch.setattr(networks, "manifest", lambda: manifest)


def test_a_network_that_is_not_the_known_one_is_not_run(monkeypatch):
    changed(monkeypatch, sha256="0" * 64)

    with pytest.raises(SetupError, match="make setup"):
        networks.load("broken")


@pytest.mark.parametrize("what", [{"package": "no_such_package"}, {"file": "no/such.onnx"}], ids=["package", "file"])
def test_a_missing_network_is_said_with_how_to_get_it(monkeypatch, what):
    changed(monkeypatch, **what)

    with pytest.raises(SetupError, match="make setup"):
        networks.load("broken")


@pytest.mark.parametrize("text", [None, "lines: 3", "lines: {what: ever}", "- a", "{"])
def test_a_broken_manifest_is_said_to_be_so(tmp_path, monkeypatch, text):
    if text is not None:
        (tmp_path / "networks.yaml").write_text(text)
    monkeypatch.setattr(networks, "models_folder", lambda: tmp_path)

    with pytest.raises(SetupError, match="install hoso again"):
        networks.manifest.__wrapped__()


def test_a_session_gives_the_networks_answers_in_its_order():
    (answer,) = networks.load("lines")(x=np.zeros((1, 1, 64, 96), np.float32))

    assert answer.shape == (1, 3, 32, 48)
