import json
from pathlib import Path

import pytest

from auditor.domain.observation import Covered, Problem
from auditor.domain.serving import (
    DeploymentState,
    Endpoint,
    InUse,
    ModelReference,
    ReferenceKind,
    Region,
    Runtime,
)
from auditor.domain.tri import Tri
from auditor.sources.base import Target
from auditor.sources.gateways.continue_ import ContinueSource
from tests.builders.configs import in_use, observed

SOURCE = ContinueSource()
HOSTED = ReferenceKind.HOSTED


def model(folder: Path, *fields: str) -> InUse:
    text = "models:\n- name: Chat\n" + "".join(f"  {field}\n" for field in fields)
    (found,) = in_use(SOURCE, folder, {"config.yaml": text})
    return found


def test_a_model_says_whom_the_assistant_calls(tmp_path: Path) -> None:
    found = model(
        tmp_path, "provider: openai", "model: org/name", "apiBase: http://gpu:8000/v1", "roles: [chat, edit]"
    )

    assert found == InUse(
        target=f"continue:{tmp_path}",
        locator="config.yaml:2",
        state=DeploymentState.CONFIGURED,
        evidence="the Continue assistant calls org/name at http://gpu:8000/v1",
        model=ModelReference("org/name", ReferenceKind.REPOSITORY),
        served_as="Chat",
        endpoint=Endpoint("http://gpu:8000/v1", is_encrypted=Tri.FALSE),
        host="gpu",
        settings=(("provider", "openai"), ("roles", "chat, edit"), ("through", "continue")),
    )


@pytest.mark.parametrize(
    ("provider", "name", "operator", "runtime", "kind"),
    [
        ("mistral", "codestral-latest", "mistral", None, HOSTED),
        ("openrouter", "qwen/qwen3-coder:free", "openrouter", None, HOSTED),
        ("gemini", "gemini-2.5-pro", "google", None, HOSTED),
        ("ollama", "qwen2.5-coder:7b", None, Runtime("ollama"), ReferenceKind.STORE),
        ("llama.cpp", "qwen", None, Runtime("llama.cpp"), ReferenceKind.STORE),
        ("somebody", "their-model", None, None, HOSTED),
    ],
)
def test_the_provider_says_whose_it_is(
    tmp_path: Path,
    provider: str,
    name: str,
    operator: str | None,
    runtime: Runtime | None,
    kind: ReferenceKind,
) -> None:
    found = model(tmp_path, f"provider: {provider}", f"model: {name}")
    assert (found.model, found.operator, found.runtime) == (ModelReference(name, kind), operator, runtime)


def test_whatever_a_server_lists_is_no_name(tmp_path: Path) -> None:
    found = model(tmp_path, "provider: lmstudio", "model: AUTODETECT", "apiBase: http://localhost:1234/v1/")
    assert (found.model, found.runtime, found.host) == (None, Runtime("lmstudio"), "localhost")


def test_what_a_provider_alone_understands_stands_in_env(tmp_path: Path) -> None:
    bedrock = model(
        tmp_path, "provider: bedrock", "model: us.anthropic.claude-x", "env: {region: us-east-1, profile: p}"
    )
    assert (bedrock.operator, bedrock.region) == ("amazon-aws", Region("aws-bedrock", "us."))

    vertex = model(tmp_path, "provider: vertexai", "model: gemini-2.5-pro", "env: {region: europe-west4}")
    assert vertex.region == Region("gcp", "europe-west4")

    azure = model(
        tmp_path,
        "provider: azure",
        "model: gpt-4o",
        "apiBase: https://x.openai.azure.com",
        "env: {deployment: d}",
    )
    assert (azure.model, azure.operator) == (ModelReference("gpt-4o", HOSTED), "microsoft")
    assert dict(azure.settings)["deployment"] == "d"


def test_an_address_in_a_secret_is_not_known(tmp_path: Path) -> None:
    found = model(tmp_path, "provider: openai", "model: gpt-4o", "apiBase: ${{ secrets.BASE }}")
    assert (found.operator, found.endpoint) == (None, None)
    assert dict(found.settings)["address_variable"] == "BASE"


def test_a_block_of_the_hub_is_not_known_here(tmp_path: Path) -> None:
    text = "models:\n- uses: org/block\n  with: {KEY: planted-0000-secret}\n  override: {model: m}\n"
    (found,) = in_use(SOURCE, tmp_path, {"agents/a.yaml": text})

    assert found.model == ModelReference("org/block", ReferenceKind.UNRESOLVED)
    assert dict(found.settings) == {"model": "m", "through": "continue"}
    assert "planted" not in repr(found)


def test_the_configuration_in_json_is_read_with_its_single_models(tmp_path: Path) -> None:
    said = {
        "models": [
            {"title": "A", "provider": "anthropic", "model": "claude-x", "apiKey": "planted-0000-secret"}
        ],
        "tabAutocompleteModel": [{"title": "T", "provider": "ollama", "model": "starcoder2:3b"}],
        "embeddingsProvider": {"provider": "transformers.js"},
        "reranker": {"name": "cohere", "params": {"model": "rerank-3"}},
    }
    found = in_use(SOURCE, tmp_path, {"config.json": json.dumps(said, indent="\t")})

    assert [
        (one.served_as, one.operator, one.model and one.model.written, dict(one.settings).get("roles"))
        for one in found
    ] == [
        ("A", "anthropic", "claude-x", None),
        ("T", None, "starcoder2:3b", "autocomplete"),
        (None, None, None, "embed"),
        (None, "cohere", "rerank-3", "rerank"),
    ]
    assert "planted" not in repr(found)


def test_other_files_are_passed_by_and_broken_ones_are_problems(tmp_path: Path) -> None:
    files = {
        "a.yaml": "models: [x]\nprovider: y\n",
        "b.yaml": "provider: [",
        "index/other.json": '{"models": [{"provider": "openai"}]}',
        "c.yaml": "kind: Pod",
    }
    problem, covered = observed(SOURCE, tmp_path, files)

    assert problem == Problem(
        f"continue:{tmp_path}",
        "b.yaml",
        "line 1: not YAML: expected the node content, but found '<stream end>'",
    )
    assert isinstance(covered, Covered)


def test_a_target_is_the_same_for_every_spelling(tmp_path: Path) -> None:
    assert SOURCE.resolve(Target("continue", f"{tmp_path}/.")) == Target("continue", str(tmp_path))
