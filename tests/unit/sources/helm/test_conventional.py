"""Charts by the words that most share."""

from pathlib import Path

from auditor.domain.serving import Exposure
from tests.unit.sources.helm.reading import models, one


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
    found = one(tmp_path, values)
    assert models([found]) == [("values.yaml:4", "org/name")]
    assert found.runtime is not None
    assert (found.runtime.name, dict(found.settings)["replicas"]) == ("tgi", "3")
    assert found.endpoint is not None
    assert (found.endpoint.address, found.endpoint.exposure) == (
        "http://chat.example.org/v1",
        Exposure.PUBLIC,
    )
    assert "hf_" not in str(found)
