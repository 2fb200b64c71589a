"""KubeAI's chart of models."""

from pathlib import Path

from tests.unit.sources.helm.reading import in_use, models


def test_models_of_kubeai_are_those_that_are_switched_on(tmp_path: Path) -> None:
    catalog = """catalog:
  one: {enabled: true, engine: VLLM, url: "hf://org/one", minReplicas: 1}
  two: {enabled: false, engine: OLlama, url: "ollama://two:7b"}
  three: {engine: OLlama, url: "ollama://three:7b"}
"""
    assert models(in_use(tmp_path, values=catalog)) == [("values.yaml:2", "org/one")]
    both = in_use(tmp_path, values=f"all: {{enabled: true}}\n{catalog}")
    assert [one.served_as for one in both] == ["one", "two", "three"]
