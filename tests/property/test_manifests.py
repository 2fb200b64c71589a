"""Whatever stands in a manifest, reading it raises nothing and keeps no secret."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from auditor.domain.observation import Covered
from auditor.errors import FormatError
from auditor.formats.yaml_stream import documents, read
from auditor.sources.base import Source, Target
from auditor.sources.compose import ComposeSource
from auditor.sources.kubernetes import KubernetesSource
from auditor.sources.systemd import SystemdSource

SECRET = "planted-Secret-0123456789"
ODD = [
    "",
    "$X",
    "$(X)",
    "{{ .Values.x }}",
    "hf://a/b",
    "s3://b/m",
    "\u202e",
    "null",
    "0",
    "8000",
    "kind: [",
    "*",
]
TEXTS = st.sampled_from(ODD) | st.text(max_size=12)
KINDS = [
    ("apps/v1", "Deployment"), ("v1", "Pod"), ("v1", "Service"), ("v1", "ConfigMap"), ("v1", "List"),
    ("networking.k8s.io/v1", "Ingress"), ("gateway.networking.k8s.io/v1", "HTTPRoute"), ("x/v1", "Gateway"),
    ("x/v1", "Route"), ("x/v1", "VirtualService"), ("x/v1", "IngressRoute"),
    ("serving.kserve.io/v1beta1", "InferenceService"), ("serving.kserve.io/v1alpha1", "LLMInferenceService"),
    ("serving.kserve.io/v1alpha1", "ServingRuntime"), ("ray.io/v1", "RayService"), ("kubeai.org/v1", "Model"),
    ("serving.kserve.io/v1alpha1", "LLMInferenceServiceConfig"), ("serving.kserve.io/v1", "TrainedModel"),
    ("serving.kserve.io/v1alpha1", "InferenceGraph"), ("serving.kserve.io/v1", "LocalModelCache"),
    ("machinelearning.seldon.io/v1", "SeldonDeployment"), ("mlops.seldon.io/v1", "Model"),
    ("ome.io/v1", "BaseModel"), ("apps.nvidia.com/v1", "NIMCache"), ("apps.nvidia.com/v1", "NIMService"),
    ("apps.nvidia.com/v1", "NIMPipeline"),
    ("production-stack.vllm.ai/v1alpha1", "VLLMRuntime"),
]  # fmt: skip
NAMES = [
    "containers", "image", "args", "command", "env", "name", "value", "valueFrom", "ports", "port",
    "containerPort", "template", "spec", "metadata", "labels", "predictor", "model", "modelFormat",
    "storageUri", "storage", "runtime", "serveConfigV2", "applications", "llm_configs", "url",
    "engine", "selector", "rules", "http", "paths", "backend", "tls", "hosts", "service",
    "predictors", "graph", "children", "modelUri", "mainContainer", "container",
    "baseRefs", "storageUris", "uri", "mountPath", "nodes", "steps", "serviceUrl", "sourceModelUri",
    "prefill_config", "model_loading_config", "inferenceService", "source", "ngc", "modelPuller",
    "services", "routes", "data", "items", "replicas", "lora", "adapters", "repository",
]  # fmt: skip
TREES = st.recursive(
    TEXTS | st.none() | st.integers(0, 99999) | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=5),
    max_leaves=25,
)
CONTAINERS = st.fixed_dictionaries(
    {"image": st.sampled_from(["vllm/vllm-openai:v0.8.5", "ollama/ollama", "nvcr.io/nim/a/b:1", "x"])},
    optional={
        "args": st.lists(TEXTS | st.sampled_from(["--model", "--host", "--lora-modules"]), max_size=5)
        | st.just(["--model", "a/b", "--api-key", SECRET]),
        "command": st.just(["sh", "-c", f"VLLM_API_KEY={SECRET} vllm serve a/b"]) | TREES,
        "env": st.just([{"name": "VLLM_API_KEY", "value": SECRET}, {"name": "HF_TOKEN", "value": SECRET}])
        | TREES,
        "ports": TREES,
    },
)


def seen(source: Source, name: str, text: str) -> str:
    """Return what a source sees in a file, its coverage last, as one text."""
    with TemporaryDirectory() as folder:
        (Path(folder) / name).write_text(text, encoding="utf-8", errors="replace")
        found = list(source.observe(Target(source.scheme, folder)))
        assert isinstance(found[-1], Covered)
        assert found == list(source.observe(Target(source.scheme, folder)))
    return repr(found)


@given(st.text(max_size=200) | st.lists(st.sampled_from([*"-:{}[]&*!|>'\"#\n ", "a", "<<"])).map("".join))
def test_any_text_is_yaml_or_a_problem(text: str) -> None:
    for document, before in documents(text):
        try:
            list(read(document, before).walk())
        except FormatError as error:
            assert error.message.startswith("line ")


@given(st.lists(st.tuples(st.sampled_from(KINDS), TREES), max_size=4))
def test_objects_of_any_shape_are_read(objects: list[tuple[tuple[str, str], object]]) -> None:
    body = [
        {
            "apiVersion": version,
            "kind": kind,
            "metadata": {"name": "a"},
            "spec": spec,
            "items": spec,
            "data": spec,
        }
        for (version, kind), spec in objects
    ]
    seen(KubernetesSource(), "m.yaml", "\n---\n".join(map(json.dumps, body)))


@given(st.sampled_from(KINDS), st.lists(CONTAINERS, min_size=1, max_size=3))
def test_no_secret_of_a_container_is_kept(kind: tuple[str, str], containers: list[object]) -> None:
    spec = {
        "containers": containers,
        "template": {"spec": {"containers": containers}},
        "predictor": {"containers": containers},
    }
    body = {"apiVersion": kind[0], "kind": kind[1], "metadata": {"name": "a"}, "spec": spec}

    assert SECRET not in seen(KubernetesSource(), "m.json", json.dumps(body))


SERVICES = st.fixed_dictionaries(
    {"image": st.sampled_from(["vllm/vllm-openai", "ollama/ollama", "${I}", "x"])},
    optional={
        "command": st.just(f"--model a/b --api-key {SECRET}") | TREES,
        "entrypoint": TREES,
        "environment": st.just({"HF_TOKEN": SECRET}) | st.just([f"VLLM_API_KEY={SECRET}"]) | TREES,
        "env_file": st.sampled_from([".env", "../x", "\0", "/etc"]) | TREES,
        "ports": TREES
        | st.lists(st.sampled_from(["8000:8000", "${P}:8000", "::", "1:2:3:4"]) | TEXTS, max_size=3),
        "extends": st.sampled_from(["a", "b"]) | TREES,
        "depends_on": st.just(["a"]) | TREES,
        "network_mode": st.sampled_from(["host", "service:a"]) | TREES,
        "provider": TREES,
        "deploy": TREES,
    },
)


@given(st.dictionaries(st.sampled_from(["a", "b", "c"]), SERVICES | TREES, max_size=3), TREES, TREES)
def test_services_of_any_shape_are_read(services: object, models: object, include: object) -> None:
    body = json.dumps({"services": services, "models": models, "include": include})

    assert SECRET not in seen(ComposeSource(), "compose.yml", body)


UNIT_LINES = st.sampled_from(
    [
        "[Service]", "[Container]", "# x", "\0", "ExecStart=", "ExecStart=vllm serve a/b \\",
        "ExecStart=-@ollama x serve %i", f"ExecStart=vllm serve a/b --api-key {SECRET}", "Environment='",
        f"Environment=HF_TOKEN={SECRET}", f"Environment=OLLAMA_HOST=user:{SECRET}@0.0.0.0",
        "EnvironmentFile=/dev/zero", "EnvironmentFile=a\0b", "Image=vllm/vllm-openai:v1.0.0",
        "Exec=--model a/b", "PublishPort=::", "PublishPort=8000:8000",
    ]
) | st.text(max_size=20)  # fmt: skip


@given(st.lists(UNIT_LINES, max_size=10).map("\n".join), st.sampled_from(["a.service", "a@.container"]))
def test_units_of_any_shape_are_read(text: str, name: str) -> None:
    assert SECRET not in seen(SystemdSource(), name, text)
