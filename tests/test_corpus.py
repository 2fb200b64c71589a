"""Other projects' files with expected facts, where a machine has them."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from auditor import sources
from auditor.domain.observation import FileSeen, Observation, Problem
from auditor.domain.serving import InUse
from auditor.errors import FormatError
from auditor.formats import read_header
from auditor.identity import HashMode, digest_files, group
from auditor.sources import Target

CORPUS = os.environ.get("AUDITOR_CORPUS", "")
pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPUS, reason="AUDITOR_CORPUS names no folder"),
]


def _entries(*categories: str) -> list[Any]:
    if not CORPUS:
        return []
    entries = json.loads((Path(CORPUS) / "expected.json").read_text())["files"]
    return [pytest.param(entry, id=entry["file"]) for entry in entries if entry["category"] in categories]


def _observe(*targets: Target) -> list[Observation]:
    return [seen for target in targets for seen in sources.source_of(target, sources.SOURCES).observe(target)]


@pytest.mark.parametrize("entry", _entries("gguf", "safetensors"))
def test_a_well_made_file_says_what_is_expected(entry: dict[str, Any]) -> None:
    expected = entry["expected"]
    header = read_header(Path(CORPUS) / entry["file"])
    assert header.format == expected["format"]
    wanted = {"architecture": header.architecture, "n_tensors": header.n_tensors, "name": header.name}
    if entry["category"] == "gguf" or "parameters" in expected:
        wanted["parameters"] = header.n_parameters
    assert {key: expected[key] for key in wanted if key in expected} == {
        k: v for k, v in wanted.items() if k in expected
    }
    for key, value in expected.get("metadata_scalars", {}).items():
        found = header.entry(key)
        assert found == value or (
            isinstance(value, str) and value.startswith("[array") and found is not None
        ), key


@pytest.mark.parametrize("entry", _entries("gguf-malformed", "safetensors-malformed"))
def test_a_malformed_file_is_a_reason_or_an_anomaly_and_a_good_one_neither(entry: dict[str, Any]) -> None:
    expected = entry["expected"]
    try:
        header = read_header(Path(CORPUS) / entry["file"])
    except FormatError as error:
        assert expected["valid"] is not True
        assert error.message
        return
    assert expected["valid"] is not False
    if "template" not in entry["file"]:
        assert bool(header.anomalies) is bool(expected.get("must_flag"))


def test_two_models_with_weights_and_vocabularies_that_are_not_counted() -> None:
    root = Path(CORPUS)
    seen = _observe(
        Target("dir", str(root / "gguf")),
        Target("hf-cache", str(root / "hf-cache" / "hub")),
        Target("ollama", str(root / "ollama-complete" / "models")),
    )
    inventory = group(digest_files(seen, HashMode.FULL, known=lambda _: {}).observations)
    assert [(model.name, len(model.locations)) for model in inventory.models] == [
        ("tiny-random:latest", 2),
        ("acme/audio-codes", 1),
    ]
    assert [what for _, what in inventory.not_models] == ["vocabulary only"] * 5
    assert inventory.problems == ()


def test_digests_are_the_expected_ones() -> None:
    expected = {
        entry["file"]: entry["sha256"]
        for entry in json.loads((Path(CORPUS) / "expected.json").read_text())["files"]
    }
    seen = _observe(Target("dir", CORPUS))
    hashed = digest_files(seen, HashMode.FULL, known=lambda _: {}).observations
    files = [file for file in hashed if isinstance(file, FileSeen)]
    assert len(files) >= 10
    assert {file.locator: file.sha256 for file in files} == {
        file.locator: expected[file.locator] for file in files
    }


@pytest.mark.parametrize(
    "entry",
    [one for one in _entries("k8s") if not CORPUS or "helm" in one.values[0]["expected"]["kind"]],
)
def test_values_of_charts_say_what_is_expected(entry: dict[str, Any]) -> None:
    expected = entry["expected"]
    seen = _observe(Target("helm", str(Path(CORPUS) / entry["file"])))
    found = [one for one in seen if isinstance(one, InUse) and dict(one.settings)["activity"] == "serves"]
    named = [model for one in expected["deployments"] for model in one["models"]]
    assert [one.model.written if one.model else dict(one.settings)["store"] for one in found] == named
    assert {one.runtime.name for one in found if one.runtime} == {
        one["runtime"] for one in expected["deployments"]
    }


def test_an_ollama_store_without_blobs_names_what_is_missing() -> None:
    seen = _observe(Target("ollama", str(Path(CORPUS) / "ollama" / "models")))
    manifests = [entry["expected"] for entry in (param.values[0] for param in _entries("ollama-manifest"))]
    missing = {
        problem.locator for problem in seen if isinstance(problem, Problem) and "model blob" in problem.reason
    }
    assert missing == {expected["model"] for expected in manifests if not expected["blobs_present"]}
