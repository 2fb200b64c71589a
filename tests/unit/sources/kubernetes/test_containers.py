from pathlib import Path

from auditor.formats.yaml_stream import read
from auditor.sources.kubernetes.containers import named_ports, variables
from tests.unit.sources.kubernetes.reading import deployment, in_use

SETTINGS = """apiVersion: v1
kind: ConfigMap
metadata: {name: models, namespace: ml}
data: {MODEL_ID: org/embed, LLM: org/chat}
"""


def container(image: str, more: str) -> str:
    return f"      - image: {image}\n        name: c\n        {more}"


def named(folder: Path, *manifests: str) -> list[str | None]:
    return [one.model.written if one.model else None for one in in_use(folder, *manifests)]


def test_variables_are_put_into_arguments(tmp_path: Path) -> None:
    text = container("vllm/vllm-openai", "args: [--model, $(LLM)]\n        env: [{name: LLM, value: org/x}]")

    assert named(tmp_path, deployment(text)) == ["org/x"]


def test_variables_come_from_settings_among_the_manifests(tmp_path: Path) -> None:
    whole = container(
        "ghcr.io/huggingface/text-embeddings-inference:cpu-1.7", "envFrom: [{configMapRef: {name: models}}]"
    )
    keyed = container(
        "vllm/vllm-openai",
        "args: [--model, $(M)]\n        env:"
        " [{name: M, valueFrom: {configMapKeyRef: {name: models, key: LLM}}}]",
    )

    assert named(tmp_path, deployment(f"{whole}\n{keyed}"), SETTINGS) == ["org/embed", "org/chat"]


def test_a_variable_from_a_secret_is_set_and_not_known(tmp_path: Path) -> None:
    entries = read(
        "[{name: A, value: x}, {name: B, valueFrom: {secretKeyRef: {name: s}}}, {name: C}, {value: y}]"
    ).items

    assert variables(entries) == {"A": "x", "B": None, "C": ""}

    text = container("vllm/vllm-openai", "args: [--model, a/b]\n        envFrom: [{secretRef: {name: s}}]")
    (found,) = in_use(tmp_path, deployment(text))
    assert found.endpoint is not None
    assert found.endpoint.needs_credentials.value == "unknown"


def test_what_an_init_container_or_a_start_hook_fetches_the_server_serves(tmp_path: Path) -> None:
    server = container(
        "ollama/ollama:0.9.0",
        "lifecycle: {postStart: {exec: {command: [sh, -c, 'sleep 5; ollama pull llama3:8b']}}}",
    )
    init = "      initContainers:\n      - {name: i, image: ollama/ollama, args: [pull, qwen3]}"

    found = in_use(tmp_path, deployment(server, init))

    assert sorted((one.model.written, dict(one.settings)["activity"]) for one in found if one.model) == [
        ("llama3:8b", "serves"),
        ("qwen3", "serves"),
    ]
    assert all(one.runtime is not None and one.runtime.version == "0.9.0" for one in found)


def test_a_job_that_fetches_is_one_of_its_own(tmp_path: Path) -> None:
    text = """apiVersion: batch/v1
kind: Job
metadata: {name: pull}
spec: {template: {spec: {containers: [{name: p, image: ollama/ollama, command: [ollama, pull, phi3]}]}}}
"""

    (found,) = in_use(tmp_path, text)

    assert (found.workload, dict(found.settings)["activity"], found.endpoint) == ("Job pull", "fetches", None)


def test_ports_have_names() -> None:
    value = read(
        "ports: [{name: http, containerPort: 8000}, {containerPort: 9}, {name: x, containerPort: '{{p}}'}]"
    )

    assert named_ports(value) == {"http": 8000}
