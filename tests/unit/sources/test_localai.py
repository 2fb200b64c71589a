from pathlib import Path

import pytest

from auditor.domain.observation import Covered, Problem, Skipped
from auditor.domain.serving import DeploymentState, InUse, ModelReference, ReferenceKind, Runtime
from auditor.domain.tri import Tri
from auditor.sources.base import Target
from auditor.sources.localai import LocalaiSource
from tests.builders.configs import in_use, observed

SOURCE = LocalaiSource()
DIGEST = "0123456789abcdef" * 4


def test_a_name_may_be_that_of_another_model(tmp_path: Path) -> None:
    text = (
        "name: gpt-4o\nbackend: llama-cpp\nmmproj: eye.gguf\nparameters: {model: qwen2-vl.gguf}\n"
        f"download_files:\n- {{filename: eye.gguf, sha256: ff}}\n"
        f"- {{filename: qwen2-vl.gguf, sha256: {DIGEST}, uri: 'huggingface://org/name/x.gguf'}}\n"
    )

    assert in_use(SOURCE, tmp_path, {"models/vision.yaml": text}) == [
        InUse(
            target=f"localai:{tmp_path}",
            locator="models/vision.yaml:1",
            state=DeploymentState.CONFIGURED,
            evidence="LocalAI serves qwen2-vl.gguf as gpt-4o, a name of openai",
            model=ModelReference("qwen2-vl.gguf", ReferenceKind.FILE, sha256=DIGEST),
            served_as="gpt-4o",
            runtime=Runtime("localai"),
            settings=(
                ("activity", "serves"),
                ("backend", "llama-cpp"),
                ("downloaded_from", "huggingface://org/name/x.gguf"),
                ("mmproj", "eye.gguf"),
                ("named_like", "openai"),
            ),
            paths=(f"{tmp_path}/models/qwen2-vl.gguf",),
        )
    ]


@pytest.mark.parametrize(
    ("written", "model", "weight_file"),
    [
        (
            "huggingface://org/name/x.Q4.gguf",
            ModelReference("org/name", ReferenceKind.REPOSITORY),
            "x.Q4.gguf",
        ),
        ("org/name", ModelReference("org/name", ReferenceKind.REPOSITORY), None),
        ("sub/x.gguf", ModelReference("sub/x.gguf", ReferenceKind.FILE), None),
        ("ollama://gemma:2b", ModelReference("gemma:2b", ReferenceKind.STORE), None),
        ("${MODEL}", ModelReference("${MODEL}", ReferenceKind.UNRESOLVED), None),
    ],
)
def test_what_stands_there_tells_what_it_is(
    tmp_path: Path, written: str, model: ModelReference, weight_file: str | None
) -> None:
    text = f"name: chat\nparameters:\n  model: {written}\n"
    (found,) = in_use(SOURCE, tmp_path, {"x.yaml": text})
    assert (found.model, dict(found.settings).get("weight_file")) == (model, weight_file)


def test_one_file_may_define_several_with_adapters(tmp_path: Path) -> None:
    text = "- {name: a, backend: vllm, lora_adapters: [l.gguf, org/lora]}\n"
    text += "- {name: b, parameters: {model: x}}\n- c\n"
    first, *adapters, second = in_use(SOURCE, tmp_path, {"all.yaml": text})

    assert (first.model, first.adapters) == (
        None,
        (ModelReference("l.gguf", ReferenceKind.FILE), ModelReference("org/lora", ReferenceKind.REPOSITORY)),
    )
    assert [(one.model, one.paths) for one in adapters] == [
        (first.adapters[0], (f"{tmp_path}/l.gguf",)),
        (first.adapters[1], ()),
    ]
    assert (second.served_as, second.locator) == ("b", "all.yaml:2")


def test_a_model_under_a_name_of_its_own_maker_is_like_nobody_else(tmp_path: Path) -> None:
    text = "name: llama-chat\nparameters: {model: llama-3-8b.gguf}\ntrust_remote_code: true\n"
    (found,) = in_use(SOURCE, tmp_path, {"x.yaml": text})
    assert (found.settings, found.remote_code) == ((("activity", "serves"),), Tri.TRUE)


def test_a_gallery_is_listed_and_other_yaml_passed_by(tmp_path: Path) -> None:
    files = {
        "gallery/phi.yaml": "name: phi\nconfig_file: |\n  backend: llama-cpp\n",
        "compose.yaml": "name: stack\nservices: {}\nx-parameters: {}\n",
        "broken.yaml": "backend: [",
        "helm.yaml": "{{- if .Values.x }}",
    }
    found = observed(SOURCE, tmp_path, files)

    assert [type(one) for one in found] == [Problem, Skipped, Covered]
    assert [one.locator for one in found[:2] if isinstance(one, Problem | Skipped)] == [
        "broken.yaml",
        "gallery/phi.yaml:1",
    ]


def test_a_target_is_the_same_for_every_spelling(tmp_path: Path) -> None:
    assert SOURCE.resolve(Target("localai", f"{tmp_path}/.")) == Target("localai", str(tmp_path))
