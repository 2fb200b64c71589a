from pathlib import Path

import pytest

from auditor.domain.serving import Endpoint, Exposure, ModelReference, ReferenceKind
from auditor.domain.tri import Tri
from tests.unit.sources.kubernetes.reading import in_use
from tests.unit.sources.kubernetes.test_kserve import service

LLM = """
  model: {uri: pvc://claim/m, name: org/name, lora: {adapters: [{name: x, uri: hf://org/lora}]}}
  replicas: 3
"""


def test_an_llm_service_names_model_adapters_and_served_name(tmp_path: Path) -> None:
    found, adapter = in_use(tmp_path, service(LLM, "LLMInferenceService"))

    assert found.model == ModelReference("pvc://claim/m", ReferenceKind.LOCATION)
    assert found.served_as == "org/name"
    assert found.adapters == (ModelReference("org/lora", ReferenceKind.REPOSITORY),)
    assert (adapter.model, adapter.workload) == (found.adapters[0], found.workload)
    assert (found.runtime and found.runtime.name, dict(found.settings)["replicas"]) == ("kserve", "3")


def test_from_where_the_gateway_of_an_llm_service_is_reached_is_not_known(tmp_path: Path) -> None:
    main = "{name: main, image: vllm/vllm-openai:v1.0.0, command: [vllm, serve, /mnt/models]}"
    pod = f"  template: {{containers: [{main}]}}\n  router: {{route: {{}}}}\n"

    found, _ = in_use(tmp_path, service(LLM + pod, "LLMInferenceService"))

    assert found.endpoint == Endpoint("0.0.0.0:8000", None, Tri.UNKNOWN, Tri.FALSE)
    assert found.runtime is not None and found.runtime.version == "1.0.0"


def test_an_llm_service_that_trusts_the_code_of_its_model_says_so(tmp_path: Path) -> None:
    pod = (
        "  template: {containers: [{name: main, image: vllm/vllm-openai:v1.0.0}]}\n  trustRemoteCode: true\n"
    )

    found, _ = in_use(tmp_path, service(LLM + pod, "LLMInferenceService"))

    assert found.remote_code is Tri.TRUE


SERVICE = """apiVersion: serving.kserve.io/v1alpha2
kind: LLMInferenceService
metadata: {name: chat, namespace: ml}
spec:
  model: {uri: hf://org/name}
  template: {containers: [{name: main, image: vllm/vllm-openai:v1.0.0, env: [ENV]}]}
"""


@pytest.mark.parametrize(
    ("variable", "expected"),
    [
        ("{name: VLLM_ADDITIONAL_ARGS, value: --dtype auto --api-key planted-Secret-0123}", Tri.TRUE),
        ("{name: VLLM_ADDITIONAL_ARGS, value: --dtype auto}", Tri.UNKNOWN),
        ("{name: VLLM_ADDITIONAL_ARGS, valueFrom: {secretKeyRef: {name: a, key: b}}}", Tri.UNKNOWN),
        ("", Tri.UNKNOWN),
    ],
)
def test_what_a_preset_of_the_cluster_adds_is_not_known_but_for_what_it_is_told(
    tmp_path: Path, variable: str, expected: Tri
) -> None:
    (found,) = in_use(tmp_path, SERVICE.replace("ENV", variable))

    assert found.endpoint is not None and found.endpoint.needs_credentials is expected
    assert found.remote_code is Tri.UNKNOWN
    assert "planted" not in repr(found)


PRESET = """apiVersion: serving.kserve.io/v1alpha2
kind: LLMInferenceServiceConfig
metadata: {name: preset, namespace: NAMESPACE}
spec:
  model: {uri: hf://org/other, name: served}
  template:
    containers:
    - name: main
      image: vllm/vllm-openai:v1.0.0
      command: [vllm, serve, /mnt/models]
      env: [{name: A, value: b}]
    - {name: sidecar, image: busybox}
"""
BASED = """apiVersion: serving.kserve.io/v1alpha2
kind: LLMInferenceService
metadata: {name: chat, namespace: ml}
spec:
  baseRefs: [{name: preset}]
"""


def test_a_configuration_is_a_template_and_no_server(tmp_path: Path) -> None:
    assert in_use(tmp_path, PRESET) == []


@pytest.mark.parametrize("namespace", ["ml", "kserve"])
def test_a_service_is_read_over_the_configuration_that_it_names(tmp_path: Path, namespace: str) -> None:
    key = "{name: main, env: [{name: VLLM_API_KEY, value: planted-Secret-0123}]}"
    own = f"{BASED}  model: {{uri: hf://org/name}}\n  template: {{containers: [{key}]}}\n"

    (plain,) = in_use(tmp_path, BASED, PRESET.replace("NAMESPACE", namespace))
    (keyed,) = in_use(tmp_path, own, PRESET.replace("NAMESPACE", namespace))

    assert plain.model == ModelReference("org/other", ReferenceKind.REPOSITORY)
    assert plain.endpoint == Endpoint("0.0.0.0:8000", Exposure.INTERNAL, Tri.FALSE, Tri.FALSE)
    assert plain.workload == keyed.workload == "LLMInferenceService ml/chat"
    assert plain.locator.startswith("0.yaml:") and plain.served_as == "served"
    assert keyed.model == ModelReference("org/name", ReferenceKind.REPOSITORY)
    assert keyed.runtime is not None and keyed.runtime.version == "1.0.0"
    assert keyed.endpoint is not None and keyed.endpoint.needs_credentials is Tri.TRUE


def test_the_configuration_of_a_services_own_namespace_comes_first(tmp_path: Path) -> None:
    others = (
        PRESET.replace("NAMESPACE", "ml"),
        PRESET.replace("NAMESPACE", "kserve").replace("other", "third"),
    )

    (found,) = in_use(tmp_path, BASED, *others)

    assert found.model == ModelReference("org/other", ReferenceKind.REPOSITORY)
