"""What each chart makes of its values."""

from pathlib import Path

import pytest

from auditor.domain.serving import Exposure, InUse
from auditor.domain.tri import Tri
from auditor.sources.helm.charts import CHARTS
from tests.unit.sources.helm.reading import in_use, models

STACK = """servingEngineSpec:
  modelSpec:
  - name: small
    repository: vllm/vllm-openai
    tag: v0.9.1
    modelURL: org/small
    replicaCount: 2
    vllmConfig: {extraArgs: [--trust-remote-code]}
  - name: off
    enabled: false
    repository: vllm/vllm-openai
    tag: v0.9.1
    modelURL: org/off
routerSpec: {serviceType: NodePort, nodePort: 30080}
"""


def _one(folder: Path, values: str) -> InUse:
    (found,) = in_use(folder, values=values)
    return found


def test_the_production_stack_serves_each_model_behind_a_router(tmp_path: Path) -> None:
    served, router = in_use(tmp_path, values=STACK)
    assert models([served, router]) == [("values.yaml:6", "org/small"), ("values.yaml:14", None)]
    assert served.runtime is not None
    assert (served.runtime.name, served.runtime.version) == ("vllm", "0.9.1")
    told = dict(served.settings)
    assert (told["replicas"], told["remote_code"]) == ("2", "yes")
    assert served.endpoint is not None
    assert (served.endpoint.exposure, served.endpoint.needs_credentials) == (Exposure.INTERNAL, Tri.FALSE)
    assert router.endpoint is not None
    assert (router.endpoint.address, router.endpoint.exposure) == ("0.0.0.0:30080", Exposure.NETWORK)


@pytest.mark.parametrize("key", ["a-very-secret-key-1", "{secretName: keys, secretKey: k}"])
def test_a_key_of_the_production_stack_is_asked_for_by_engine_and_router_and_not_kept(
    tmp_path: Path, key: str
) -> None:
    values = STACK.replace("servingEngineSpec:\n", f"servingEngineSpec:\n  vllmApiKey: {key}\n")
    seen = in_use(tmp_path, values=values)
    assert [one.endpoint.needs_credentials for one in seen if one.endpoint] == [Tri.TRUE, Tri.TRUE]
    assert "secret" not in str(seen)


def test_models_of_kubeai_are_those_that_are_switched_on(tmp_path: Path) -> None:
    catalog = """catalog:
  one: {enabled: true, engine: VLLM, url: "hf://org/one", minReplicas: 1}
  two: {enabled: false, engine: OLlama, url: "ollama://two:7b"}
  three: {engine: OLlama, url: "ollama://three:7b"}
"""
    assert models(in_use(tmp_path, values=catalog)) == [("values.yaml:2", "org/one")]
    both = in_use(tmp_path, values=f"all: {{enabled: true}}\n{catalog}")
    assert [one.served_as for one in both] == ["one", "two", "three"]


@pytest.mark.parametrize(
    "written",
    [
        "models: [llama3:8b]",
        "models: {pull: [llama3:8b]}",
        "models: {run: [llama3:8b]}",
        "defaultModel: llama3:8b",
    ],
)
def test_models_of_ollama_are_listed_in_every_way_its_chart_had(tmp_path: Path, written: str) -> None:
    found = _one(
        tmp_path, f"service: {{type: LoadBalancer}}\nollama:\n  gpu: {{enabled: true}}\n  {written}\n"
    )
    assert models([found]) == [("values.yaml:4", "llama3:8b")]
    assert found.endpoint is not None
    assert (found.endpoint.exposure, found.endpoint.needs_credentials) == (Exposure.NETWORK, Tri.FALSE)


def test_a_model_that_the_chart_of_ollama_makes_is_named(tmp_path: Path) -> None:
    values = (
        "ollama:\n  models:\n    create:\n    - name: long\n      template: FROM llama3\n    pull: [llama3]\n"
    )
    assert [model for _, model in models(in_use(tmp_path, values=values))] == ["llama3", "long"]


def test_a_server_of_ollama_without_models_is_seen(tmp_path: Path) -> None:
    assert models([_one(tmp_path, "ollama: {models: []}\n")]) == [("values.yaml:1", None)]


def test_open_webui_brings_ollama_unless_it_is_switched_off(tmp_path: Path) -> None:
    values = (
        "ollamaUrls: []\ningress: {enabled: true, host: ui.example.org, tls: true}\nollama:\n  enabled: %s\n"
    )
    own, server = in_use(tmp_path, values=values % "true")
    assert own.endpoint is not None
    assert (own.endpoint.address, own.endpoint.exposure) == ("https://ui.example.org", Exposure.PUBLIC)
    assert server.runtime is not None
    assert server.runtime.name == "ollama"
    assert len(in_use(tmp_path, values=values % "false")) == 1


def test_the_image_of_a_nim_names_its_model(tmp_path: Path) -> None:
    values = """image: {repository: nvcr.io/nim/meta/llama3-8b-instruct, tag: 1.0.3}
model: {name: meta/llama3-8b-instruct, ngcAPISecret: ngc-api, openaiPort: 8999}
"""
    found = _one(tmp_path, values)
    assert found.model is not None
    assert (found.model.written, found.model.revision) == ("meta/llama3-8b-instruct", "1.0.3")
    assert found.endpoint is not None
    assert found.endpoint.address == f"{tmp_path.name}:8999"


def test_containers_of_a_ray_cluster_are_read(tmp_path: Path) -> None:
    values = """image: {repository: rayproject/ray-ml, tag: 2.9.0}
head:
  rayStartParams: {dashboard-host: "0.0.0.0"}
  image: {repository: vllm/vllm-openai, tag: v0.9.1}
  command: [vllm, serve, org/name]
worker: {disabled: true, image: {repository: vllm/vllm-openai}, args: [--model, org/other]}
"""
    assert models(in_use(tmp_path, values=values)) == [("values.yaml:5", "org/name")]


def test_the_store_of_a_triton_is_kept(tmp_path: Path) -> None:
    values = """image: {imageName: "nvcr.io/nvidia/tritonserver:26.07-py3", modelRepositoryPath: "gs://bucket/models"}
service: {type: LoadBalancer}
"""
    found = _one(tmp_path, values)
    assert dict(found.settings)["store"] == "gs://bucket/models"
    assert found.endpoint is not None
    assert found.endpoint.exposure is Exposure.NETWORK


def test_the_proxy_of_litellm_always_has_a_key(tmp_path: Path) -> None:
    found = _one(tmp_path, "proxy_config: {model_list: [{model_name: a}]}\n")
    assert found.runtime is not None
    assert found.runtime.name == "litellm"
    assert found.endpoint is not None
    assert found.endpoint.needs_credentials is Tri.TRUE


def test_any_other_chart_is_read_by_the_usual_words(tmp_path: Path) -> None:
    values = """backend:
  replicaCount: 3
  image: {registry: ghcr.io, repository: huggingface/text-generation-inference, tag: "3.0"}
  extraArgs: [--model-id, org/name]
  env: {HF_TOKEN: hf_abcdefghijklmnop}
  service: {type: ClusterIP, port: 80}
  ingress:
    enabled: true
    hosts: [{host: chat.example.org, paths: [{path: /v1}]}]
other:
  enabled: false
  image: vllm/vllm-openai
  args: [--model, org/other]
web: {image: {repository: nginx}}
"""
    found = _one(tmp_path, values)
    assert models([found]) == [("values.yaml:4", "org/name")]
    assert found.runtime is not None
    assert (found.runtime.name, dict(found.settings)["replicas"]) == ("tgi", "3")
    assert found.endpoint is not None
    assert (found.endpoint.address, found.endpoint.exposure) == (
        "http://chat.example.org/v1",
        Exposure.PUBLIC,
    )
    assert "hf_" not in str(found)


def test_a_route_of_the_gateway_api_leads_from_outside(tmp_path: Path) -> None:
    values = """image: {repository: ollama/ollama}
ollama: {models: {pull: [phi4]}}
httpRoute: {enabled: true, hostnames: [o.example.org], parentRefs: [{name: gw}]}
"""
    found = _one(tmp_path, values)
    assert found.endpoint is not None
    assert (found.endpoint.address, found.endpoint.exposure) == ("o.example.org", Exposure.PUBLIC)


def test_no_two_charts_have_a_name_in_common() -> None:
    names = [name for chart in CHARTS for name in chart.names]
    assert len(names) == len(set(names))
