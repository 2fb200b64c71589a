from pathlib import Path

import pytest

from auditor.domain.serving import Endpoint, Exposure, ModelReference, ReferenceKind, Runtime
from auditor.domain.tri import Tri
from auditor.formats.yaml_stream import read
from auditor.sources.kubernetes.operators import image_of
from tests.unit.sources.kubernetes.reading import in_use


def an_object(version: str, kind: str, spec: str) -> str:
    return f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: a, namespace: n}}\nspec: {spec}\n"


@pytest.mark.parametrize(
    ("engine", "url", "runtime", "model"),
    [
        ("VLLM", "hf://org/name", "vllm", ModelReference("org/name", ReferenceKind.REPOSITORY)),
        ("OLlama", "ollama://llama3:8b", "ollama", ModelReference("llama3:8b", ReferenceKind.STORE)),
        ("Infinity", "s3://b/m", "infinity", ModelReference("s3://b/m", ReferenceKind.LOCATION)),
        ("New", "pvc://c/m", "new", ModelReference("pvc://c/m", ReferenceKind.LOCATION)),
    ],
)
def test_a_kubeai_model_says_engine_and_url(
    tmp_path: Path, engine: str, url: str, runtime: str, model: ModelReference
) -> None:
    spec = (
        f"{{engine: {engine}, url: '{url}', minReplicas: 1, adapters: [{{name: l, url: 'hf://org/lora'}}]}}"
    )

    found, adapter = in_use(tmp_path, an_object("kubeai.org/v1", "Model", spec))

    assert (found.model, found.served_as, found.runtime) == (model, "a", Runtime(runtime))
    assert found.adapters == (adapter.model,) == (ModelReference("org/lora", ReferenceKind.REPOSITORY),)
    assert found.endpoint is not None
    assert (found.endpoint.address, found.endpoint.exposure) == ("0.0.0.0:8000", Exposure.INTERNAL)


def test_the_image_of_a_nim_service_names_the_model(tmp_path: Path) -> None:
    spec = "{image: {repository: nvcr.io/nim/meta/x, tag: 1.2.3}, expose: {service: {type: LoadBalancer}}}"

    (found,) = in_use(tmp_path, an_object("apps.nvidia.com/v1alpha1", "NIMService", spec))

    assert found.model == ModelReference("meta/x", ReferenceKind.STORE, "1.2.3")
    assert found.endpoint == Endpoint("0.0.0.0:8000", Exposure.NETWORK, Tri.FALSE, Tri.FALSE)


def test_a_pipeline_has_several_services_and_an_ingress_makes_them_public(tmp_path: Path) -> None:
    spec = "{services: [{spec: {image: {repository: nvcr.io/nim/a/b}, expose: {ingress: {enabled: true}}}}]}"

    (found,) = in_use(tmp_path, an_object("apps.nvidia.com/v1alpha1", "NIMPipeline", spec))

    assert found.endpoint == Endpoint("0.0.0.0:8000", Exposure.PUBLIC, Tri.UNKNOWN, Tri.FALSE)


def test_a_vllm_runtime_names_model_image_and_port(tmp_path: Path) -> None:
    spec = """
  model: {modelURL: org/name}
  vllmConfig: {port: 9000, extraArgs: [--trust-remote-code]}
  deploymentConfig: {replicas: 4, image: {registry: r.example, name: 'vllm/vllm-openai:v0.8.5'}}
"""
    (found,) = in_use(tmp_path, an_object("production-stack.vllm.ai/v1alpha1", "VLLMRuntime", spec))

    assert found.model == ModelReference("org/name", ReferenceKind.REPOSITORY)
    assert found.runtime == Runtime("vllm", "0.8.5", "r.example/vllm/vllm-openai:v0.8.5")
    assert found.endpoint is not None and found.endpoint.address == "0.0.0.0:9000"
    assert (found.locator, found.remote_code, dict(found.settings)["replicas"]) == (
        "0.yaml:5",
        "yes",
        "4",
    )


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("a/b:1", "a/b:1"),
        ("{repository: a/b, tag: '1'}", "a/b:1"),
        ("{registry: r, name: b, tag: t, digest: 'sha256:0'}", "r/b@sha256:0"),
        ("{tag: t}", ""),
    ],
)
def test_an_image_is_written_whole_or_in_parts(written: str, expected: str) -> None:
    assert image_of(read(written)) == expected


def test_a_workspace_of_kaito_names_a_preset_and_its_adapters(tmp_path: Path) -> None:
    inference = "{preset: {name: phi-4}, adapters: [{source: {name: own, image: a/b}}]}"
    text = f"apiVersion: kaito.sh/v1beta1\nkind: Workspace\nmetadata: {{name: a}}\ninference: {inference}\n"

    found, adapter = in_use(tmp_path, text)

    assert (found.model, found.runtime, found.workload) == (
        ModelReference("phi-4", ReferenceKind.STORE),
        Runtime("kaito"),
        "Workspace a",
    )
    assert found.adapters == (adapter.model,) == (ModelReference("own", ReferenceKind.STORE),)
    assert in_use(tmp_path, text.replace("preset: {name: phi-4}, ", "")) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "{ngc: {modelPuller: 'nvcr.io/nim/meta/llama-3.1-8b-instruct:1.3.3'}}",
            ModelReference("meta/llama-3.1-8b-instruct", ReferenceKind.STORE, "1.3.3"),
        ),
        (
            "{hf: {namespace: org, modelName: name}}",
            ModelReference("org/name", ReferenceKind.REPOSITORY),
        ),
        ("{pvc: {}}", None),
    ],
)
def test_a_cache_of_nim_fetches_its_model(
    tmp_path: Path, source: str, expected: ModelReference | None
) -> None:
    head = "apiVersion: apps.nvidia.com/v1alpha1\nkind: NIMCache\nmetadata: {name: a}\n"

    found = in_use(tmp_path, f"{head}spec: {{source: {source}}}\n")

    assert [one.model for one in found] == ([expected] if expected else [])
    assert all(dict(one.settings)["activity"] == "fetches" for one in found)
