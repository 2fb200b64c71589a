from pathlib import Path

import pytest

from auditor.domain.observation import Problem
from auditor.domain.serving import DeploymentState, InUse, ModelReference, ReferenceKind, Runtime
from auditor.sources.base import Target
from auditor.sources.modelfile import ModelfileSource
from tests.builders.configs import in_use, observed

SOURCE = ModelfileSource()
FILE, STORE = ReferenceKind.FILE, ReferenceKind.STORE
DIGEST = "0123456789abcdef" * 4


def test_a_modelfile_says_what_a_model_is_made_from(tmp_path: Path) -> None:
    text = (
        "FROM ./weights.gguf\nFROM ./mmproj.gguf\nADAPTER ./lora.gguf\nPARAMETER num_ctx 4096\n"
        'PARAMETER stop "a"\nPARAMETER stop "b"\nLICENSE """Apache-2.0\nmore"""\nSYSTEM be kind\n'
    )

    made, adapter = in_use(SOURCE, tmp_path, {"chat/Modelfile": text})

    assert (adapter.model, adapter.state, adapter.paths) == (
        ModelReference("./lora.gguf", FILE),
        DeploymentState.CONFIGURED,
        (f"{tmp_path}/chat/lora.gguf",),
    )
    assert made == (
        InUse(
            target=f"modelfile:{tmp_path}",
            locator="chat/Modelfile:1",
            state=DeploymentState.CONFIGURED,
            evidence="a Modelfile makes a model from ./weights.gguf",
            model=ModelReference("./weights.gguf", FILE),
            adapters=(ModelReference("./lora.gguf", FILE),),
            runtime=Runtime("ollama"),
            settings=(
                ("from", "./mmproj.gguf"),
                ("license", "Apache-2.0"),
                ("parameter.num_ctx", "4096"),
                ("parameter.stop", "a, b"),
            ),
            paths=(f"{tmp_path}/chat/weights.gguf",),
        )
    )


@pytest.mark.parametrize(
    ("written", "model"),
    [
        ("llama3.2", ModelReference("llama3.2", STORE)),
        ("me/assistant:v1", ModelReference("me/assistant:v1", STORE)),
        ("hf.co/org/name-GGUF:Q4_K_M", ModelReference("hf.co/org/name-GGUF:Q4_K_M", STORE)),
        ("https://hf.co/org/name", ModelReference("hf.co/org/name", STORE)),
        ("models/x.gguf", ModelReference("models/x.gguf", FILE)),
        ("/m/x", ModelReference("/m/x", FILE)),
        (
            f"/root/.ollama/models/blobs/sha256-{DIGEST}",
            ModelReference(f"/root/.ollama/models/blobs/sha256-{DIGEST}", FILE, sha256=DIGEST),
        ),
        ("${MODEL}", ModelReference("${MODEL}", ReferenceKind.UNRESOLVED)),
    ],
)
def test_what_stands_there_tells_what_it_is(tmp_path: Path, written: str, model: ModelReference) -> None:
    (found,) = in_use(SOURCE, tmp_path, {"Modelfile": f"FROM {written}\n"})
    assert found.model == model


def test_a_folder_that_lies_beside_it_is_a_file_and_one_elsewhere_is_not_looked_for(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "in" / "weights").mkdir(parents=True)
    files = {"a.Modelfile": "FROM weights", "Modelfile.b": "FROM ../out"}
    beside, elsewhere = in_use(SOURCE, tmp_path / "in", dict(sorted(files.items(), reverse=True)))

    assert (elsewhere.model, elsewhere.paths) == (
        ModelReference("weights", FILE),
        (f"{tmp_path}/in/weights",),
    )
    assert (beside.model, beside.paths) == (ModelReference("../out", FILE), ())


def test_other_files_are_passed_by_and_a_broken_one_is_a_problem(tmp_path: Path) -> None:
    files = {"Modelfile.py": "class Modelfile: pass", "Modelfile": "FROM x\nRUN y\n", "other": "FROM x"}
    problem, covered = observed(SOURCE, tmp_path, files)

    assert problem == Problem(
        f"modelfile:{tmp_path}", "Modelfile", "not a Modelfile: line 2 begins with no instruction"
    )
    assert covered == observed(SOURCE, tmp_path, {})[-1]
    (named, _) = observed(SOURCE, tmp_path, {"x": "nothing"}, "x")
    assert isinstance(named, Problem)
    assert named.reason.startswith("no FROM")


def test_a_target_is_the_same_for_every_spelling(tmp_path: Path) -> None:
    assert SOURCE.resolve(Target("modelfile", f"{tmp_path}/.")) == Target("modelfile", str(tmp_path))
