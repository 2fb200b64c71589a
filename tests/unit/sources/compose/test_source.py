from pathlib import Path

import pytest

from auditor.domain.observation import Covered, Problem
from auditor.domain.serving import (
    DeploymentState,
    Endpoint,
    Exposure,
    InUse,
    ModelReference,
    ReferenceKind,
    Runtime,
)
from auditor.domain.tri import Tri
from auditor.sources.base import Target
from auditor.sources.compose import ComposeSource
from tests.unit.sources.compose.reading import in_use, named, observed


def test_a_service_is_a_deployment_with_its_line(tmp_path: Path) -> None:
    text = """x-gpu: &gpu {deploy: {replicas: 2}}
services:
  llm:
    <<: *gpu
    profiles: [gpu]
    image: vllm/vllm-openai:v0.8.5
    command:
      - --model
      - org/name
    ports: ["127.0.0.1:8000:8000"]
"""

    assert in_use(tmp_path, text) == [
        InUse(
            target=f"compose:{tmp_path}",
            locator="compose.yaml:9",
            state=DeploymentState.CONFIGURED,
            evidence="service llm is configured: vllm serves org/name",
            model=ModelReference("org/name", ReferenceKind.REPOSITORY),
            runtime=Runtime("vllm", "0.8.5", "vllm/vllm-openai:v0.8.5"),
            endpoint=Endpoint("127.0.0.1:8000", Exposure.LOOPBACK, Tri.FALSE, Tri.FALSE),
            workload="service llm",
            remote_code=Tri.FALSE,
            settings=(
                ("activity", "serves"),
                ("offline", "no"),
                ("profiles", "gpu"),
                ("replicas", "2"),
            ),
            inside=("compose.yaml llm:8000",),
        )
    ]


def test_what_a_service_fetches_for_another_that_one_serves(tmp_path: Path) -> None:
    text = """services:
  ollama: {image: ollama/ollama, container_name: models}
  pull: {image: ollama/ollama, entrypoint: [ollama, pull, qwen3], environment: [OLLAMA_HOST=http://models:11434]}
  again: {image: ollama/ollama, entrypoint: [ollama, pull, phi3], depends_on: {ollama: {condition: x}}}
"""

    assert named(tmp_path, text) == ["qwen3", "phi3"]
    assert {one.workload for one in in_use(tmp_path, text)} == {"service ollama"}


def test_what_is_fetched_for_nobody_known_is_one_of_its_own(tmp_path: Path) -> None:
    (found,) = in_use(tmp_path, "services: {pull: {image: ollama/ollama, command: pull qwen3}}")

    assert (found.workload, dict(found.settings)["activity"]) == ("service pull", "fetches")


def test_models_of_docker_model_runner_are_served(tmp_path: Path) -> None:
    text = "models: {llm: {model: ai/smollm2}}\n"
    text += "services: {p: {provider: {type: model, options: {model: ai/qwen3}}}}"

    found = [(one.workload, one.model, one.runtime) for one in in_use(tmp_path, text)]

    runtime = Runtime("docker-model-runner")
    assert found == [
        ("service p", ModelReference("ai/qwen3", ReferenceKind.STORE), runtime),
        ("model llm", ModelReference("ai/smollm2", ReferenceKind.STORE), runtime),
    ]


def test_no_key_is_kept(tmp_path: Path) -> None:
    secret = "correct-horse-battery-7"
    command = f"'--model a/b --api-key {secret}'"
    text = f"services: {{a: {{image: vllm/vllm-openai, command: {command}, env_file: .env}}}}"

    found = observed(tmp_path, text, _env=f"HF_TOKEN={secret}\nM={secret}")

    assert secret not in repr(found) and any(isinstance(one, InUse) for one in found)


def test_only_compose_files_of_a_folder_are_read_and_any_that_is_named(tmp_path: Path) -> None:
    text = "services: {a: {image: ollama/ollama}}"
    (tmp_path / "stack.yml").write_text(text)
    source = ComposeSource()

    assert observed(tmp_path, "services: [")[0] == Problem(
        f"compose:{tmp_path}",
        "compose.yaml",
        "line 1: not YAML: expected the node content, but found '<stream end>'",
    )
    found = list(source.observe(Target("compose", str(tmp_path / "stack.yml"))))
    assert [one.locator for one in found if isinstance(one, InUse)] == ["stack.yml:1"]
    assert isinstance(found[-1], Covered) and found[-1].n_seen == 1
    assert source.resolve(Target("compose", str(tmp_path))).place == str(tmp_path.resolve())


def test_a_service_whose_image_is_a_variable_is_told_by_its_names(tmp_path: Path) -> None:
    text = """services:
  own: {image: '${LLAMACPP_IMAGE}', command: '${MODEL} ${EXTRA_ARGS} --port 8080'}
  vllm-gpu: {image: '${IMAGE:?set it}', command: --model org/name}
  other: {image: '${IMAGE}', command: --model org/name}
  ollama: {image: 'acme/${NAME}'}
  sglang: {image: '$IMAGE', entrypoint: run.sh}
"""

    assert [
        (one.workload, one.runtime and one.runtime.name, one.model and one.model.written, one.evidence)
        for one in in_use(tmp_path, text)
    ] == [
        (
            "service own",
            "llama.cpp",
            "${MODEL}",
            "service own is configured: llama.cpp serves ${MODEL}, by its name: its image is not known here",
        ),
        (
            "service vllm-gpu",
            "vllm",
            "org/name",
            "service vllm-gpu is configured: vllm serves org/name, by its name: its image is not known here",
        ),
    ]


def test_servers_for_code_and_speech_name_their_models(tmp_path: Path) -> None:
    text = """services:
  a: {image: registry.tabbyml.com/tabbyml/tabby, command: serve --model StarCoder-1B --chat-model Qwen2-1.5B}
  b: {image: ghcr.io/speaches-ai/speaches:latest, environment: {WHISPER__MODEL: Systran/faster-whisper-tiny}}
  c: {image: koboldai/koboldcpp, environment: {KCPP_MODEL: /models/a.gguf}}
  d: {image: 'ghcr.io/mostlygeek/llama-swap:cuda'}
"""

    assert [
        (one.runtime and one.runtime.name, one.model and one.model.written) for one in in_use(tmp_path, text)
    ] == [
        ("tabby", "StarCoder-1B"),
        ("tabby", "Qwen2-1.5B"),
        ("speaches", "Systran/faster-whisper-tiny"),
        ("koboldcpp", "/models/a.gguf"),
        ("llama-swap", None),
    ]


def test_a_gateway_before_servers_is_in_use_and_serves_nothing_itself(tmp_path: Path) -> None:
    (found,) = in_use(tmp_path, "services: {a: {image: 'ghcr.io/thushan/olla:v1', ports: ['40114:40114']}}")

    assert (found.runtime and found.runtime.name, found.model) == ("olla", None)
    assert dict(found.settings)["activity"] == "routes"


def test_what_is_asked_of_a_server_by_a_request_is_served_by_it(tmp_path: Path) -> None:
    text = """services:
  ollama: {image: ollama/ollama}
  init:
    image: curlimages/curl
    depends_on: [ollama]
    command: ["sh", "-c", "sleep 5; curl http://ollama:11434/api/pull -d '{\\"name\\": \\"llama3.2:3b\\"}'"]
"""

    assert [(one.workload, one.model and one.model.written) for one in in_use(tmp_path, text)] == [
        ("service ollama", "llama3.2:3b")
    ]


@pytest.mark.parametrize("port", ["what", "{target: x}", "9000-9010:1-2"])
def test_ports_that_are_not_understood_are_a_problem(tmp_path: Path, port: str) -> None:
    text = f"services:\n  a:\n    image: vllm/vllm-openai\n    ports:\n    - {port}\n"
    problem, found, _ = observed(tmp_path, text)

    reason = "a port of service a that is not understood: who can reach it is not known"
    assert problem == Problem(f"compose:{tmp_path}", "compose.yaml:5", reason)
    assert isinstance(found, InUse)
    assert found.endpoint is not None
    assert found.endpoint.exposure is None


def test_an_interface_that_passes_requests_on_uses_whom_it_is_told(tmp_path: Path) -> None:
    text = """services:
  ui:
    image: ghcr.io/open-webui/open-webui:v0.6
    environment:
      OPENAI_API_BASE_URLS: http://vllm:8000/v1;https://u:pw@api.mistral.ai/v1;https://llm.example.com/v1
"""
    interface, *called = in_use(tmp_path, text)
    assert interface.operator is None
    # The server of the project is seen by itself.
    assert [(one.operator, one.is_hosted, one.host) for one in called] == [
        ("mistral", True, "api.mistral.ai"),
        (None, None, "llm.example.com"),
    ]
    evidence = "service ui: open-webui calls whatever is served of mistral at https://api.mistral.ai/v1"
    assert (called[0].evidence, called[0].locator, called[0].runtime) == (evidence, "compose.yaml:5", None)
    assert "pw" not in repr(called)


@pytest.mark.parametrize(
    ("switch", "n_called"), [("false", 0), ("False", 0), ("true", 1), ("${ENABLED}", 1), (None, 1)]
)
def test_an_interface_that_is_told_not_to_pass_requests_on_calls_nobody(
    tmp_path: Path, switch: str | None, n_called: int
) -> None:
    text = """services:
  ui:
    image: ghcr.io/open-webui/open-webui:v0.6
    environment:
      OPENAI_API_BASE_URLS: https://api.mistral.ai/v1
"""
    if switch:
        text += f'      ENABLE_OPENAI_API: "{switch}"\n'
    _, *called = in_use(tmp_path, text)
    assert len(called) == n_called


def test_what_a_hook_fetches_is_served(tmp_path: Path) -> None:
    hooks = "[{command: [ollama, pull, qwen3]}, {command: ollama pull phi4}, {user: root}]"
    text = f"services: {{a: {{image: ollama/ollama, post_start: {hooks}}}}}"

    assert named(tmp_path, text) == ["qwen3", "phi4"]


def test_what_a_service_that_serves_nothing_is_told_to_call_is_told(tmp_path: Path) -> None:
    text = """services:
  app:
    image: house/app:1
    environment:
      MISTRAL_API_KEY: ${KEY}
      AZURE_OPENAI_ENDPOINT: https://k.openai.azure.com
      AZURE_OPENAI_DEPLOYMENT: gpt-4o
"""
    found = {one.operator: (one.locator, one.workload) for one in in_use(tmp_path, text)}
    assert found == {
        "microsoft": ("compose.yaml:7", "service app"),
        "mistral": ("compose.yaml:5", "service app"),
    }
