from pathlib import Path

import pytest

from auditor.domain.serving import ModelReference, ReferenceKind
from tests.unit.sources.kubernetes.reading import in_use

DYNAMO = """apiVersion: nvidia.com/v1alpha1
kind: DynamoGraphDeployment
metadata: {name: a}
spec:
  services:
    Worker:
      extraPodSpec:
        mainContainer:
          image: nvcr.io/nvidia/ai-dynamo/vllm-runtime:0.5.0
          command: [python3, -m, dynamo.vllm, --model, Qwen/Qwen3-0.6B]
"""
ARGO = """apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: a}
spec:
  templates:
  - name: serve
    container: {image: 'vllm/vllm-openai:v1.0.0', args: [--model, org/name]}
"""


@pytest.mark.parametrize(("manifest", "model"), [(DYNAMO, "Qwen/Qwen3-0.6B"), (ARGO, "org/name")])
def test_a_container_alone_is_read_as_a_pod_of_it(tmp_path: Path, manifest: str, model: str) -> None:
    (found,) = in_use(tmp_path, manifest)

    assert found.model == ModelReference(model, ReferenceKind.REPOSITORY)


@pytest.mark.parametrize(
    ("head", "spec", "expected"),
    [
        (
            "machinelearning.seldon.io/v1\nkind: SeldonDeployment",
            "{predictors: [{graph: {name: a, modelUri: 'gs://b/a', children: [{modelUri: 's3://b/c'}]}}]}",
            [("gs://b/a", "seldon", "serves"), ("s3://b/c", "seldon", "serves")],
        ),
        (
            "mlops.seldon.io/v1alpha1\nkind: Model",
            "{storageUri: 'gs://b/a', requirements: [sklearn]}",
            [("gs://b/a", "seldon", "serves")],
        ),
        (
            "ome.io/v1beta1\nkind: ClusterBaseModel",
            "{storage: {storageUri: 'hf://org/name'}}",
            [("org/name", "ome", "fetches")],
        ),
        ("ome.io/v1beta1\nkind: BaseModel", "{}", []),
        ("mlops.seldon.io/v1alpha1\nkind: Model", "{}", []),
    ],
)
def test_an_object_that_says_where_its_model_is_stored_is_told_by_that(
    tmp_path: Path, head: str, spec: str, expected: list[tuple[str, str, str]]
) -> None:
    found = in_use(tmp_path, f"apiVersion: {head}\nmetadata: {{name: m}}\nspec: {spec}\n")

    assert [
        (one.model and one.model.written, one.runtime and one.runtime.name, dict(one.settings)["activity"])
        for one in found
    ] == expected
