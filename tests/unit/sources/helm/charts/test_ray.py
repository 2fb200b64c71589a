"""The chart of a Ray cluster."""

from pathlib import Path

from tests.unit.sources.helm.reading import in_use, models


def test_containers_of_a_ray_cluster_are_read(tmp_path: Path) -> None:
    values = """image: {repository: rayproject/ray-ml, tag: 2.9.0}
head:
  rayStartParams: {dashboard-host: "0.0.0.0"}
  image: {repository: vllm/vllm-openai, tag: v0.9.1}
  command: [vllm, serve, org/name]
worker: {disabled: true, image: {repository: vllm/vllm-openai}, args: [--model, org/other]}
"""
    assert models(in_use(tmp_path, values=values)) == [("values.yaml:5", "org/name")]
