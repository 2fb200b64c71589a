"""The vLLM production stack."""

from pathlib import Path

import pytest

from auditor.domain.serving import Exposure
from auditor.domain.tri import Tri
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


def test_the_production_stack_serves_each_model_behind_a_router(tmp_path: Path) -> None:
    served, router = in_use(tmp_path, values=STACK)
    assert models([served, router]) == [("values.yaml:6", "org/small"), ("values.yaml:14", None)]
    assert served.runtime is not None
    assert (served.runtime.name, served.runtime.version) == ("vllm", "0.9.1")
    assert (dict(served.settings)["replicas"], served.remote_code) == ("2", Tri.TRUE)
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
