"""The chart of Ollama."""

from pathlib import Path

import pytest

from auditor.domain.serving import Exposure
from auditor.domain.tri import Tri
from tests.unit.sources.helm.reading import in_use, models, one


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
    found = one(
        tmp_path, f"service: {{type: LoadBalancer}}\nollama:\n  gpu: {{enabled: true}}\n  {written}\n"
    )
    assert models([found]) == [("values.yaml:4", "llama3:8b")]
    assert found.endpoint is not None
    assert (found.endpoint.exposure, found.endpoint.needs_credentials) == (Exposure.PUBLIC, Tri.FALSE)


def test_a_model_that_the_chart_of_ollama_makes_is_named(tmp_path: Path) -> None:
    values = (
        "ollama:\n  models:\n    create:\n    - name: long\n      template: FROM llama3\n    pull: [llama3]\n"
    )
    assert [model for _, model in models(in_use(tmp_path, values=values))] == ["llama3", "long"]


def test_a_model_brings_the_one_it_is_made_of(tmp_path: Path) -> None:
    create = (
        "    - name: long\n      template: |\n        FROM qwen2.5:7b\n        PARAMETER num_ctx 1\n"
        "    - {name: own, template: FROM ./own.gguf}\n"
    )
    values = f"ollama:\n  models:\n    create:\n{create}"

    found = [model for _, model in models(in_use(tmp_path, values=values))]
    assert sorted(filter(None, found)) == ["long", "own", "qwen2.5:7b"]


def test_a_server_of_ollama_without_models_is_seen(tmp_path: Path) -> None:
    assert models([one(tmp_path, "ollama: {models: []}\n")]) == [("values.yaml:1", None)]
