"""The chart of llm-d."""

from pathlib import Path

import pytest

from tests.unit.sources.helm.reading import in_use

VALUES = """modelArtifacts: {uri: 'hf://org/name', name: served}
routing: {servicePort: 8001, proxy: {enabled: PROXY}}
decode:
  replicas: 2
  containers:
  - {name: vllm, image: 'ghcr.io/llm-d/llm-d-cuda:v0.3.0', modelCommand: COMMAND, args: [--trust-remote-code]}
prefill:
  create: PREFILL
  containers:
  - {name: vllm, image: 'vllm/vllm-openai:v0.9.0', modelCommand: imageDefault}
"""


def _ports(folder: Path, proxy: str, command: str, prefill: str) -> list[tuple[str | None, str, str]]:
    values = VALUES.replace("PROXY", proxy).replace("COMMAND", command).replace("PREFILL", prefill)
    found = in_use(folder, values=values)
    assert {one.model and one.model.written for one in found} == {"org/name"}
    assert {one.served_as for one in found} == {"served"}
    return [(one.workload, one.endpoint.address if one.endpoint else "", one.remote_code) for one in found]


@pytest.mark.parametrize(("proxy", "port"), [("true", 8200), ("false", 8001)])
def test_a_server_is_told_its_model_its_port_and_its_name(tmp_path: Path, proxy: str, port: int) -> None:
    name = tmp_path.name

    assert _ports(tmp_path, proxy, "vllmServe", "true") == [
        (f"Deployment {name}-decode", f"0.0.0.0:{port}", "yes"),
        (f"Deployment {name}-prefill", "0.0.0.0:8001", "no"),
    ]


def test_a_role_that_is_not_created_is_none(tmp_path: Path) -> None:
    assert len(_ports(tmp_path, "true", "vllmServe", "false")) == 1


def test_a_command_of_ones_own_stays_as_it_is(tmp_path: Path) -> None:
    values = VALUES.replace("COMMAND", "custom").replace("PREFILL", "false").replace("PROXY", "true")
    own = values.replace("ghcr.io/llm-d/llm-d-cuda:v0.3.0", "vllm/vllm-openai:v0.9.0")

    (found,) = in_use(tmp_path, values=own.replace("[--trust", "[--model, org/own, --trust"))

    assert found.model is not None and found.model.written == "org/own"
