import subprocess
import sys
from pathlib import Path

import pytest

from auditor.airgap.inference import infer
from auditor.airgap.known_answer import N_TOKENS, PROMPT, SELF_TEST_MODEL, answer_sha256
from auditor.airgap.protocol import Settings
from auditor.airgap.self_test_model import _tensors, build, main
from tests.unit.airgap.models import variant, zeroed


def test_the_script_makes_the_shipped_file_bit_for_bit(tmp_path: Path) -> None:
    made = tmp_path / "made.gguf"
    assert main([str(made)]) == 0
    assert made.read_bytes() == SELF_TEST_MODEL.read_bytes()


def test_the_file_is_small_and_says_whose_it_is() -> None:
    raw = build()
    assert len(raw) < 40_000
    assert b"auditor self-test" in raw
    assert b"Apache-2.0" in raw


def test_the_script_wants_one_path(capsys: pytest.CaptureFixture[str]) -> None:
    assert (main([]), main(["a", "b"])) == (2, 2)
    assert capsys.readouterr().err == "usage: python -m auditor.airgap.self_test_model OUT\n" * 2


def test_the_script_runs_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "auditor.airgap.self_test_model"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (2, "usage: python -m auditor.airgap.self_test_model OUT\n")


@pytest.mark.llama_cpp
@pytest.mark.parametrize("name", [tensor.name for tensor in _tensors()])
def test_without_any_one_of_its_layers_the_model_gives_another_answer(name: str, tmp_path: Path) -> None:
    path = variant(tmp_path / "crippled.gguf", tensors=zeroed(name))
    inference = infer(path, PROMPT, N_TOKENS, Settings(1))
    assert inference.generation is None or inference.generation.output_sha256 != answer_sha256()


@pytest.mark.llama_cpp
@pytest.mark.parametrize("settings", [Settings(1), Settings(2), Settings(1, is_plain=True)])
def test_the_answer_does_not_depend_on_the_settings(settings: Settings) -> None:
    generation = infer(SELF_TEST_MODEL, PROMPT, N_TOKENS, settings).generation
    assert generation is not None
    assert generation.output_sha256 == answer_sha256()
