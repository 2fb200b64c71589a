"""Other projects' files of every kind, well made, broken and hostile, where a machine has them."""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from auditor.domain.observation import FileSeen, Problem, Skipped
from auditor.sources.reading import read_weights

CORPUS = os.environ.get("AUDITOR_CORPUS", "")
pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPUS, reason="AUDITOR_CORPUS names no folder"),
]

CATEGORIES = (
    "archive",
    "bin",
    "classic",
    "gguf-malformed",
    "keras-tf",
    "onnx",
    "pickle",
    "pickle-real",
    "safetensors-malformed",
    "tf",
)
# What reading one header may take: an interpreter is 40 MiB of it.
MAX_MEMORY_BYTES = 400 * 1024 * 1024
MAX_SECONDS = 20

FORMATS = {
    "XGBoost binary": "xgboost",
    "XGBoost UBJSON": "xgboost",
    "fasttext": "fasttext",
    "h5": "keras-hdf5",
    "onnx": "onnx",
    "pytorch zip (pickle inside)": "pytorch",
    "skops": "skops",
    "tf-savedmodel": "tensorflow-savedmodel",
}


def _entries() -> list[Any]:
    if not CORPUS:
        return []
    files = json.loads((Path(CORPUS) / "expected.json").read_text())["files"]
    return [pytest.param(entry, id=entry["file"]) for entry in files if entry["category"] in CATEGORIES]


def _seen(entry: dict[str, Any]) -> FileSeen | Problem | Skipped | None:
    return read_weights("dir:corpus", entry["file"], str(Path(CORPUS) / entry["file"]), ".")


@pytest.mark.parametrize("entry", _entries())
def test_what_must_be_flagged_is_with_a_reason_and_a_place_and_nothing_else_is(entry: dict[str, Any]) -> None:
    seen = _seen(entry)
    must_flag = entry["expected"].get("must_flag")
    match seen:
        case FileSeen():
            if must_flag is not None:
                assert bool(seen.header.anomalies) is must_flag
            assert all(one.detail and one.offset >= 0 for one in seen.header.anomalies)
        case Problem():
            assert must_flag is not False or entry["file"].endswith(".json")
            assert seen.reason and seen.offset is not None
        case Skipped():
            assert must_flag is not False and seen.reason
        case None:
            assert not must_flag


@pytest.mark.parametrize("entry", _entries())
def test_a_file_is_in_the_format_that_is_expected(entry: dict[str, Any]) -> None:
    seen = _seen(entry)
    if isinstance(seen, FileSeen) and (named := FORMATS.get(entry["expected"].get("format", ""))):
        assert seen.header.format == named


@pytest.mark.parametrize("entry", _entries())
def test_a_header_costs_little_time_and_memory(entry: dict[str, Any]) -> None:
    program = (
        "import sys; from pathlib import Path; from auditor.errors import FormatError\n"
        "from auditor.formats import read_header\n"
        "try: read_header(Path(sys.argv[1]))\n"
        "except FormatError: pass\n"
    )

    def bounded() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))

    argv = [sys.executable, "-c", program, str(Path(CORPUS) / entry["file"])]
    ended = subprocess.run(argv, preexec_fn=bounded, timeout=MAX_SECONDS, check=False, capture_output=True)
    assert (ended.returncode, ended.stderr) == (0, b"")
