"""Shares of real first documents whose fields come out right, with the whole way from file to field."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractor.pipeline import extract
from extractor.profiles import load_profiles
from extractor.settings import Settings
from extractor.values.compare import same

REAL = Path(__file__).parents[4] / "shared" / "real"

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not REAL.is_dir(), reason="the real scans are not beside this checkout (../shared/real)"),
]


def test_a_ministrys_printed_decisions_are_read():
    right = asked = 0
    header = load_profiles().header
    for truth_file in sorted((REAL / "ministry-2025").glob("*.truth.json"))[:3]:
        truth = json.loads(truth_file.read_text("utf-8"))
        dossier = extract([truth_file.with_name(truth["file"])], Settings(ignore_text_layer=True), name="test")
        fields = dossier.documents[0].fields
        for name in ("doc_type", "doc_number", "doc_symbol", "issued_date", "place", "issuing_agency"):
            asked += 1
            right += same(header[name].type, truth["fields"][name], fields[name].value)
    assert right >= 0.85 * asked


def test_numbers_written_by_hand_are_reported_not_guessed():
    for truth_file in sorted((REAL / "province-2025").glob("*.truth.json"))[:2]:
        truth = json.loads(truth_file.read_text("utf-8"))
        dossier = extract([truth_file.with_name(truth["file"])], Settings(ignore_text_layer=True), name="test")
        for name in truth["handwritten"]:
            field = dossier.documents[0].fields[name]
            assert field.state != "found"
            assert field.handwritten
